"""Lines that were broken at a width, by a terminal, a mail program or an editor, and the paragraphs they were."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

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
# Of the widest line: a wrapped line ends where the next word, or the next character, did not fit.
_FULL: Final = 0.7
_UNSPACED_FULL: Final = 0.9
_FULL_SHARE: Final = 0.6  # of the lines inside paragraphs are full ones in a wrapped text
_FEWEST: Final = 5  # full lines: fewer prove nothing
_HYPHENS: Final = ("-", "\u2010")
_BETWEEN_HALVES: Final = frozenset(["und", "oder", "bzw.", "en", "of", "och", "og", "and", "or", "to"])
_FEWEST_PARTED: Final = 3
_PARTED_SHARE: Final = 0.04  # of the lines; where only words' own hyphens stand at their ends, one in a hundred
_FIRST_UNSPACED: Final = "\u0e00"  # Thai; above it stand Lao, Burmese, Khmer, kana and Han
_PUNCTUATION: Final = frozenset(map(chr, range(0x2000, 0x2070)))
_STOPS: Final = tuple("。！？；：」』”")
_MOST_STOPS: Final = 0.3  # of full lines end a sentence by chance; in a list each does


def paragraphs(lines: Sequence[str], raw: Sequence[str]) -> list[list[int]]:
    """Return the indices of the lines of each paragraph of a wrapped text, nothing where it was not wrapped.

    ``lines`` have single spaces, and blank ones between paragraphs; ``raw`` are the same as they came, with the
    indentation that begins one.
    """
    if max(map(len, lines), default=0) not in _LENGTHS:  # most texts
        return []
    unspaced = is_unspaced("".join(lines))
    widths = [columns(line) if unspaced else len(line) for line in lines]
    least = _full_line(lines, widths, unspaced=unspaced)
    return _joined(widths, raw, least) if least else []


def paragraph(lines: Sequence[str], *, hyphenated: bool = False) -> str:
    """Return lines as one: with a space between two of them where words are spaced, and none inside of a word.

    ``hyphenated`` says that the lines' hyphens part words (``is_hyphenated``); else they are the words' own.
    """
    parts = [lines[0]]
    for before, after in pairwise(lines):
        if _parts_word(before, after):
            parts[-1] = parts[-1][:-1] if hyphenated else parts[-1]
            parts.append(after)
        else:
            parts += [after] if _meet(before, after) else [" ", after]
    return "".join(parts)


def is_hyphenated(lines: Sequence[str]) -> bool:
    """Tell whether so many lines end in a hyphen that words were parted there, as in print."""
    joints = [(before, after) for before, after in pairwise(lines) if before and after]
    return sum(_parts_word(*joint) for joint in joints) >= max(_FEWEST_PARTED, _PARTED_SHARE * len(joints))


def _parts_word(before: str, after: str) -> bool:
    """Tell whether a line ends within a word; "Ein- und Ausgang" are two."""
    return (
        before[-1] in _HYPHENS
        and before[-2:-1].isalpha()
        and after[0].islower()
        and after.split(maxsplit=1)[0] not in _BETWEEN_HALVES
    )


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
    full = [lines[index] for index in inner if widths[index] >= least]
    if len(full) < max(_FEWEST, _FULL_SHARE * len(inner)):
        return 0.0
    is_list = unspaced and sum(line.endswith(_STOPS) for line in full) > _MOST_STOPS * len(full)
    return 0.0 if is_list else least


def _joined(widths: Sequence[int], raw: Sequence[str], least: float) -> list[list[int]]:
    found: list[list[int]] = []
    is_open = False
    for index, (width, original) in enumerate(zip(widths, raw, strict=True)):
        if width and is_open and not original[:2].isspace():
            found[-1].append(index)
        elif width:
            found.append([index])
        is_open = width >= least
    return found


def columns(line: str) -> int:
    """Return how wide a line is on a terminal, on which characters outside of ASCII take two columns."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))
