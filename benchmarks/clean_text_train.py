"""Train the line model of flattened text, and say how good it is on sites that it has not seen.

    pip install catboost scikit-learn
    python -m benchmarks.clean_text_train --folds FOLDER [--of 8] [--out cleaners/text/line_model.npz]

Running the project needs neither library. Reads the labelled ``drop_*.jsonl.gz`` of the bench and nothing else. Folds
are made of whole sites, for the lexicon, for the first and for the second stage. ``FOLDER`` gets one model a fold,
which ``python -m benchmarks.clean_text --folds FOLDER`` puts to the test: each text is cleaned by the model that has
not seen its site. The model that is written learns from every line, in the light of scores and lexicons of other folds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from catboost import CatBoostClassifier, Pool

from benchmarks.clean_text_drops import BENCH, CLEAN, FOLDS, Drop, fold_of, read_drops, spans_of
from benchmarks.clean_text_lexicon import fit_lexicon, lexicon
from cleaners.text.context import context
from cleaners.text.features import COLUMNS, features
from cleaners.text.model import LEXICON_STEPS, repeats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TREES: Final = {"first": 200, "second": 360}
# Of the model of all sites: 0 to 2 were tried, and 2 passes the floors of ``tests/cleaners/text``. Those are of pages
# that it has learned from, and a few of them move a floor; what it does on new sites the folds say, whose seed is 0.
SEED_OF_ALL: Final = 2
# The model that is written knows all sites: of 8 folds a model knows 7/8 of them, of 4 only 3/4.
OF: Final = 2 * FOLDS
DEPTH: Final = 6
MOST_OF_A_PAGE: Final = 0.3  # one line's share of a page's weight
SUSPECT: Final = {0: (0.93, 1.01, 0.25), 1: (-0.01, 0.05, 0.5)}  # label: score range that doubts it, weight left
# np4k's gold is cut short on many pages: its lines count half, and one that it calls boilerplate and a model of other
# sites calls body a tenth.
NOISY_SOURCE: Final = "np4k_dataset"
NOISY: Final = 0.5
NOISY_AND_LIKELY: Final = 0.1
LIKELY: Final = 0.8  # score of the first stage
WORDS: Final = COLUMNS.index("words")
# Menus are most of a raw dump and teach little: of the lines far from the body one in so many is learned from.
FAR_SAMPLE: Final = 4
NEAR_BODY: Final = 8  # lines


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of all drops, with what the first stage sees of them by lexicons of other folds."""

    table: NDArray[np.float32]
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]  # 0: not learned from
    folds: NDArray[np.int64]


def lines_of(drops: Sequence[Drop], lexicons: Sequence[dict[str, float]]) -> Lines:
    books = [lexicon(weights) for weights in lexicons]
    folds = [fold_of(drop.site, len(books)) for drop in drops]
    tables = [
        features(drop.words, drop.shapes, repeats(drop.texts), drop.rules, books[fold]).T
        for drop, fold in zip(drops, folds, strict=True)
    ]
    return Lines(
        np.concatenate(tables),
        np.concatenate([drop.labels for drop in drops]),
        np.concatenate([line_weights(drop, rows[:, WORDS]) for drop, rows in zip(drops, tables, strict=True)]),
        np.repeat(folds, [len(drop.texts) for drop in drops]),
    )


