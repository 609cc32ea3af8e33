"""What the rest of the page shows the model: neighbours, position, and the blocks set in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html.places import OWN_TAGS, PLACE, PROSE_LINKS, PROSE_SIZE
from cleaners.html.texts import TEXT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleaners.html.blocks import Page

_H1: Final = float(OWN_TAGS["h1"])
# No title is longer (characters); what is must not look like all the page's text.
_LONGEST_TITLE: Final = 1_000
_LEVELS: Final = 3  # elements by which blocks are set in the same way
_OFFSETS: Final = (-2, -1, 1, 2)
_SEEN_OF_NEIGHBOURS: Final = ("log_size", "link_share", "ending", "in_body")
_SIZE, _LINKS = TEXT.index("size"), TEXT.index("link_share")
PAGE: Final = (
    "position", "prose_before", "prose_after", "page_prose", "page_blocks", "to_heading", "to_first", "to_last",
    "within", "way_count", "way_prose_share", "way_mean_size", "way_link_share", "way_spread", "after_break",
    "after_image",
    *(f"{name}_{offset:+d}" for offset in _OFFSETS for name in (*_SEEN_OF_NEIGHBOURS, "tag", "same_element", "up")),
)  # fmt: skip


def page_columns(page: Page, text: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shape (len(PAGE), blocks); ``text`` and ``place`` are what those modules return."""
    size, links = text[_SIZE], text[_LINKS]
    endless = (place[0] == _H1) & (size > _LONGEST_TITLE)
    prose = np.where((size >= PROSE_SIZE) & (links < PROSE_LINKS) & ~endless, size, 0.0)
    near_best = prose * (place[PLACE.index("up")] <= 1)
    follows = [[block.after_break for block in page.blocks], [block.after_image for block in page.blocks]]
    return np.vstack(
        [
            _positions(prose, near_best, place[0]),
            _ways(page, size, links, prose),
            follows,
            _neighbours(page, text, place),
        ]
    )


def _positions(prose: NDArray[np.float64], near: NDArray[np.float64], tags: NDArray[np.float64]) -> NDArray[np.float64]:
    count = len(prose)
    order = np.arange(count)
    total = max(prose.sum(), 1.0)
    before = np.cumsum(prose) - prose
    headings = np.flatnonzero(tags == _H1)
    heading = headings[0] if headings.size else -1
    body = np.flatnonzero(near)
    first, last = (body[0], body[-1]) if body.size else (0, count - 1)
    return np.array(
        [
            order / count,
            before / total,
            (total - before - prose) / total,
            np.full(count, total),
            np.full(count, count),
            np.clip(order - heading, -30, 60) if heading >= 0 else np.full(count, 99),
            np.clip(order - first, -30, 30),
            np.clip(last - order, -30, 30),
            (order >= first) & (order <= last),
        ]
    )


def _ways(
    page: Page, size: NDArray[np.float64], links: NDArray[np.float64], prose: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what the blocks set in the same way (tag and names up to the grandparent) are like on average."""
    known: dict[tuple[str, ...], int] = {}
    ways = np.array([known.setdefault(_way(page, block.element), len(known)) for block in page.blocks])
    count = np.bincount(ways).astype(np.float64)
    prose_sum = np.bincount(ways, prose)
    mean = np.bincount(ways, size) / count
    linked = np.bincount(ways, size * links) / np.maximum(np.bincount(ways, size), 1)
    order = np.arange(len(ways))
    first, last = np.zeros((2, len(count)))
    # Of several numbers for one place the last one counts.
    first[ways[::-1]] = order[::-1]
    last[ways] = order
    spread = (last - first + 1) / count
    return np.array([count, prose_sum / max(prose.sum(), 1.0), mean, linked, spread])[:, ways]


def _way(page: Page, index: int) -> tuple[str, ...]:
    way: tuple[str, ...] = ()
    for _ in range(_LEVELS):
        if index < 0:
            break
        index, tag, names, _ = page.elements[index]
        way += (tag, names)
    return way


def _neighbours(page: Page, text: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the blocks two before to two after show; -2 where the page ends."""
    owners = np.array([block.element for block in page.blocks])
    rows = [*(text[TEXT.index(name)] for name in _SEEN_OF_NEIGHBOURS), place[0], owners, place[PLACE.index("up")]]
    far, count = max(_OFFSETS), len(owners)
    padded = np.full((len(rows), count + 2 * far), -2.0)
    padded[:, far:-far] = rows
    shifted = []
    for offset in _OFFSETS:
        part = padded[:, far + offset : far + offset + count].copy()
        part[-2] = part[-2] == owners
        shifted.append(part)
    return np.vstack(shifted)
