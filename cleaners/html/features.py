"""What the block model sees of a page: a row of numbers a feature, one of them a block.

``TEXT`` rows look at the block alone, ``PLACE`` rows at the elements around it, ``PAGE`` rows at the rest of the
page. Sizes are in characters, on Chinese, Japanese and Korean pages times 2.5 (a character says more).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html.context import PAGE, page_columns
from cleaners.html.places import PLACE, place_columns, subtree_sums
from cleaners.html.texts import TEXT, text_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html.blocks import Page
    from cleaners.html.texts import Hints

NAMES: Final = (*TEXT, *PLACE, *PAGE)


def features(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.float32]:
    """Return the page's features, float32, shape (len(NAMES), blocks); ``rules`` is a rule id or "" a block."""
    if not page.blocks:
        return np.zeros((len(NAMES), 0), dtype=np.float32)
    text = text_columns(page, hints, rules)
    sums = subtree_sums(page, text)
    place = place_columns(page, text, sums)
    return np.vstack([text, place, page_columns(page, text, place)]).astype(np.float32)
