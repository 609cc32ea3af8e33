"""The first page of a report: what the store holds, over time, by source, by rule, by size of cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.report.plots import plot
from storage import reporting
from storage.document import Outcome

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from flows.report.pages import Pages
    from storage.reading import Standing
    from storage.reporting import RuleCount

_TOP_SOURCES = 15
_TOP_RULES = 15
_RUNS = 8
# Sizes of clusters that are counted together: from, to (0: and more).
_SIZES = ((2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, 0))


@dataclass(frozen=True, slots=True)
class SizeCount:
    """Clusters of a size, or of sizes that are counted together."""

    label: str
    clusters: int


def write_overview(connection: Connection, pages: Pages, standing: Standing, today: date) -> None:
    """Write the report's first page."""
    sources, rules = reporting.sources(connection), reporting.rules(connection)
    pages.write(
        "index.html",
        "overview.html.j2",
        here="index.html",
        standing=standing,
        outcomes=_outcomes(standing),
        arrived=plot(reporting.days(connection, "first_seen"), today),
        published=plot(reporting.days(connection, "published"), today),
        sources=sources[:_TOP_SOURCES],
        more_sources=max(0, len(sources) - _TOP_SOURCES),
        most_of_source=max((one.documents for one in sources), default=0),
        rules=rules[:_TOP_RULES],
        other_rules=_summed(rules[_TOP_RULES:]),
        most_of_rule=max((one.spans for one in rules), default=0),
        sizes=_sizes(reporting.cluster_sizes(connection)),
        run_outcomes=[one.value for one in Outcome],
        runs=reporting.recent_runs(connection, _RUNS),
    )


def _outcomes(standing: Standing) -> dict[str, int]:
    # "seen" is what a run says of a document that is there already; a store holds none.
    return {one.value: standing.outcomes.get(one.value, 0) for one in Outcome if one is not Outcome.SEEN}


def _summed(rules: list[RuleCount]) -> tuple[int, int, int]:
    return len(rules), sum(one.spans for one in rules), sum(one.characters for one in rules)


def _sizes(counted: dict[int, int]) -> list[SizeCount]:
    found = []
    for low, high in _SIZES:
        count = sum(number for size, number in counted.items() if low <= size <= (high or size))
        label = str(low) if low == high else f"{low} to {high}" if high else f"{low} and more"
        found.append(SizeCount(label, count))
    while found and not found[-1].clusters:
        found.pop()
    return found
