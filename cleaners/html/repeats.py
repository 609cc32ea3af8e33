"""Text that a page holds more than once: what one block alone can't decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleaners.html.blocks import Block, Page
    from cleaners.html.elements import Element

# A block this long that mostly consists of other blocks of the page is the article once more, without its
# paragraphs (for search, speech or sharing).
_ECHO_LENGTH: Final = 600
_ECHO_SHARE: Final = 0.6
_ECHOED: Final = range(40, 100_000)
# Comparing is quadratic in the page's long blocks; more of them than this are paragraphs, not echoes.
_MOST_ECHOES: Final = 200
# Shorter texts repeat by chance ("Background", "He paused.").
_LONGEST_CHANCE: Final = 40
_PULLED: Final = re2.compile(r"pull-?_*quote")
_LEAST_PULLED: Final = 40  # characters
_QUOTATION_EDGES: Final = " .,…!?-–—\"'“”„‘’«»‹›「」"
_REACH: Final = 3


def echoes(blocks: Sequence[Block]) -> set[int]:
    """Return the indices of the blocks that only repeat, in one run, what other blocks say."""
    long = [index for index, block in enumerate(blocks) if len(block.text) >= _ECHO_LENGTH]
    if not long:
        return set()
    parts = [(index, block.text) for index, block in enumerate(blocks) if len(block.text) in _ECHOED]
    found = set()
    for index in long if len(long) <= _MOST_ECHOES else ():
        text = blocks[index].text
        said = sum(len(part) for other, part in parts if other != index and len(part) < len(text) and part in text)
        if said >= _ECHO_SHARE * len(text):
            found.add(index)
    return found


def repeats(blocks: Sequence[Block], kept: Sequence[int]) -> set[int]:
    """Return the kept blocks whose text was kept before."""
    seen: set[str] = set()
    again = set()
    for index in kept:
        text = blocks[index].text
        if len(text) >= _LONGEST_CHANCE and text in seen:
            again.add(index)
        seen.add(text)
    return again


def pulled_quotes(page: Page, kept: Sequence[int]) -> set[int]:
    """Return the kept blocks of quotations that only repeat, in larger type, words of another kept block."""
    set_apart = {place for place, element in enumerate(page.elements) if _is_quotation(element)}
    if not set_apart:
        return set()
    quotes: dict[int, list[int]] = {}
    for index in kept:
        if (quote := _quote_around(page, page.blocks[index].element, set_apart)) >= 0:
            quotes.setdefault(quote, []).append(index)
    if not quotes:
        return set()
    texts = {index: page.blocks[index].text.lower() for index in kept}
    pulled: set[int] = set()
    for blocks in quotes.values():
        others = [text for index, text in texts.items() if index not in blocks]
        words = max((texts[index] for index in blocks), key=len).strip(_QUOTATION_EDGES)
        if len(words) >= _LEAST_PULLED and any(words in text for text in others):
            pulled.update(blocks)
    return pulled


def _is_quotation(element: Element) -> bool:
    return element.tag == "blockquote" or ("pull" in element.names and _PULLED.search(element.names) is not None)


def _quote_around(page: Page, index: int, set_apart: Collection[int]) -> int:
    """Return the nearest element around a block, or its own, that is set as a quotation, or -1."""
    for _ in range(_REACH):
        if index < 0 or index in set_apart:
            return index
        index = page.elements[index].parent
    return -1
