"""Worker processes that can be killed: a parser written in C can't be interrupted from inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pebble import ProcessExpired, ProcessPool

from flows.memory import be_frugal, limit_memory
from flows.processes import forking

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebble import ProcessFuture


class Workers:
    """A pool of ``count`` processes. Work that takes too long, too much memory, or kills its process, has no result."""

    def __init__(self, count: int, megabytes: int = 1024) -> None:
        self.count = count
        self._pool = ProcessPool(max_workers=count, context=forking(), initializer=_begin, initargs=[megabytes])

    def submit(self, work: Callable[[Any], Any], argument: object, seconds: float) -> ProcessFuture[Any]:
        """Start work on an argument; its process is killed after so many seconds of work."""
        return self._pool.schedule(work, args=(argument,), timeout=seconds)

    def outcome(self, future: ProcessFuture[Any]) -> Any | None:
        """Wait for the result; None where the work was killed, its process died or had not enough memory."""
        try:
            return future.result()
        except (TimeoutError, ProcessExpired, MemoryError):
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _begin(megabytes: int) -> None:
    limit_memory(megabytes)
    be_frugal()
