"""Which blocks of a page are its article, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html.alike import with_alike
from cleaners.html.between import headings_between, lists_between, parts_alike
from cleaners.html.blocks import Page, is_furniture
from cleaners.html.features import NAMES, features
from cleaners.html.images import credited_blocks
from cleaners.html.model import block_model
from cleaners.html.places import PROSE_LINKS, PROSE_SIZE
from cleaners.html.reasons import CAPTION, barred, reason_of
from cleaners.html.repeats import echoes, pulled_quotes, repeats
from cleaners.html.wholes import body_wholes, lists_of
from cleaners.record import Removal
from cleaners.rules import boilerplate_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html.texts import Hints

# A block stays at half the probability that the surest blocks reach together hold this share of the body's
# expected text. Cross-validated by site, two seeds: at .5 .9532, at .75 .9543, at .9 .9519; the set of blocks with the
# highest expected F1 scored .9510.
_SURE_SHARE: Final = 0.75
KEEP: Final = 0.5
# Longer blocks are no prompts, and RE2's time grows with them.
_LONGEST_PROMPT: Final = 600  # characters
# Kinds of wordings whose words can head a part of an article, too; "Share" or "Newsletter" do not.
_HEADINGS: Final = frozenset(
    ["comment-prompt", "contact", "image-credit", "navigation", "related-links", "source-link"]
)
_SUBHEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_MOST_WORDS: Final = 2  # of such a heading
# A page whose surest blocks stay below this has no article to be relative to.
_LEAST_SURE: Final = 0.05


def selection(page: Page, hints: Hints) -> tuple[list[int], tuple[Removal, ...]]:
    """Return the indices of the kept blocks and the removals, both in reading order."""
    judged = judged_blocks(page)
    part = Page(page.elements, [page.blocks[index] for index in judged])
    rules = wording_rules(part)
    reasons = barred(part, rules, hints.title)
    kept, again = decided(part, keep_chances(part, hints, rules), reasons)
    stays = {judged[rank] for rank in kept}
    credited = credited_blocks(page, stays)
    stays -= credited
    named = dict(zip(judged, reasons, strict=True)) | dict.fromkeys(credited, CAPTION)
    repeated = set(range(len(page.blocks))) - set(judged) | {judged[rank] for rank in again}
    removals = tuple(
        Removal(named.get(index) or _reason(page, index, repeated), block.text, index + 1)
        for index, block in enumerate(page.blocks)
        if index not in stays
    )
    return sorted(stays), removals


def wording_rules(page: Page) -> list[str]:
    """Return, a block, the id of the wording rule that takes it, or ""."""
    texts = [block.text if len(block.text) <= _LONGEST_PROMPT else "" for block in page.blocks]
    rules = [rule if text else "" for text, rule in zip(texts, boilerplate_rules(texts), strict=True)]
    return ["" if rule and _heads_prose(page, index, rule) else rule for index, rule in enumerate(rules)]


def _heads_prose(page: Page, index: int, rule: str) -> bool:
    """Say whether a word that heads parts of sites ("Results") is a subheading here: prose of its part follows."""
    if rule.partition("/")[0] not in _HEADINGS or index + 1 == len(page.blocks):
        return False
    heading, after = page.blocks[index : index + 2]
    if min(heading.element, after.element) < 0 or page.elements[heading.element].tag not in _SUBHEADINGS:
        return False
    is_bare = not heading.links and heading.text.count(" ") < _MOST_WORDS
    is_prose = len(after.text) >= PROSE_SIZE and after.link_length < PROSE_LINKS * len(after.text)
    return is_bare and is_prose and page.elements[heading.element].parent == page.elements[after.element].parent


def _reason(page: Page, index: int, repeated: set[int]) -> str:
    block = page.blocks[index]
    return "repeated-text" if index in repeated and not is_furniture(page, block) else reason_of(page, block)


def judged_blocks(page: Page) -> list[int]:
    """Return the indices of the blocks that can be article: no furniture, and no echo of the others."""
    free = [index for index, block in enumerate(page.blocks) if not is_furniture(page, block)]
    echoing = echoes([page.blocks[index] for index in free])
    return [index for rank, index in enumerate(free) if rank not in echoing]


def keep_chances(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.floating]:
    """Return every block's chance to be article, relative to the surest blocks of the page; ``KEEP`` stays."""
    if not page.blocks:
        return np.zeros(0)
    table = features(page, hints, rules)
    return relative(block_model().scores(table), table[NAMES.index("size")])


def relative(likely: NDArray[np.floating], size: NDArray[np.float32]) -> NDArray[np.floating]:
    """Return probabilities over the probability at which the page's surest blocks hold ``_SURE_SHARE``."""
    order = np.argsort(-likely, kind="stable")
    expected = np.cumsum((likely * size)[order])
    sure = likely[order][np.searchsorted(expected, _SURE_SHARE * expected[-1])]
    return likely / max(float(sure), _LEAST_SURE)


def decided(page: Page, chances: NDArray[np.floating], reasons: Sequence[str]) -> tuple[list[int], set[int]]:
    """Return the indices of the kept blocks, and of those that only repeat a kept one.

    ``reasons`` are what ``barred`` gave: a block with one goes.
    """
    chosen = [bool(chance >= KEEP) and not reason for chance, reason in zip(chances, reasons, strict=True)]
    lists = list(lists_of(page))
    wholes = body_wholes(page, chosen, lists)
    stays = [one or (index in wholes and not reasons[index]) for index, one in enumerate(chosen)]
    between = {*headings_between(page, stays, reasons), *lists_between(page, stays, reasons, lists)}
    between |= parts_alike(page, stays, reasons)
    stays = [one or index in between for index, one in enumerate(stays)]
    stays = with_alike(page, stays, reasons, chances)
    kept = [index for index, one in enumerate(stays) if one]
    again = repeats(page.blocks, kept) | pulled_quotes(page, kept)
    return [index for index in kept if index not in again], again
