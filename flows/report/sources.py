"""Source pages: what is stripped of a source's articles most, before and after, and all of its documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from flows.report import addresses
from flows.report.pages import ROWS_A_PAGE, paged
from flows.report.passages import blocks, passages, shortened
from flows.report.plots import plot
from storage import reporting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from flows.report.pages import Pages
    from flows.report.passages import Passage
    from storage.copies import Copies
    from storage.history import Row
    from storage.reporting import SourceCount

_RULES = 25
_SAMPLES = 2
_SAMPLE_CHARACTERS = 6_000
# The newest articles of a source that are searched for what it repeats, and how much of that is shown.
_LOOKED_AT = 1_000
_REPEATED = 15
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Sample:
    """An article before and after."""

    row: Row
    passages: Sequence[Passage]
    left_out: int
    blocks: Sequence[str]
    unit: str


def write_sources(connection: Connection, pages: Pages, copies: Copies, today: date) -> None:
    """Write the pages of all sources."""
    for counts in reporting.sources(connection):
        _write(connection, pages, copies, counts, today)


def _write(connection: Connection, pages: Pages, copies: Copies, counts: SourceCount, today: date) -> None:
    source = counts.source
    repeated, looked_at = _repeated(connection, copies, source)
    samples = [_sample(row, copies) for row in reporting.most_marked(connection, source, _SAMPLES)]
    rules = reporting.rules(connection, source)[:_RULES]
    arrived = plot(reporting.days(connection, "first_seen", source), today)
    rows = chain.from_iterable(reporting.documents(connection, ROWS_A_PAGE, source=source))
    for pager, some in paged(rows, counts.documents, partial(addresses.source, source)):
        pages.write(
            pager.address(pager.page),
            "source.html.j2",
            here=addresses.listing("sources"),
            source=source,
            counts=counts,
            rules=rules,
            repeated=repeated,
            looked_at=looked_at,
            samples=samples,
            arrived=arrived,
            pager=pager,
            rows=some,
        )


def _sample(row: Row, copies: Copies) -> Sample:
    copy = copies.of([row["seq"]])[row["seq"]]
    shown, left_out = shortened(passages(copy), _SAMPLE_CHARACTERS)
    kept = list(_first(blocks(copy.article.get("text", "")), _SAMPLE_CHARACTERS))
    return Sample(row, shown, left_out, kept, "line" if copy.lines else "block")


def _first(found: Sequence[str], most: int) -> list[str]:
    kept = []
    for block in found:
        if most <= 0:
            break
        kept.append(block[:most])
        most -= len(block)
    return kept


def _repeated(connection: Connection, copies: Copies, source: str) -> tuple[list[tuple[str, int]], int]:
    """Return the texts that were removed more than once, the most frequent first, and how many articles were read."""
    counted: Counter[str] = Counter()
    read = 0
    windows = reporting.documents(connection, ROWS_A_PAGE, source=source)
    for rows in islice(windows, _LOOKED_AT // ROWS_A_PAGE):
        read += len(rows)
        for copy in copies.of([row["seq"] for row in rows]).values():
            texts = (one["text"][:_LONGEST] for one in copy.article.get("removals") or ())
            counted.update(set(texts))
    return [(text, count) for text, count in counted.most_common(_REPEATED) if count > 1], read
