"""Train the line model of flattened text, and say how good it is on sites that it has not seen.

    python benchmarks/clean_text_train.py [--bench ../shared/bench/clean] [--out cleaners/line_model.npz]

Needs catboost and scikit-learn, which running the project does not. Reads the labelled ``drop_*.jsonl.gz`` of the
bench and nothing else. Folds are made of whole sites, for the lexicon, for the first and for the second stage, so the
printed page F1 is that of a model on foreign sites. Then both stages are fitted on everything and written.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from catboost import CatBoostClassifier, Pool
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cleaners.text import line_rules  # noqa: E402 - the project is imported from its checkout
from cleaners.text_context import context  # noqa: E402
from cleaners.text_features import COLUMNS, features  # noqa: E402
from cleaners.text_lines import read_lines  # noqa: E402
from cleaners.text_shape import shape_table  # noqa: E402
from cleaners.text_words import words_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

FOLDS: Final = 4
FEWEST_SITES: Final = 5  # a word of the lexicon was seen on at least so many
LIGHTEST: Final = 0.2  # weight of a word that is worth its place
LEXICON_STRENGTH: Final = 0.3  # inverse regularisation of the logistic regression
TREES: Final = {"first": 200, "second": 220}
DEPTH: Final = 6
MOST_OF_A_PAGE: Final = 0.3  # one line's share of a page's weight
SUSPECT: Final = {0: (0.93, 1.01, 0.25), 1: (-0.01, 0.05, 0.5)}  # label: score range that doubts it, weight left
WORDS: Final = COLUMNS.index("words")


@dataclass(frozen=True, slots=True)
class Drop:
    """A flattened page: its lines as the cleaner reads them, their labels and the rules that take them."""

    style: str
    site: str
    texts: list[str]
    labels: NDArray[np.int8]
    rules: list[str]
    trust: float

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % FOLDS


def read_drops(bench: Path) -> Iterator[Drop]:
    for path in sorted(bench.glob("drop_*.jsonl.gz")):
        for line in gzip.decompress(path.read_bytes()).splitlines():
            row = json.loads(line)
            yield from _drop(row)
            if row["style"] == "traf_recall_comments" and row["gold_cov"] > 0.9:
                yield from _drop(row | {"style": "clean", "drop_text": row["gold_text"], "labels": ""})


def _drop(row: dict[str, Any]) -> Iterator[Drop]:
    lines = read_lines(row["drop_text"])
    if not lines:
        return
    raw = row["drop_text"].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    labels = row["labels"] or "1" * len(raw)
    ends = [line.place for line in lines[1:]] + [len(raw) + 1]
    majority = [_majority(raw, labels, line.place, end) for line, end in zip(lines, ends, strict=True)]
    texts = [line.text for line in lines]
    trust = 1.0 if row["gold_cov"] >= 0.8 else 0.3
    yield Drop(row["style"], row["site"], texts, np.array(majority, np.int8), line_rules(texts), trust)


def _majority(raw: Sequence[str], labels: str, start: int, end: int) -> int:
    votes = [(len(raw[place - 1]), int(labels[place - 1])) for place in range(start, end) if raw[place - 1].strip()]
    return int(2 * sum(size * label for size, label in votes) >= sum(size for size, _ in votes))


def fit_lexicon(drops: Sequence[Drop]) -> dict[str, float]:
    lines = {
        (drop.site, text): int(label) for drop in drops for text, label in zip(drop.texts, drop.labels, strict=True)
    }
    tokens = [sorted(_tokens(text)) for _, text in lines]
    sites = defaultdict(set)
    for (site, _), found in zip(lines, tokens, strict=True):
        for token in found:
            sites[token].add(site)
    known = {token: place for place, token in enumerate(sorted(t for t, s in sites.items() if len(s) >= FEWEST_SITES))}
    rows = [[known[token] for token in found if token in known] for found in tokens]
    starts = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(len(row) or 1)) for row in rows])
    table = csr_matrix((values, np.concatenate([np.array(row, int) for row in rows]), starts), (len(rows), len(known)))
    model = LogisticRegression(C=LEXICON_STRENGTH, max_iter=200, class_weight="balanced")
    weight = np.sqrt([min(len(found), 25) / 10 for found in tokens])
    model.fit(table, list(lines.values()), sample_weight=weight)
    pairs = zip(known, model.coef_[0].tolist(), strict=True)
    return {token: round(min(max(value, -2.5), 2.5) * 50) / 50 for token, value in pairs if abs(value) >= LIGHTEST}


def _tokens(text: str) -> set[str]:
    words = words_of(text)
    return set(words) | set(map(" ".join, pairwise(words)))


def fit_trees(table: Any, labels: Any, weight: Any, trees: int) -> CatBoostClassifier:
    model = CatBoostClassifier(
        iterations=trees, depth=DEPTH, learning_rate=0.1, border_count=32, l2_leaf_reg=5, subsample=0.7,
        bootstrap_type="Bernoulli", thread_count=1, random_seed=0, verbose=0,
    )  # fmt: skip
    return model.fit(Pool(table, labels, weight=weight))


def out_of_fold(table: Any, labels: Any, weight: Any, folds: Any, trees: int) -> Any:
    scores = np.zeros(len(labels), np.float32)
    for fold in range(FOLDS):
        rest = folds != fold
        model = fit_trees(table[rest], labels[rest], weight[rest], trees)
        scores[~rest] = model.predict_proba(table[~rest])[:, 1]
        print(f"  fold {fold + 1} of {FOLDS}", flush=True)
    return scores


def line_weights(drop: Drop, words: Any) -> Any:
    """Weigh a line by its share of the page's body: what the page F1 gains or loses by it."""
    body = max(30.0, float(words[drop.labels == 1].sum()))
    return (np.minimum(words / body, MOST_OF_A_PAGE) + 0.001) * drop.trust


