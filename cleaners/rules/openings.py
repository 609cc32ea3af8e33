"""Which of thousands of wordings may stand in which blocks, found in one reading of all blocks.

Two automata know how the wordings open. The screen only says where any of them does, not which: so it has few states,
which it soon knows, and reads some hundred million bytes a second. The set says which do, must remember all that it
found so far, and so meets ever new states: it is slow, and asked of those few blocks to which the screen points.
Openings that begin a block have a set of their own, whose states hold few of them from the second character on.
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
    """The automata of ``openings_of``: one expression, and the two sets of those it is made of."""

    screen: Any
    beginning: _Known
    anywhere: _Known

    def found(self, blocks: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each folded block that holds an opening, with the numbers of those openings."""
        lines = "\n".join(("", *blocks, "")).encode()
        place, start = -1, 0
        while hit := self.screen.search(lines, start):
            at = hit.start() + 1
            place += lines.count(b"\n", start, at)
            end = lines.index(b"\n", at)
            line = lines[lines.rindex(b"\n", 0, at) : end + 1]
            yield place, self.beginning.found(line) + self.anywhere.found(line)
            start = end


def openings_of(expressions: Sequence[str]) -> Openings:
    """Compile the openings of wordings, numbered as they come.

    The screen has them in order: what neighbours begin with is then read as one, and its states are known in half the
    time.
    """
    beginning = [number for number, expression in enumerate(expressions) if expression.startswith(BLOCK_START)]
    anywhere = [number for number, expression in enumerate(expressions) if not expression.startswith(BLOCK_START)]
    return Openings(
        re2.compile("|".join(sorted(set(expressions))).encode(), options()),
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
