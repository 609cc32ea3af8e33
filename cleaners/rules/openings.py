"""Which of thousands of wordings may stand in which blocks.

Few blocks hold any opening, so two steps find them: a single expression of all openings reads all blocks at once, and
says only where the next one stands; a set, which must remember all that it found so far and meets ever new states, is
asked of that block which they are. Openings that begin a block have automata of their own, whose states hold few of
them from the second character on; together with those that may stand anywhere there would be many times more states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.wording import BLOCK_START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BREAK: Final = b"\n"
_NOWHERE: Final = r"\B\b"
_MEMORY: Final = 256 << 20  # bytes RE2 may use for the states of one automaton


@dataclass(frozen=True, slots=True)
class _Known:
    """An expression of all openings and a set of them, with the number of each in order."""

    screen: Any
    openings: Any
    numbers: Sequence[int]

    def found(self, lines: bytes) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each line that holds an opening, with the numbers of those it holds."""
        place = start = 0
        while hit := self.screen.search(lines, start):
            passed, start = start, lines.rfind(_BREAK, 0, hit.start() + 1)
            end = lines.index(_BREAK, hit.start() + 1)
            place += lines.count(_BREAK, passed, start)
            yield place, [self.numbers[index] for index in self.openings.Match(lines[start : end + 1]) or ()]
            place, start = place + 1, end


@dataclass(frozen=True, slots=True)
class Openings:
    """The automata of ``openings_of``: of openings that begin a block, and of those that may stand anywhere in it."""

    beginning: _Known
    anywhere: _Known

    def found(self, blocks: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Yield the places of the folded blocks that hold openings, once or twice, with the numbers of those."""
        lines = "\n".join(["", *blocks, ""]).encode()
        yield from self.beginning.found(lines)
        yield from self.anywhere.found(lines)


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
    screen = "|".join(expressions[number] for number in numbers) or _NOWHERE
    return _Known(re2.compile(screen.encode(), options()), openings, numbers)


def options() -> Any:
    """Return how all expressions of wordings are compiled: byte by byte of UTF-8, so that automata stay small."""
    chosen = re2.Options()
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen
