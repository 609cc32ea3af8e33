"""Opening the store that a command names, as the environment's settings say."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from flows.settings import Settings
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import Store


@contextlib.contextmanager
def store_at(address: str) -> Iterator[Store]:
    """Open a store that is there; close it at the end."""
    with contextlib.closing(open_store(address, options=Settings.from_environment().store_options())) as store:
        yield store
