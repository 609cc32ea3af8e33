"""Parts of an article that its page keeps folded and opens by a script: hidden as they come, but read by its readers.

    <p>…</p> <div id="rest" style="display:none"> <p>…</p> </div> <button>Continue reading</button>
    <h3>Who pays?</h3> <div class="panel" hidden> <p>…</p> </div>

Menus, overlays, notices and copies for other screens are hidden as well. A folded part stands in a row with paragraphs
that are shown, and is prose that none of them says; and something opens it, or it is so long that it can be no notice.
It counts as shown from here on, and is judged as any other part.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import compress, count, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import re2

from cleaners.html.blocks import Page, is_furniture
from cleaners.html.boxes import is_prose, stands_in
from cleaners.html.lexicon import KINDS, said_of
from cleaners.sentence import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.html.blocks import Block
    from cleaners.html.elements import Element

_IS_HIDDEN: Final = itemgetter(3)  # as the attribute of that name, in half the time
_ELEMENT: Final = attrgetter("element")
_MOST: Final = 60  # hidden elements looked at
_LEAST_PROSE: Final = 0.7  # of a part's text
_SHORTEST: Final = 40  # characters of a paragraph
_MOST_LINKED: Final = 2  # blocks that are links: as many are teasers
_LEAST_SHOWN: Final = 2  # paragraphs in a row with a part
_LEAST_OPENED: Final = 2  # paragraphs of a part with a button: thanks and mishaps are told in one
_LEAST_LONG: Final = 3  # of one that nothing opens: notices and boxes have two
_LEAST_ALIKE: Final = 3  # parts of one make, below headings that ask nothing
_REACH: Final = 4  # elements from an answer up to the one that holds the body
_LONGEST_HEADING: Final = 160  # characters
_LONGEST_BUTTON: Final = 40
_SAMPLE: Final = 60  # characters by which a paragraph is known that the page shows elsewhere
_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6", "dt"])
_ASKS: Final = ("?", "？", "؟", "か。")
_ENDS: Final = (".", "!", "…", '"', "”", "“", "»", "।", "۔", "。", "！", "」", *_ASKS)
_WHOLE: Final = frozenset(["article", "h1", "body", "main"])
# What is called so is to be seen as soon as something opens it.
_FOLDING: Final = re2.compile(
    r"(?:^|[\s_-])(?:(?:read|show)?-?_?more|collaps(?:e|ed|ible)|truncat(?:e|ed)|expand(?:ed|able)?|"
    r"unfold|fold(?:ed|able)?|rest|remaining|continu(?:e|ed|ation)|full-?_?(?:text|story|article|content))(?:$|[\s_-])"
)
# And this is none of the article, whatever it is.
_OTHER: Final = re2.compile(
    r"modal|pop-?up|overlay|lightbox|tool-?tip|dialog|toast|notice|consent|cookie|gdpr|template|placeholder|gallery|"
    r"slide|caption|login|error|success|message|sidebar|menu|author|related|recommend"
)
_OTHER_KINDS: Final = frozenset(map([*KINDS].index, ["comment", "signup", "advert"]))


class _Part(NamedTuple):
    """A hidden element that stands in no other: its index, that behind its last descendant, the blocks in it."""

    at: int
    end: int
    blocks: list[int]


def unfolded(page: Page) -> Page:
    """Return a page with the folded parts of its article counted as shown."""
    if not any(map(_IS_HIDDEN, page.elements)):
        return page
    hidden = _hidden(page)
    parts = [part for part in hidden if part.blocks and _is_text(page, part)]
    if not parts:  # most pages
        return page
    shown = _shown_prose(page, hidden)
    said = {_start(page, index) for index in shown}
    new = [part for part in parts if not any(_start(page, index) in said for index in part.blocks)]
    opened = {*_in_row(page, new, _beside(page, shown, depth=2)), *_answers(page, new, _beside(page, shown, depth=1))}
    if not opened:
        return page
    elements = [one._replace(hidden=False) if index in opened else one for index, one in enumerate(page.elements)]
    return Page(elements, page.blocks, page.pictures, page.repairs, page.embeds)


def _start(page: Page, index: int) -> str:
    return page.blocks[index].text[:_SAMPLE]


def _hidden(page: Page) -> list[_Part]:
    elements = page.elements
    parts: list[_Part] = []
    end = 0
    for at in islice(compress(count(), map(_IS_HIDDEN, elements)), _MOST):
        if at >= end:  # else it stands in the one before
            end = at + 1
            while end < len(elements) and elements[end].parent >= at:
                end += 1
            parts.append(_Part(at, end, []))
    if parts:
        _fill(page, parts)
    return parts


def _fill(page: Page, parts: Sequence[_Part]) -> None:
    starts = [part.at for part in parts]
    first, end = starts[0], parts[-1].end
    for index, element in enumerate(map(_ELEMENT, page.blocks)):
        if first <= element < end:
            part = parts[bisect_right(starts, element) - 1]
            if element < part.end:
                part.blocks.append(index)


def _is_text(page: Page, part: _Part) -> bool:
    """Say whether a part is prose, and neither called something else nor an article of its own."""
    if _is_other(page.elements[part.at].names):
        return False
    blocks = [page.blocks[index] for index in part.blocks]
    prose = sum(len(block.text) for block in blocks if _reads(block))
    if not prose or prose < _LEAST_PROSE * sum(len(block.text) for block in blocks):
        return False
    if sum(block.link_length >= len(block.text) for block in blocks) >= _MOST_LINKED:
        return False
    return not any(one.tag in _WHOLE for one in page.elements[part.at : part.end])


def _reads(block: Block) -> bool:
    """Say whether a block is prose, or a short paragraph of sentences."""
    is_short = not block.links and block.text.endswith(_ENDS) and width(block.text) >= _SHORTEST
    return is_short or is_prose(block)


def _is_other(names: str) -> bool:
    said = said_of(names)
    named = bool(said.box or said.beside or said.misplaced) or not _OTHER_KINDS.isdisjoint(said.kinds)
    return named or bool(_OTHER.search(names))


def _shown_prose(page: Page, hidden: Sequence[_Part]) -> list[int]:
    unseen = {index for part in hidden for index in part.blocks}
    return [index for index, block in enumerate(page.blocks) if index not in unseen and is_prose(block)]


def _beside(page: Page, shown: Sequence[int], *, depth: int) -> Counter[int]:
    """Return, an element, how many shown paragraphs stand in it: its own, its children's, at ``depth`` 2 theirs."""
    counts: Counter[int] = Counter()
    for index in shown:
        element = page.blocks[index].element
        for _ in range(depth + 1):
            if element < 0:
                break
            counts[element] += 1
            if page.elements[element].tag in _WHOLE:
                break
            element = page.elements[element].parent
    return counts


