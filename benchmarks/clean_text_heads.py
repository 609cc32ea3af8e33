"""Titles and authors of flattened texts, where the page's title or its author's name is one of the lines.

    python -m benchmarks.clean_text_heads [--every N]

What is right says the HTML door: its titles are right on 98 of 100 pages, its authors on 87 (``benchmarks/clean.py``).
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.clean_html_pages import BENCH, gold_pages
from benchmarks.clean_text import STYLES
from benchmarks.clean_text_drops import rows_of
from benchmarks.results import table
from cleaners.html.door import clean_html
from cleaners.rules.folding import folded
from cleaners.text.door import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from cleaners.record import Fields

HEADS: Final = (
    "style", "texts with their title", "right", "titles given", "others", "texts with their author", "right",
    "another given",
)  # fmt: skip
COUNTED: Final = ("title", "right-title", "given-title", "wrong-title", "author", "right", "wrong")
_SITE_NAME: Final = 60  # characters that a line may have behind the title
_LINE: Final = 120  # characters: a longer one with the author's name in it is prose


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """Of one style: texts with the title among their lines and those given it, and the same of authors.

    ``given_titles`` are of all texts, and ``wrong_titles`` neither hold the page's title nor stand in it.
    """

    style: str
    titled: int
    right_titles: int
    given_titles: int
    wrong_titles: int
    authored: int
    right_authors: int
    wrong_authors: int


def measured(*, bench: Path = BENCH, every: int = 1) -> list[HeadFigures]:
    """Clean every ``every``-th text of each style and compare its title and authors with its page's."""
    wanted = {row["id"].partition("#")[0] for style in STYLES for row in list(rows_of(bench, style))[::every]}
    pages = {page.id: clean_html(page.html).fields for page in gold_pages() if page.id in wanted}
    return [_figures(style, pages, bench, every) for style in STYLES]


def _figures(style: str, pages: Mapping[str, Fields], bench: Path, every: int) -> HeadFigures:
    counts: Counter[str] = Counter()
    for row in list(rows_of(bench, style))[::every]:
        lines = [folded(line) for line in row["drop_text"].split("\n")]
        found = clean_text(row["drop_text"]).fields
        counts.update(_told(lines, pages[row["id"].partition("#")[0]], found))
    return HeadFigures(style, *(counts[name] for name in COUNTED))


def _told(lines: Iterable[str], page: Fields, found: Fields) -> Iterator[str]:
    title, given = folded(page.title), folded(found.title)
    if title and any(line.startswith(title) and len(line) < len(title) + _SITE_NAME for line in lines):
        yield "title"
        if given and (given.startswith(title) or title.startswith(given)):
            yield "right-title"
    if title and given:
        yield "given-title"
        if title not in given and given not in title:
            yield "wrong-title"
    authors, named = set(map(folded, page.authors)) - {""}, set(map(folded, found.authors))
    if any(author in line for author in authors for line in lines if len(line) < _LINE):
        yield "author"
        if named:
            yield "right" if named & authors else "wrong"


def rows(figures: Iterable[HeadFigures]) -> Iterator[list[object]]:
    """Yield one row of a table for each style, as ``HEADS`` names its columns."""
    for one in figures:
        titles, given, authors = max(one.titled, 1), max(one.given_titles, 1), max(one.authored, 1)
        of_titles = one.right_titles / titles, one.given_titles, one.wrong_titles / given
        yield [
            one.style,
            one.titled,
            *of_titles,
            one.authored,
            one.right_authors / authors,
            one.wrong_authors / authors,
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="every N-th text only")
    print(table(HEADS, rows(measured(every=parser.parse_args().every))))


if __name__ == "__main__":
    main()
