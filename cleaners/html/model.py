"""The learned block model: how likely a block is article, from its row of features.

Trained and exported by ``benchmarks/clean_html_train.py``.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from cleaners.forest import Forest, forest_of
from cleaners.html.features import NAMES

WEIGHTS: Final = "block_model.npz"


@cache
def block_model() -> Forest:
    """Return the shipped model; it must have been trained on today's features."""
    raw = files("cleaners.html").joinpath(WEIGHTS).read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        if tuple(arrays["names"].tolist()) != NAMES:
            raise ValueError(f"{WEIGHTS} was trained on other features: run benchmarks.clean_html_train")
        leaves, bias = arrays["leaves"].astype(np.float32), np.float64(arrays["bias"])
        return forest_of(arrays["columns"].T, arrays["borders"].T, leaves, bias)