def _in_row(page: Page, parts: Sequence[_Part], beside: Mapping[int, int]) -> Iterator[int]:
    """Yield the parts that go on where shown paragraphs end."""
    rows = Counter(_row(page, part) for part in parts)
    for part in parts:
        element = page.elements[part.at]
        if beside.get(element.parent, 0) < _LEAST_SHOWN:
            continue
        paragraphs = rows[_row(page, part)] if element.tag == "p" else _paragraphs(page, part)
        is_opened = paragraphs >= _LEAST_OPENED and _has_button(page, part)
        if is_opened or paragraphs >= _LEAST_LONG or _FOLDING.search(element.names):
            yield part.at


def _row(page: Page, part: _Part) -> tuple[int, str]:
    element = page.elements[part.at]
    return element.parent, element.tag


def _paragraphs(page: Page, part: _Part) -> int:
    return sum(_reads(page.blocks[index]) for index in part.blocks)


def _has_button(page: Page, part: _Part) -> bool:
    """Say whether a button or a short link stands right before or behind a part."""
    parent = page.elements[part.at].parent
    near = [index for index in (part.blocks[0] - 1, part.blocks[-1] + 1) if 0 <= index < len(page.blocks)]
    return any(_is_button(page, page.blocks[index], parent) for index in near)


def _is_button(page: Page, block: Block, parent: int) -> bool:
    if block.element < 0 or len(block.text) > _LONGEST_BUTTON:
        return False
    element = page.elements[block.element]
    if parent not in (block.element, element.parent, page.elements[element.parent].parent):
        return False
    is_link = block.links == 1 and block.link_length >= len(block.text)
    return is_link or is_furniture(page, block) or bool(_FOLDING.search(element.names))


def _answers(page: Page, parts: Sequence[_Part], beside: Mapping[int, int]) -> Iterator[int]:
    """Yield the parts that stand below their questions, and those of one make below other headings."""
    headed = [part for part in parts if _is_headed(page, part) and _is_in_body(page, part.at, beside)]
    makes = Counter(_make(page.elements[part.at]) for part in headed)
    for part in headed:
        asks = page.blocks[part.blocks[0] - 1].text.endswith(_ASKS)
        if asks or makes[_make(page.elements[part.at])] >= _LEAST_ALIKE:
            yield part.at


def _make(element: Element) -> tuple[str, str]:
    return element.tag, element.names.rstrip("0123456789")


def _is_headed(page: Page, part: _Part) -> bool:
    """Say whether the block before a part is a heading or a question, and stands beside it."""
    before = part.blocks[0] - 1
    parent = page.elements[part.at].parent
    if before < 0 or len(page.blocks[before].text) > _LONGEST_HEADING or not stands_in(page, before, parent):
        return False
    element = page.blocks[before].element
    tags = {page.elements[element].tag, page.elements[page.elements[element].parent].tag}
    return page.blocks[before].text.endswith(_ASKS) or not _HEADINGS.isdisjoint(tags)


def _is_in_body(page: Page, index: int, beside: Mapping[int, int]) -> bool:
    for _ in range(_REACH):
        index = page.elements[index].parent
        if index < 0:
            return False
        if beside.get(index, 0) >= _LEAST_SHOWN:
            return True
    return False
