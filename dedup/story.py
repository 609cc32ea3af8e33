"""Stories: coverage of one event in different words, as groups of clusters.

    one telling a cluster ──► pairs with shared phrases, in time ──► cosine of words and phrases ──► average link

Figures: benchmarks/neardup.py, over five sets of same-event coverage (ECB+, FNC-1, GVC, BASIL, AllSides).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dedup.linkage import average_link
from dedup.telling import alike

if TYPE_CHECKING:
    from collections.abc import Iterable

# Mean cosine (in millionths) at which two groups are one story. Means over the sets of B-cubed F1 and pair precision:
# .07 gives .93 and .89, .08 .92 and .92, .10 .88 and .96. The seeds, five events of one theme, reach .044.
_LINK = 80_000

# Days between two tellings of one event: what GVA's and AllSides' dated coverage spans.
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Report:
    """One document of a cluster, as far as stories go. ``published`` is UTC ISO 8601 or ""."""

    document_id: str
    cluster_id: str
    title: str
    text: str
    published: str = ""


def stories(reports: Iterable[Report]) -> dict[str, str]:
    """Give each cluster's story, named after the story's first cluster: {cluster_id: story_id}.

    A cluster counts once, with its fullest text and its earliest date, so that a story does not hang on how often
    one of its tellings was reprinted. Which clusters are one story does not depend on the order of ``reports``.
    """
    tellings: dict[str, Report] = {}
    for report in reports:
        known = tellings.get(report.cluster_id)
        tellings[report.cluster_id] = _fuller(known, report) if known else report
    ordered = sorted(tellings.values(), key=lambda telling: (telling.text, telling.title, telling.cluster_id))
    pairs = alike(
        [f"{telling.title}\n{telling.title}\n{telling.text}" for telling in ordered],
        [_day(telling.published) for telling in ordered],
        _WINDOW,
    )
    groups = average_link(len(ordered), pairs, _LINK)
    group_of = {telling.cluster_id: group for telling, group in zip(ordered, groups, strict=True)}
    names: dict[int, str] = {}
    return {cluster_id: names.setdefault(group_of[cluster_id], cluster_id) for cluster_id in tellings}


def _fuller(one: Report, other: Report) -> Report:
    fullest = max(one, other, key=lambda report: (len(report.text), report.text, report.title))
    return replace(fullest, published=min(filter(None, (one.published, other.published)), default=""))


def _day(published: str) -> int | None:
    """Count the day of a time, or None where there is none to be read."""
    try:
        return date.fromisoformat(published[:10]).toordinal()
    except ValueError:
        return None