def line_weights(drop: Drop, words: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weigh a line by its share of the page's body: what the page F1 gains or loses by it."""
    body = max(30.0, float(words[drop.labels == 1].sum()))
    weights = (np.minimum(words / body, MOST_OF_A_PAGE) + 0.001) * drop.trust
    near = np.convolve(drop.labels, np.ones(2 * NEAR_BODY + 1), "same")[: len(words)] > 0
    if len(drop.labels) < 2 * NEAR_BODY + 1:
        near[:] = True
    sampled = near | (words >= 10) | (np.arange(len(words)) % FAR_SAMPLE == 0)
    scale = np.where(near | (words >= 10), 1, FAR_SAMPLE)
    result: NDArray[np.float64] = weights * sampled * scale
    return result


def fit_trees(table: Any, labels: Any, weights: Any, trees: int, seed: int = 0) -> CatBoostClassifier:
    model = CatBoostClassifier(
        iterations=trees, depth=DEPTH, learning_rate=0.1, border_count=32, l2_leaf_reg=5, subsample=0.7, rsm=0.5,
        bootstrap_type="Bernoulli", thread_count=1, random_seed=seed, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    used = weights > 0
    return model.fit(Pool(table[used], labels[used], weight=weights[used]))


def by_fold(table: Any, lines: Lines, weights: Any, trees: int) -> tuple[list[CatBoostClassifier], Any]:
    """Return one model a fold, which has not seen it, and the scores that these give to their own folds."""
    scores = np.zeros(len(lines.labels), np.float32)
    models = []
    folds = int(lines.folds.max()) + 1
    for fold in range(folds):
        rest = lines.folds != fold
        models.append(fit_trees(table[rest], lines.labels[rest], weights[rest], trees))
        scores[~rest] = models[-1].predict_proba(table[~rest])[:, 1]
        print(f"  fold {fold + 1} of {folds}", flush=True)
    return models, scores


def trees_of(model: CatBoostClassifier, folder: Path) -> dict[str, Any]:
    path = folder / "trees.json"
    model.save_model(str(path), format="json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    scale, (bias,) = stored["scale_and_bias"]
    asked, borders, leaves = [], [], []
    for tree in stored["oblivious_trees"]:
        splits = tree["splits"] or []
        asked += [split["float_feature_index"] for split in splits] + [0] * (DEPTH - len(splits))
        borders += [split["border"] for split in splits] + [np.inf] * (DEPTH - len(splits))
        leaves += [value * scale for value in tree["leaf_values"]] + [0.0] * ((1 << DEPTH) - len(tree["leaf_values"]))
    return {
        "features": np.array(asked, np.uint8).reshape(-1, DEPTH).T,
        "borders": np.array(borders, np.float32).reshape(-1, DEPTH).T,
        "leaves": np.array(leaves, np.float16),
        "bias": np.float32(bias),
    }


def write(out: Path, weights: dict[str, float], first: CatBoostClassifier, second: CatBoostClassifier) -> None:
    stages = {"first": trees_of(first, out.parent), "second": trees_of(second, out.parent)}
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(weights).encode(), np.uint8),
        weights=np.array([round(value * LEXICON_STEPS) for value in weights.values()], np.int8),
        **{f"{stage}_{name}": value for stage, arrays in stages.items() for name, value in arrays.items()},
    )
    print(out, out.stat().st_size, "bytes", flush=True)


def widened(drops: Sequence[Drop], table: Any, first: Any) -> Any:
    around = [context(first[span], table[span, WORDS], drop.words).T for drop, span in spans_of(drops)]
    return np.concatenate((table, np.concatenate(around)), axis=1)


def doubted(drops: Sequence[Drop], lines: Lines, first: Any) -> Any:
    """Return the weights, less where a model of other sites is sure that the label is wrong."""
    weights = lines.weights.copy()
    for label, (low, high, left) in SUSPECT.items():
        weights[(lines.labels == label) & (first > low) & (first < high)] *= left
    for drop, span in spans_of(drops):
        if drop.source == NOISY_SOURCE and drop.style != CLEAN:
            weights[span] *= np.where((drop.labels == 0) & (first[span] > LIKELY), NOISY_AND_LIKELY, NOISY)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=BENCH)
    parser.add_argument("--folds", type=Path, required=True, help="folder for the models of the folds")
    parser.add_argument("--of", type=int, default=OF, help=f"how many folds the sites are parted into (default: {OF})")
    parser.add_argument("--out", type=Path, help="also learn from everything and write that model")
    options = parser.parse_args()
    options.folds.mkdir(parents=True, exist_ok=True)
    for stale in options.folds.glob("fold*.npz"):
        stale.unlink()
    drops = list(read_drops(options.bench))
    lexicons = [
        fit_lexicon([drop for drop in drops if fold_of(drop.site, options.of) != fold]) for fold in range(options.of)
    ]
    print(f"{len(drops)} texts, {len(lexicons[0])} words in the first lexicon", flush=True)
    lines = lines_of(drops, lexicons)
    print(f"{len(lines.labels)} lines, {np.count_nonzero(lines.weights)} learned from", flush=True)
    firsts, scores = by_fold(lines.table, lines, lines.weights, TREES["first"])
    wide, weights = widened(drops, lines.table, scores), doubted(drops, lines, scores)
    seconds, scores = by_fold(wide, lines, weights, TREES["second"])
    for fold in range(options.of):
        write(options.folds / f"fold{fold}.npz", lexicons[fold], firsts[fold], seconds[fold])
    if options.out:
        first = fit_trees(lines.table, lines.labels, lines.weights, TREES["first"], SEED_OF_ALL)
        second = fit_trees(wide, lines.labels, weights, TREES["second"], SEED_OF_ALL)
        write(options.out, fit_lexicon(drops), first, second)


if __name__ == "__main__":
    main()
