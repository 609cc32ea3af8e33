"""What a page states in ``meta`` and ``link``, and under which names: those that many sites write, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.html.marks import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

TITLES: Final = ("og:title", "twitter:title", "title", "dc.title", "sailthru.title", "parsely-title")
_AUTHOR_NAMES: Final = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "byline", "dc.creator", "dcterms.creator",
    "cxenseparse:author", "article_author", "articleauthor", "authors", "dc:creator", "citation_author",
    "shareaholic:article_author_name", "mediator_author", "bt:author",
)  # fmt: skip
_AUTHORS: Final = {name: rank for rank, name in enumerate(_AUTHOR_NAMES)}
PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publishdate", "pubdate", "publish-date",
    "publication_date",
    "published_at", "published", "date", "dc.date.issued", "dc.date", "dcterms.date", "dcterms.created", "date.created",
    "datecreated", "article_date_original", "og:pubdate", "article.published", "article:published", "og:published_time",
    "og:release_date", "og:datepublished", "publisheddate", "pub_date", "date.available", "dc:date", "dc.date.created",
    "dcterms.issued", "citation_publication_date", "citation_date", "citation_online_date", "bt:pubdate",
    "shareaholic:article_published_time", "mediator_published_time", "ptime",
)  # fmt: skip
MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "date.modified", "last-modified",
    "article_date_updated", "article.updated",
)  # fmt: skip
SECTIONS: Final = (
    "article:section",
    "og:section",
    "og:article:section",
    "parsely-section",
    "section",
    "articlesection",
)
DESCRIPTIONS: Final = ("og:description", "description", "twitter:description")
IMAGES: Final = ("og:image", "twitter:image")
SOURCES: Final = ("dc.source", "dcterms.source", "article:source", "news_source", "source", "agency", "article:agency")
_NAMES: Final = ("property", "name", "itemprop", "rel", "http-equiv")
_METAS: Final = ("meta", "link")


def metas_among(found: Sequence[LexborNode]) -> Iterator[Statement]:
    """Yield what ``meta`` and ``link`` nodes state, in document order."""
    for node in found:
        if node.tag not in _METAS:
            continue
        attributes = node.attributes
        content = (attributes.get("content") or attributes.get("href") or "").strip()
        if content:
            for name in _names(attributes):
                yield Statement(name, content)


def _names(attributes: Mapping[str, str | None]) -> Iterable[str]:
    """Return what a statement is called: ``property`` and ``rel`` may hold several names, which say the same."""
    stated = [name.lower() for key in _NAMES if (name := attributes.get(key))]
    if len(stated) == 1 and " " not in stated[0]:
        return stated
    return dict.fromkeys(token for whole in stated for token in (whole.strip(), *whole.split()) if token)


def first_by_name(metas: Iterable[Statement]) -> dict[str, str]:
    """Return the first statement of every name."""
    named: dict[str, str] = {}
    for meta in metas:
        named.setdefault(meta.name, meta.content)
    return named


def values_of(named: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """Return what is stated under these names, in their order."""
    return [named[name] for name in names if named.get(name)]


def authors_in(metas: Iterable[Statement]) -> list[str]:
    """Return all that is stated of authors, best name first."""
    return [meta.content for meta in sorted((one for one in metas if one.name in _AUTHORS), key=_rank)]


def _rank(meta: Statement) -> int:
    return _AUTHORS[meta.name]
