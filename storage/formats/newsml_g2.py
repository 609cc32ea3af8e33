"""NewsML-G2: news items alone or in a news message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.record import Fields
from storage.formats.dates import utc
from storage.formats.flatten import flattened, paragraphs, unescaped
from storage.formats.markup import LANG, attribute, inside, text_of
from storage.formats.nitf import Story, story_of
from storage.formats.record import Delivered
from storage.formats.sniff import media_of
from storage.formats.wire import (
    checked,
    host_of,
    keywords_of,
    language_of,
    names_in,
    not_text,
    status_of,
    urgency_of,
)

if TYPE_CHECKING:
    from lxml import etree

    from storage.formats.record import Limits, Read, Status
    from storage.formats.xml_records import Piece

_TEXT_CLASSES: Final = frozenset(["", "text", "composite"])
_EMPTY: Final = Story("", "", (), "", "")
_KILLS: Final = frozenset(["kill", "killed", "withdraw", "takedown"])


def read_news_item(piece: Piece, limits: Limits) -> Read:
    """Read one ``newsItem``."""
    item = piece.element
    about, content = item.find("itemMeta"), item.find("contentMeta")
    kind = _code(attribute(about, "itemClass", "qcode", "literal"))
    story = _story(item)
    if kind not in _TEXT_CLASSES and not story.body:
        return not_text(kind)
    embargo = utc(text_of(about, "embargoed"))
    return checked(
        Delivered(
            place=piece.place,
            raw=piece.raw,
            media="text",
            body=unescaped(story.body),
            given=_given(item, story),
            source=_party(about, "provider") or _party(content, "infoSource"),
            guid=attribute(item, ".", "guid"),
            version=attribute(item, ".", "version"),
            status=_status(about, embargo),
            embargo=embargo,
            urgency=urgency_of(text_of(content, "urgency")),
            keywords=keywords_of(*_keywords(content)),
            corrects=_corrects(about),
        ),
        limits,
    )


def _given(item: etree._Element, story: Story) -> Fields:
    about, content = item.find("itemMeta"), item.find("contentMeta")
    title, subtitle = _headlines(content)
    title = title or text_of(about, "title") or story.title
    subtitle = subtitle or story.subtitle
    created = utc(text_of(about, "firstCreated")) or utc(text_of(content, "contentCreated"))
    version = utc(text_of(about, "versionCreated")) or utc(text_of(content, "contentModified"))
    return Fields(
        title=unescaped(title),
        subtitle="" if subtitle == title else unescaped(subtitle),
        authors=_authors(content) or story.authors,
        published=created or version,
        modified=version if created and version > created else "",
        date_source="newsml-g2" if created or version else "",
        language=language_of(attribute(content, "language", "tag") or attribute(item, ".", LANG)),
        section=_section(content),
        description=_description(content) or story.abstract,
    )


def _story(item: etree._Element) -> Story:
    """Return the first text of the content set; only a NITF one knows more than its body."""
    for inline in item.iterfind("contentSet/inlineXML"):
        nitf = inline.find("nitf")
        story = story_of(nitf) if nitf is not None else Story("", "", (), "", _markup(inline))
        if story.body:
            return story
    for inline in item.iterfind("contentSet/inlineData"):
        text = "".join(inline.itertext())
        body = flattened(text) if media_of(text) == "html" else paragraphs(text)
        if body:
            return Story("", "", (), "", body)
    return _EMPTY


def _markup(inline: etree._Element) -> str:
    body = inline.find(".//body")
    return flattened(inside(body if body is not None else inline))


def _headlines(content: etree._Element | None) -> tuple[str, str]:
    title = subtitle = ""
    for headline in content.iterfind("headline") if content is not None else ():
        role = _code(headline.get("role") or "").lower()
        if "sub" in role:
            subtitle = subtitle or text_of(headline)
        elif not title or role == "main":
            title = text_of(headline)
    return title, subtitle


def _description(content: etree._Element | None) -> str:
    for description in content.iterfind("description") if content is not None else ():
        if _code(description.get("role") or "") != "caption":
            return text_of(description)
    return ""


def _authors(content: etree._Element | None) -> tuple[str, ...]:
    if content is None:
        return ()
    signed = [name for by in content.iterfind("by") for name in names_in(text_of(by))]
    people = [name for creator in content.iterfind("creator/name") for name in names_in(text_of(creator))]
    return tuple(dict.fromkeys(signed or people))


def _party(meta: etree._Element | None, path: str) -> str:
    name = text_of(meta, f"{path}/name") or attribute(meta, path, "literal")
    if name:
        return name
    address = attribute(meta, path, "uri")
    return _code(attribute(meta, path, "qcode")) or host_of(address) or address


def _status(about: etree._Element | None, embargo: str) -> Status:
    signals = about.iterfind("signal") if about is not None else ()
    if any(_code(signal.get("qcode") or "").lower() in _KILLS for signal in signals):
        return "killed"
    return status_of(attribute(about, "pubStatus", "qcode", "uri", "literal"), embargo)


def _corrects(about: etree._Element | None) -> str:
    for link in about.iterfind("link") if about is not None else ():
        relation = _code(link.get("rel") or "").lower()
        if "correct" in relation or "replace" in relation:
            return link.get("residref") or link.get("guidref") or link.get("href") or ""
    return ""


def _section(content: etree._Element | None) -> str:
    names = (text_of(subject, "name") for subject in content.iterfind("subject")) if content is not None else ()
    return next((name for name in names if len(name) > 1), "")  # one letter is an ANPA category


def _keywords(content: etree._Element | None) -> list[str]:
    if content is None:
        return []
    words = [text_of(word) for word in content.iterfind("keyword")]
    return [word for word in words if word] or [text_of(subject, "name") for subject in content.iterfind("subject")]


def _code(qcode: str) -> str:
    return qcode.rpartition(":")[2] if "/" not in qcode else qcode.rpartition("/")[2]
