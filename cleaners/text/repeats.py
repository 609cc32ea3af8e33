"""Paragraphs that a text says more than once: a summary that an extractor took twice, a notice under each embed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

REPEATED: Final = "repeated"
# Lines of a table, of a list, of a dialogue may well come again; of 485 longer ones that do (bench, sites of two
# folds) articles say 5 twice.
_PARAGRAPH: Final = 80  # characters
_NOTICE: Final = 4  # times: of 246 lines that come so often (bench) none is an article's


def without_repeats(texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    """Return the rules with ``repeated`` for free paragraphs that stand above already, or everywhere."""
    paragraphs = [text for text in texts if len(text) >= _PARAGRAPH]
    judged = list(rules)
    if len(set(paragraphs)) == len(paragraphs):
        return judged
    repeated = {text: count for text, count in Counter(paragraphs).items() if count > 1}
    said: set[str] = set()
    for place, text in enumerate(texts):
        if text in repeated and not judged[place]:
            judged[place] = REPEATED if text in said or repeated[text] >= _NOTICE else ""
            said.add(text)
    return judged
