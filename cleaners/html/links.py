"""Where the teasers of a page lead. Few pages are asked: they are read again, as blocks keep no addresses."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cleaners.html.cards import led
from cleaners.html.prune import parsed
from cleaners.html.reach import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.html.blocks import Block, Page

_MOST_LINKS: Final = 5_000
_LEAST: Final = 0.6  # of the teasers of which it is known
_SHORTEST_INNER: Final = 5  # characters of a link within a block
_MOST_TEASERS: Final = 40  # as many are looked at


def leads_elsewhere(page: Page, spans: Sequence[tuple[int, int]], html: str, address: str) -> bool:
    """Say whether most teasers, each given as its first and last block, lead each to another page of the site."""
    links = _links(html, address)
    own = _host(address) or next((host for host, _ in Counter(map(_host, _all(links))).most_common(1)), "")
    spans = spans[:_MOST_TEASERS]
    texts = sorted(links)
    known = [found for start, end in spans if (found := _links_of(page, start, end, links, texts))]
    elsewhere = [{link for link in found if _is_other(link, own, address)} for found in known]
    different = set[str]().union(*elsewhere)
    return sum(map(bool, elsewhere)) >= _LEAST * max(len(known), 1) and len(different) >= _LEAST * len(spans)


def _links(html: str, address: str) -> Mapping[str, set[str]]:
    """Return the absolute addresses of the page's links, by their text without blanks."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for node in islice(parsed(html).css("a[href]"), _MOST_LINKS):
        attributes = node.attributes
        text = "".join((node.text() or attributes.get("aria-label") or attributes.get("title") or "").split())
        if text:
            links[text].add(resolved(attributes.get("href") or "", address))
    return links


def _all(links: Mapping[str, set[str]]) -> Iterator[str]:
    for found in links.values():
        yield from found


def _links_of(page: Page, start: int, end: int, links: Mapping[str, set[str]], texts: Sequence[str]) -> set[str]:
    """Return where the links of a teaser lead: those of its blocks' texts, those that begin so, or stand in them."""
    blocks = page.blocks[start : end + 1]
    linked = [block for block in blocks if block.links] or blocks
    bare = ["".join(block.text.split()) for block in linked]
    found = set[str]().union(*(links.get(text, ()) for text in bare))
    if found:
        return found
    for text in bare:
        first = texts[bisect_left(texts, text) :][:1]
        if first and first[0].startswith(text):
            return links[first[0]]
    if start == end:  # headline and summary in one
        inner = [known for known in texts if len(known) >= _SHORTEST_INNER and bare[0].startswith(known)]
    else:
        inner = [known for known in texts if len(known) >= _SHORTEST_INNER and _is_in(known, linked, bare)]
    return links[max(inner, key=len)] if inner else set()


def _is_in(link: str, blocks: Sequence[Block], bare: Sequence[str]) -> bool:
    """Say whether a link is most of a short block."""
    return any(link in text and led(block) for block, text in zip(blocks, bare, strict=True))


def _is_other(link: str, own: str, address: str) -> bool:
    parts, page = _split(link), _split(address)
    return _host(link) in ("", own) and parts[1] not in ("", "/", page[1]) and not link.startswith("#")


def _host(address: str) -> str:
    return _split(address)[0].removeprefix("www.")


def _split(address: str) -> tuple[str, str]:
    """Return host and path of an address; "" twice of a broken one, and of what is none of a page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return (parts.netloc, parts.path + parts.query) if parts.scheme in ("http", "https", "") else ("", "")
