"""Tables and lists of the body: they stay whole, though their rows and items look like anything but prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.html.blocks import CELL_JOINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.html.blocks import Block, Page

_LISTS: Final = frozenset(["ul", "ol", "dl"])
_ARTICLES: Final = frozenset(["article", "main"])
_OF_TABLES: Final = frozenset(["tr", "tbody", "thead", "tfoot", "table", "figure"])
_LEAST_ROWS: Final = 3
_LEAST_CELLS: Final = 2.0  # a row, on average: one cell a row is layout
_MOST_LINKED: Final = 0.3
_FLANK: Final = 3  # blocks before and after a table, or after a list, that say whether it stands in the body


def body_wholes(page: Page, is_kept: Sequence[bool], lists: Sequence[tuple[int, int, int]]) -> set[int]:
    """Return the blocks of the data tables and ``lists`` (as ``lists_of`` gives) that stand among kept blocks."""
    wholes: set[int] = set()
    for start, end in _tables(page):
        if _is_data(page.blocks[start:end]) and _is_flanked(page, is_kept, start, end):
            wholes.update(range(start, end))
    for start, end, parent in lists:
        if _is_unlinked(page.blocks[start:end]) and _is_beside(page, is_kept, (start, end), parent):
            wholes.update(range(start, end))
    return wholes


def _is_flanked(page: Page, is_kept: Sequence[bool], start: int, end: int) -> bool:
    """Say whether kept blocks stand around a table; of the last one of an article: before it, in the same part."""
    before = range(max(0, start - _FLANK), start)
    if any(is_kept[end : end + _FLANK]):
        return any(is_kept[index] for index in before)
    parent = page.blocks[start].element
    while parent >= 0 and page.elements[parent].tag in _OF_TABLES:
        parent = page.elements[parent].parent
    return any(_is_kept_child(page, is_kept, index, parent) for index in before)


def _is_beside(page: Page, is_kept: Sequence[bool], span: tuple[int, int], parent: int) -> bool:
    """Say whether kept blocks of a list's parent stand right before the list, and soon after it or none at all."""
    start, end = span
    if not _is_kept_child(page, is_kept, start - 1, parent):
        return False
    behind = range(end, min(len(page.blocks), end + _FLANK))
    return not any(is_kept[end:]) or any(_is_kept_child(page, is_kept, index, parent) for index in behind)


def _is_kept_child(page: Page, is_kept: Sequence[bool], index: int, parent: int) -> bool:
    if index < 0 or not is_kept[index]:
        return False
    element = page.blocks[index].element
    return element >= 0 and parent in (element, page.elements[element].parent)


def _tables(page: Page) -> Iterator[tuple[int, int]]:
    """Yield start and end of every run of table rows."""
    tags = [page.elements[block.element].tag if block.element >= 0 else "" for block in page.blocks]
    start = 0
    for index in range(1, len(tags) + 1):
        if index == len(tags) or tags[index] != tags[start]:
            if tags[start] == "tr" and index - start >= _LEAST_ROWS:
                yield start, index
            start = index


def lists_of(page: Page) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and parent of every list, with the lists in it."""
    if not any(element.tag in _LISTS for element in page.elements):
        return
    topmost = _topmost_lists(page)
    lists = [topmost[block.element] for block in page.blocks]
    start = 0
    for index in range(1, len(lists) + 1):
        if index == len(lists) or lists[index] != lists[start]:
            if lists[start] >= 0:
                yield start, index, page.elements[lists[start]].parent
            start = index


def _topmost_lists(page: Page) -> list[int]:
    """Return, an element, the outermost list around it within its article, or -1; of no element (index -1) last."""
    topmost = [-1] * (len(page.elements) + 1)
    for index, element in enumerate(page.elements):
        if element.tag not in _ARTICLES:
            around = topmost[element.parent]
            topmost[index] = index if around < 0 and element.tag in _LISTS else around
    return topmost


def _is_data(rows: Sequence[Block]) -> bool:
    cells = sum(row.text.count(CELL_JOINT) + 1 for row in rows)
    return cells >= _LEAST_CELLS * len(rows) and _is_unlinked(rows)


def _is_unlinked(blocks: Sequence[Block]) -> bool:
    return sum(block.link_length for block in blocks) < _MOST_LINKED * sum(len(block.text) for block in blocks)
