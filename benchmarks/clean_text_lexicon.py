"""The lexicon of the line model: which words and pairs of words speak for prose, and which against it."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from cleaners.text.lexicon import lexicon_of
from cleaners.text.words import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.clean_text_drops import Drop
    from cleaners.text.lexicon import Lexicon

FEWEST_SITES: Final = 5  # a word of the lexicon was seen on at least so many
LIGHTEST: Final = 0.2  # weight of a word that is worth its place
HEAVIEST: Final = 2.5
STRENGTH: Final = 0.3  # inverse regularisation of the logistic regression
STEPS: Final = 100


def fit_lexicon(drops: Sequence[Drop]) -> dict[str, float]:
    """Return the weights of words, and of pairs of words joined by a space."""
    lines = {
        (drop.site, text): (tokens, int(label))
        for drop in drops
        for text, tokens, label in zip(drop.texts, _tokens(drop), drop.labels, strict=True)
    }
    sites = defaultdict(set)
    for (site, _), (found, _) in lines.items():
        for token in found:
            sites[token].add(site)
    known = {token: place for place, token in enumerate(sorted(t for t, s in sites.items() if len(s) >= FEWEST_SITES))}
    found = [tokens for tokens, _ in lines.values()]
    weight = np.sqrt([min(len(tokens), 25) / 10 for tokens in found])
    model = LogisticRegression(C=STRENGTH, max_iter=STEPS, class_weight="balanced", tol=1e-3)
    model.fit(_counts(found, known), [label for _, label in lines.values()], sample_weight=weight)
    pairs = zip(known, model.coef_[0].tolist(), strict=True)
    return {
        token: round(min(max(value, -HEAVIEST), HEAVIEST) * 50) / 50 for token, value in pairs if abs(value) >= LIGHTEST
    }


def lexicon(weights: dict[str, float]) -> Lexicon:
    return lexicon_of(list(weights), list(weights.values()))


def _tokens(drop: Drop) -> list[list[str]]:
    lines = [spelled(text).split() for text in drop.texts]
    return [sorted({*line, *map(" ".join, pairwise(line))}) for line in lines]


def _counts(lines: Sequence[Sequence[str]], known: dict[str, int]) -> Any:
    rows = [[known[token] for token in found if token in known] for found in lines]
    starts = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(len(row) or 1)) for row in rows])
    columns = np.concatenate([np.array(row, int) for row in rows])
    return csr_matrix((values, columns, starts), (len(rows), len(known)))
