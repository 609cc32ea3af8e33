"""A report page of a store: outcomes, clusters, and of each article what was delivered, removed and kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storage.delivery import body_of
from storage.document import Outcome
from storage.reading import all_documents, all_quarantined, read_packed
from storage.records import document_of_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.pipeline import Tally
    from storage.store import Store

# One page shows a demo or a day of a small source; a corpus is for `winnow report`.
MOST_ARTICLES = 500
_HEADING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a flattened text as delivered; ``rule`` is "" where it was kept."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the report shows of one document."""

    document: Mapping[str, Any]
    member: Mapping[str, Any]
    article: Mapping[str, Any]
    lines: list[Line] = field(default_factory=list)

    @property
    def blocks(self) -> list[str]:
        """Return the kept blocks."""
        return [block for block in self.article.get("text", "").split("\n\n") if block]

    @property
    def heading(self) -> str:
        """Return the title, or the start of the text where there is none."""
        start = " ".join(" ".join(self.blocks).split()[:_HEADING_WORDS])
        return str(self.document["title"]) or (f"{start} …" if start else "no title")


def report_page(store: Store, tally: Tally) -> str:
    """Return the report as one self-contained HTML page: no script, nothing loaded from elsewhere."""
    from jinja2 import Environment

    found = list(all_documents(store))[:MOST_ARTICLES]
    articles = read_packed(store, (one.document["part"] for one in found))
    raws = read_packed(store, (one.document["raw_part"] for one in found))
    pages = [
        Page(one.document, one.member, articles.get(name, {}), _lines(raws.get(name), articles.get(name, {})))
        for one in found
        for name in (one.document["document_id"],)
    ]
    source = files("flows.report").joinpath("templates/demo_page.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    return template.render(
        tally=tally,
        outcomes=list(Outcome),
        pages=pages,
        clusters=_clusters(pages),
        removed=_removed(pages),
        quarantined=list(all_quarantined(store)),
    )


def _lines(raw: Mapping[str, Any] | None, article: Mapping[str, Any]) -> list[Line]:
    # Only flattened text has lines to mark; a page's source would tell a reader nothing.
    if raw is None or not article:
        return []
    media, text = body_of(document_of_record(raw))
    if media == "html":
        return []
    rules = {removal["place"]: removal["rule"] for removal in article["removals"]}
    return [Line(line, rules.get(at, "")) for at, line in enumerate(text.splitlines(), 1) if line.strip()]


def _clusters(pages: Iterable[Page]) -> list[list[Page]]:
    grouped: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        if page.member:
            grouped[page.member["cluster_id"]].append(page)
    return [members for members in grouped.values() if len(members) > 1]


def _removed(pages: Iterable[Page]) -> list[tuple[str, int]]:
    rules = Counter(removal["rule"] for page in pages for removal in page.article.get("removals", ()))
    return rules.most_common()
