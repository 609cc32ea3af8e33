"""Cards: the teasers of a list, each in an element of its own beside others, with a link to what it tells of.

<article><h2><a href="/ice-house">Ice house closes</a></h2><p>The harbour board …</p><time>…</time></article>
"""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import re2

from cleaners.html.blocks import is_furniture
from cleaners.html.boxes import is_prose
from cleaners.sentence import is_sentence, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleaners.html.blocks import Block, Page

LINKED: Final = 0.9  # of a headline that is a link: blanks around its text count
HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LINKED_MOSTLY: Final = 0.4
_LONGEST_HEADLINE: Final = 200  # characters
_CLOSERS: Final = ")]"  # of a date behind a headline
_LEAST: Final = 4  # cards beside each other
_MOST_OTHERS: Final = 0.4  # of the elements beside each other that are none
_OPENING: Final = 2  # blocks: a kicker may stand above a heading
_MOST_BLOCKS: Final = 8
_LONGEST: Final = 900.0  # characters of an alphabet, all of a card
_LEAST_TOLD: Final = 40.0
_LONGEST_TOLD: Final = 420.0  # a block of a summary
_MOST_TOLD: Final = 2  # blocks
# Headline and summary in one block: so much of it is the link.
_LINKED_START: Final = (0.08, 0.7)
_SHORTEST_WHOLE: Final = 60.0
# A link may lie over all of a card, without words of its own.
_CALLED: Final = re2.compile(r"card|teaser|story|post|result|tile|item|entry")
_PARTS: Final = frozenset(["div", "li", "tr", "td", "section", "article"])


def cards(page: Page, kept: Sequence[int], *, around_all: bool) -> list[tuple[int, int]]:
    """Return the cards of a page, each as the first and the last of its blocks, in reading order.

    Unless they are asked ``around_all`` of it, only those beside one that holds a kept block.
    """
    found: list[tuple[int, int]] = []
    covered: set[int] = set()
    spans = _spans(page)
    counts = [0, *accumulate(map(set(kept).__contains__, range(len(page.blocks))))]
    for group in _groups(page, spans):
        if not around_all and not any(counts[spans[index][1] + 1] > counts[spans[index][0]] for index in group):
            continue
        those = _cards_among(page, [(index, spans[index]) for index in group])
        outer = [span for span in those if span[0] not in covered]  # elements stand in each other, or apart
        found += outer
        covered.update(*(range(start, end + 1) for start, end in outer))
    return sorted(found)


def _cards_among(page: Page, group: Sequence[tuple[int, tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return the spans of the cards among elements beside each other; none where many are no cards."""
    those: list[tuple[int, int]] = []
    most_others = min(len(group) - _LEAST, _MOST_OTHERS * len(group))
    for place, (index, span) in enumerate(group):
        if _is_card(page, index, span):
            those.append(span)
        elif place + 1 - len(those) > most_others:
            return []
    firsts = {page.blocks[start].text for start, _ in those}
    leading = sum(any(map(led, page.blocks[start : end + 1])) for start, end in those)
    return those if max(leading, len(firsts)) >= _LEAST else []


def _groups(page: Page, spans: Mapping[int, tuple[int, int]]) -> list[list[int]]:
    """Return the elements of one tag that stand beside each other and hold text, where they are many; outer first."""
    beside: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index in sorted(spans):
        element = page.elements[index]
        beside[element.parent, element.tag].append(index)
    return [group for group in beside.values() if len(group) >= _LEAST]


def _spans(page: Page) -> dict[int, tuple[int, int]]:
    """Return the first and the last block of every element that holds any but furniture."""
    places = [place for place, block in enumerate(page.blocks) if not is_furniture(page, block)]
    starts, ends = _first_seen(page, places), _first_seen(page, reversed(places))
    return {index: (start, ends[index]) for index, start in starts.items()}


def _first_seen(page: Page, places: Iterable[int]) -> dict[int, int]:
    """Return the first of the blocks in which each element is met that holds any of them."""
    elements, seen = page.elements, dict[int, int]()
    for place in places:
        index = page.blocks[place].element
        while index >= 0 and index not in seen:
            seen[index] = place
            index = elements[index].parent
    return seen


def _is_card(page: Page, index: int, span: tuple[int, int]) -> bool:
    (start, end), element = span, page.elements[index]
    if start == end:
        return element.tag in _PARTS and _opens_with_link(page.blocks[start])
    if _is_post(page, start, end):
        return True
    if end - start > 2 * _MOST_BLOCKS:
        return False
    blocks = [block for block in page.blocks[start : end + 1] if not is_furniture(page, block)]
    sizes = [width(block.text) for block in blocks]
    if len(blocks) > _MOST_BLOCKS or sum(sizes) > _LONGEST:
        return False
    headline = _headline(page, blocks)
    told = [size for place, size in enumerate(sizes) if place != headline and size >= _LEAST_TOLD]
    is_led = any(map(led, blocks)) or (not is_sentence(blocks[0].text, 1) and _CALLED.search(element.names))
    return bool(is_led) and len(told) <= _MOST_TOLD and max(told, default=0) <= _LONGEST_TOLD


def _opens_with_link(block: Block) -> bool:
    """Say whether a block may be headline and summary in one."""
    share = block.link_length / len(block.text)
    return _LINKED_START[0] <= share <= _LINKED_START[1] and _SHORTEST_WHOLE <= width(block.text) <= _LONGEST


def _is_post(page: Page, start: int, end: int) -> bool:
    """Say whether a part of a page opens with a heading that is a link, and has text of any length below it."""
    opening = page.blocks[start : min(start + _OPENING, end)]
    return any(page.elements[block.element].tag in HEADINGS and is_link(block) for block in opening) and any(
        is_prose(block) for block in page.blocks[start : end + 1]
    )


def _headline(page: Page, blocks: Sequence[Block]) -> int:
    return next(
        (place for place, block in enumerate(blocks) if is_link(block) or page.elements[block.element].tag in HEADINGS),
        0,
    )


def led(block: Block) -> bool:
    """Say whether a block is a link, or a headline with a date or a number beside its link."""
    if is_link(block):
        return True
    is_short = len(block.text) <= _LONGEST_HEADLINE and not is_sentence(block.text.rstrip(_CLOSERS), int(_LEAST_TOLD))
    return is_short and block.link_length >= _LINKED_MOSTLY * len(block.text)


def is_link(block: Block) -> bool:
    """Say whether a block is nothing but a link."""
    return block.link_length >= LINKED * len(block.text)
