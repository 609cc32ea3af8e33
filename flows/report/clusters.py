"""Cluster pages: who had a text first, when the others followed, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flows.report import addresses
from flows.report.differences import Piece, differences
from flows.report.pages import paged
from flows.report.wording import instant
from storage.history import cluster_members, clusters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from flows.report.pages import Pages
    from storage.copies import Copies
    from storage.history import Cluster, Row

# Clusters that are asked for at once.
_AT_ONCE = 50
# Copies of a cluster that are compared with the canonical one, and characters of each.
_MOST_COMPARED = 20
_MOST_CHARACTERS = 30_000
_SAME = "The same text, letter for letter, once case and punctuation are folded."
_TOO_ALIKE = "The clean copies do not differ."


@dataclass(frozen=True, slots=True)
class Placed:
    """A member on the line of time: seconds ``after`` the first one (None: no date), and its share of all."""

    row: Row
    after: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Compared:
    """How a copy differs from the canonical one, in ``pieces``, or a sentence that says why there are none."""

    row: Row
    pieces: Sequence[Piece]
    told: str = ""


def write_clusters(connection: Connection, pages: Pages, copies: Copies, copied: Sequence[str]) -> None:
    """Write the pages of these clusters, which have copies."""
    for start in range(0, len(copied), _AT_ONCE):
        some = copied[start : start + _AT_ONCE]
        members = cluster_members(connection, some)
        for name, cluster in clusters(connection, some).items():
            _write(pages, cluster, members[name], copies)


def _write(pages: Pages, cluster: Cluster, rows: Sequence[Row], copies: Copies) -> None:
    others = [row for row in rows if not row["canonical"]]
    compared = list(_compared(cluster, others[:_MOST_COMPARED], copies))
    clock = _clock(rows)
    placed = _placed(rows, clock)
    for pager, some in paged(placed, len(rows), partial(addresses.cluster, cluster.cluster_id)):
        pages.write(
            pager.address(pager.page),
            "cluster.html.j2",
            here=addresses.listing("copies"),
            cluster=cluster,
            pager=pager,
            members=some,
            clock=clock,
            sources=len({row["source"] for row in rows}),
            first_arrived=rows[0],
            first_published=min((row for row in rows if instant(row["published"])), key=_publication, default=None),
            compared=compared if pager.page == 1 else [],
            not_compared=len(others) - len(compared),
        )


def _publication(row: Row) -> tuple[str, int]:
    found = instant(row["published"])
    return found.isoformat() if found else "", row["seq"]


def _placed(rows: Sequence[Row], clock: str) -> list[Placed]:
    times = [instant(row[clock]) for row in rows]
    first = min(time for time in times if time)
    span = max((time - first).total_seconds() for time in times if time) or 1.0
    return [
        Placed(row, after, round((after or 0.0) / span, 4))
        for row, time in zip(rows, times, strict=True)
        for after in ((time - first).total_seconds() if time else None,)
    ]


def _clock(rows: Sequence[Row]) -> str:
    """Return which time tells who was first: of publication, where two documents say it; else of arrival."""
    dated = sum(instant(row["published"]) is not None for row in rows)
    return "published" if dated > 1 else "first_seen"


def _compared(cluster: Cluster, others: Sequence[Row], copies: Copies) -> Iterator[Compared]:
    found = copies.of([cluster.canonical["seq"], *(row["seq"] for row in others)])
    canonical = found[cluster.canonical["seq"]].article.get("text", "")[:_MOST_CHARACTERS]
    for row in others:
        text = found[row["seq"]].article.get("text", "")[:_MOST_CHARACTERS]
        if row["relation"] == "duplicate" or not text:
            yield Compared(row, (), _SAME)
            continue
        pieces = differences(canonical, text)
        changed = any(piece.kind in ("gone", "new") for piece in pieces)
        yield Compared(row, pieces if changed else (), "" if changed else _TOO_ALIKE)