def trees_of(model: CatBoostClassifier, path: Path) -> dict[str, Any]:
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
        "features": np.array(asked, np.uint8),
        "borders": np.array(borders, np.float32),
        "leaves": np.array(leaves, np.float16),
        "bias": np.float32(bias),
    }


def cross_validate(drops: Sequence[Drop], shapes: Sequence[Any]) -> tuple[Any, Any, Any]:
    """Score every line by models of other sites; return line weights, first-stage context and second-stage scores."""
    lexicons = [fit_lexicon([drop for drop in drops if drop.fold != fold]) for fold in range(FOLDS)]
    pairs = list(zip(drops, shapes, strict=True))
    tables = [features(drop.texts, shape, drop.rules, lexicons[drop.fold]) for drop, shape in pairs]
    table, labels = np.concatenate(tables), np.concatenate([drop.labels for drop in drops])
    folds = np.concatenate([np.full(len(drop.texts), drop.fold) for drop in drops])
    weight = np.concatenate([line_weights(drop, rows[:, WORDS]) for drop, rows in zip(drops, tables, strict=True)])
    first = out_of_fold(table, labels, weight, folds, TREES["first"])
    for label, (low, high, left) in SUSPECT.items():
        weight[(labels == label) & (first > low) & (first < high)] *= left
    spans = zip(tables, pairwise(starts_of(drops)), strict=True)
    around = np.concatenate([context(first[start:end], rows[:, WORDS]) for rows, (start, end) in spans])
    wider = np.concatenate((table, around), axis=1)
    return weight, around, out_of_fold(wider, labels, weight, folds, TREES["second"])


def starts_of(drops: Sequence[Drop]) -> Any:
    return np.cumsum([0, *(len(drop.texts) for drop in drops)])


def write_model(drops: Sequence[Drop], shapes: Sequence[Any], weight: Any, around: Any, out: Path) -> None:
    """Fit lexicon and both stages on every line and write them; the context stays that of foreign models."""
    lexicon = fit_lexicon(drops)
    labels = np.concatenate([drop.labels for drop in drops])
    pairs = zip(drops, shapes, strict=True)
    table = np.concatenate([features(drop.texts, shape, drop.rules, lexicon) for drop, shape in pairs])
    wider = np.concatenate((table, around), axis=1)
    first = trees_of(fit_trees(table, labels, weight, TREES["first"]), out.with_suffix(".json"))
    second = trees_of(fit_trees(wider, labels, weight, TREES["second"]), out.with_suffix(".json"))
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(lexicon).encode(), np.uint8),
        weights=np.array([round(value * 50) for value in lexicon.values()], np.int8),
        **{f"first_{name}": value for name, value in first.items()},
        **{f"second_{name}": value for name, value in second.items()},
    )
    print(out, out.stat().st_size, "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, default=ROOT / ".." / "shared" / "bench" / "clean")
    parser.add_argument("--out", type=Path, default=ROOT / "cleaners" / "line_model.npz")
    parser.add_argument("--scores", type=Path, help="also write the out-of-fold scores, for experiments")
    options = parser.parse_args()
    drops = list(read_drops(options.bench))
    shapes = [shape_table(drop.texts) for drop in drops]
    print(f"{len(drops)} texts, {sum(len(drop.texts) for drop in drops)} lines", flush=True)
    weight, around, scores = cross_validate(drops, shapes)
    if options.scores:
        np.savez(options.scores, second=scores)
    for cut in (0.15, 0.2, 0.3, 0.4, 0.5):
        styles = sorted({drop.style for drop in drops})
        print(cut, {style: round(_word_f1(drops, starts_of(drops), scores, cut, style), 4) for style in styles})
    write_model(drops, shapes, weight, around, options.out)


def _word_f1(drops: Sequence[Drop], starts: Any, scores: Any, cut: float, style: str) -> float:
    """Return the mean page F1 over words of lines: close to the bench's measure, and cheap."""
    results = []
    for drop, (start, end) in zip(drops, pairwise(starts), strict=True):
        if drop.style == style:
            words = np.array([text.count(" ") + 1 for text in drop.texts])
            kept = scores[start:end] >= cut
            right = float(words[kept & (drop.labels == 1)].sum())
            results.append(2 * right / max(1.0, float(words[kept].sum() + words[drop.labels == 1].sum())))
    return float(np.mean(results))


if __name__ == "__main__":
    main()
