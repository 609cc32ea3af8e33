"""Stories: coverage of one event in different words, as groups of clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Report:
    """One document of a cluster, as far as stories go. ``published`` is UTC ISO 8601 or ""."""

    document_id: str
    cluster_id: str
    title: str
    text: str
    published: str = ""


def stories(reports: Iterable[Report]) -> dict[str, str]:
    """Give each cluster's story, named after the story's first cluster: {cluster_id: story_id}."""
    return {report.cluster_id: report.cluster_id for report in reports}
