"""The line model: how likely each line of a flattened text is to be body.

Two stages of oblivious trees over the columns of ``features``; the second judges the lines of which the first is
not sure, and also sees the first one's scores around them (``context``). Weights and lexicon are package data,
made by ``benchmarks/clean_text_train.py`` from labelled lines of news pages; inference is numpy alone.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import not_
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.forest import Forest, forest_of
from cleaners.text.columns import layout_of
from cleaners.text.context import context
from cleaners.text.features import COLUMNS, features
from cleaners.text.lexicon import Lexicon, lexicon_of
from cleaners.text.prose import has_prose, near_prose
from cleaners.text.shape import SENTENCE, sentence_flags, shape_table
from cleaners.text.words import Words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Column, Table

_WEIGHTS: Final = "line_model.npz"
_WORDS: Final = COLUMNS.index("words")
# How many lines the rules took says how dirty a text is: raw dumps of pages have 5 to 70 such lines, what extractors
# leave has 0 to 2 (5th and 95th percentiles on the bench).
DIRTY_LINES: Final = 3
# A long article has as many all the same. With a smaller share of the lines than this, a text that is mostly paragraphs
# is no dump (bench: of 22 such texts 16 are 0.7 to 0.99 body, 4 are 0.54 to 0.68).
DIRTY_SHARE: Final = 0.04
_ARTICLE_SHARE: Final = 0.6  # of the length in paragraphs
# Of the words of a text that is not dirty: where the model doubts more, it has not understood the text (a ranking, a
# list of results), and all of it stays. Page F1 of sites not seen is the same, of the others 0.002 higher in two
# styles; 0.3 to 0.5 keep what readers wrote below an article.
MOST_DOUBTED: Final = 0.8
_CAPTION: Final = "image-credit"
# A line stays if its score is at least this share of the page F1 that the best choice of lines may expect: where no
# choice can do well, the scores are low for all. Half of it is best for scores that tell the whole truth. Page
# F1, cross-validated by site: dumps are best at 0.42 to 0.55; on nearly clean texts a cut costs about what it gains.
LEAST_SHARE_OF_DIRTY: Final = 0.5
LEAST_SHARE: Final = 0.25
# A sentence at most so many lines below one that stays, without those that the rules took, needs only this part of the
# score. Page F1 of readability's texts, cross-validated by site, rises by 0.0008.
_CLOSE: Final = 2
_LEAST_SHARE_OF_CLOSE: Final = 0.1
_LONG_PAGE: Final = 60  # lines
_SHORTEST_SENTENCE: Final = 5.0  # effective characters, in a text of few prompts: "She was 84." is no slogan there
# Share of the length that stands in paragraphs, after the rules: from here on the model has nothing to add (page F1,
# cross-validated by site).
CLEAN_SHARE_OF_DIRTY: Final = 0.97
CLEAN_SHARE: Final = 0.93
LEXICON_STEPS: Final = 50  # the stored weights are whole numbers of this part of one
_LINES_OF_BATCH: Final = 2_500  # judged together (bench: at most 2,400 in a page), each takes 2 kB of columns
_LEAF_PARTS: Final = 1 << 14  # of one, in which leaves are rounded: sums below 2**10 are exact in 24 bits
# First scores outside this range stay as they are. Page F1, cross-validated by site, is the same to 0.0003 as if the
# second stage judged all lines; inside stand three of ten.
_UNSURE: Final = (0.05, 0.95)
_LIGHT_SHARE: Final = 0.7  # of the length in paragraphs, in what people call an article


@dataclass(frozen=True, slots=True)
class LineModel:
    """The lexicon and the two stages, as one file holds them."""

    lexicon: Lexicon
    first: Forest
    second: Forest

    def scores(self, lines: Lines) -> Column:
        """Return for each line, between 0 and 1, how likely it is body."""
        table = features(lines.words, lines.shapes, lines.repeats, lines.rules, self.lexicon)
        scores = self.first.scores(table)
        unsure = np.flatnonzero((scores > _UNSURE[0]) & (scores < _UNSURE[1]))
        if len(unsure):
            around = context(scores, table[_WORDS], lines.words)
            both = np.concatenate((table.take(unsure, axis=1), around.take(unsure, axis=1)))
            scores[unsure] = self.second.scores(both)
        return scores


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of many texts, as the model looks at them; ``rules`` name what the rules took."""

    words: Words
    shapes: Table
    repeats: NDArray[np.intp]
    rules: Sequence[str]


