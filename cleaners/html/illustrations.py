"""Which pictures of a page illustrate its article: not those of teasers, authors and advertisers that stand in it."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

import re2

from cleaners.html.pictures import address_of, told_width
from cleaners.html.reach import figures_around, heading_before, line_of, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.html.blocks import Block, Page
    from cleaners.html.pictures import Picture

# Parts within an article that have pictures of their own.
_BESIDE: Final = re2.compile(
    r"\brelat(?:ed|ion)|recommend|recirc|teaser|read-?_?(?:more|next|also)|most-?_?(?:read|popular|viewed)|trending"
    r"|more-?_?(?:from|stories|news)|see-?also|verwandt|lire-?aussi|leia-?(?:mais|tamb)|outbrain|taboola|newsletter"
    r"|subscri|sign-?up|sharing|\bshare\b|social|comment|author|autor\b|byline|avatar|\bbio\b|advert|\bads?\b"
    r"|sponsor|promo\b|logo|donat|widget-?area|side-?bar|\bnav\b|\bmenu|footer|podcast|breadcrumb"
)
_DECORATION: Final = re2.compile(
    r"(?i)(?:^|[-_/.])(?:logo|icon|avatar|sprite|badge|button|btn|banner|emoji|favicon|arrow|share|bookmark|headshot)s?"
    r"[0-9]{0,3}(?:[-_./]|$)"
)
_FACE: Final = 80  # pixels: what is shown smaller is a face beside a name
_SMALL: Final = 150  # pixels: or, where no figure holds it, a teaser's
_NEAR_HEADING: Final = 8  # blocks between a heading and the article's first
_CARD_REACH: Final = 5  # elements around a picture, or its figure, among which is the card of a teaser
_NEIGHBOURS: Final = 6  # blocks before and behind a picture among which are the words of its card
_MOSTLY_LINKS: Final = 0.6
_LEAST_TEASER: Final = 20  # characters
_MOST: Final = 200


class Illustration(NamedTuple):
    """A picture of the article with its true address, and the outermost and innermost ``figure`` around it, or -1."""

    picture: Picture
    address: str
    figure: int
    own_figure: int


def illustrations(page: Page, kept: Sequence[int]) -> Iterator[Illustration]:
    """Yield the pictures of the article in reading order; ``kept`` are the indices of its blocks.

    What no figure holds must stand within the article's text.
    """
    if not kept or not page.pictures:
        return
    first, last = reach_of(page, kept)
    near = [picture for picture in page.pictures if first <= picture.before <= last][:_MOST]
    if not near:
        return
    holders, trunk = _holders(page, kept), _trunk(page, kept)
    for picture in near:
        line = line_of(page, picture.element)
        path = list(takewhile(lambda index: index not in holders, line))
        if any(map(_is_beside, [page.elements[index].names for index in path])):
            continue
        figure, own = figures_around(page, line)
        if figure < 0 and not (picture.before <= kept[-1] and (trunk < 0 or trunk in line)):
            continue
        address = _shown(picture, least=_FACE if figure >= 0 else _SMALL)
        if address and (figure >= 0 or _is_photograph(address)) and not _is_teaser(page, picture, figure, path):
            yield Illustration(picture, address, figure, own)


def _shown(picture: Picture, *, least: int) -> str:
    """Return the address of a picture, or "" of one that is shown no larger than so many pixels."""
    address = "" if picture.is_icon() else address_of(picture.attributes)
    side = (told_width(address) or picture.side()) if address else 0
    return "" if 0 < side <= least else address


def _holders(page: Page, kept: Sequence[int]) -> set[int]:
    """Return the elements that hold blocks of the article, or its heading."""
    holders: set[int] = set()
    for block in (*kept, *_heading(page, kept)):
        index = page.blocks[block].element
        while index >= 0 and index not in holders:
            holders.add(index)
            index = page.elements[index].parent
    return holders


def _heading(page: Page, kept: Sequence[int]) -> list[int]:
    heading = heading_before(page, kept[0])
    return [heading] if heading >= 0 else []


def _trunk(page: Page, kept: Sequence[int]) -> int:
    """Return the innermost element that holds all blocks of the article and a heading right before them, or -1."""
    heading = [block for block in _heading(page, kept) if block >= kept[0] - _NEAR_HEADING]
    around = {page.elements[index].parent for block in (*heading, *kept) if (index := page.blocks[block].element) >= 0}
    lines = [line_of(page, index) for index in around] or [[]]
    shared = set(lines[0]).intersection(*lines[1:])
    return next((index for index in lines[0] if index in shared), -1)


@lru_cache(maxsize=16_384)
def _is_beside(names: str) -> bool:
    return _BESIDE.search(names) is not None


def _is_photograph(address: str) -> bool:
    """Say whether a picture's file is not called a logo, a button or the like, and is no drawing of a site's own."""
    path = address.partition("?")[0].lower()
    return not path.endswith(".svg") and not _DECORATION.search("/".join(path.rsplit("/", 2)[-2:]))


def _is_teaser(page: Page, picture: Picture, figure: int, path: Sequence[int]) -> bool:
    """Say whether the words beside a picture, in the card or figure that they share, are links to another article."""
    near = page.blocks[max(0, picture.before - _NEIGHBOURS) : picture.before + _NEIGHBOURS]
    if sum(block.link_length for block in near) < _LEAST_TEASER:
        return False
    lines = [(block, line_of(page, block.element)) for block in near]
    if picture.is_linked and _are_links([block for block, line in lines if figure in line]):
        return True
    cards = path[path.index(figure) + 1 :] if figure in path else path
    for card in cards[:_CARD_REACH]:
        words = [block for block, line in lines if card in line and figure not in line]
        if words:
            return _are_links(words)
    return False


def _are_links(words: Sequence[Block]) -> bool:
    size = sum(len(block.text) for block in words)
    return sum(block.link_length for block in words) >= max(_MOSTLY_LINKS * size, _LEAST_TEASER)
