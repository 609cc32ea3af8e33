"""Pages that list articles: teasers, each of which leads to the article that it tells of.

A round-up looks alike, and so does a brief with teasers below it: what tells them is that they say something of their
own before, or lead nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.dates import day_in
from cleaners.fields.jsonld import tells_of_article
from cleaners.fields.names import is_byline
from cleaners.fields.title import agree
from cleaners.gate import INDEX_PAGE
from cleaners.html.boxes import is_prose
from cleaners.html.cards import HEADINGS, cards, is_link
from cleaners.html.lexicon import said_of
from cleaners.html.links import leads_elsewhere
from cleaners.html.places import PROSE_LINKS
from cleaners.purpose import kind_of_title
from cleaners.sentence import is_sentence, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.html.blocks import Page
    from cleaners.html.head import PageHead

_SUBHEADINGS: Final = HEADINGS - {"h1"}
_LEAST_SUMMARIES: Final = 5
_LEAST_TEASERS: Final = 3
_ABOVE: Final = 2  # blocks between a linked heading and what it tells: a date may stand there
_LONGEST: Final = 300  # characters of a summary
_SUMMARY: Final = range(40, _LONGEST)
_MOST_OTHER: Final = 0.5  # of the kept text that is no heading
_LISTED: Final = 0.5  # of the kept text
_SHORTEST: Final = 40  # characters of a paragraph
_LEAST_RUN: Final = 3
_LONGEST_TOLD: Final = 420  # characters of a teaser
_LONGEST_HEADING: Final = 200  # characters
_LEAST_PARTS: Final = 2
_LEAST_BODY: Final = 0.4  # of the kept text
_SENTENCE: Final = 60  # characters of an alphabet
_LONGEST_NOTE: Final = 700  # characters of an alphabet: what a list says of itself, of its author
_LONGEST_NAME: Final = 3  # words
_WIDEST_NAME: Final = 32  # characters of an alphabet
_LONGEST_LINE: Final = 120  # characters of a byline or dateline
# Types by which a page says that it lists; sites call articles "ItemList" and "WebPage", too.
_LISTS: Final = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage"])
# Where lists stand on most sites, and their further pages.
_ADDRESS: Final = re2.compile(
    r"(?i)/(?:tags?|topics?|categor(?:y|ies)|authors?|autore?s?|auteurs?|autoren|search)/[^/.]+/?$|/page/\d+/?$|[?&](?:s|q|query)="
)
_BODIES: Final = frozenset(["div", "section", "article", "td", "tr", "li"])


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page beside its blocks: as it came, what its head states, its title and address."""

    html: str
    head: PageHead
    title: str
    address: str

    def is_article(self) -> bool:
        """Say whether the page states an article of its own title."""
        return tells_of_article(self.head.stated) and agree(self.head.stated.headline, self.title)

    def is_video(self) -> bool:
        """Say whether the page says that it shows a video."""
        stated = any(meta.name == "og:type" and meta.content.startswith("video") for meta in self.head.metas)
        return stated or "VideoObject" in self.head.stated.kinds

    def is_list(self) -> bool:
        """Say whether the page says that it lists articles."""
        if not _LISTS.isdisjoint(self.head.stated.kinds) or kind_of_title(self.title) == INDEX_PAGE:
            return True
        is_profile = any(meta.name == "og:type" and meta.content == "profile" for meta in self.head.metas)
        return is_profile or _ADDRESS.search(self.address) is not None


def listed(page: Page, kept: Sequence[int], length: int, known: Known) -> tuple[bool, set[int]]:
    """Say whether a page lists articles, and which kept blocks of one that does not are teasers of others.

    ``length`` is that of what was kept.
    """
    if not kept:
        return False, set()
    if _has_body(page, kept, length):
        return False, _teasers_beside(page, kept, known) if _below_links(page, kept) >= _LEAST_TEASERS else set()
    told = [page.blocks[place].text for place in kept if is_sentence(page.blocks[place].text, _SENTENCE)]
    may_note = sum(map(width, told)) <= _LONGEST_NOTE and _may_list(page, kept, known)
    found = cards(page, kept, around_all=may_note)
    if found:
        return _judged(page, kept, found, known, may_note=may_note)
    return _lists_headings(page, kept) and _is_list_of_headings(page, kept, known), set()


