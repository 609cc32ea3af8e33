"""The mark: the object that makes a folder or an S3 prefix a store, and says what must not change about it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from storage.errors import StoreError

if TYPE_CHECKING:
    from storage.objects import ObjectStore

STORE_FORMAT = 1
MARK = "winnow.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a store is, beside its catalog and enough to make one anew. It holds the seed: it is not public.

    ``create_only`` is what the self-test found out about the object store (``storage.selftest``).
    """

    corpus_id: str
    scheme: str
    create_only: bool
    format: int = STORE_FORMAT
    made_by: str = "newswinnow"


def read_mark(objects: ObjectStore, address: str) -> Mark | None:
    """Return a store's mark, or None where there is no store; StoreError for one that this version can't use."""
    try:
        content = objects.get(MARK)
    except KeyError:
        return None
    try:
        stored = json.loads(content)
        made_by = int(stored["format"])
        if made_by <= STORE_FORMAT:
            return Mark(str(stored["corpus_id"]), str(stored["scheme"]), bool(stored["create_only"]))
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"{address}/{MARK} is damaged: not a store's mark") from error
    raise StoreError(
        f"the store at {address} was made by a newer Winnow (format {made_by}, this version knows "
        f"{STORE_FORMAT}); upgrade Winnow, or use another store"
    )


def write_mark(objects: ObjectStore, mark: Mark) -> None:
    """Mark a place as a store, unless somebody else just did."""
    objects.put(MARK, json.dumps(asdict(mark)).encode(), if_absent=True)
