"""Which of thousands of wordings may stand in which blocks.

Those that begin a block are found by a set of RE2 expressions of how they open: its states hold few of them from the
second character on. What may stand anywhere is found by its words in an Aho-Corasick automaton (A. Aho, M. Corasick:
"Efficient string matching", CACM 18, 1975), which is whole from the start; a set of expressions would have to remember
all that it found so far, and take a young process half a second until it knew the states of usual blocks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import re2
from ahocorasick_rs import BytesAhoCorasick, Implementation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_MEMORY: Final = 256 << 20  # bytes RE2 may use for the states of one automaton
_ENOUGH: Final = 12  # characters of a text: more find hardly fewer blocks, and make twice as many states


@dataclass(frozen=True, slots=True)
class Openings:
    """Two automata, and the numbers of the wordings that each of their expressions, or texts, speaks for."""

    beginning: Any
    of_beginning: Sequence[int]
    inner: BytesAhoCorasick
    of_inner: Sequence[Sequence[int]]

    def found(self, blocks: Sequence[str]) -> dict[int, set[int]]:
        """Return the place of each folded block in which a wording may stand, with the numbers of those wordings."""
        text = "\n".join((*blocks, "")).encode()
        inner = self._found_inside(text)
        matches = enumerate(map(self.beginning.Match, text.splitlines(keepends=True)))
        begun = {place: numbers for place, numbers in matches if numbers and blocks[place]}
        return {
            place: {*inner.get(place, ()), *map(self.of_beginning.__getitem__, begun.get(place, ()))}
            for place in begun.keys() | inner.keys()
        }

    def _found_inside(self, text: bytes) -> dict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        place = counted = 0
        for number, _, end in self.inner.find_matches_as_indexes(text, overlapping=True):
            place += text.count(b"\n", counted, end)  # ends come in order, and no text goes beyond its block
            counted = end
            found[place] += self.of_inner[number]
        return found


def openings_of(beginning: Mapping[int, str], inner: Mapping[int, Collection[str]]) -> Openings:
    """Compile how wordings are found, by number: the expression of its opening, or texts of which it holds one."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, texts in inner.items():
        for text in sorted({text[:_ENOUGH] for text in texts}):
            numbers[text].append(number)
    automaton = BytesAhoCorasick([text.encode() for text in numbers], implementation=Implementation.DFA)
    return Openings(_set_of([*beginning.values()]), [*beginning], automaton, [*numbers.values()])


def _set_of(expressions: Sequence[str]) -> Any:
    openings = re2.Set.MatchSet(options())
    for expression in expressions:
        openings.Add(expression.encode())
    openings.Compile()
    return openings


def options() -> Any:
    """Return how all expressions of wordings are compiled: byte by byte of UTF-8, so that automata stay small."""
    chosen = re2.Options()
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen
