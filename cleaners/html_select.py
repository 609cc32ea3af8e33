"""Which blocks of a page are its article, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html_blocks import is_furniture
from cleaners.html_features import NAMES, features
from cleaners.html_model import block_model
from cleaners.record import Removal
from cleaners.rules import boilerplate_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html_blocks import Page
    from cleaners.html_texts import Hints

# A block stays at half the probability that the surest blocks reach together hold this share of the body's
# expected text: cross-validated by site, a fixed .45 scored .944, this .950 (flat from .4 to .6).
_SURE_SHARE: Final = 0.7
_KEEP: Final = 0.5
# A page whose surest blocks stay below this has no article to be relative to.
_LEAST_SURE: Final = 0.05
_MOST_LINKED: Final = 0.5


def selection(page: Page, hints: Hints) -> tuple[list[int], tuple[Removal, ...]]:
    """Return the indices of the kept blocks and the removals, both in reading order."""
    rules = boilerplate_rules([block.text for block in page.blocks])
    chances = keep_chances(page, hints, rules)
    kept = [index for index, chance in enumerate(chances) if chance >= _KEEP]
    removals = tuple(
        Removal(rules[index] or _reason(page, index), block.text, index + 1)
        for index, block in enumerate(page.blocks)
        if chances[index] < _KEEP
    )
    return kept, removals


def keep_chances(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.float64]:
    """Return every block's chance to be article, relative to the surest blocks of the page; .5 and more stay."""
    chances = np.zeros(len(page.blocks))
    open_blocks = np.array([not is_furniture(page, block) for block in page.blocks], dtype=bool)
    if not open_blocks.any():
        return chances
    rows = features(page, hints, rules)
    likely = block_model().probabilities(rows[open_blocks])
    chances[open_blocks] = relative(likely, rows[open_blocks, NAMES.index("size")])
    return chances


def relative(likely: NDArray[np.float64], size: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return probabilities over the probability at which the page's surest blocks hold ``_SURE_SHARE``."""
    order = np.argsort(-likely, kind="stable")
    expected = np.cumsum((likely * size)[order])
    sure = likely[order][np.searchsorted(expected, _SURE_SHARE * expected[-1])]
    return likely / max(float(sure), _LEAST_SURE)


def _reason(page: Page, index: int) -> str:
    """Return why a block that no wording rule knows is not the article's."""
    block = page.blocks[index]
    tag = page.elements[block.element].tag if block.element >= 0 else ""
    if is_furniture(page, block):
        return "navigation"
    if tag == "figcaption":
        return "caption"
    if tag == "h1":
        return "title"
    return "related-links" if block.link_length > _MOST_LINKED * len(block.text) else "page-furniture"
