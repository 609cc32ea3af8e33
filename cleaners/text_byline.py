"""The byline of a raw page: who wrote it, in the lines between its title and its body.

A dump gives "By Ana Souza" on a line of its own, or "By" and the name below it, or, where the page shows the name as a
link, the name alone beside the date.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cleaners.rules.shapes import byline_names, is_name, opens_byline
from cleaners.text_lines import first_paragraph
from cleaners.text_shape import STAMP_DIGITS, STAMP_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleaners.text_lines import Line

_REACH: Final = 24  # lines above the first paragraph at most
_ABOVE: Final = 6  # lines above the title
_BELOW: Final = 10  # lines below the first paragraph, which may be a standfirst
_OPENERS: Final = frozenset(
    {"by", "written by", "words by", "reported by", "author", "von", "autor", "text", "par", "auteur", "por", "di"}
    | {"testo", "texto", "autore", "door", "tekst", "przez", "oleh", "penulis", "av", "af", "yazar", "автор", "текст"}
)
_PLACE: Final = attrgetter("place")
_EDGES: Final = " ,:|•·*+-–—"
_WORDS_BEFORE_DAY: Final = 3  # "By Ana Souza May" 3
_NAME_WORDS: Final = range(2, 4)  # of a name that nothing introduces
_LONGEST_NAME: Final = 40  # characters
_NEAR: Final = 3  # lines between such a name and the date


def byline_above(
    lines: Sequence[Line], body: Sequence[Line], title: int, doubtful: Collection[int]
) -> tuple[tuple[str, ...], int]:
    """Return who wrote the text and the place of the line that says so, nobody and 0 where none does.

    ``lines`` are all lines that came in, ``body`` those that are kept; ``title`` is the place of the title, 0 where it
    is not known; ``doubtful`` are the places of lines that were not taken for their wording: a byline is one of these.
    """
    first = first_paragraph(body)
    head = _around(lines, title or first, first)
    for line, after in zip_longest(head, head[1:]):
        if line.place in doubtful and (names := _named(line.text) or _introduced(line.text, after)):
            return names, line.place
    below = [line for line in head if line.place > title > 0]
    alone = _name_alone(below, lines, doubtful)
    return ((alone.text.strip(_EDGES),), alone.place) if alone else ((), 0)


def _around(lines: Sequence[Line], title: int, first: int) -> list[Line]:
    """Return the lines around the title and the first paragraph: a byline stands above, between or below them."""
    start, end = bisect_left(lines, title, key=_PLACE), bisect_left(lines, first, key=_PLACE)
    return list(lines[max(0, start - _ABOVE, end - _REACH) : end + _BELOW])


def _named(text: str) -> tuple[str, ...]:
    """Return the names of a byline that may go on with a date, an address or the paper ("By Ana Souza | The Quay")."""
    if not opens_byline(text):
        return ()
    cut = next((place for place, char in enumerate(text) if char.isdigit() or char in "@|"), len(text))
    names = text[:cut].rstrip()
    if cut < len(text) and text[cut].isdigit() and names.count(" ") >= _WORDS_BEFORE_DAY and names[-1].isalpha():
        names = names.rpartition(" ")[0]  # the month
    return byline_names(names.rstrip(_EDGES)) or byline_names(text) or ()


def _introduced(text: str, after: Line | None) -> tuple[str, ...]:
    """Return the name on the line below a "By"."""
    if after is None or text.strip(_EDGES).lower() not in _OPENERS:
        return ()
    return byline_names(f"By {after.text.strip(_EDGES)}") or ()


def _name_alone(head: Sequence[Line], lines: Sequence[Line], doubtful: Collection[int]) -> Line | None:
    """Return the line near a date that is a name and is said again elsewhere, as in the box about the author."""
    named = [index for index, line in enumerate(head) if line.place in doubtful and _may_be_name(line.text)]
    if not named:
        return None
    dated = [index for index, line in enumerate(head) if _is_stamp(line.text)]
    near = [head[index] for index in named if any(0 < abs(index - date) <= _NEAR for date in dated)]
    page = "\n".join([line.text for line in lines]) if near else ""
    again = [line for line in near if page.count(line.text.strip(_EDGES)) > 1]
    words = f" {page} ".replace("\n", " ")
    return next((line for line in again if not _is_section(line.text.strip(_EDGES), words)), None)


def _is_section(name: str, words: str) -> bool:
    """Tell whether a word of the name also stands in lower case among the words of the page."""
    return any(f" {word.lower()} " in words for word in name.split())


def _may_be_name(text: str) -> bool:
    name = text.strip(_EDGES)
    if len(name) > _LONGEST_NAME or "/" in name:
        return False
    words = name.split()
    return len(words) in _NAME_WORDS and words[0][0].isupper() and words[-1][0].isupper() and is_name(name)


def _is_stamp(text: str) -> bool:
    return len(text) < STAMP_LENGTH and sum(map(str.isdigit, text)) > STAMP_DIGITS * len(text)
