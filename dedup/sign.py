"""Signatures in bulk: texts in, shingle sets, MinHash values and keys out, by numpy over whole chunks of texts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.keys import anchor_keys, band_keys, mix
from dedup.minhash import minhash
from dedup.record import Signature
from dedup.tokens import streams, text_ids, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.scheme import SignatureScheme
    from dedup.tokens import Tokens

# Characters worked on at once: enough texts to spread the cost of a call, few enough for a core's second-level cache.
# Measured in microseconds a text of 612 words: 114 at 2^17, 96 at 2^19, 103 at 2^20.
_CHUNK = 1 << 19

_PLACE = 0x9E3779B97F4A7C15  # odd; its odd multiples weigh a token by its place in the shingle
_NEXT = np.uint64(0xC2B2AE3D27D4EB4F)  # odd: keeps a pair of runs apart from its mirror image
_WHOLE, _HEAD = 1, 2  # sketch ids, mixed into the keys


def sign(texts: Sequence[str], scheme: SignatureScheme) -> list[Signature]:
    """Give the signature of each text, in order. A text's signature never depends on the texts around it."""
    return [signature for chunk in _chunks(texts) for signature in _sign_chunk(chunk, scheme)]


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text) + 1
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _sign_chunk(texts: list[str], scheme: SignatureScheme) -> Iterator[Signature]:
    streamed = streams(texts)
    hashed = tokens(streamed, scheme.seed)
    runs, places = _runs(hashed, scheme.shingle)
    low = (runs >> np.uint64(32)).astype(np.uint32)  # the better mixed half
    reach = scheme.head_words - scheme.shingle + 1
    heads = minhash(
        [low[start : min(start + reach, end)] for start, end in places], scheme.head_permutations, scheme.seed
    )
    shingles = _distinct(low, places)
    wholes = minhash(shingles, scheme.permutations, scheme.seed)
    bands = np.hstack([band_keys(_WHOLE, wholes, scheme.bands), band_keys(_HEAD, heads, scheme.head_bands)])
    anchors = _anchors(runs, places, scheme.anchors)
    rows = zip(text_ids(streamed), shingles, wholes, heads, bands, anchors, strict=True)
    for identity, own, whole, head, band, anchor in rows:
        yield Signature(identity, own, whole, head, np.concatenate([band, anchor]) if len(own) else anchor)


def _runs(hashed: Tokens, length: int) -> tuple[NDArray[np.uint64], list[tuple[int, int]]]:
    """Hash every run of ``length`` tokens, and give each text's place (start, end) among them.

    A text with fewer tokens has one run, of all it has. Runs that reach into the next text are in no place.
    """
    values = hashed.hashes
    weights = [np.uint64((_PLACE * (2 * place + 1)) % (1 << 64)) for place in range(length)]
    padded = np.concatenate([values, np.zeros(length - 1, np.uint64)])
    total = values * weights[0]
    for place in range(1, length):
        total += padded[place : place + len(values)] * weights[place]
    places = []
    for start, end in pairwise(hashed.bounds.tolist()):
        places.append((start, max(end - length + 1, min(start + 1, end))))
        if 0 < end - start < length:
            total[start] = (values[start:end] * np.array(weights[: end - start])).sum(dtype=np.uint64)
    return mix(total), places


def _distinct(hashes: NDArray[np.uint32], places: list[tuple[int, int]]) -> list[NDArray[np.uint32]]:
    """Give the sorted distinct hashes of each place; sorts ``hashes`` within places."""
    for start, end in places:
        hashes[start:end].sort()
    fresh = _fresh(hashes)
    fresh[[start for start, end in places if start < end]] = True
    return [hashes[start:end][fresh[start:end]] for start, end in places]


def _anchors(runs: NDArray[np.uint64], places: list[tuple[int, int]], count: int) -> list[NDArray[np.int64]]:
    """Give the keys of the ``count`` smallest distinct hashes of each text's pairs of neighbouring runs.

    Of two texts, an anchor of the longer that both hold is an anchor of both: so an excerpt from anywhere shares
    about ``count`` times its part of the longer text. A pair is a run of one token more; a text of a single run has
    that one as its anchor.
    """
    hashes = runs.copy()
    hashes[:-1] += runs[1:] * _NEXT
    found = []
    for start, end in places:
        own = hashes[start : end - 1] if end - start > 1 else runs[start:end]
        few = own[: 2 * count]  # a text seldom repeats so many of its smallest
        if len(own) > len(few):
            own.partition(len(few))
        few.sort()
        smallest = few[_fresh(few)][:count]
        if len(smallest) < min(count, len(own)):
            smallest = np.unique(own)[:count]
        found.append(anchor_keys(smallest))
    return found


def _fresh(ordered: NDArray[np.uint32] | NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Mark the first of each run of equal values."""
    fresh = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return fresh
