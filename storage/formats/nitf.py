"""NITF 3.x: the XML of single stories, on its own or inside NewsML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaners.record import Fields
from storage.formats.dates import utc
from storage.formats.flatten import flattened
from storage.formats.markup import LANG, attribute, first_text, inside, text_of
from storage.formats.record import Delivered
from storage.formats.wire import checked, keywords_of, language_of, names_in, status_of, urgency_of, web_url

if TYPE_CHECKING:
    from lxml import etree

    from storage.formats.record import Limits, Read
    from storage.formats.xml_records import Piece


@dataclass(frozen=True, slots=True)
class Story:
    """What a ``<nitf>`` element holds for a reader, wherever it stands."""

    title: str
    subtitle: str
    authors: tuple[str, ...]
    abstract: str
    body: str


def story_of(nitf: etree._Element) -> Story:
    """Read the story of an element named ``nitf``, or one that has its ``body``."""
    head = nitf.find("body/body.head")
    title = first_text(head, "hedline/hl1", "headline/hl1") or first_text(nitf, "head/title")
    subtitle = first_text(head, "hedline/hl2", "headline/hl2")
    content = nitf.find("body/body.content")
    return Story(
        title=title,
        subtitle="" if subtitle == title else subtitle,
        authors=_authors(head),
        abstract=text_of(head, "abstract"),
        body=flattened(inside(content)) if content is not None else "",
    )


def read_nitf(piece: Piece, limits: Limits) -> Read:
    """Read one story."""
    nitf = piece.element
    story = story_of(nitf)
    docdata = nitf.find("head/docdata")
    issued = utc(attribute(docdata, "date.issue", "norm"))
    word = attribute(docdata, ".", "management-status")
    embargo = _embargo(docdata, word, issued)
    given = Fields(
        title=story.title,
        subtitle=story.subtitle,
        authors=story.authors,
        published=issued or _published(nitf),
        date_source="nitf" if issued or _published(nitf) else "",
        language=_language(nitf),
        section=attribute(nitf, "head/tobject/tobject.subject", "tobject.subject.type"),
        description=story.abstract,
    )
    item = Delivered(
        place=piece.place,
        raw=piece.raw,
        media="text",
        body=story.body,
        given=given,
        url=web_url(attribute(nitf, "head/pubdata", "ex-ref")),
        source=_source(nitf),
        guid=attribute(docdata, "doc-id", "id-string"),
        version=attribute(docdata, "du-key", "version"),
        status=status_of(word, embargo),
        embargo=embargo,
        urgency=urgency_of(attribute(docdata, "urgency", "ed-urg") or attribute(nitf, "head/urgency", "ed-urg")),
        keywords=keywords_of(*_keywords(docdata)),
        corrects=attribute(docdata, ".", "management-doc-idref"),
    )
    return checked(item, limits, kind="story")


def _authors(head: etree._Element | None) -> tuple[str, ...]:
    found: list[str] = []
    for byline in head.findall("byline") if head is not None else ():
        people = [text_of(person) for person in byline.findall("person")]
        for title in byline.findall("byttl"):
            title.text = ""
        for name in people or [text_of(byline)]:
            found.extend(names_in(name))
    return tuple(dict.fromkeys(found))


def _embargo(docdata: etree._Element | None, status: str, issued: str) -> str:
    """Return the release time of a story that must wait for it: it says so, or it was sent before that time."""
    release = utc(attribute(docdata, "date.release", "norm"))
    return release if release and (status == "embargoed" or (issued and release > issued)) else ""


def _published(nitf: etree._Element) -> str:
    return (
        utc(attribute(nitf, "head/pubdata", "date.publication"))
        or utc(attribute(nitf, "body/body.head/dateline/story.date", "norm"))
        or utc(attribute(nitf, "head/docdata/date.release", "norm"))
        or utc(attribute(nitf, "head/revision-history", "norm"))
    )


def _language(nitf: etree._Element) -> str:
    return language_of(
        attribute(nitf, ".", "baselang", LANG, "lang")
        or attribute(nitf, "body", LANG, "lang")
        or attribute(nitf, "body/body.content", LANG, "lang")
    )


def _source(nitf: etree._Element) -> str:
    return (
        attribute(nitf, "head/docdata/doc-id", "regsrc")
        or attribute(nitf, "head/docdata/del-list/from-src", "src-name")
        or text_of(nitf, "body/body.head/distributor")
        or attribute(nitf, "head/docdata/doc.copyright", "holder")
    )


def _keywords(docdata: etree._Element | None) -> list[str]:
    words = docdata.iterfind("key-list/keyword") if docdata is not None else ()
    return [word.get("key") or text_of(word) for word in words]
