"""Lines that were filled up word by word: the next one's first word had no room.

Those of a list, of a table or of verse hardly ever are, so that columns of any width can be told from them.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import re2

from cleaners.hyphenation import parts_word
from cleaners.sentence import HANGUL, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FILLED_WIDTHS: Final = range(20, 141)  # from columns of print to wide terminals
# How many lines that end within a sentence prove it, and what share of them must be full: a title is no such line.
# Where words are not spaced, all full lines are equally wide.
_PROOF_OF_NARROW: Final = (8, 0.85)
_PROOFS: Final = ((5, 1.0), _PROOF_OF_NARROW)
_PROOFS_UNSPACED: Final = ((4, 1.0), _PROOF_OF_NARROW)
_FEWEST: Final = 6  # lines of such a text
_WIDE: Final = 40  # columns; a menu is narrower
_LEAST_LOWER: Final = 0.3  # of the lines behind full ones, in scripts with case; German nouns have capitals
_LEAST_CASED: Final = 0.5  # of the letters; texts in a script without case hold Latin words
# Of full lines in such a script, or without spaces: by chance some end a sentence; in a list each does, or has no mark.
_MOST_STOPS: Final = 0.3
_LEAST_MARKED: Final = 0.1
_MARK: Final = re2.compile(r"[,.!?:;،؛؟۔।、，。！？；：]")
MOST_WIDER: Final = 2  # lines: a title above, an address
_AS_WIDE: Final = 1.1
_MOST_SHORT: Final = 0.7  # of the lines: last ones of paragraphs, headings
_LONG: Final = 0.6  # of the longest
_NEARLY: Final = 0.9  # of the widest line: what a proportional font leaves
_ENDS: Final = tuple('.!?…:;"”»“。！？」』؟।۔')
_BULLETS: Final = frozenset("•▪·‣◦*")


class _Column(NamedTuple):
    """How wide each line is and the widest of the column, and whether words are spaced, on a terminal or in letters."""

    widths: list[int]
    widest: int
    measure: Callable[[str], int]
    unspaced: bool


class _Joint(NamedTuple):
    """A line, the one below it in its paragraph, whether the first word of that had no room, or hardly any."""

    before: str
    after: str
    is_full: bool
    is_nearly_full: bool


def may_be_filled(lengths: Sequence[int]) -> bool:
    """Tell of the lengths of lines, in order, whether enough of them are about as long as the longest: of few texts."""
    if len(lengths) < _FEWEST:
        return False
    longest = lengths[-1 - MOST_WIDER]
    return lengths[int(len(lengths) * _MOST_SHORT)] >= _LONG * longest


def filled(lines: Sequence[str], raw: Sequence[str]) -> list[bool]:
    """Tell of each line whether the next one goes on with its paragraph, nothing where lines were not filled up.

    ``lines`` have single spaces, and blank ones between paragraphs; ``raw`` are the same as they came, with the
    indentation that begins one. There are six lines at least (``may_be_filled``).
    """
    indents = _indents(raw)
    for column in _columns(lines):
        joints = _joints(lines, indents, column)
        if column.widest in FILLED_WIDTHS and _are_filled([joint for joint in joints if joint.after], column):
            return list(map(_goes_on, joints))
    return []


def _columns(lines: Sequence[str]) -> Iterator[_Column]:
    """Give the columns that the lines may have filled; those of Korean are counted in letters as well."""
    text = "".join(lines)
    if is_unspaced(text):
        yield _column(lines, columns, unspaced=True)
    else:
        if any(HANGUL[0] <= sign <= HANGUL[1] for sign in text):
            yield _column(lines, columns)
        yield _column(lines, len)


def _column(lines: Sequence[str], measure: Callable[[str], int], *, unspaced: bool = False) -> _Column:
    widths = [*map(measure, lines)]
    often = sorted(widths)[-1 - MOST_WIDER]
    return _Column(widths, max([width for width in widths if width <= _AS_WIDE * often]), measure, unspaced)


def _joints(lines: Sequence[str], indents: Sequence[int], column: _Column) -> list[_Joint]:
    """Return the joint of each line; below the last one of a paragraph stands nothing."""
    joints: list[_Joint] = []
    for index, (before, after) in enumerate(pairwise(lines)):
        apart = indents[index + 1] or max(column.widths[index : index + 2]) > column.widest
        if apart or not (before and after):
            joints.append(_Joint(before, "", is_full=False, is_nearly_full=False))
        else:
            width = indents[index] + column.widths[index]
            is_full = width + _first_word(after, column) > column.widest or parts_word(before, after)
            joints.append(_Joint(before, after, is_full, width >= _NEARLY * column.widest))
    return [*joints, _Joint(lines[-1], "", is_full=False, is_nearly_full=False)]


def _first_word(line: str, column: _Column) -> int:
    """Return how much room the first word of a line takes behind another; without spaces, it and a mark behind it."""
    return 2 * column.measure(line[0]) if column.unspaced else 1 + column.measure(line.split(" ", 1)[0])


def _indents(raw: Sequence[str]) -> list[int]:
    """Return how many columns further in than most each line begins, which begins a paragraph; so does a bullet."""
    indents = [len(line) - len(line.lstrip()) for line in raw]
    usual = Counter(indent for indent, line in zip(indents, raw, strict=True) if line.strip()).most_common(1)[0][0]
    return [_indent(line, indent, usual) for line, indent in zip(raw, indents, strict=True)]


def _indent(line: str, indent: int, usual: int) -> int:
    if line[indent : indent + 1] in _BULLETS:
        return max(indent - usual, 1)
    further = columns(line[usual:indent])
    return further if further > 1 or line[:1] == "\t" else 0


def _are_filled(joints: Sequence[_Joint], column: _Column) -> bool:
    """Tell whether so many lines are full that they were filled up, and go on as prose does."""
    within = [joint for joint in joints if not joint.before.endswith(_ENDS)]
    share = sum(joint.is_full for joint in within) / max(len(within), 1)
    proofs = _PROOFS_UNSPACED if column.unspaced else _PROOFS if column.widest >= _WIDE else (_PROOF_OF_NARROW,)
    return any(len(within) >= fewest and share >= least for fewest, least in proofs) and is_prose(
        [(joint.before, joint.after) for joint in joints if joint.is_full]
    )


def is_prose(joints: Sequence[tuple[str, str]]) -> bool:
    """Tell whether the lines behind full ones go on as sentences do, and not as lists of headlines."""
    text = "".join([before for before, _ in joints])
    if _is_cased(text) and not text.isupper():
        return sum(after[0].islower() for _, after in joints) >= _LEAST_LOWER * len(joints)
    stops = sum(before.endswith(_ENDS) for before, _ in joints)
    marked = sum(_MARK.search(before) is not None for before, _ in joints)
    return stops <= _MOST_STOPS * len(joints) and marked >= _LEAST_MARKED * len(joints)


def _is_cased(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign.islower() or sign.isupper() for sign in letters) > _LEAST_CASED * len(letters)


def _goes_on(joint: _Joint) -> bool:
    """Tell whether a line's paragraph goes on below it; within a sentence it does, however much room there was."""
    within = (joint.is_nearly_full or joint.after[:1].islower()) and not joint.before.endswith(_ENDS)
    return joint.is_full or within


def columns(line: str) -> int:
    """Return how wide a line is on a terminal, on which characters outside of ASCII take two columns."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))
