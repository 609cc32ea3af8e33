"""A place to seek in, for formats whose directory stands at their end."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from storage.formats.streams import CHUNK, TooLongError, megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.streams import Source

_IN_MEMORY: Final = 16 * 2**20


@contextmanager
def spooled(source: Source, limit: int) -> Iterator[IO[bytes]]:
    """Give the rest of a source as a file that has no name of its own on disk and is gone afterwards."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        size = 0
        while piece := source.read(CHUNK):
            size += len(piece)
            if size > limit:
                raise TooLongError(f"larger than {megabytes(limit)}")
            file.write(piece)
        file.seek(0)
        yield cast("IO[bytes]", file)
