"""The XML queue of the Nordic bureaus: ``RBNews`` items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.record import Fields
from storage.formats.dates import utc
from storage.formats.flatten import flattened, unescaped
from storage.formats.markup import text_of
from storage.formats.record import Delivered
from storage.formats.wire import checked, keywords_of, names_in, urgency_of

if TYPE_CHECKING:
    from storage.formats.record import Limits, Read
    from storage.formats.xml_records import Piece


def read_bureau_news(piece: Piece, limits: Limits) -> Read:
    """Read one ``RBNews``."""
    news = piece.element
    content = news.find("content")
    published = utc(text_of(news, "PublishDate"))
    given = Fields(
        title=unescaped(text_of(news, "headline")),
        subtitle=unescaped(text_of(news, "subtitle")),
        authors=names_in(text_of(news, "byLine")),
        published=published,
        date_source="ritzau" if published else "",
        section=text_of(news, "section"),
    )
    return checked(
        Delivered(
            place=piece.place,
            raw=piece.raw,
            media="text",
            body=unescaped(flattened("".join(content.itertext()) if content is not None else "")),
            given=given,
            source=text_of(news, "origin").strip("/ ").removeprefix("Via "),
            guid=text_of(news, "NewsID"),
            version=text_of(news, "version"),
            status="killed" if text_of(news, "Annuleret").lower() == "true" else "usable",
            urgency=urgency_of(text_of(news, "Priority")),
            keywords=keywords_of(*(text_of(word) for word in news.iterfind("SubjectKeyword/*"))),
            corrects=text_of(news, "replacedID") or text_of(news, "Replaces"),
        ),
        limits,
    )
