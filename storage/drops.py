"""Drops: what was delivered, in folders or on S3, listed and fetched."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cleaners.record import UnreadableError
from storage.drop import Drop, Fetched
from storage.folder import Folder
from storage.options import S3Options
from storage.s3_address import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from storage.s3_drops import S3Inbox

# A drop up to this size is fetched whole before it is looked at; of larger ones only a stream is read.
HELD_BYTES = 8 * 1024 * 1024
# What is fetched ahead and waits for its turn.
_AHEAD_BYTES = 64 * 1024 * 1024


def list_drops(paths: Iterable[str], options: S3Options | None = None, store: str = "") -> Iterator[Drop]:
    """Yield the drops under the named files, folders and s3:// addresses, in order within each, hidden ones left out.

    ``store`` may stand among the drops (`winnow ingest .`): what is in it was never delivered. DropError, before
    anything is yielded, for a place that is not there or can't be listed.
    """
    apart = f"{store.rstrip('/') if is_s3(store) else os.path.abspath(store)}/" if store else ""  # noqa: PTH100 - links stay
    named = [_inbox(path, options or S3Options()) for path in paths]
    for inbox in named:
        inbox.check()
    for inbox in named:
        yield from (drop for drop in inbox.drops() if not (apart and drop.name.startswith(apart)))


def _inbox(path: str, options: S3Options) -> Folder | S3Inbox:
    if not is_s3(path):
        return Folder(path)
    from storage.s3_drops import S3Inbox  # boto3 takes 0.2 s to import

    return S3Inbox(path, options)


def fetch_drops(drops: Sequence[Drop]) -> Iterator[Fetched]:
    """Fetch drops, in order; where they are far away, several at once and a little ahead."""
    threads = max((drop.inbox.ahead for drop in drops), default=1)
    if threads == 1:
        yield from map(fetch_drop, drops)
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[tuple[int, Future[Fetched]]] = deque()
        for drop in drops:
            while under_way and not _may_fetch(drop, under_way):
                yield under_way.popleft()[1].result()
            under_way.append((drop.size, pool.submit(fetch_drop, drop)))
        while under_way:
            yield under_way.popleft()[1].result()


def _may_fetch(drop: Drop, under_way: Sequence[tuple[int, object]]) -> bool:
    held = sum(min(size, HELD_BYTES) for size, _ in under_way)
    return len(under_way) < drop.inbox.ahead and held + min(drop.size, HELD_BYTES) <= _AHEAD_BYTES


def fetch_drop(drop: Drop) -> Fetched:
    """Fetch a drop, or say that it is to be read as a stream; never raises for what is wrong with this one drop.

    What the world is to blame for (rights, a drop that is gone) may be mended: such a drop has no fingerprint, so
    that it is not remembered as read.
    """
    if drop.size > HELD_BYTES:
        return Fetched(drop, None, "")
    try:
        with drop.inbox.open(drop) as opened:
            raw = opened.stream.read(HELD_BYTES + 1)
            fingerprint = opened.fingerprint()
    except (OSError, UnreadableError) as error:
        return Fetched(drop, b"", "", unreadable_reason(error))
    return Fetched(drop, None, "") if len(raw) > HELD_BYTES else Fetched(drop, raw, fingerprint)


def unreadable_reason(error: OSError | UnreadableError) -> str:
    """Say why a drop can't be read, without its name."""
    return str(error) if isinstance(error, UnreadableError) else f"can't be read: {error.strerror}"
