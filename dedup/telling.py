"""How alike tellings are: TF-IDF over their words and pairs of neighbouring words, as sparse matrices."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.keys import mix
from dedup.tokens import streams, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

# Tokens of a telling that count: 400 lose a point of B-cubed F1 against 1,000, more would only cost time.
_READ = 1_000

# Share of the lesser telling's weighted phrases that must be shared. It keeps a theme told in other words apart:
# without it pair precision falls by half a point, at .05 recall falls by four.
_PHRASES = 0.03

# A phrase in more tellings than this connects none: it is the news' own furniture, and its pairs cost its square.
_COMMON = 500

_ROWS = 2_000  # tellings compared with all others at once: bounds the product's size in memory
_MILLION = 1_000_000
_SEED = 0  # stories are never stored as hashes, so a fixed seed gives nothing away
_NEXT = np.uint64(0xC2B2AE3D27D4EB4F)  # odd: keeps "dog bites" apart from "bites dog"


def alike(texts: Sequence[str], days: Sequence[int | None], window: int) -> dict[tuple[int, int], int]:
    """Give the similarity, in millionths, of each pair (earlier index first) with enough shared phrases.

    A pair more than ``window`` days apart has none; without a day a text is compared with every other.
    """
    if len(texts) < 2:
        return {}
    words = _words(texts)
    phrases = [mix(own[:-1] + own[1:] * _NEXT) for own in words]
    vectors = _vectors([np.concatenate(pair) for pair in zip(words, phrases, strict=True)])
    found: dict[tuple[int, int], int] = {}
    for first, second in _sharing(_counts(phrases), days, window):
        cosines = np.asarray(vectors[first].multiply(vectors[second]).sum(axis=1)).ravel()
        scores = np.rint(cosines * _MILLION).astype(np.int64).tolist()
        found.update(zip(zip(first.tolist(), second.tolist(), strict=True), scores, strict=True))
    return found


def _words(texts: Sequence[str]) -> list[NDArray[np.uint64]]:
    """Give the hashes of each text's first tokens."""
    found: list[NDArray[np.uint64]] = []
    for start in range(0, len(texts), _ROWS):
        hashed = tokens(streams(texts[start : start + _ROWS]), _SEED)
        found += [hashed.hashes[one:end][:_READ].copy() for one, end in pairwise(hashed.bounds.tolist())]
    return found


def _counts(documents: Sequence[NDArray[np.uint64]]) -> csr_matrix:
    """Count each term of each document: shape (documents, distinct terms)."""
    from scipy.sparse import csr_matrix  # half a second of import: only who groups stories pays

    terms, columns = np.unique(np.concatenate(documents), return_inverse=True)
    bounds = np.cumsum([0, *map(len, documents)])
    counted = csr_matrix((np.ones(len(columns)), columns, bounds), shape=(len(documents), len(terms)))
    counted.sum_duplicates()
    return counted


def _rarity(counted: csr_matrix) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give in how many documents each term stands, and its inverse document frequency."""
    frequency = np.bincount(counted.indices, minlength=counted.shape[1])
    return frequency, np.log((counted.shape[0] + 1) / (frequency + 0.5))


def _vectors(documents: Sequence[NDArray[np.uint64]]) -> csr_matrix:
    """Give each document's TF-IDF vector of length 1, less the terms that no other document has."""
    counted = _counts(documents)
    frequency, inverse = _rarity(counted)
    counted.data = (1 + np.log(counted.data)) * inverse[counted.indices]
    lengths = np.sqrt(np.asarray(counted.multiply(counted).sum(axis=1)).ravel())
    counted.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(counted.indptr))
    return counted[:, frequency > 1]


def _sharing(
    phrases: csr_matrix, days: Sequence[int | None], window: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give the pairs (first, second) that share enough of their phrases and are not too far apart in time."""
    frequency, inverse = _rarity(phrases)
    phrases.data = np.sqrt(inverse[phrases.indices])
    totals = np.asarray(phrases.multiply(phrases).sum(axis=1)).ravel()
    shared = phrases[:, (frequency > 1) & (frequency <= _COMMON)]
    across = shared.T.tocsr()
    dated = np.array([np.nan if day is None else day for day in days])
    for start in range(0, shared.shape[0], _ROWS):
        block = (shared[start : start + _ROWS] @ across).tocoo()
        first, second = block.row.astype(np.intp) + start, block.col.astype(np.intp)
        enough = block.data >= _PHRASES * np.minimum(totals[first], totals[second])
        apart = np.abs(dated[first] - dated[second]) > window  # False where a day is missing
        kept = (first < second) & enough & ~apart
        yield first[kept], second[kept]
