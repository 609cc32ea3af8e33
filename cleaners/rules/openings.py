"""Which of thousands of wordings may stand in which blocks.

Two automata know how the wordings open. Openings that begin a block have a set of their own, whose states hold few of
them from the second character on; a set of those that may stand anywhere must remember all that it found so far, and
meets ever new states. Sets alone go on when the memory for states is used up: a single expression of all openings
that says where to look is a little quicker in a young process, takes 60 MB, and falls back to a search a hundred times
as slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.wording import BLOCK_START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MEMORY: Final = 256 << 20  # bytes RE2 may use for the states of one automaton


@dataclass(frozen=True, slots=True)
class _Known:
    """A set of openings, with the number of each of them in order."""

    openings: Any
    numbers: Sequence[int]

    def found(self, line: bytes) -> list[int]:
        return [self.numbers[index] for index in self.openings.Match(line) or ()]


@dataclass(frozen=True, slots=True)
class Openings:
    """The automata of ``openings_of``: of openings that begin a block, and of those that may stand anywhere in it."""

    beginning: _Known
    anywhere: _Known

    def found(self, blocks: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each folded block that holds an opening, with the numbers of those openings."""
        for place, block in enumerate(blocks):
            line = f"\n{block}\n".encode()
            numbers = self.beginning.found(line) + self.anywhere.found(line) if block else []
            if numbers:
                yield place, numbers


def openings_of(expressions: Sequence[str]) -> Openings:
    """Compile the openings of wordings, numbered as they come."""
    beginning = [number for number, expression in enumerate(expressions) if expression.startswith(BLOCK_START)]
    anywhere = [number for number, expression in enumerate(expressions) if not expression.startswith(BLOCK_START)]
    return Openings(
        _known(re2.Set.MatchSet(options()), expressions, beginning),
        _known(re2.Set.SearchSet(options()), expressions, anywhere),
    )


def _known(openings: Any, expressions: Sequence[str], numbers: Sequence[int]) -> _Known:
    for number in numbers:
        openings.Add(expressions[number].encode())
    openings.Compile()
    return _Known(openings, numbers)


def options() -> Any:
    """Return how all expressions of wordings are compiled: byte by byte of UTF-8, so that automata stay small."""
    chosen = re2.Options()
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen
