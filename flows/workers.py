"""Worker processes that can be killed: a parser written in C can't be interrupted from inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from pebble import ProcessExpired, ProcessPool

from flows.memory import be_frugal, limit_memory
from flows.processes import forking

if TYPE_CHECKING:
    from collections.abc import Callable

    from pebble import ProcessFuture


@dataclass(frozen=True, slots=True)
class Failed:
    """Why work has no result, in words that follow the name of what was worked on."""

    reason: str


class Workers:
    """A pool of ``count`` processes. Work that fails, takes too long or kills its process costs itself alone."""

    def __init__(self, count: int, megabytes: int = 1024) -> None:
        self.count = count
        self._megabytes = megabytes
        self._pool = ProcessPool(max_workers=count, context=forking(), initializer=_begin, initargs=[megabytes])

    def submit(self, work: Callable[[Any], Any], argument: object, seconds: float) -> ProcessFuture[Any]:
        """Start work on an argument; its process is killed after so many seconds of work."""
        return self._pool.schedule(work, args=(argument,), timeout=seconds)

    def outcome(self, future: ProcessFuture[Any]) -> Any | Failed:
        """Wait for the result, or for why there is none."""
        error = future.exception()
        return future.result() if error is None else Failed(self._told(error))

    def _told(self, error: BaseException) -> str:
        if isinstance(error, TimeoutError):
            return "took too long to clean"
        if isinstance(error, MemoryError):
            return f"needed more than {self._megabytes} MB of memory to clean"
        if isinstance(error, ProcessExpired):
            return "ended the process that cleaned it"
        # Its words may hold some of the article's.
        return f"the cleaner failed on it: {type(error).__name__}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _begin(megabytes: int) -> None:
    limit_memory(megabytes)
    be_frugal()
