"""NewsML 1.2: news items in components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.record import Fields
from storage.formats.dates import utc
from storage.formats.flatten import flattened, paragraphs, unescaped
from storage.formats.markup import LANG, attribute, first_text, inside, text_of
from storage.formats.nitf import Story, story_of
from storage.formats.record import Delivered
from storage.formats.sniff import media_of
from storage.formats.wire import checked, keywords_of, language_of, names_in, not_text, status_of, urgency_of

if TYPE_CHECKING:
    from lxml import etree

    from storage.formats.record import Limits, Read, Status
    from storage.formats.xml_records import Piece

_KILLS: Final = frozenset(["kill", "delete", "cancel", "withdraw"])


def read_news_item_1(piece: Piece, limits: Limits) -> Read:
    """Read one ``NewsItem``."""
    item = piece.element
    story = _story(item)
    media = {found.get("FormalName", "").lower() for found in item.iterfind(".//ContentItem/MediaType")}
    if not story.body and media and "text" not in media:
        return not_text(min(media) or "other")
    managed = item.find("NewsManagement")
    embargo = _embargo(managed)
    return checked(
        Delivered(
            place=piece.place,
            raw=piece.raw,
            media="text",
            body=unescaped(story.body),
            given=_given(item, story),
            source=_source(item),
            guid=_guid(item),
            version=text_of(item, "Identification/NewsIdentifier/RevisionId"),
            status=_status(managed, embargo),
            embargo=embargo,
            urgency=urgency_of(attribute(managed, "Urgency", "FormalName"))
            or urgency_of(attribute(piece.around, ".//NewsEnvelope/Priority", "FormalName")),
            keywords=keywords_of(*_keywords(item)),
            corrects=attribute(managed, "DerivedFrom", "NewsItem") if _is_correction(managed) else "",
        ),
        limits,
    )


def _given(item: etree._Element, story: Story) -> Fields:
    managed = item.find("NewsManagement")
    created = utc(text_of(managed, "FirstCreated"))
    revised = utc(text_of(managed, "ThisRevisionCreated")) or utc(text_of(item, ".//NewsIdentifier/DateId"))
    title = unescaped(first_text(item, ".//NewsLines/HeadLine", ".//NewsLines/Headline") or story.title)
    subtitle = unescaped(text_of(item, ".//NewsLines/SubHeadLine") or story.subtitle)
    byline = [name for line in item.iterfind(".//NewsLines/ByLine") for name in names_in(text_of(line))]
    language = attribute(item, ".//DescriptiveMetadata/Language", "FormalName") or attribute(item, ".", LANG)
    return Fields(
        title=title,
        subtitle="" if subtitle == title else subtitle,
        authors=tuple(dict.fromkeys(byline)) or story.authors,
        published=created or revised,
        modified=revised if created and revised > created else "",
        date_source="newsml" if created or revised else "",
        language=language_of(language or attribute(item, ".//HeadLine", LANG)),
        description=story.abstract,
    )


def _story(item: etree._Element) -> Story:
    """Return the longest text among the components: captions of photos are components too."""
    found = [_content(content) for content in item.iterfind(".//ContentItem/DataContent") if _is_text(content)]
    return max(found, key=lambda story: len(story.body), default=Story("", "", (), "", ""))


def _is_text(content: etree._Element) -> bool:
    owner = content.getparent()
    return attribute(owner, "MediaType", "FormalName").lower() in ("", "text", "complexdata", "html")


def _content(content: etree._Element) -> Story:
    nitf = content.find(".//nitf")
    if nitf is not None:
        return story_of(nitf)
    if len(content):
        body = content.find(".//body")
        return Story("", "", (), "", flattened(inside(body if body is not None else content)))
    text = content.text or ""
    return Story("", "", (), "", flattened(text) if media_of(text) == "html" else paragraphs(text))


def _guid(item: etree._Element) -> str:
    """Return the public identifier without its revision, which is the version: revisions share it."""
    identifier = text_of(item, "Identification/NewsIdentifier/PublicIdentifier")
    revision = text_of(item, "Identification/NewsIdentifier/RevisionId")
    update = attribute(item, "Identification/NewsIdentifier/RevisionId", "Update")
    for ending in (f":{revision}{update}", f":{revision}"):
        if revision and identifier.endswith(ending):
            return identifier.removesuffix(ending)
    return identifier or text_of(item, "Identification/NewsIdentifier/NewsItemId")


def _source(item: etree._Element) -> str:
    return (
        attribute(item, ".//AdministrativeMetadata/Provider/Party", "FormalName")
        or attribute(item, ".//AdministrativeMetadata/Source/Party", "FormalName")
        or text_of(item, "Identification/NewsIdentifier/ProviderId")
    )


def _embargo(managed: etree._Element | None) -> str:
    if attribute(managed, "StatusWillChange/FutureStatus", "FormalName").lower() != "usable":
        return ""
    return utc(text_of(managed, "StatusWillChange/DateAndTime"))


def _status(managed: etree._Element | None, embargo: str) -> Status:
    orders = managed.iterfind("Instruction") if managed is not None else ()
    if any((order.get("FormalName") or "").lower() in _KILLS for order in orders):
        return "killed"
    return status_of(attribute(managed, "Status", "FormalName"), embargo)


def _is_correction(managed: etree._Element | None) -> bool:
    orders = managed.iterfind("Instruction") if managed is not None else ()
    return any("correct" in (order.get("FormalName") or "").lower() for order in orders)


def _keywords(item: etree._Element) -> list[str]:
    lines = [text_of(line) for line in item.iterfind(".//NewsLines/KeywordLine")]
    properties = item.iterfind(".//DescriptiveMetadata/Property")
    return lines or [found.get("Value") or "" for found in properties if found.get("FormalName") == "Keyword"]