def lines_of(texts: Sequence[Sequence[str]], rules: Sequence[Sequence[str]]) -> Lines:
    """Return the lines of all texts, each of which has one at least."""
    lines = [line for text in texts for line in text]
    words = words_of(lines, layout_of([len(text) for text in texts]))
    counts = np.concatenate([repeats(text) for text in texts])
    return Lines(words, shape_table(lines), counts, [rule for found in rules for rule in found])


def repeats(texts: Sequence[str]) -> NDArray[np.intp]:
    """Return of each line how often it stands in the text."""
    counts = Counter(texts)
    return np.fromiter(map(counts.__getitem__, texts), np.intp, len(texts))


def doubtful_lines(texts: Sequence[Sequence[str]], rules: Sequence[Sequence[str]]) -> list[list[bool]]:
    """Tell of each line of each text whether the model takes it for boilerplate.

    How dirty a text is decides how hard to cut. A text in which no rule found anything is left alone, so a text
    that was cleaned before stays as it is. No text's lines are judged by what stands in another.
    """
    doubts = [[False] * len(text) for text in texts]
    dirty = {place: _is_dirty(texts[place], found) for place, found in enumerate(rules) if any(found)}
    asked = [place for place, raw in dirty.items() if _is_asked(texts[place], rules[place], dirty=raw)]
    near = {place: _judged(texts[place], rules[place], dirty=dirty[place]) for place in asked}
    for batch in _batches(near):
        spans = [(place, near[place]) for place in batch]
        lines = lines_of([texts[place][span] for place, span in spans], [rules[place][span] for place, span in spans])
        scores = line_model().scores(lines)
        layout, sizes = lines.words.layout, lines.shapes[_WORDS]
        free = np.fromiter(map(not_, lines.rules), bool, len(lines.rules))
        for (place, span), start, size in zip(spans, layout.starts.tolist(), layout.sizes.tolist(), strict=True):
            own = slice(start, start + size)
            long = dirty[place] and len(rules[place]) > _LONG_PAGE  # teasers of other articles read as sentences, too
            shortest = SENTENCE if dirty[place] else _SHORTEST_SENTENCE
            sentences = np.zeros(size, bool) if long else sentence_flags(lines.shapes[:, own], shortest)
            doubts[place] = [True] * len(texts[place])
            doubts[place][span] = doubts_of(scores[own], sizes[own], sentences, free[own], dirty=dirty[place])
    return doubts


def judged_lines(texts: Sequence[str], rules: Sequence[str]) -> slice:
    """Return the lines that the model judges: of a raw page those near its sentences, all others are menus."""
    return _judged(texts, rules, dirty=_is_dirty(texts, rules))


def _judged(texts: Sequence[str], rules: Sequence[str], *, dirty: bool) -> slice:
    return near_prose(texts, rules) if dirty else slice(0, len(texts))


def _batches(spans: Mapping[int, slice]) -> Iterator[list[int]]:
    """Give the texts that are judged together: one alone, or so many that the lines to be judged fit."""
    batch: list[int] = []
    lines = 0
    for place, span in spans.items():
        if batch and lines + span.stop - span.start > _LINES_OF_BATCH:
            yield batch
            batch, lines = [], 0
        batch.append(place)
        lines += span.stop - span.start
    if batch:
        yield batch


