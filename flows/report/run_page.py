"""The page of one run: what came in, what became of it, what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.report.rendering import render
from flows.summary import MEANING, new_clusters, rate
from flows.tally import removed_most

if TYPE_CHECKING:
    from flows.tally import Tally

# Of a run of thousands of sources a reader looks at the largest; the figures in JSON have all.
MOST_SOURCES = 50


def run_page(tally: Tally) -> str:
    """Return the page: one file that needs no other."""
    by_size = sorted(tally.sources.items(), key=lambda item: (-item[1].total(), item[0]))
    return render(
        "run.html.j2",
        tally=tally,
        meanings=MEANING,
        rate=rate(tally),
        new_clusters=new_clusters(tally),
        sources=by_size[:MOST_SOURCES],
        more_sources=max(0, len(by_size) - MOST_SOURCES),
        unchanged=tally.read - sum(counts.total() for _, counts in by_size),
        removed_most=removed_most(tally.removed_by.items())[:MOST_SOURCES],
        reasons=tally.reasons.most_common(MOST_SOURCES),
        kinds=len(MEANING),
    )
