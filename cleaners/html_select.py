"""Which blocks of a page are its article, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html_blocks import Page, is_furniture
from cleaners.html_features import NAMES, features
from cleaners.html_model import block_model
from cleaners.html_repeats import body_tables, echoes, repeats
from cleaners.record import Removal
from cleaners.rules import boilerplate_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html_texts import Hints

# A block stays at half the probability that the surest blocks reach together hold this share of the body's
# expected text. Cross-validated by site: a fixed .45 scored .9456, this .9502 (.5 to .6 and .4 to .7 within .001).
_SURE_SHARE: Final = 0.5
KEEP: Final = 0.5
# A page whose surest blocks stay below this has no article to be relative to.
_LEAST_SURE: Final = 0.05
_MOST_LINKED: Final = 0.5
_ASIDES: Final = frozenset(["figcaption", "figure"])


def selection(page: Page, hints: Hints) -> tuple[list[int], tuple[Removal, ...]]:
    """Return the indices of the kept blocks and the removals, both in reading order."""
    judged = judged_blocks(page)
    part = Page(page.elements, [page.blocks[index] for index in judged], page.images)
    rules = boilerplate_rules([block.text for block in part.blocks])
    verdicts = _verdicts(part, rules, keep_chances(part, hints, rules))
    reasons = dict(zip(judged, verdicts, strict=True))
    kept = [index for index in judged if not reasons[index]]
    removals = tuple(
        Removal(reasons.get(index) or _unjudged(page, index), block.text, index + 1)
        for index, block in enumerate(page.blocks)
        if reasons.get(index, "-")
    )
    return kept, removals


def judged_blocks(page: Page) -> list[int]:
    """Return the indices of the blocks that can be article: no furniture, and no echo of the others."""
    free = [index for index, block in enumerate(page.blocks) if not is_furniture(page, block)]
    echoing = echoes([page.blocks[index] for index in free])
    return [index for rank, index in enumerate(free) if rank not in echoing]


def keep_chances(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.float64]:
    """Return every block's chance to be article, relative to the surest blocks of the page; ``KEEP`` stays."""
    if not page.blocks:
        return np.zeros(0)
    rows = features(page, hints, rules)
    return relative(block_model().probabilities(rows), rows[:, NAMES.index("size")])


def relative(likely: NDArray[np.float64], size: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return probabilities over the probability at which the page's surest blocks hold ``_SURE_SHARE``."""
    order = np.argsort(-likely, kind="stable")
    expected = np.cumsum((likely * size)[order])
    sure = likely[order][np.searchsorted(expected, _SURE_SHARE * expected[-1])]
    return likely / max(float(sure), _LEAST_SURE)


def decided(page: Page, chances: NDArray[np.float64]) -> tuple[list[int], set[int]]:
    """Return the indices of the kept blocks, and of those that only repeat a kept one."""
    chosen = chances >= KEEP
    tables = body_tables(page, chosen.tolist())
    kept = [index for index in range(len(page.blocks)) if chosen[index] or index in tables]
    again = repeats(page.blocks, kept)
    return [index for index in kept if index not in again], again


def _verdicts(page: Page, rules: Sequence[str], chances: NDArray[np.float64]) -> list[str]:
    """Return, a block, why it is taken, or ""."""
    kept, again = decided(page, chances)
    stays = set(kept)
    return [
        "" if index in stays else "repeated-text" if index in again else rules[index] or _reason(page, index)
        for index in range(len(page.blocks))
    ]


def _unjudged(page: Page, index: int) -> str:
    return "navigation" if is_furniture(page, page.blocks[index]) else "repeated-text"


def _reason(page: Page, index: int) -> str:
    """Return why a block that no wording rule knows is not the article's."""
    block = page.blocks[index]
    tag = page.elements[block.element].tag if block.element >= 0 else ""
    if tag in _ASIDES:
        return "caption"
    if tag == "h1":
        return "title"
    return "related-links" if block.link_length > _MOST_LINKED * len(block.text) else "page-furniture"