def _is_asked(texts: Sequence[str], rules: Sequence[str], *, dirty: bool) -> bool:
    return not has_prose(texts, rules, CLEAN_SHARE_OF_DIRTY if dirty else CLEAN_SHARE)


def _is_dirty(texts: Sequence[str], rules: Sequence[str]) -> bool:
    """Tell whether the rules took so many lines that the text is a raw page; captions stand in clean texts too."""
    found = [*filter(None, rules)]
    if len(found) < DIRTY_LINES:
        return False
    if len(found) < DIRTY_SHARE * len(rules) and has_prose(texts, rules, _ARTICLE_SHARE):
        return False
    captions = {rule for rule in set(found) if rule.startswith(_CAPTION)}
    return not captions or sum(rule not in captions for rule in found) >= DIRTY_LINES


def doubts_of(
    scores: Column, sizes: Column, sentences: NDArray[np.bool_], free: NDArray[np.bool_], *, dirty: bool
) -> list[bool]:
    """Tell of each line whether its score is too low to stay.

    ``sizes`` say how many words each line has; ``sentences`` are the lines that read as one, ``free`` those that no
    rule took.
    """
    least = (LEAST_SHARE_OF_DIRTY if dirty else LEAST_SHARE) * expected_f1(scores, sizes)
    doubted = scores < least
    if not dirty and sizes[doubted].sum() > MOST_DOUBTED * sizes.sum():
        return [False] * len(scores)
    doubted[_spared(scores, sentences & free, np.cumsum(free).tolist(), least)] = False
    doubts: list[bool] = doubted.tolist()
    return doubts


def _spared(scores: Column, sentences: NDArray[np.bool_], numbers: Sequence[int], least: float) -> list[int]:
    """Return the sentences close below one of the body: an advert or a "read more" between them says little of both.

    ``numbers`` count the lines that no rule took.
    """
    spared: list[int] = []
    above = -_CLOSE - 1
    for index in np.flatnonzero(sentences & (scores >= _LEAST_SHARE_OF_CLOSE * least)).tolist():
        if scores[index] >= least or numbers[index] - above <= _CLOSE:
            above = numbers[index]
            spared.append(index)
    return spared


def expected_f1(scores: Column, sizes: Column) -> float:
    """Return the F1 over words that keeping the best-scored lines may expect, at the best number of lines.

    ``scores`` say of each line how likely it is body, ``sizes`` how many words it has.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum((scores * sizes)[order])
    kept = np.cumsum(sizes[order])
    return float((2 * right / (kept + right[-1])).max())


def looks_clean(texts: Sequence[str]) -> bool:
    """Tell whether a text is nearly all paragraphs, so that little of it can be boilerplate."""
    return bool(texts) and has_prose(texts, [""] * len(texts), _LIGHT_SHARE)


@cache
def line_model() -> LineModel:
    """Return the model that the package carries."""
    return model_from(files("cleaners.text").joinpath(_WEIGHTS).read_bytes())


def model_from(stored: bytes) -> LineModel:
    """Return the model that a file of ``benchmarks/clean_text_train.py`` holds."""
    arrays = np.load(io.BytesIO(stored), allow_pickle=False)
    tokens = bytes(arrays["words"]).decode().split("\n")
    weights = (arrays["weights"].astype(np.float32) / LEXICON_STEPS).tolist()
    return LineModel(lexicon_of(tokens, weights), _forest(arrays, "first"), _forest(arrays, "second"))


def _forest(arrays: Mapping[str, NDArray[np.float32]], stage: str) -> Forest:
    leaves = np.rint(arrays[f"{stage}_leaves"].astype(np.float32) * _LEAF_PARTS) / _LEAF_PARTS
    bias = np.float32(arrays[f"{stage}_bias"])
    return forest_of(arrays[f"{stage}_features"], arrays[f"{stage}_borders"], leaves.astype(np.float32), bias)
