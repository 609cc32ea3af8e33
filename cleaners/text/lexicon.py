"""The lexicon of the line model: which words, and which pairs of them, speak for prose and which against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text.words import word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Column

_SHELF: Final = np.uint64(48)  # bits of a hash below those that name its shelf in the lexicon


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and pairs of words with their weights, positive for prose.

    ``hashes`` of the words are sorted, after a first one of nothing; ``weights`` are theirs, 0 for a word that only
    speaks in pairs. ``shelves`` say for the upper bits of a hash where among them to begin looking, ``shelved`` how
    many stand there at most. ``pairs`` are the sorted keys ``first place * len(hashes) + second place``,
    ``pair_weights`` theirs; ``opens`` tells of each word whether a pair begins with it.
    """

    hashes: NDArray[np.uint64]
    weights: Column
    shelves: NDArray[np.intp]
    shelved: int
    opens: NDArray[np.bool_]
    pairs: NDArray[np.int64]
    pair_weights: Column

    def places(self, hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Return where the words stand in the lexicon, 0 for those that do not."""
        places: NDArray[np.intp] = self.shelves[hashes >> _SHELF]
        for _ in range(self.shelved):
            places += self.hashes.take(places, mode="clip") < hashes
        places[self.hashes.take(places, mode="clip") != hashes] = 0
        return places

    def pair_weights_of(self, places: NDArray[np.intp]) -> Column:
        """Return for each word, by its place, the weight of the pair with the word after it, 0 where there is none."""
        weights = np.zeros(len(places), np.float32)
        first = np.flatnonzero(self.opens[places[:-1]])
        first = first[places[first + 1] > 0]
        keys = places[first] * len(self.weights) + places[first + 1]
        found = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        weights[first] = np.where(self.pairs[found] == keys, self.pair_weights[found], np.float32(0))
        return weights


def lexicon_of(tokens: Sequence[str], weights: Sequence[float]) -> Lexicon:
    """Return the lexicon of words, and of pairs of words joined by a space, with their weights."""
    words = sorted({word for token in tokens for word in token.split(" ")})
    hashes = word_hashes(words)
    order = np.argsort(hashes)
    places = {words[number]: place for place, number in enumerate(order.tolist(), 1)}
    own = np.zeros(len(words) + 1, np.float32)
    pairs = {}
    for token, weight in zip(tokens, weights, strict=True):
        first, _, second = token.partition(" ")
        if second:
            pairs[places[first] * len(own) + places[second]] = weight
        else:
            own[places[first]] = weight
    keys = np.array(sorted(pairs), np.int64)
    opens = np.isin(np.arange(len(own)), keys // len(own))
    pair_weights = np.array([pairs[key] for key in keys.tolist()], np.float32)
    ordered = np.append(np.uint64(0), hashes[order])
    return Lexicon(ordered, own, *_shelves(ordered), opens, keys, pair_weights)


def _shelves(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], int]:
    count = 1 << (64 - int(_SHELF))
    shelves = np.searchsorted(hashes, np.arange(count, dtype=np.uint64) << _SHELF)
    return shelves, int(np.diff(shelves, append=len(hashes)).max())
