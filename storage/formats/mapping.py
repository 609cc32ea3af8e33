"""Rows of JSON, CSV and Parquet: which of their names mean what, and the article that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cleaners.record import Fields, UnreadableError
from storage.formats.dates import utc
from storage.formats.flatten import line_of
from storage.formats.record import Delivered
from storage.formats.sniff import media_of
from storage.formats.wire import (
    checked,
    keywords_of,
    language_of,
    names_in,
    refused,
    status_of,
    urgency_of,
    web_url,
)

if TYPE_CHECKING:
    from storage.formats.record import Limits, Read, Status

_LONGEST_FIELD: Final = 2_000  # characters of a title, a description, a guid
_MOST_AUTHORS: Final = 50


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The names to look under, best first; case, ``_``, ``-`` and blanks make no difference; dots go into objects.

    The defaults know what scrapers, feeds and data sets use. A source's own mapping replaces those it names.
    """

    html: tuple[str, ...] = ("html", "content_html", "body_html", "raw_html", "html_content", "page_html", "body_xhtml")
    text: tuple[str, ...] = (
        *("text", "body", "content", "article_body", "article_text", "full_text", "main_text", "plain_text"),
        *(
            "content_text",
            "body_text",
            "raw_text",
            "article_content",
            "article",
            "story",
            "document",
            "content.rendered",
        ),
        *("content.value", "text.value", "body.value", "cleaned_text", "page_content"),
    )
    title: tuple[str, ...] = ("title", "headline", "title.rendered", "article_title", "name", "subject_line")
    subtitle: tuple[str, ...] = ("subtitle", "subheadline", "deck", "kicker", "standfirst")
    description: tuple[str, ...] = (
        "description",
        "summary",
        "abstract",
        "excerpt",
        "excerpt.rendered",
        "lead",
        "teaser",
    )
    authors: tuple[str, ...] = ("authors", "author", "byline", "by", "creator", "dc_creator", "writer")
    published: tuple[str, ...] = (
        *("published", "date_published", "published_at", "pub_date", "publish_date", "publication_date", "date_gmt"),
        *("published_date", "date_publish", "publishedtime", "date", "datetime", "created_at", "created", "timestamp"),
    )
    modified: tuple[str, ...] = ("modified", "date_modified", "updated", "updated_at", "modified_gmt", "last_modified")
    language: tuple[str, ...] = ("language", "lang", "locale", "in_language")
    section: tuple[str, ...] = ("section", "category", "article_section", "topic", "desk")
    site: tuple[str, ...] = ("site_name", "sitename")
    url: tuple[str, ...] = ("url", "link", "canonical_url", "permalink", "source_url", "web_url", "uri", "href")
    source: tuple[str, ...] = (
        *("source", "source.name", "outlet", "publisher", "publisher.name", "provider", "source_domain", "domain"),
        *("site", "publication", "newspaper", "feed", "agency"),
    )
    guid: tuple[str, ...] = ("guid", "id", "uuid", "article_id", "doc_id", "_id", "identifier", "guid.rendered")
    version: tuple[str, ...] = ("version", "revision")
    status: tuple[str, ...] = ("pub_status", "status")
    embargo: tuple[str, ...] = ("embargo", "embargoed", "embargo_until")
    urgency: tuple[str, ...] = ("urgency",)
    keywords: tuple[str, ...] = ("keywords", "tags", "keyword")
    corrects: tuple[str, ...] = ("corrects", "replaces", "correction_of")


DEFAULT: Final = FieldMapping()

Row = Mapping[str, Any]


def article_of(row: Row, place: str, raw: bytes, mapping: FieldMapping, limits: Limits) -> Read | None:
    """Return the article of a row, None where no name of a text is in it. An original page goes before its text."""
    try:
        return _article(row, place, raw, mapping, limits)
    except UnreadableError as error:
        return refused(place, raw, error, limits)


