"""What can be wrong with the world around a run, each with one readable line and its exit code.

The codes are part of the command line's contract (docs/operations.md lists them).
"""

from __future__ import annotations

from typing import Self


class WinnowError(Exception):
    """Something that the user or the operator can mend. The message is one line, without article text."""

    exit_code = 1


class DropError(WinnowError):
    """A drop that was named cannot be found or read."""

    exit_code = 3


class StoreError(WinnowError):
    """The store cannot be used: not a store, another version's, not writable."""

    exit_code = 4


class StoreFullError(StoreError):
    """The store has no room left. Nothing half-written is visible; the same run can be repeated."""

    exit_code = 5

    @classmethod
    def at(cls, address: object) -> Self:
        """Return the error for a store, with what to do."""
        return cls(f"no space left for the store at {address}; free some and run the same command again")


class WrongUsageError(WinnowError):
    """Options that do not go together, or a value that is none."""

    exit_code = 2


class ExportError(WinnowError):
    """What was asked for can't be exported, or not to there. Nothing half-written is left."""

    exit_code = 2


class NotInStoreError(WinnowError):
    """The article, or the version of the corpus, that was asked for is not in the store."""

    exit_code = 6


class FindingsError(WinnowError):
    """A check found something wrong; what it is has been printed."""

    exit_code = 8


class TotalsError(Exception):
    """Documents in and the sum of their outcomes differ: we are wrong, the run must crash."""