def _below_links(page: Page, kept: Sequence[int]) -> int:
    """Return how many kept blocks stand right below a linked heading, or below a line of its own under one."""
    linked = (place for place, block in enumerate(page.blocks) if block.link_length)
    headings = [place for place in linked if _is_linked_heading(page, place)]
    below = {place for heading in headings for place in range(heading + 1, heading + 1 + _ABOVE)}
    return sum(place in below and not _is_heading(page, place) for place in kept)


def _teasers_beside(page: Page, kept: Sequence[int], known: Known) -> set[int]:
    """Return the kept blocks of cards that stand apart from an article's sentences, and lead to other pages."""
    found = cards(page, kept, around_all=False)
    inside = {place for start, end in found for place in range(start, end + 1)}
    told = [place for place in kept if place not in inside and is_sentence(page.blocks[place].text, _SENTENCE)]
    if not told or not inside or _stand_below(page, found, _holder(page, told[0])):
        return set()
    return inside.intersection(kept) if leads_elsewhere(page, found, known.html, known.address) else set()


def _may_list(page: Page, kept: Sequence[int], known: Known) -> bool:
    """Say whether a page may be a list that says something of itself: its title, its address or its types say so."""
    is_named = known.is_list() or (_is_name(known.title) and not _is_signed(page, kept[0]))
    return is_named and not known.is_article()


def _judged(
    page: Page, kept: Sequence[int], found: Sequence[tuple[int, int]], known: Known, *, may_note: bool
) -> tuple[bool, set[int]]:
    """Say what ``listed`` says of a page that has cards."""
    inside = {place for start, end in found for place in range(start, end + 1)}
    told = [place for place in kept if place not in inside and is_sentence(page.blocks[place].text, _SENTENCE)]
    if _length(page, inside.intersection(kept)) < _LISTED * _length(page, kept):
        return may_note and leads_elsewhere(page, found, known.html, known.address), set()
    is_article = bool(told) and _is_told(page, told, known)
    if is_article and _stand_below(page, found, _holder(page, told[0])):
        return False, set()
    if not leads_elsewhere(page, found, known.html, known.address):
        return False, set()
    return not is_article, inside.intersection(kept) if is_article else set()


def _stand_below(page: Page, found: Sequence[tuple[int, int]], body: int) -> bool:
    """Say whether cards stand in the element that holds the article's sentences: they are parts of it.

    Unless one between is called teasers.
    """
    return any(_is_part(page, page.blocks[start].element, body) for start, _ in found)


def _is_name(title: str) -> bool:
    """Say whether a title is no longer than the name of a part of a site, a tag, or an author."""
    return len(title.split()) <= _LONGEST_NAME and width(title) <= _WIDEST_NAME


def _is_told(page: Page, told: Sequence[int], known: Known) -> bool:
    """Say whether the sentences beside the cards are an article: stated, dated or signed, or more than a note."""
    if known.is_article() or _is_signed(page, told[0]):
        return True
    prose = [place for place in told if is_prose(page.blocks[place])]
    return len(prose) > 1 and not known.is_list()


def _is_signed(page: Page, first: int) -> bool:
    """Say whether a date or a byline stands between the page's heading and its first sentence."""
    for block in reversed(page.blocks[:first]):
        if block.element >= 0 and page.elements[block.element].tag == "h1":
            return False
        if len(block.text) <= _LONGEST_LINE and (is_byline(block.text) or day_in(block.text)):
            return True
    return False