def _article(row: Row, place: str, raw: bytes, mapping: FieldMapping, limits: Limits) -> Read | None:
    names = _folded_names(row)
    found = _text(row, names, mapping)
    if found is None:
        return None

    def one(candidates: tuple[str, ...]) -> str:
        return next((text for name in candidates if (text := _plain(_value(row, names, name)))), "")

    body, is_html = found
    summary = line_of(one(mapping.description))
    embargo = utc(one(mapping.embargo))
    item = Delivered(
        place=place,
        raw=raw,
        media="html" if is_html else media_of(body[:100_000]),
        body=body,
        given=_given(row, names, mapping, summary),
        url=web_url(*(one((name,)) for name in mapping.url)),
        source=line_of(one(mapping.source))[:_LONGEST_FIELD],
        guid=one(mapping.guid)[:_LONGEST_FIELD],
        version=one(mapping.version)[:_LONGEST_FIELD],
        status=_status(one(mapping.status), embargo),
        embargo=embargo,
        urgency=urgency_of(one(mapping.urgency)),
        keywords=keywords_of(*_list(_first(row, names, mapping.keywords))),
        corrects=one(mapping.corrects)[:_LONGEST_FIELD],
    )
    return checked(item, limits, kind="record")


def has_text(names: Sequence[str], mapping: FieldMapping) -> bool:
    """Tell whether one of a table's column names is that of a text."""
    known = {fold(name) for name in (*mapping.text, *mapping.html)}
    return any(fold(name) in known for name in names)


def columns_of(names: Sequence[str], mapping: FieldMapping) -> list[str]:
    """Return the columns that mean something, in order."""
    known = {
        fold(name.partition(".")[0])
        for candidates in (getattr(mapping, field) for field in FieldMapping.__slots__)
        for name in candidates
    }
    return [name for name in names if fold(name) in known]


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return what spellings of a name have in common."""
    return name.lower().replace("_", "").replace("-", "").replace(" ", "").replace(":", "")


def _folded_names(row: Row) -> dict[str, str]:
    return {fold(name): name for name in row if len(name) <= 64}


def _given(row: Row, names: Mapping[str, str], mapping: FieldMapping, summary: str) -> Fields:
    def line(candidates: tuple[str, ...]) -> str:
        found = (line_of(_plain(_value(row, names, name))) for name in candidates)
        return next((text for text in found if text), "")[:_LONGEST_FIELD]

    def day(candidates: tuple[str, ...]) -> str:
        return next((moment for name in candidates if (moment := utc(_plain(_value(row, names, name))))), "")

    published, modified = day(mapping.published), day(mapping.modified)
    return Fields(
        title=line(mapping.title),
        subtitle=line(mapping.subtitle),
        authors=_authors(_first(row, names, mapping.authors)),
        published=published,
        modified=modified if modified > published else "",
        date_source="delivered" if published else "",
        language=language_of(line(mapping.language)),
        site_name=line(mapping.site),
        section=line(mapping.section),
        description=summary[:_LONGEST_FIELD],
    )


def _text(row: Row, names: Mapping[str, str], mapping: FieldMapping) -> tuple[str, bool] | None:
    """Return the body and whether it is HTML: the first that is not blank; a blank one where all are."""
    blank: tuple[str, bool] | None = None
    for candidates, is_html in ((mapping.html, True), (mapping.text, False)):
        for name in candidates:
            value = _value(row, names, name)
            if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
                value = "\n\n".join(value)
            if isinstance(value, str) and value.strip():
                return value, is_html
            blank = blank or (("", is_html) if isinstance(value, str) else None)
    return blank


def _value(row: Row, names: Mapping[str, str], name: str) -> Any:
    """Return what a row has under a name, None for nothing; a dotted name goes into objects."""
    whole = names.get(fold(name))
    if whole is not None or "." not in name:
        return row.get(whole) if whole is not None else None
    first, _, rest = name.partition(".")
    inner = row.get(names.get(fold(first), ""))
    return _value(inner, _folded_names(inner), rest) if isinstance(inner, dict) else None


def _first(row: Row, names: Mapping[str, str], candidates: tuple[str, ...]) -> Any:
    return next((value for name in candidates if (value := _value(row, names, name))), None)


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.replace(";", ",").split(",")
    if not isinstance(value, list):
        return []
    return [_plain(part.get("name") or part.get("term")) if isinstance(part, dict) else _plain(part) for part in value]


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        people = (_plain(person.get("name")) if isinstance(person, dict) else _plain(person) for person in value)
        names = [name for person in people for name in names_in(line_of(person))]
    else:
        names = list(names_in(line_of(_plain(value))))
    return tuple(dict.fromkeys(names))[:_MOST_AUTHORS]


def _status(word: str, embargo: str) -> Status:
    return status_of(word, embargo) if word else ""
