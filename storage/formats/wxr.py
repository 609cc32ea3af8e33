"""WXR: what WordPress exports, an RSS feed with every post in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from storage.formats.dates import utc
from storage.formats.feeds import given_of, url_of
from storage.formats.flatten import line_of
from storage.formats.markup import first_text, text_of
from storage.formats.record import Counted, Delivered
from storage.formats.sniff import media_of
from storage.formats.wire import checked, keywords_of, names_in

if TYPE_CHECKING:
    from lxml import etree

    from storage.formats.record import Limits, Read
    from storage.formats.xml_records import Piece

# What an export holds beside articles; "" stands in old exports.
_ARTICLES: Final = frozenset(["", "post", "page", "article", "news", "story"])
_PUBLIC: Final = frozenset(["", "publish", "future", "inherit"])


def read_post(piece: Piece, limits: Limits) -> Read:
    """Read one ``item`` of an export; attachments, menus, drafts and protected posts are counted."""
    post = piece.element
    kind, status = text_of(post, "wp.post_type"), text_of(post, "wp.status")
    if kind not in _ARTICLES:
        return Counted("WordPress item that is no post", 1)
    if status not in _PUBLIC or text_of(post, "wp.post_password"):
        return Counted("WordPress post that is not public", 1)
    content = post.find("content.encoded")
    body = "".join(content.itertext()) if content is not None else ""
    if not line_of(body):
        return Counted("WordPress post without text", 1)
    published = utc(text_of(post, "wp.post_date_gmt"))
    given = given_of(piece)
    item = Delivered(
        place=piece.place,
        raw=piece.raw,
        media="html",
        body=_with_paragraphs(body),
        given=replace(
            given,
            authors=names_in(_display_name(piece.around, text_of(post, "dc.creator"))),
            published=published or given.published,
            modified=utc(text_of(post, "wp.post_modified_gmt")),
            section=next((text_of(found) for found in _terms(post, "category")), ""),
            description=line_of(text_of(post, "excerpt.encoded")) or given.description,
        ),
        url=url_of(piece),
        source=first_text(piece.around, "channel/title", "title"),
        guid=text_of(post, "guid"),
        status="usable",
        embargo=published if status == "future" else "",
        keywords=keywords_of(*(text_of(found) for found in _terms(post, "post_tag", "tag"))),
    )
    return checked(item, limits, kind="post")


def _terms(post: etree._Element, *domains: str) -> list[etree._Element]:
    return [found for found in post.iterfind("category") if found.get("domain") in domains]


def _display_name(around: etree._Element | None, login: str) -> str:
    for author in around.iterfind(".//wp.author") if around is not None else ():
        if text_of(author, "wp.author_login") == login:
            return text_of(author, "wp.author_display_name") or login
    return login


def _with_paragraphs(body: str) -> str:
    """Return a post with the paragraphs that WordPress itself makes of blank lines when it shows one."""
    if "<p" in body.lower() or "<!-- wp:" in body:
        return body
    text = body.replace("\r\n", "\n")
    pieces = [piece.strip() for piece in text.split("\n\n")]
    if len(pieces) == 1 and media_of(text) == "html":
        return body
    return "\n".join(f"<p>{piece}</p>" for piece in pieces if piece)
