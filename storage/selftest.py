"""What an object store really promises, found out by asking it: some services ignore ``If-None-Match`` on a put."""

from __future__ import annotations

import contextlib
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from storage.errors import StoreError

if TYPE_CHECKING:
    from storage.objects import ObjectStore

FOLDER = "selftest"
# OpenStack Swift's S3 answers a second put rightly and still has several winners in a race of 16 (measured): so the
# test races, with as many writers as a run has threads, and more than once.
_RACERS = 16
_ROUNDS = 2


def honours_create_only(objects: ObjectStore, address: str) -> bool:
    """Tell whether of writers that create one object at once exactly one wins, and the others leave it alone.

    StoreError for a store that does not give back, or does not list, what was just put: nothing can be built on it.
    """
    mine = f"{FOLDER}/{uuid.uuid4().hex}-"
    keys = [f"{mine}{number}" for number in range(_ROUNDS)]
    try:
        honoured = [_one_wins(objects, key, address) for key in keys]
        _check_listing(objects, mine, keys, address)
        return all(honoured)
    finally:
        # What is left behind by a store that fails here is the least of its faults.
        with contextlib.suppress(StoreError):
            for key in keys:
                objects.delete(key)


def _one_wins(objects: ObjectStore, key: str, address: str) -> bool:
    start = threading.Barrier(_RACERS)

    def create(racer: int) -> bool:
        start.wait()
        return objects.put(key, _content(key, racer), if_absent=True)

    with ThreadPoolExecutor(_RACERS) as pool:
        won = [racer for racer, first in enumerate(pool.map(create, range(_RACERS))) if first]
    late = objects.put(key, b"late", if_absent=True)
    found = _read_back(objects, key, address)
    return len(won) == 1 and not late and found == _content(key, won[0])


def _content(key: str, racer: int) -> bytes:
    return f"{key} by {racer}".encode()


def _read_back(objects: ObjectStore, key: str, address: str) -> bytes:
    try:
        found = objects.get(key)
    except KeyError as error:
        raise StoreError(f"the store at {address} does not give back what was just put: it can't be used") from error
    if found not in {b"late", *(_content(key, racer) for racer in range(_RACERS))}:
        raise StoreError(f"the store at {address} gives back something else than was put: it can't be used")
    return found


def _check_listing(objects: ObjectStore, prefix: str, keys: list[str], address: str) -> None:
    if {head.key for head in objects.list(prefix)} != set(keys):
        raise StoreError(f"the store at {address} does not list what was just put: it can't be used")
