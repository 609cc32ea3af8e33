"""Lines that were broken at a width, by a terminal, a mail program or an editor, and the paragraphs they were."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cleaners.filling import FILLED_WIDTHS, MOST_WIDER, columns, filled, is_prose, may_be_filled
from cleaners.hyphenation import SOFT, has_hyphen_between, is_hyphenated
from cleaners.sentence import HANGUL, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

# Wire terminals and mail wrap at 60 to 80 columns; a text with a longer line was not wrapped, nor was a list of words.
WIDTHS: Final = range(40, 101)
# Where words are not spaced, a character takes two columns. Lines of 14 to 27 characters are headlines.
_UNSPACED_WIDTHS: Final = range(56, 101)
# Columns of print are narrower, and part words.
_COLUMNS: Final = range(20, WIDTHS.start)
_LENGTHS: Final = range(_COLUMNS.start, WIDTHS.stop)
_IS_WIDER: Final = (FILLED_WIDTHS.stop - 1).__lt__
# Of the widest line: a wrapped line ends where the next word, or the next character, did not fit.
_FULL: Final = 0.7
_UNSPACED_FULL: Final = 0.9
_FULL_SHARE: Final = 0.6  # of the lines inside paragraphs are full ones in a wrapped text
_FEWEST: Final = 5  # full lines: fewer prove nothing
_FIRST_UNSPACED: Final = "\u0e00"  # Thai; above it stand Lao, Burmese, Khmer, kana and Han
_PUNCTUATION: Final = frozenset(map(chr, range(0x2000, 0x2070)))


def paragraphs(lines: Sequence[str], raw: Sequence[str]) -> list[list[int]]:
    """Return the indices of the lines of each paragraph of a wrapped text, nothing where it was not wrapped.

    ``lines`` have single spaces, and blank ones between paragraphs; ``raw`` are the same as they came, with the
    indentation that begins one.
    """
    if sum(map(_IS_WIDER, map(len, lines))) > MOST_WIDER:  # most texts
        return []
    lengths = sorted(map(len, filter(None, lines)))
    if may_be_filled(lengths) and (goes_on := filled(lines, raw)):
        return _joined(lines, goes_on)
    return _wide_paragraphs(lines, raw) if lengths and lengths[-1] in _LENGTHS else []


def _wide_paragraphs(lines: Sequence[str], raw: Sequence[str]) -> list[list[int]]:
    """Return ``paragraphs`` of lines most of which are nearly as wide as the widest, or part words as print does."""
    unspaced = is_unspaced("".join(lines))
    widths = [columns(line) if unspaced else len(line) for line in lines]
    least = _full_line(lines, widths, unspaced=unspaced)
    if not least:
        return []
    begins = [*(line[:2].isspace() for line in raw[1:]), False]
    return _joined(lines, [width >= least and not begun for width, begun in zip(widths, begins, strict=True)])


def paragraph(lines: Sequence[str]) -> str:
    """Return lines as one: with a space between two of them where words are spaced, and none inside of a word.

    A hyphen at a line's end stays, unless it is soft: that one only showed where the word was parted.
    """
    parts = [lines[0]]
    for before, after in pairwise(lines):
        if before[-1] == SOFT:
            parts[-1] = parts[-1][:-1]
        elif not (has_hyphen_between(before, after) or _meet(before, after)):
            parts.append(" ")
        parts.append(after)
    return "".join(parts)


def _meet(before: str, after: str) -> bool:
    """Tell whether no space stands between two lines: they have none, and one of the signs that meet never has any.

    A line of one word has none in any script. Quotation marks are those of all scripts.
    """
    signs = [sign for sign in (before[-1], after[0]) if sign >= _FIRST_UNSPACED and sign not in _PUNCTUATION]
    if not signs or any(HANGUL[0] <= sign <= HANGUL[1] for sign in signs):
        return False
    return is_unspaced(before) and is_unspaced(after)


def _full_line(lines: Sequence[str], widths: Sequence[int], *, unspaced: bool) -> float:
    """Return how wide a line is at least that was broken, 0 where lines were not wrapped."""
    widest = max(widths)
    if widest not in (_UNSPACED_WIDTHS if unspaced else WIDTHS) and not (widest in _COLUMNS and is_hyphenated(lines)):
        return 0.0
    least = (_UNSPACED_FULL if unspaced else _FULL) * widest
    inner = [index for index, (width, after) in enumerate(pairwise(widths)) if width and after]
    full = [(lines[index], lines[index + 1]) for index in inner if widths[index] >= least]
    return least if len(full) >= max(_FEWEST, _FULL_SHARE * len(inner)) and is_prose(full) else 0.0


def _joined(lines: Sequence[str], goes_on: Sequence[bool]) -> list[list[int]]:
    """Return the indices of the lines of each paragraph; each line is told whether the next one goes on with it."""
    found: list[list[int]] = []
    is_open = False
    for index, (line, open_below) in enumerate(zip(lines, goes_on, strict=True)):
        if line and is_open:
            found[-1].append(index)
        elif line:
            found.append([index])
        is_open = bool(line) and open_below
    return found
