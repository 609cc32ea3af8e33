"""The byline of a raw page: who wrote it, in the lines between its title and its body.

A dump gives "By Ana Souza" on a line of its own, or "By" and the name below it, or, where the page shows the name as a
link, the name alone or beside the date.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cleaners.rules.shapes import byline_names
from cleaners.text.headline import is_stamp
from cleaners.text.lines import first_paragraph
from cleaners.text.people import EDGES, dated_names, housed_names, introduced_names, lone_name, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cleaners.text.lines import Line

_REACH: Final = 24  # lines above the first paragraph at most
_BELOW: Final = 10  # lines below the first paragraph, which may be a standfirst
_NEAR_FIRST: Final = 3  # lines below it in which a name without an opener may stand
_OPENERS: Final = frozenset(
    {"by", "written by", "words by", "reported by", "author", "von", "autor", "text", "par", "auteur", "por", "di"}
    | {"testo", "texto", "autore", "door", "tekst", "przez", "oleh", "penulis", "av", "af", "yazar", "автор", "текст"}
)
_PLACE: Final = attrgetter("place")
_NEAR: Final = 3  # lines between a name alone and the date

_Byline = tuple[tuple[str, ...], int]


def byline_above(lines: Sequence[Line], body: Sequence[Line], title: int, doubtful: Collection[int]) -> _Byline:
    """Return who wrote the text and the place of the line that says so, nobody and 0 where none does.

    ``lines`` are all lines that came in, ``body`` those that are kept; ``title`` is the place of the title, 0 where it
    is not known; ``doubtful`` are the places of lines that were not taken for their wording: a byline is one of these.
    """
    if not doubtful:
        return (), 0
    first = first_paragraph(body)
    head = _around(lines, first)
    introduced = [*_introduced_in(head, doubtful)]
    if introduced:
        return min(introduced, key=lambda found: (found[1] > first + _NEAR_FIRST, abs(found[1] - first)))
    near = [line for line in head if 0 < title < line.place <= first + _NEAR_FIRST and line.place in doubtful]
    if not near:
        return (), 0
    page = one_line([line.text for line in lines])
    for line in near:
        if names := dated_names(line.text, page) or housed_names(line.text, page):
            return names, line.place
    return _name_alone(near, head, page, one_line([line.text for line in body]))


def _around(lines: Sequence[Line], first: int) -> list[Line]:
    """Return the lines around the first paragraph: a byline stands above or below the title, or below a standfirst."""
    end = bisect_left(lines, first, key=_PLACE)
    return list(lines[max(0, end - _REACH) : end + _BELOW])


def _introduced_in(head: Sequence[Line], doubtful: Collection[int]) -> Iterator[_Byline]:
    """Yield the names that a "By" introduces, and the places of their lines."""
    for line, after in zip_longest(head, head[1:]):
        if line.place in doubtful and (names := introduced_names(line.text) or _named_below(line.text, after)):
            yield names, line.place


def _named_below(text: str, after: Line | None) -> tuple[str, ...]:
    """Return the name on the line below a "By"."""
    if after is None or text.strip(EDGES).lower() not in _OPENERS:
        return ()
    return byline_names(f"By {after.text.strip(EDGES)}") or ()


def _name_alone(near: Sequence[Line], head: Sequence[Line], page: str, article: str) -> _Byline:
    """Return the name alone on a line that is dated, or said again in a box; whom the article names is its topic."""
    dated = [line.place for line in head if is_stamp(line.text)]
    for line in near:
        name = lone_name(line.text, page)
        if not name or name.split()[-1] in article:
            continue
        if page.count(name) > 1 or any(0 < abs(line.place - date) <= _NEAR for date in dated):
            return (name,), line.place
    return (), 0