def _has_body(page: Page, kept: Sequence[int], length: int) -> bool:
    """Say whether much of what was kept is more than teasers hold.

    That are paragraphs of one element that follow each other, three in a row, and long ones. A list of whole posts has
    them, too, and a linked heading above each.
    """
    least = _LEAST_BODY * length
    held: dict[int, int] = {}
    run = run_length = long = 0
    last, above = -2, -1
    for place in kept:
        block = page.blocks[place]
        size = len(block.text)
        if size < _SHORTEST or block.link_length >= PROSE_LINKS * size:
            continue
        if size < _LONGEST_HEADING and _is_heading(page, place):
            continue
        holder = _holder(page, place)
        if place != last + 1:
            run = run_length = 0
        elif holder == above:
            held[holder] = held.get(holder, 0) + size
        elif block.links:
            run = run_length = 0
        run, run_length = run + 1, run_length + size
        if run >= _LEAST_RUN:
            long += run_length if run == _LEAST_RUN else size
        elif size > _LONGEST_TOLD:
            long += size
        if held.get(holder, 0) >= least or (long >= least and _parts(page, kept[0], place) < _LEAST_PARTS):
            return True
        last, above = place, holder
    return False


def _parts(page: Page, first: int, last: int) -> int:
    return sum(_is_linked_heading(page, index) for index in range(first, last))


def _holder(page: Page, place: int) -> int:
    index = page.blocks[place].element
    return index if index < 0 or page.elements[index].tag in _BODIES else page.elements[index].parent


def _is_part(page: Page, index: int, around: int) -> bool:
    while index > around:
        if said_of(page.elements[index].names).is_teaser:
            return False
        index = page.elements[index].parent
    return index == around


def _length(page: Page, places: Sequence[int] | set[int]) -> int:
    return sum(len(page.blocks[place].text) for place in places)


def _is_list_of_headings(page: Page, kept: Sequence[int], known: Known) -> bool:
    """Say whether linked headings lead to other articles, and no article opens above them."""
    headings = [place for place, _ in enumerate(page.blocks) if _is_linked_heading(page, place)]
    above = any(is_sentence(page.blocks[place].text, _SENTENCE) for place in kept if place < headings[0])
    if above and (known.is_article() or not known.is_list()):
        return False
    return leads_elsewhere(page, [(place, place) for place in headings], known.html, known.address)


def _lists_headings(page: Page, kept: Sequence[int]) -> bool:
    """Say whether most of what was kept are linked headings, or summaries: single short blocks right under one.

    The parts of an article whose headings are links have more than a short block each.
    """
    headings = [index for index in kept if _is_heading(page, index)]
    texts = [index for index in kept if not _is_heading(page, index)]
    linked = sum(_is_linked_heading(page, index) for index in headings)
    longest = max((len(page.blocks[index].text) for index in texts), default=0)
    if linked >= _LEAST_SUMMARIES and linked > len(headings) / 2 and len(texts) <= linked and longest < _LONGEST:
        return True
    summaries = list(_summaries(page, set(texts)))
    if len(summaries) < _LEAST_SUMMARIES:
        return False
    return _length(page, summaries) > _MOST_OTHER * _length(page, texts)


def _summaries(page: Page, texts: set[int]) -> Iterator[int]:
    """Yield the short kept blocks that alone are told below a linked heading, before the next heading."""
    headings = [index for index in range(len(page.blocks)) if _is_heading(page, index)]
    for heading, end in pairwise([*headings, len(page.blocks)]):
        if _is_linked_heading(page, heading):
            told = [index for index in range(heading + 1, end) if index in texts and _is_told_block(page, index)]
            if len(told) == 1 and len(page.blocks[told[0]].text) in _SUMMARY:
                yield told[0]


def _is_told_block(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return len(block.text) >= _SUMMARY.start and not is_link(block)


def _is_heading(page: Page, index: int) -> bool:
    element = page.blocks[index].element
    return element >= 0 and page.elements[element].tag in _SUBHEADINGS


def _is_linked_heading(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.link_length > 0 and is_link(block) and _is_heading(page, index)
