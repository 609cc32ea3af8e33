"""An index of keys in memory, for runs without a store."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dedup.candidates import BUCKET_CAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dedup.record import Signature


class MemoryIndex:
    """Which documents hold a key: the BUCKET_CAP oldest of each key."""

    __slots__ = ("_documents",)

    def __init__(self) -> None:
        self._documents: defaultdict[int, list[str]] = defaultdict(list)

    def add(self, batch: Mapping[str, Signature]) -> None:
        """Enter the keys of documents that are younger than all that are in."""
        for document_id, signature in batch.items():
            for key in signature.keys.tolist():
                if len(bucket := self._documents[key]) < BUCKET_CAP:
                    bucket.append(document_id)

    def hits(self, signatures: Iterable[Signature]) -> Iterator[tuple[int, str]]:
        """Give (key, document_id) for each key of ``signatures`` that is in, each key once, oldest document first."""
        for key in {key for signature in signatures for key in signature.keys.tolist()}:
            for document_id in self._documents.get(key, ()):
                yield key, document_id
