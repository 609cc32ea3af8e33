"""The main lists of a report: articles, clusters with copies, sources, what is held, what is quarantined."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from flows.report import addresses
from flows.report.pages import ROWS_A_PAGE, paged
from storage import reporting
from storage.history import clusters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from flows.report.pages import Pages
    from storage.history import Cluster
    from storage.reading import Standing


def write_lists(connection: Connection, pages: Pages, standing: Standing, copied: Sequence[str]) -> None:
    """Write all lists; ``copied`` are the ids of the clusters with copies, in the order in which they are shown."""
    quarantined, held = standing.outcomes["quarantined"], standing.outcomes.get("held", 0)
    documents = sum(standing.outcomes.values()) - quarantined
    sources = reporting.sources(connection)
    newest, largest = "The newest first.", "The largest first."
    write = partial(_write, pages)
    write("articles", ("Articles", "documents", newest), documents, _flat(reporting.documents(connection, ROWS_A_PAGE)))
    write("copies", ("Copies", "clusters with copies", largest), len(copied), _clusters(connection, copied))
    write("sources", ("Sources", "sources", largest), len(sources), sources)
    kept_out = _flat(reporting.documents(connection, ROWS_A_PAGE, outcome="held"))
    write("held", ("Held", "documents", newest), held, kept_out)
    unread = _flat(reporting.quarantined(connection, ROWS_A_PAGE))
    write("quarantine", ("Quarantine", "documents", newest), quarantined, unread)


def _write(pages: Pages, kind: str, words: tuple[str, str, str], count: int, rows: Iterable[object]) -> None:
    heading, unit, order = words
    for pager, some in paged(rows, count, partial(addresses.listing, kind)):
        pages.write(
            pager.address(pager.page),
            f"{kind}.html.j2",
            here=addresses.listing(kind),
            heading=heading,
            unit=unit,
            order=order,
            count=count,
            pager=pager,
            rows=some,
        )


def _flat(windows: Iterable[Sequence[object]]) -> Iterator[object]:
    return chain.from_iterable(windows)


def _clusters(connection: Connection, ids: Sequence[str]) -> Iterator[Cluster]:
    for start in range(0, len(ids), ROWS_A_PAGE):
        some = ids[start : start + ROWS_A_PAGE]
        found = clusters(connection, some)
        yield from (found[name] for name in some)
