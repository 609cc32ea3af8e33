"""Titles of flattened texts, right where the page's title is one of the lines.

    python -m benchmarks.clean_text_titles [--every N]

What the title is says the HTML door, which is right on 98 of 100 pages (``benchmarks/clean.py``).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.clean_html_pages import BENCH, gold_pages
from benchmarks.clean_text import STYLES
from benchmarks.clean_text_drops import rows_of
from benchmarks.results import table
from cleaners.html import clean_html
from cleaners.rules.folding import folded
from cleaners.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

HEADS: Final = ("style", "texts with their title in them", "right")
_SITE_NAME: Final = 60  # characters that a line may have behind the title


@dataclass(frozen=True, slots=True)
class TitleFigures:
    """Of one style: texts with the title among their lines, and how many of these were given it."""

    style: str
    texts: int
    right: int


def measured(*, bench: Path = BENCH, every: int = 1) -> list[TitleFigures]:
    """Clean every ``every``-th text of each style and compare its title with its page's."""
    wanted = {row["id"].partition("#")[0] for style in STYLES for row in list(rows_of(bench, style))[::every]}
    titles = {page.id: folded(clean_html(page.html).fields.title) for page in gold_pages() if page.id in wanted}
    return [_figures(style, titles, bench, every) for style in STYLES]


def _figures(style: str, titles: Mapping[str, str], bench: Path, every: int) -> TitleFigures:
    texts = right = 0
    for row in list(rows_of(bench, style))[::every]:
        title = titles[row["id"].partition("#")[0]]
        if title and any(_says(folded(line), title) for line in row["drop_text"].split("\n")):
            texts += 1
            right += _is_right(folded(clean_text(row["drop_text"]).fields.title), title)
    return TitleFigures(style, texts, right)


def _says(line: str, title: str) -> bool:
    return line.startswith(title) and len(line) < len(title) + _SITE_NAME


def _is_right(found: str, title: str) -> bool:
    return bool(found) and (found.startswith(title) or title.startswith(found))


def rows(figures: Iterable[TitleFigures]) -> Iterator[list[object]]:
    """Yield one row of a table for each style, as ``HEADS`` names its columns."""
    yield from ([one.style, one.texts, one.right / max(one.texts, 1)] for one in figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="every N-th text only")
    found = measured(every=parser.parse_args().every)
    print(table(HEADS, rows(found)))


if __name__ == "__main__":
    main()
