"""Keys: what goes into the index for a text, and how a key tells what kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ANCHOR = np.uint64(1)  # the lowest bit of a key: set on anchors, clear on bands
_ROW = np.uint64(0x9E3779B97F4A7C15)
_SHIFT_HIGH, _SHIFT_MIDDLE, _SHIFT_LOW = np.uint64(30), np.uint64(27), np.uint64(31)
_MULTIPLY_FIRST, _MULTIPLY_SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread each 64-bit value over all bits: splitmix64's finaliser, a bijection (Steele, Lea, Flood 2014)."""
    spread = values >> _SHIFT_HIGH
    spread ^= values
    spread *= _MULTIPLY_FIRST
    spread ^= spread >> _SHIFT_MIDDLE
    spread *= _MULTIPLY_SECOND
    spread ^= spread >> _SHIFT_LOW
    return spread


def band_keys(sketch: int, values: NDArray[np.uint32], bands: int) -> NDArray[np.int64]:
    """Give a key for each band of neighbouring MinHash values: shape (texts, permutations) to (texts, bands)."""
    texts, permutations = values.shape
    rows = permutations // bands
    cut = values.reshape(texts, bands, rows).astype(np.uint64)
    keys = mix(np.arange(bands, dtype=np.uint64) + np.uint64(sketch << 32))
    folded: NDArray[np.uint64] = np.broadcast_to(keys, (texts, bands))
    for row in range(rows):
        folded = mix((folded + cut[:, :, row]) * _ROW)
    return (folded & ~_ANCHOR).view(np.int64)


def anchor_keys(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give the key of each anchor shingle's 64-bit hash."""
    return (hashes | _ANCHOR).view(np.int64)


def is_anchor(key: int) -> bool:
    """Tell an anchor's key from a band's."""
    return bool(key & 1)
