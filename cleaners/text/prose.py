"""Where a text has paragraphs, told without a table: whether the line model is asked, and of which lines."""

from __future__ import annotations

from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Final

from cleaners.text.shape import PROSE, QUOTES, STOPS, WIDEST, lengths_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Lines above the first sentence of a raw page, or below its last, among which a heading, a byline or a list may stand:
# what stands farther away is menus (bench: of the words of bodies, 2 to 5 in a thousand). Page F1, cross-validated by
# site, is the same.
_REACH: Final = 20
_SENTENCE: Final = 50.0  # effective characters


def prose_share(texts: Sequence[str], rules: Sequence[str]) -> float:
    """Return the share of paragraphs in the length of the lines that no rule takes, 1 where there is none.

    Paragraphs are what ``shape.prose_flags`` says.
    """
    free = [*compress(texts, map(not_, rules))]
    lengths = lengths_of(free)
    prose = [length for length, text in zip(lengths, free, strict=True) if length >= PROSE and _ends_as_sentence(text)]
    return sum(prose) / sum(lengths) if free else 1.0


def has_prose(texts: Sequence[str], rules: Sequence[str], share: float) -> bool:
    """Tell whether ``prose_share`` is at least this; most raw pages have too many lines too short for any paragraph."""
    sizes = [*map(len, compress(texts, map(not_, rules)))]
    short = sum([size for size in sizes if size * WIDEST < PROSE])
    longest = WIDEST * (sum(sizes) - short)
    return longest >= share * (short + longest) and prose_share(texts, rules) >= share


def near_prose(texts: Sequence[str], rules: Sequence[str]) -> slice:
    """Return the lines of a raw page among which its body stands: all of them where no free line is a sentence."""
    places = range(len(texts))
    first = _first_sentence(places, texts, rules)
    if first is None:
        return slice(0, len(texts))
    last = _first_sentence(reversed(places), texts, rules) or first
    return slice(max(first - _REACH, 0), min(last + _REACH + 1, len(texts)))


def _first_sentence(places: Iterable[int], texts: Sequence[str], rules: Sequence[str]) -> int | None:
    long = (place for place in places if len(texts[place]) * WIDEST >= _SENTENCE and not rules[place])
    return next((place for place in long if _is_sentence(texts[place])), None)


def _is_sentence(text: str) -> bool:
    return _ends_as_sentence(text) and (len(text) >= _SENTENCE or lengths_of([text])[0] >= _SENTENCE)


def _ends_as_sentence(text: str) -> bool:
    return text[-1] in STOPS or (text[-1] in QUOTES and text[-3:-1].rstrip()[-1:] in STOPS)
