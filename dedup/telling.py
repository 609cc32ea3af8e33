"""How alike tellings are: TF-IDF over their words and pairs of neighbouring words, as sparse matrices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.keys import mix
from dedup.tokens import streams, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    _TermsOf = Callable[[NDArray[np.uint32]], NDArray[np.uint64]]

# Tokens of a telling that count: 400 lose a point of B-cubed F1 against 1,000, more would only cost time.
_READ = 1_000

# Share of the lesser telling's weighted phrases that must be shared. It keeps a theme told in other words apart:
# without it pair precision falls by half a point, at .05 recall falls by four.
_PHRASES = 0.03

# A phrase in more tellings than this connects none: it is the news' own furniture, and its pairs cost its square. The
# more tellings, the tighter: 500 up to 4,000 tellings, 100 from 20,000 on. On the sets' 165 to 772 tellings 100 scores
# .003 worse in B-cubed F1 than 500; on 20,000 it costs a quarter of the time.
_COMMON_MOST, _COMMON_LEAST, _COMMON_SHARE = 500, 100, 2_000_000

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
    vectors = _vectors(words)
    found: dict[tuple[int, int], int] = {}
    for first, second in _sharing(words, days, window):
        cosines = np.asarray(vectors[first].multiply(vectors[second]).sum(axis=1)).ravel()
        scores = np.rint(cosines * _MILLION).astype(np.int64).tolist()
        found.update(zip(zip(first.tolist(), second.tolist(), strict=True), scores, strict=True))
    return found


def _words(texts: Sequence[str]) -> list[NDArray[np.uint32]]:
    """Give short hashes of each text's first tokens."""
    found: list[NDArray[np.uint32]] = []
    for start in range(0, len(texts), _ROWS):
        hashed = tokens(streams(texts[start : start + _ROWS]), _SEED)
        short = hashed.hashes.astype(np.uint32)
        found += [short[one : min(one + _READ, end)].copy() for one, end in pairwise(hashed.bounds.tolist())]
    return found


def _phrases(words: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Hash each pair of neighbouring words."""
    wide = words.astype(np.uint64)
    return mix(wide[:-1] + wide[1:] * _NEXT)


def _words_and_phrases(words: NDArray[np.uint32]) -> NDArray[np.uint64]:
    return np.concatenate([words.astype(np.uint64), _phrases(words)])


@dataclass(frozen=True, slots=True)
class _Table:
    """How often each document holds each term, the terms of a single document left out and only summed up.

    ``counts``: shape (documents, terms). ``rarity``: the inverse document frequency of each term, and ``alone`` that
    of a term left out. ``left``: how many each document had of those; ``left_squares``: their squared weights' sum.
    ``common``: which terms connect nothing any more.
    """

    counts: csr_matrix
    rarity: NDArray[np.float64]
    alone: float
    left: NDArray[np.float64]
    left_squares: NDArray[np.float64]
    common: NDArray[np.bool_]


def _table(documents: Sequence[NDArray[np.uint32]], terms_of: _TermsOf) -> _Table:
    from scipy.sparse import csr_matrix  # half a second of import: only who groups stories pays

    recurs = _recurring(documents, terms_of)
    kept, values, left, left_squares = [], [], [], []
    for words in documents:
        terms, counts = np.unique(terms_of(words), return_counts=True)
        again = recurs(terms)
        kept.append(terms[again])
        values.append(counts[again].astype(np.float32))
        left.append(len(terms) - len(kept[-1]))
        left_squares.append(np.square(1 + np.log(counts[~again])).sum())
    distinct, columns = np.unique(np.concatenate(kept), return_inverse=True)
    bounds = np.cumsum([0, *map(len, kept)])
    frequency = np.bincount(columns, minlength=len(distinct))
    return _Table(
        counts=csr_matrix((np.concatenate(values), columns, bounds), shape=(len(documents), len(distinct))),
        rarity=np.log((len(documents) + 1) / (frequency + 0.5)),
        alone=float(np.log((len(documents) + 1) / 1.5)),
        left=np.array(left, np.float64),
        left_squares=np.array(left_squares, np.float64),
        common=frequency > min(_COMMON_MOST, max(_COMMON_LEAST, _COMMON_SHARE // len(documents))),
    )


def _recurring(
    documents: Sequence[NDArray[np.uint32]], terms_of: _TermsOf
) -> Callable[[NDArray[np.uint64]], NDArray[np.bool_]]:
    """Tell which terms may stand in several documents: most phrases don't, and would fill the memory.

    A term counts as recurring when another shares its low bits, which costs a little room and changes nothing.
    """
    places = 1 << max(10, sum(map(len, documents)).bit_length() + 2)
    seen, again = np.zeros(places, np.bool_), np.zeros(places, np.bool_)
    for words in documents:
        slots = _slots(terms_of(words), places)
        again[slots[seen[slots]]] = True
        seen[slots] = True
    return lambda terms: again[_slots(terms, places)]


def _slots(terms: NDArray[np.uint64], places: int) -> NDArray[np.intp]:
    return (terms & np.uint64(places - 1)).astype(np.intp)


def _row_sums(matrix: csr_matrix) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1)).ravel()


def _vectors(documents: Sequence[NDArray[np.uint32]]) -> csr_matrix:
    """Give each document's TF-IDF vector, of length 1 but for the terms that no other document has."""
    table = _table(documents, _words_and_phrases)
    vectors = table.counts.astype(np.float64)
    vectors.data = (1 + np.log(vectors.data)) * table.rarity[vectors.indices]
    squares = _row_sums(vectors.multiply(vectors)) + table.left_squares * table.alone**2
    vectors.data /= np.repeat(np.sqrt(np.maximum(squares, 1e-9)), np.diff(vectors.indptr))
    return vectors


def _sharing(
    documents: Sequence[NDArray[np.uint32]], days: Sequence[int | None], window: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give the pairs (first, second) that share enough of their phrases and are not too far apart in time."""
    table = _table(documents, _phrases)
    phrases = table.counts.astype(np.float64)
    phrases.data = table.rarity[phrases.indices]
    totals = _row_sums(phrases) + table.left * table.alone
    phrases.data = np.sqrt(phrases.data)
    shared = phrases[:, ~table.common]
    dated = np.array([np.nan if day is None else day for day in days])
    for rows, columns in _neighbourhoods(dated, window):
        block = (shared[rows] @ shared[columns].T).tocoo()
        first, second = rows[block.row], columns[block.col]
        enough = block.data >= _PHRASES * np.minimum(totals[first], totals[second])
        apart = np.abs(dated[first] - dated[second]) > window  # False where a day is missing
        kept = (first < second) & enough & ~apart
        yield first[kept], second[kept]


def _neighbourhoods(dated: NDArray[np.float64], window: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give all rows, a few at a time in order of days, each time with the rows that may be near in time.

    ``dated`` holds NaN for a row without a day, which is near to all.
    """
    order = np.argsort(dated, kind="stable")  # NaN sorts last
    ordered = dated[order]
    known = int(np.count_nonzero(~np.isnan(ordered)))
    for start in range(0, len(order), _ROWS):
        end = min(start + _ROWS, len(order))
        if end > known:
            yield order[start:end], order
            continue
        low = np.searchsorted(ordered[:known], ordered[start] - window, "left")
        high = np.searchsorted(ordered[:known], ordered[end - 1] + window, "right")
        yield order[start:end], np.concatenate([order[low:high], order[known:]])
