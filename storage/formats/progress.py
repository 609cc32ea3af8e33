"""How far the reading of a drop is, told so that it outlives the process that reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF: Final = 32  # bits of each of the two numbers


class Told(Protocol):
    """A number of 64 bits, such as ``multiprocessing.RawValue("q")`` in memory that a parent shares."""

    value: int


class Progress:
    """Counts the records that a drop's readers begin, and names those that ended a reader before this one.

    Readers of many records ask ``begin`` before they take a record's first byte: of what comes until the next time it
    is asked, that record is to blame. The same bytes give the same records in the same order.
    """

    def __init__(self, told: Told | None = None, fatal: Mapping[int, str] | None = None) -> None:
        self._told = told
        self._fatal = fatal or {}
        self._begun = 0
        self.found = 0  # what the drop has given so far, counted by whoever takes it

    def begin(self) -> str:
        """Begin the next record; return why it must be passed over unread, "" where nothing is known against it."""
        self._begun += 1
        if self._told is not None:
            self._told.value = self._begun << _HALF | self.found  # one number: it can't be half written
        return self._fatal.get(self._begun, "")


def reached(told: Told) -> tuple[int, int]:
    """Return the record begun last, counted from 1, 0 for none; and how much the drop had given before it."""
    return told.value >> _HALF, told.value & ((1 << _HALF) - 1)
