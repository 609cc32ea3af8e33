"""Article pages: what was kept and removed of each document, and all that the store knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.report import addresses
from flows.report.pages import Pager
from flows.report.passages import Passage, passages, shortened
from storage import reporting
from storage.history import ITEM, clusters, histories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from flows.report.pages import Pages
    from storage.copies import Copies, Copy
    from storage.history import Cluster, History, Row

_MOST_TIES = 10
# Articles that are asked for at once: whole pages.
_AT_ONCE = 5 * addresses.ARTICLES_A_PAGE
# A text may have two million characters; a page of a report has twenty texts.
_MOST_CHARACTERS = 40_000
_ABSENCE = {
    "duplicate": "No clean copy of its own: its text is, letter for letter, that of the document it duplicates.",
    "withdrawn": "Withdrawn: it must not be in the corpus any more.",
    "held": "Held, so there is no clean copy; its bytes are kept.",
}
_FACTS = (
    ("drop", "drop"),
    ("place in it", "place"),
    ("URL", "url"),
    ("site", "site"),
    ("arrived", "first_seen"),
    ("published", "published"),
    ("credit", "credit"),
    ("language", "language"),
    ("id", "document_id"),
    ("text id", "text_id"),
    ("version of", "version_of"),
    ("cleaned by", "cleaner_version"),
    ("run", "run_id"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells of one document; ``left_out`` characters of it are not shown, ``spans`` were removed."""

    history: History
    cluster: Cluster | None
    copy: Copy
    passages: Sequence[Passage]
    left_out: int

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what is known of where it came from, as (name, value)."""
        for label, name in _FACTS:
            if value := self.history.document[name]:
                yield label, str(value)
        for name in ITEM:
            if value := self.history.item.get(name):
                yield name, str(value)
        if authors := self.copy.article.get("authors"):
            yield "authors", ", ".join(authors)

    @property
    def spans(self) -> int:
        """Return how many spans were removed."""
        return len(self.copy.article.get("removals") or ())

    @property
    def unit(self) -> str:
        """Return what a removal's place counts."""
        return "line" if self.copy.lines else "block"

    @property
    def ties(self) -> Sequence[Row]:
        """Return its closest matches."""
        return self.history.ties[:_MOST_TIES]

    @property
    def more_ties(self) -> int:
        """Return how many matches are not shown."""
        return max(0, len(self.history.ties) - _MOST_TIES)

    @property
    def version(self) -> int:
        """Return which of its versions this is, from 1; 0 where it is the only one."""
        names = [one["document_id"] for one in self.history.versions]
        name = self.history.document["document_id"]
        return names.index(name) + 1 if name in names else 0

    @property
    def earlier(self) -> Row | None:
        """Return the version before it."""
        return self.history.versions[self.version - 2] if self.version > 1 else None

    @property
    def later(self) -> Row | None:
        """Return the version after it."""
        return self.history.versions[self.version] if 0 < self.version < len(self.history.versions) else None

    @property
    def absence(self) -> str:
        """Return why there is no text to show."""
        return _ABSENCE.get(self.history.document["outcome"], "Nothing is left of it.")


def write_articles(connection: Connection, pages: Pages, copies: Copies) -> None:
    """Write the article pages: each has the same articles as long as the store lives."""
    newest = reporting.newest_number(connection)
    last = -(-newest // addresses.ARTICLES_A_PAGE)
    for start in range(1, newest + 1, _AT_ONCE):
        rows = reporting.documents_between(connection, start, start + _AT_ONCE - 1)
        told = _told(connection, copies, rows)
        for first in range(start, min(start + _AT_ONCE, newest + 1), addresses.ARTICLES_A_PAGE):
            end = min(first + addresses.ARTICLES_A_PAGE - 1, newest)
            pages.write(
                addresses.article_page(first),
                "article.html.j2",
                here=addresses.listing("articles"),
                first=first,
                last=end,
                pager=Pager((first - 1) // addresses.ARTICLES_A_PAGE + 1, last, _page_address),
                articles=[one for one in told if first <= one.history.document["seq"] <= end],
            )


def _page_address(page: int) -> str:
    return addresses.article_page((page - 1) * addresses.ARTICLES_A_PAGE + 1)


def _told(connection: Connection, copies: Copies, documents: Sequence[Mapping[str, object]]) -> list[Told]:
    found = histories(connection, documents)
    places = clusters(connection, {one.member["cluster_id"] for one in found if one.member})
    texts = copies.of([one.document["seq"] for one in found])
    told = []
    for one in found:
        copy = texts[one.document["seq"]]
        shown, left_out = shortened(passages(copy), _MOST_CHARACTERS)
        cluster = places.get(one.member.get("cluster_id", ""))
        told.append(Told(one, cluster if cluster and cluster.size > 1 else None, copy, shown, left_out))
    return told
