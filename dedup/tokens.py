"""Texts in bulk to token hashes: one pass of array operations over a whole chunk of texts."""

from __future__ import annotations

import functools
import hashlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.fold import CODE_POINT, CONTEXTUAL, DROPPED, SPACE, UNSPACED, fold, lookup
from dedup.keys import mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bounds = NDArray[np.intp]  # shape (texts + 1,): text i owns [bounds[i], bounds[i + 1])

_BASE = 0x9E3779B97F4A7C15  # odd, so its powers can be divided by modulo 2^64; the golden ratio's bits
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_NEIGHBOUR = np.uint64(0xD6E8FEB86659FD93)  # odd: keeps (a, b) apart from (b, a)


@dataclass(frozen=True, slots=True)
class Streams:
    """The token streams of some texts, end to end: folded code points with flags, one SPACE after each run of letters.

    ``codes``: uint32, shape (characters,); ``bounds``: shape (texts + 1,).
    """

    codes: NDArray[np.uint32]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Tokens:
    """The hashed tokens of some texts, end to end. ``hashes``: uint64, shape (tokens,); ``bounds``: (texts + 1,)."""

    hashes: NDArray[np.uint64]
    bounds: Bounds


def streams(texts: Sequence[str]) -> Streams:
    """Fold ``texts`` into their token streams: text by text the same as ``fold.token_stream``."""
    codes, sizes = _looked_up(texts)
    starts = _bounds(sizes)[:-1]
    if np.bitwise_or.reduce(codes) & CONTEXTUAL:
        contextual = np.bitwise_or.reduceat(codes, starts) & CONTEXTUAL
        texts = [fold(text) if bent else text for text, bent in zip(texts, contextual, strict=True)]
        codes, sizes = _looked_up(texts)
    separators = (codes & np.uint32(CODE_POINT)) == SPACE
    if np.bitwise_or.reduce(codes) & DROPPED:
        visible = (codes & np.uint32(DROPPED)) == 0
        sizes = _counts(visible, sizes)
        codes, separators = codes[visible], separators[visible]
    kept = np.empty(len(codes), np.bool_)
    kept[0] = not separators[0]
    np.logical_and(separators[1:], separators[:-1], out=kept[1:])
    np.logical_not(kept[1:], out=kept[1:])
    return Streams(codes[kept] & np.uint32(CODE_POINT | UNSPACED), _bounds(_counts(kept, sizes)))


def _looked_up(texts: Sequence[str]) -> tuple[NDArray[np.uint32], list[int]]:
    """Every text's folded code points, each text followed by a line break, and the texts' lengths with it."""
    joined = "\n".join(texts) + "\n"
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return lookup().take(raw, mode="clip"), [len(text) + 1 for text in texts]


def _bounds(sizes: Sequence[int]) -> Bounds:
    bounds = np.zeros(len(sizes) + 1, np.intp)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def _counts(mask: NDArray[np.bool_], sizes: Sequence[int]) -> list[int]:
    bounds = _bounds(sizes).tolist()
    return [int(np.count_nonzero(mask[start:end])) for start, end in itertools.pairwise(bounds)]


def text_ids(streamed: Streams) -> list[str]:
    """Give each text's ``fold.text_id``."""
    bounds = streamed.bounds.tolist()
    places = [(start, max(start, end - 1)) for start, end in itertools.pairwise(bounds)]
    codes = streamed.codes
    if len(codes) == 0 or codes.max() < 128:
        letters = codes.astype(np.uint8).tobytes()
        return [hashlib.sha256(letters[start:end]).hexdigest() for start, end in places]
    wide = (codes & np.uint32(CODE_POINT)).tobytes().decode("utf-32-le")
    return [hashlib.sha256(wide[start:end].encode()).hexdigest() for start, end in places]


def tokens(streamed: Streams, seed: int) -> Tokens:
    """Hash the tokens: words, and each character of an unspaced script together with its right neighbour."""
    codes = streamed.codes
    if len(codes) == 0:
        return Tokens(np.empty(0, np.uint64), streamed.bounds)
    unspaced = (codes & np.uint32(UNSPACED)) != 0
    mixed = bool(unspaced.any())
    values = _letters(seed).take(codes & np.uint32(CODE_POINT) if mixed else codes, mode="clip")
    starts, ends = _places(codes, unspaced) if mixed else _words(codes)
    hashes = _polynomials(values, starts, ends)
    if mixed:
        paired = unspaced[starts] & unspaced[np.minimum(starts + 1, len(codes) - 1)]
        hashes[paired] += values[starts[paired] + 1] * _NEIGHBOUR
    return Tokens(mix(hashes), np.searchsorted(starts, streamed.bounds).astype(np.intp))


def _words(codes: NDArray[np.uint32]) -> tuple[Bounds, Bounds]:
    ends = np.flatnonzero(codes == SPACE)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    return starts, ends


def _places(codes: NDArray[np.uint32], unspaced: NDArray[np.bool_]) -> tuple[Bounds, Bounds]:
    """First and past-the-last places of the tokens of streams that hold unspaced characters."""
    breaks = np.ones(len(codes) + 1, np.bool_)  # a token can't reach over a break; break i stands before character i
    letters = codes != SPACE
    breaks[1:-1] = unspaced[1:] | unspaced[:-1] | ~letters[1:] | ~letters[:-1]
    return np.flatnonzero(letters & breaks[:-1]), np.flatnonzero(letters & breaks[1:]) + 1


def _polynomials(values: NDArray[np.uint64], starts: Bounds, ends: Bounds) -> NDArray[np.uint64]:
    """Give the sum over each token's letters of value * base^place, place counted from the token's start."""
    powers, inverses = _powers(1 << len(values).bit_length())
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * powers[: len(values)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverses[starts]


@functools.lru_cache(maxsize=4)
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Give base^0 … base^(count - 1) modulo 2^64, and their inverses."""
    pair = []
    for base in (_BASE, _BASE_INVERSE):
        powers = np.full(count, base, np.uint64)
        powers[0] = 1
        pair.append(np.cumprod(powers))
    return pair[0], pair[1]


@functools.lru_cache(maxsize=4)
def _letters(seed: int) -> NDArray[np.uint64]:
    """Give the secret value of each code point under ``seed``; a separator's is 0."""
    codes = np.arange(len(lookup()), dtype=np.uint64)
    values: NDArray[np.uint64] = mix(mix(codes + np.uint64((seed * _BASE) % (1 << 64))) ^ np.uint64(seed))
    values[SPACE] = 0
    return values
