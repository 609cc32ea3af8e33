"""Small boxes between an article's paragraphs that are no part of it: adverts, newsletters, polls, apps.

    <p>…</p> <div class="x7"> <div>Anzeige</div> <p>Sonnenbucht verkauft …</p> </div> <p>…</p>

Such a box says what it is, by its heading or its name, in many languages. It goes where more of the article
stands beside it than in it, in boxes of another make: a site may set each paragraph, or a brief, below such a heading.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from cleaners.html.boxes import is_prose, stands_in
from cleaners.rules import box_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.html.blocks import Page
    from cleaners.html.lexicon import Said

_POLL: Final = "poll"
# Kinds of boxes that ask something: parts of articles have such headings, too.
_ASKING: Final = frozenset([_POLL, "quiz"])
# Kinds of wordings that say what a box is, where one stands first in it.
_LABELS: Final = frozenset(["newsletter", "subscription", "social-follow", "call-to-action"])
_KINDS: Final = frozenset(["advertisement", "newsletter", "app", _POLL, "quiz"])
_LONGEST_LABEL: Final = 40  # characters
_MOST: Final = 100  # boxes looked at: no article has as many
_MOST_BLOCKS: Final = 12
_LONGEST: Final = 700  # characters
_NO_BOXES: Final = frozenset(["article", "main", "body", "td", "tr", "th", "li", "p", "blockquote", "w-furniture"])
_REACH: Final = 4  # elements from a label up to its box, and from a box up to the one that it shares with the article
_NEAR: Final = 12  # blocks to either side of a box
_ASKS: Final = ("?", "؟", "？", "か。")


def inserts(page: Page, rules: Sequence[str], said: Mapping[str, Said]) -> dict[int, str]:
    """Return, by block, what kind of box it stands in between the article's paragraphs.

    ``rules`` is a rule id or "" a block, ``said`` what the names of the page's elements say.
    """
    found: dict[int, str] = {}
    for start, box, kind in islice(chain(_labelled(page, rules), _named_boxes(page, said)), _MOST):
        blocks = [] if start in found else _blocks_of(page, start, box)
        if blocks and (kind not in _ASKING or _asks(page, blocks)) and _is_set_apart(page, blocks, box):
            found.update(dict.fromkeys(blocks, kind))
    return found


def _labelled(page: Page, rules: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield label, box and kind of the boxes that begin with what they are."""
    short = [index for index, block in enumerate(page.blocks) if len(block.text) <= _LONGEST_LABEL]
    plain = [index for index in short if not page.blocks[index].link_length]  # menus are links
    kinds = dict(zip(plain, box_kinds([page.blocks[index].text for index in plain]), strict=True))
    for index in short:
        own, of_rule = kinds.get(index, ""), rules[index].partition("/")[0]
        kind = own if own in _KINDS else of_rule if of_rule in _LABELS else ""
        box = _box_around(page, index) if kind else -1
        if box >= 0:
            yield index, box, kind


def _box_around(page: Page, label: int) -> int:
    """Return the smallest element that holds a label first and more behind it, or -1."""
    box = page.blocks[label].element
    for _ in range(_REACH):
        if box < 0 or (label > 0 and stands_in(page, label - 1, box)):
            return -1
        if label + 1 < len(page.blocks) and stands_in(page, label + 1, box):
            return box
        box = page.elements[box].parent
    return -1


def _named_boxes(page: Page, said: Mapping[str, Said]) -> Iterator[tuple[int, int, str]]:
    """Yield first block, box and kind of the boxes that are named after what they are."""
    named = {names: one.box for names, one in said.items() if one.box}
    if not named:  # most pages
        return
    kinds = {index: named[one.names] for index, one in enumerate(page.elements) if one.names in named}
    around = [-1] * (len(page.elements) + 1)
    for index, element in enumerate(page.elements):
        around[index] = index if index in kinds else around[element.parent]
    seen: set[int] = set()
    for start, block in enumerate(page.blocks):
        box = around[block.element]
        if box >= 0 and box not in seen:
            seen.add(box)
            yield start, box, kinds[box]


def _blocks_of(page: Page, start: int, box: int) -> Sequence[int]:
    """Return the blocks of a box of which ``start`` is the first; none of a large one, or one that is no box."""
    end = start
    while end < len(page.blocks) and end - start <= _MOST_BLOCKS and stands_in(page, end, box):
        end += 1
    is_small = end - start <= _MOST_BLOCKS and sum(len(block.text) for block in page.blocks[start:end]) <= _LONGEST
    tags = {page.elements[block.element].tag for block in page.blocks[start:end]}
    return range(start, end) if is_small and page.elements[box].tag not in _NO_BOXES and "h1" not in tags else ()


def _asks(page: Page, blocks: Sequence[int]) -> bool:
    return any(sign in page.blocks[index].text for index in blocks for sign in _ASKS)


def _is_set_apart(page: Page, blocks: Sequence[int], box: int) -> bool:
    """Say whether more prose than the box holds stands beside it, none of it in a box of the same make."""
    own = sum(len(page.blocks[index].text) for index in blocks)
    near = [*range(max(0, blocks[0] - _NEAR), blocks[0]), *range(blocks[-1] + 1, blocks[-1] + 1 + _NEAR)]
    prose = [index for index in near if index < len(page.blocks) and is_prose(page.blocks[index])]
    for _ in range(_REACH):
        outer = page.elements[box].parent
        beside = [index for index in prose if stands_in(page, index, outer)]
        if beside or outer < 0:
            like = any(_is_like(page, index, box) for index in beside)
            return not like and sum(len(page.blocks[index].text) for index in beside) > own
        box = outer
    return False


def _is_like(page: Page, block: int, box: int) -> bool:
    """Say whether a block stands in an element of the same make as a box, next to it."""
    index, outer = page.blocks[block].element, page.elements[box].parent
    while index > outer and page.elements[index].parent != outer:
        index = page.elements[index].parent
    one, other = page.elements[index], page.elements[box]
    return index > outer and (one.tag, one.names) == (other.tag, other.names)
