"""Which of thousands of wordings may stand in which blocks, found in one reading of all blocks.

Two automata know how the wordings open. The screen only says where any of them does, not which: so it has few states,
which it soon knows, and reads some hundred million bytes a second. The set says which do, must remember all that it
found so far, and so meets ever new states: it is slow, and asked of those few blocks to which the screen points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MEMORY: Final = 256 << 20  # bytes RE2 may use for the states of one automaton


@dataclass(frozen=True, slots=True)
class Openings:
    """The automata of ``openings_of``: ``screen`` is one expression, ``known`` the set of those it is made of."""

    screen: Any
    known: Any

    def found(self, blocks: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each folded block that holds an opening, with the numbers of those openings."""
        lines = "\n".join(("", *blocks, "")).encode()
        place, start = -1, 0
        while hit := self.screen.search(lines, start):
            at = hit.start() + 1
            place += lines.count(b"\n", start, at)
            end = lines.index(b"\n", at)
            yield place, self.known.Match(lines[lines.rindex(b"\n", 0, at) : end + 1])
            start = end


def openings_of(expressions: Sequence[str]) -> Openings:
    """Compile the openings of wordings, numbered as they come.

    The screen has them in order: what neighbours begin with is then read as one, and its states are known in half the
    time.
    """
    known = re2.Set.SearchSet(options())
    for expression in expressions:
        known.Add(expression.encode())
    known.Compile()
    return Openings(re2.compile("|".join(sorted(set(expressions))).encode(), options()), known)


def options() -> Any:
    """Return how all expressions of wordings are compiled: byte by byte of UTF-8, so that automata stay small."""
    chosen = re2.Options()
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen
