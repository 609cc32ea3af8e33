"""What the elements around a block show the model: tags, names, and how much prose and links they hold."""

from __future__ import annotations

from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html.lexicon import KINDS, said_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html.blocks import Page
    from cleaners.html.elements import Element

OWN_TAGS: Final = {
    tag: float(rank)
    for rank, tags in enumerate(
        (
            "p",
            "h2",
            "h3 h4",
            "h5 h6",
            "h1",
            "li",
            "blockquote q",
            "tr td th",
            "figcaption",
            "pre",
            "dd dt",
            "div section article",
        )
    )
    for tag in tags.split()
}
_OTHER_TAG: Final = float(len(OWN_TAGS))
# An ancestor's distance counts up to this many steps; farther (or none) reads the same.
_FAR: Final = 12.0
_ANCESTORS: Final = ("article", "main", "header", "form", "figure", "section", "ul", "ol", "table", "blockquote")
_ANCESTOR_RANK: Final = {tag: rank for rank, tag in enumerate(_ANCESTORS)}
# The depth of an ancestor that is not there: an array of such steps reads as far.
_UNSEEN: Final = array("h", [-1000] * (len(_ANCESTORS) + len(KINDS) + 1))
_LEVELS: Final = 3
PLACE: Final = (
    "tag", "depth", "hidden", "names_missing",
    *(f"to_{tag}" for tag in _ANCESTORS),
    *(f"to_{kind}" for kind in KINDS),
    "article_body",
    "up", "down", "under_best", "best_share",
    *(
        f"{name}_{level}" for level in range(_LEVELS)
        for name in ("prose_share", "link_share", "blocks", "prose_density")
    ),
)  # fmt: skip
# A block counts as prose from this size on (a line and a half), if few of its characters are links.
PROSE_SIZE: Final = 80
PROSE_LINKS: Final = 0.3


def subtree_sums(page: Page, text: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return size, linked size, prose size and number of the blocks under every element.

    Shape (4, elements + 1); the last column is the whole page.
    """
    owners = np.array([block.element for block in page.blocks])
    size, links = text[0], text[2]
    return _sums(page, owners, [size, size * links, prose_of(text), np.ones_like(size)])


def prose_of(text: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the size of every block that reads as prose, 0 for the others, shape (blocks,)."""
    size, links = text[0], text[2]
    return np.where((size >= PROSE_SIZE) & (links < PROSE_LINKS), size, 0.0)


def place_columns(page: Page, text: NDArray[np.float64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shape (len(PLACE), blocks); ``text`` and ``sums`` as ``text_columns`` and ``subtree_sums`` give."""
    owners = np.array([block.element for block in page.blocks])
    prose = prose_of(text)
    best, up, down = _distances(page, owners, prose)
    total = max(prose.sum(), 1.0)
    near = [up[owners], down[owners], up[owners] == 0, np.full(len(owners), sums[2, best] / total)]
    return np.vstack([_heads(page.elements, owners), near, _levels(page, owners, sums, total)])


def _sums(page: Page, owners: NDArray[np.intp], values: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the blocks' values summed up over every element's subtree, shape (values, elements + 1)."""
    count = len(page.elements)
    # A subtree is a run of elements: they stand in the order in which they open.
    ends = list(range(1, count + 1))
    for index in range(count - 1, -1, -1):
        above = page.elements[index].parent
        if above >= 0 and ends[above] < ends[index]:
            ends[above] = ends[index]
    before = np.cumsum([np.bincount(owners + 1, value, count + 1) for value in values], axis=1)
    inside = before[:, ends] - before[:, :count]
    return np.hstack([inside, before[:, -1:]])


def _distances(
    page: Page, owners: NDArray[np.intp], prose: NDArray[np.float64]
) -> tuple[int, NDArray[np.float64], NDArray[np.float64]]:
    """Return the element most prose stands right under, and every element's steps up to its line and down it.

    As in Readability, a paragraph's text counts in full for its parent and by half for its grandparent.
    """
    scores = [0.0] * (len(page.elements) + 1)
    for owner, value in zip(owners.tolist(), prose.tolist(), strict=True):
        if not value or owner < 0:
            continue
        holder = (
            owner if page.elements[owner].tag in {"div", "section", "article", "td"} else page.elements[owner].parent
        )
        scores[holder] += value
        if holder >= 0:
            scores[page.elements[holder].parent] += value / 2
    best = int(np.argmax(scores[:-1])) if page.elements else -1
    line: dict[int, int] = {}
    walker = best
    while walker >= 0:
        line[walker] = len(line)
        walker = page.elements[walker].parent
    up, down = [0.0] * (len(page.elements) + 1), [float(len(line))] * (len(page.elements) + 1)
    for index, element in enumerate(page.elements):
        if index in line:
            down[index] = line[index]
        else:
            up[index], down[index] = up[element.parent] + 1, down[element.parent]
    return best, np.minimum(up, _FAR), np.minimum(down, _FAR)


def _heads(elements: Sequence[Element], owners: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return, a block, its element's tag, depth, hidden, no names, and the steps up to each kind of ancestor."""
    # The first of each stands for "no element" (index -1). The depths of the nearest ancestor of each kind are one
    # array, known by its number, for all elements between which none of any kind stands.
    nearest, numbers, depths, hiddens = [_UNSEEN], [0], [0], [False]
    for parent, tag, names, hidden in elements:
        depth, number = depths[parent + 1] + 1, numbers[parent + 1]
        marks = _marks(tag, names)
        if marks:
            below = nearest[number][:]
            for mark in marks:
                below[mark] = depth
            number = len(nearest)
            nearest.append(below)
        numbers.append(number)
        depths.append(depth)
        hiddens.append(hidden or hiddens[parent + 1])
    at = owners.tolist()
    tags = [OWN_TAGS.get(elements[index].tag, _OTHER_TAG) if index >= 0 else _OTHER_TAG for index in at]
    nameless = [index < 0 or not elements[index].names for index in at]
    heads = np.array([tags, [depths[index + 1] for index in at], [hiddens[index + 1] for index in at], nameless])
    of_blocks = [numbers[index + 1] for index in at]
    ranks = {number: rank for rank, number in enumerate(dict.fromkeys(of_blocks))}
    table = np.frombuffer(b"".join([nearest[number] for number in ranks]), np.int16).reshape(len(ranks), len(_UNSEEN))
    steps = heads[1] - table[[ranks[number] for number in of_blocks]].T
    return np.vstack([heads, np.minimum(steps, _FAR)])


@lru_cache(maxsize=16_384)
def _marks(tag: str, names: str) -> tuple[int, ...]:
    """Return which rows of ancestors an element answers to."""
    ancestor = (_ANCESTOR_RANK[tag],) if tag in _ANCESTOR_RANK else ()
    kinds = tuple(len(_ANCESTORS) + kind for kind in said_of(names).kinds)
    return (*ancestor, *kinds, len(_ANCESTORS) + len(KINDS)) if "articlebody" in names else (*ancestor, *kinds)


def _levels(page: Page, owners: NDArray[np.intp], sums: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Return what the block's element, its parent and its grandparent hold, shape (4 * _LEVELS, blocks)."""
    parents = np.array([*(element.parent for element in page.elements), -1])
    rows = []
    level = owners
    for _ in range(_LEVELS):
        size, links, prose, blocks = sums[:, level]
        rows += [prose / total, links / np.maximum(size, 1), blocks, prose / np.maximum(size, 1)]
        level = parents[level]
    return np.array(rows)
