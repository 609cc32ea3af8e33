"""Texts in bulk to token hashes: array operations over the bytes of a whole chunk of texts."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.fold import CODE_POINT, CONTEXTUAL, DROPPED, SPACE, UNSPACED, fold, lookup
from dedup.keys import mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bounds = NDArray[np.intp]  # shape (texts + 1,): text i owns [bounds[i], bounds[i + 1])

_MARK = 1  # the byte before a character of an unspaced script: a token of its own, to be paired with the next
_NEIGHBOUR = np.uint64(0xD6E8FEB86659FD93)  # odd: keeps (a, b) apart from (b, a)
_WORD = 8  # bytes of a token hashed at once
_ASCII = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else SPACE for code in range(256))


@dataclass(frozen=True, slots=True)
class Streams:
    """The token streams of some texts, end to end, in UTF-8: a space after each token, _MARK before unspaced ones.

    ``octets``: uint8, shape (bytes,); ``bounds``: shape (texts + 1,); ``marked``: there is a _MARK.
    """

    octets: NDArray[np.uint8]
    marked: bool
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Tokens:
    """The hashed tokens of some texts, end to end. ``hashes``: uint64, shape (tokens,); ``bounds``: (texts + 1,)."""

    hashes: NDArray[np.uint64]
    bounds: Bounds


def streams(texts: Sequence[str]) -> Streams:
    """Fold ``texts`` into their token streams: but for the marks the same as ``fold.token_stream``."""
    folded = [text.encode().translate(_ASCII) if text.isascii() else _fold_wide(text) for text in texts]
    joined = b" ".join([*folded, b""])
    octets = np.frombuffer(joined, np.uint8)
    spaces = octets == SPACE
    kept = np.empty(len(octets), np.bool_)  # all but the spaces that stand first or after another
    kept[:1] = ~spaces[:1]
    np.logical_and(spaces[1:], spaces[:-1], out=kept[1:])
    np.logical_not(kept[1:], out=kept[1:])
    bounds = _bounds([len(one) + 1 for one in folded]).tolist()
    sizes = [int(np.count_nonzero(kept[start:end])) for start, end in pairwise(bounds)]
    return Streams(octets[kept], bytes([_MARK]) in joined, _bounds(sizes))


def _fold_wide(text: str) -> bytes:
    """Fold a text by table look-up, where its characters allow; every separator becomes a space."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    octets = _narrow().take(units).tobytes()
    if bytes([_MARK]) not in octets:
        return octets
    codes = _looked_up(text)
    flags = int(np.bitwise_or.reduce(codes))
    if flags & CONTEXTUAL:
        codes = _looked_up(fold(text))
        flags = int(np.bitwise_or.reduce(codes, initial=0))
    if flags & DROPPED:
        codes = codes[(codes & np.uint32(DROPPED)) == 0]
    if flags & UNSPACED:
        codes = _marked(codes)
    if flags > CODE_POINT:
        codes &= np.uint32(CODE_POINT)
    return codes.tobytes().decode("utf-32-le").encode()


@functools.cache
def _narrow() -> NDArray[np.uint8]:
    """Give ``fold`` for what becomes ASCII, English with its typographic quotes: 2.5 times as fast as the full table.

    Entry u is what UTF-16 unit u becomes, or _MARK if that is no single ASCII character.
    """
    table = lookup()[: 1 << 16]
    narrow = np.where(table < 128, table, _MARK).astype(np.uint8)
    narrow[0xD800:0xE000] = _MARK  # halves of characters beyond the table
    return narrow


def _looked_up(text: str) -> NDArray[np.uint32]:
    return lookup().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), mode="clip")


def _marked(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Put a space and _MARK before each unspaced character, and a space after it."""
    unspaced = (codes & np.uint32(UNSPACED)) != 0
    room = np.where(unspaced, 4, 1)
    spread = np.repeat(codes, room)
    places = (np.cumsum(room) - 4)[unspaced]
    spread[places] = SPACE
    spread[places + 1] = _MARK
    spread[places + 3] = SPACE
    return spread


def _bounds(sizes: Sequence[int]) -> Bounds:
    bounds = np.zeros(len(sizes) + 1, np.intp)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def text_ids(streamed: Streams) -> list[str]:
    """Give each text's ``fold.text_id``."""
    octets = streamed.octets.tobytes()
    found: list[str] = []
    for start, end in pairwise(streamed.bounds.tolist()):
        own = octets[start : max(start, end - 1)]
        found.append(hashlib.sha256(own.replace(bytes([_MARK]), b"") if streamed.marked else own).hexdigest())
    return found


def tokens(streamed: Streams, seed: int) -> Tokens:
    """Hash the tokens: words, and each character of an unspaced script together with its right neighbour."""
    octets = streamed.octets
    ends = np.flatnonzero(octets == SPACE)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    bounds = np.searchsorted(starts, streamed.bounds).astype(np.intp)
    hashes = _hashed(octets, starts, ends - starts, seed)
    if streamed.marked:
        alone = octets[starts] == _MARK
        paired = np.flatnonzero(alone[:-1] & alone[1:] & ~np.isin(np.arange(1, len(starts)), bounds))
        hashes[paired] = mix(hashes[paired] + hashes[paired + 1] * _NEIGHBOUR)
    return Tokens(hashes, bounds)


def _hashed(octets: NDArray[np.uint8], starts: Bounds, sizes: Bounds, seed: int) -> NDArray[np.uint64]:
    """Hash each token's bytes under ``seed``, a word of eight at a time; few tokens have more than one."""
    padded = np.concatenate([octets, np.zeros(_WORD, np.uint8)])
    words = np.lib.stride_tricks.as_strided(padded[:_WORD].view("<u8"), (len(octets) + 1,), (1,))
    hashes = mix(_first_bytes(words.take(starts, mode="clip"), sizes) ^ _secret(seed))
    longer = np.flatnonzero(sizes > _WORD)
    read = _WORD
    while len(longer):
        word = _first_bytes(words[starts[longer] + read], sizes[longer] - read)
        hashes[longer] = mix(hashes[longer] * _NEIGHBOUR + word)
        read += _WORD
        longer = longer[sizes[longer] > read]
    return hashes


def _first_bytes(words: NDArray[np.uint64], sizes: Bounds) -> NDArray[np.uint64]:
    """Clear all but the first ``sizes`` bytes of little-endian words."""
    cleared = np.maximum(_WORD - sizes, 0).view(np.uint64) << np.uint64(3)
    kept: NDArray[np.uint64] = (words << cleared) >> cleared
    return kept


@functools.lru_cache(maxsize=4)
def _secret(seed: int) -> np.uint64:
    """Spread the seed over 64 bits."""
    return np.uint64(mix(np.array([seed], np.uint64) + _NEIGHBOUR)[0])
