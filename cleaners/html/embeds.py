"""What a page embeds from elsewhere: quoted posts, videos, maps, charts. Never body; a field of its own.

Marked before the page is pruned, by ``w-embed`` elements with an address; found again among its blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import re2

from cleaners.html.embed_services import is_content, service_of, shown_at
from cleaners.html.lexicon import QUOTES
from cleaners.html.reach import figures_of, reach_of, resolved
from cleaners.record import Embed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from cleaners.html.blocks import Page

EMBED_TAG: Final = "w-embed"
# Elements that name what they show by its number: the attribute, and what makes an address of it.
_NUMBERED: Final = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v="),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v="),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/"),
    "amp-facebook": ("data-href", ""),
    "amp-reddit": ("data-src", ""),
}
_FRAMES: Final = {"iframe": "frame", "amp-iframe": "frame", "video": "video", "amp-video": "video", "audio": "audio"}
_QUOTING: Final = frozenset(["blockquote", "div"])
# Every selector is asked of every node of a page: these are few, and AMP's are asked of its pages alone.
_SELECTOR: Final = f"iframe,video,audio,blockquote[class],div.fb-post,div.fb-video,lite-youtube,{EMBED_TAG}"
_SELECTOR_OF_AMP: Final = ",".join(
    (_SELECTOR, *(tag for tag in _NUMBERED if tag.startswith("amp-")), "amp-iframe,amp-video")
)
_SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-original")
_POSTS: Final = ("cite", "data-instgrm-permalink", "data-href")
_BLUESKY: Final = re2.compile(r"^at://([^/]+)/app\.bsky\.feed\.post/([^/]+)$")
_TINY: Final = frozenset(["0", "1", "0px", "1px"])
_MOST_MARKED: Final = 100
_MOST: Final = 50
_LONGEST_TEXT: Final = 1_000  # characters: a quoted post has some 300
_REACH: Final = 4  # elements around a block among which the post that it belongs to is


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an embed stands in a page: the block-level element around it (-1: none), and the block that comes next.

    ``kind`` is what its element is: ``post`` (its words stand in the element), ``frame``, ``video`` or ``audio``.
    """

    address: str
    kind: str
    element: int
    before: int


def embeds_selector(*, is_amp: bool) -> str:
    """Return what finds the embeds of a page."""
    return _SELECTOR_OF_AMP if is_amp else _SELECTOR


def mark_embeds(tree: LexborHTMLParser, found: Sequence[LexborNode]) -> None:
    """Put a ``w-embed`` in place of each embedded frame or player, and at the start of each quoted post."""
    for node in (node for node in found if node.tag == EMBED_TAG):
        node.attrs["src"] = ""  # the page's own: no mark of ours
    for node in [node for node in found if _is_embed(node)][:_MOST_MARKED]:
        _mark(tree, node)


def _is_embed(node: LexborNode) -> bool:
    if node.tag not in _QUOTING:
        return node.tag != EMBED_TAG
    names = node.attributes.get("class") or ""
    return any(name in names for name in QUOTES)


def _mark(tree: LexborHTMLParser, node: LexborNode) -> None:
    is_post = node.tag in _QUOTING
    address = _post_address(node) if is_post else _frame_address(node)
    if not is_content(address):
        return
    mark = tree.create_node(EMBED_TAG)
    mark.attrs["src"], mark.attrs["role"] = address, "post" if is_post else _FRAMES.get(str(node.tag), "frame")
    if not is_post:
        node.replace_with(mark)
    elif node.first_child is not None:
        node.first_child.insert_before(mark)


def _post_address(node: LexborNode) -> str:
    """Return where a quoted post stands: as it is stated, else its last link (its first ones are of its words)."""
    attributes = node.attributes
    post = _BLUESKY.search(attributes.get("data-bluesky-uri") or "")
    if post:
        return "https://bsky.app/profile/{}/post/{}".format(*post.groups())
    links = (link.attributes.get("href") for link in reversed(node.css("a[href]")))
    stated = (attributes.get(name) for name in _POSTS)
    return next((value.strip() for values in (stated, links) for value in values if value), "")


def _frame_address(node: LexborNode) -> str:
    attributes = node.attributes
    if node.tag in _NUMBERED:
        name, start = _NUMBERED[node.tag]
        number = (attributes.get(name) or "").strip()
        return start + number if number else ""
    if attributes.get("width") in _TINY or attributes.get("height") in _TINY or "hidden" in attributes:
        return ""
    sources = (attributes, *(source.attributes for source in node.css("source")[:1]))
    return next((value.strip() for source in sources for name in _SOURCES if (value := source.get(name))), "")


def embeds_of(page: Page, kept: Sequence[int], url: str) -> tuple[Embed, ...]:
    """Return what stands embedded within the article, in reading order; each address once.

    ``kept`` are the indices of the article's blocks; ``url`` is the page's own, for addresses without a host.
    """
    if not page.embeds or not kept:
        return ()
    first, last = reach_of(page, kept)
    found: dict[str, Embed] = {}
    for mark in page.embeds:
        if first <= mark.before <= last:
            address = shown_at(resolved(mark.address, url))
            provider, kind = service_of(address)
            found.setdefault(address, Embed(address, kind or mark.kind, provider, _text(page, mark)))
    return tuple(found.values())[:_MOST]


def _text(page: Page, mark: Mark) -> str:
    """Return the words of a quoted post, or the caption of the figure that a frame stands in."""
    if mark.kind == "post":
        lines: Iterator[str] = (block.text for block in page.blocks if _is_within(page, block.element, mark.element))
    else:
        figures = figures_of(page)
        figure = figures[mark.element]
        lines = (block.text for block in page.blocks if 0 <= figure == figures[block.element])
    return " ".join(lines)[:_LONGEST_TEXT].rstrip()


def _is_within(page: Page, index: int, element: int) -> bool:
    for _ in range(_REACH):
        if index < 0:
            return False
        if index == element:
            return True
        index = page.elements[index].parent
    return False
