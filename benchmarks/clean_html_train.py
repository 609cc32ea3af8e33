"""Train the block model of ``cleaners/html/model.py`` on ``../shared/bench/clean``, or cross-validate it by site.

    pip install catboost
    python -m benchmarks.clean_html_train --cross-validate
    python -m benchmarks.clean_html_train --write cleaners/html/block_model.npz

A block is article when most of its word 4-grams stand in the gold body. Blocks weigh the square root of their share
of the page's gold, so that every page counts about the same, as it does in the score.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.clean_html_pages import GoldPage, f1_by_source, gold_pages, scorer
from cleaners.html.blocks import Page, page_of
from cleaners.html.features import NAMES, features
from cleaners.html.fields import fields_of
from cleaners.html.prune import prune
from cleaners.html.reasons import barred
from cleaners.html.select import decided, judged_blocks, relative, wording_rules
from cleaners.html.texts import Hints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

GRAM = 4
FOLDS = 6
# np4k's gold misses the real body on some 7 % of its pages.
SOURCE_WEIGHTS = {"np4k_dataset": 0.6}
# A page on which less than this of the gold was found has another article in its gold than in its markup.
LEAST_FOUND = 0.6
PARAMETERS: dict[str, Any] = {
    "iterations": 350,
    "depth": 6,
    "learning_rate": 0.07,
    "l2_leaf_reg": 12,
    "rsm": 0.15,
    "border_count": 48,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "random_seed": 1,
    "thread_count": 1,
    "verbose": 0,
    "allow_writing_files": False,
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page as the model sees it: its judged blocks, what bars them, features, labels (0, 1) and weights."""

    source: GoldPage
    page: Page
    reasons: list[str]
    rows: NDArray[np.float32]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]


def labelled(source: GoldPage, words: Any) -> Labelled:
    pruned = prune(source.html)
    whole = page_of(pruned.markup)
    fields = fields_of(pruned.head, whole, url=source.url)
    page = Page(whole.elements, [whole.blocks[index] for index in judged_blocks(whole)])
    texts = [block.text for block in page.blocks]
    hints = Hints(fields.title, fields.description, pruned.head.stated.body, fields.authors)
    covered, sizes = coverage(texts, source.gold, words)
    weights = block_weights(covered, sizes, len(words(source.gold)))
    if source.alternative:
        optional = coverage(texts, source.alternative, words)[0]
        weights = np.where((covered > 0.5) & (optional < 0.5), 0, weights)
    weights *= SOURCE_WEIGHTS.get(source.source, 1.0)
    rules = wording_rules(page)
    reasons = barred(page, rules, hints.title)
    return Labelled(source, page, reasons, features(page, hints, rules).T, (covered > 0.5).astype(int), weights)


def block_weights(covered: NDArray[np.float64], sizes: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    total = max(total, 1)
    if (covered * sizes).sum() < LEAST_FOUND * total:
        return np.zeros(len(sizes))
    doubtful = (covered > 0.25) & (covered < 0.6)
    share = (np.minimum(sizes / total, 0.5) + 0.002) * np.where(doubtful, 0.3, 1.0)
    result: NDArray[np.float64] = np.sqrt(share)
    return result


def coverage(texts: Sequence[str], gold: str, words: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of every block's 4-grams that stand in the gold, and its number of words."""
    tokens = words(gold)
    grams = {tuple(tokens[at : at + GRAM]) for at in range(len(tokens) - GRAM + 1)}
    lines = {tuple(words(line)) for line in gold.split("\n")}
    joined = f" {' '.join(tokens)} "
    split = [words(text) for text in texts]
    covered = np.array([_covered(block, grams, lines, joined) for block in split])
    sizes = np.array([float(len(block)) for block in split])
    _single_out_repeats(texts, covered, sizes)
    return covered, sizes


def _covered(block: list[str], grams: set[tuple[str, ...]], lines: set[tuple[str, ...]], joined: str) -> float:
    if not block:
        return 0.0
    if len(block) >= GRAM + 2:
        own = [tuple(block[at : at + GRAM]) for at in range(len(block) - GRAM + 1)]
        return sum(gram in grams for gram in own) / len(own)
    if tuple(block) in lines:
        return 1.0
    return 0.4 if len(block) > 1 and f" {' '.join(block)} " in joined else 0.0


def _single_out_repeats(texts: Sequence[str], covered: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
    """Of blocks with one text, leave only the one in the best company labelled as article."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        places[text].append(index)
    mass = covered * sizes
    for same in places.values():
        if len(same) > 1 and covered[same[0]] > 0.5:
            company = [mass[max(0, index - 4) : index + 5].sum() for index in same]
            best = same[int(np.argmax(company))]
            covered[[index for index in same if index != best]] = 0


def bench_words(score: Any) -> Any:
    def words(text: str) -> list[str]:
        tokens: list[str] = score.TOK.findall(text)
        if len(score.CJK.findall(text)) > 0.3 * len(text):
            return [word for token in tokens for word in (token if score.CJK.search(token) else [token])]
        return tokens

    return words


def fitted(pages: Sequence[Labelled]) -> Any:
    from catboost import CatBoostClassifier

    weights = np.concatenate([page.weights for page in pages])
    model = CatBoostClassifier(**PARAMETERS)
    model.fit(
        np.vstack([page.rows for page in pages]),
        np.concatenate([page.labels for page in pages]),
        sample_weight=weights * len(weights) / weights.sum(),
    )
    return model


def cross_validated(seeds: int) -> dict[str, float]:
    """Return F1 a source on sites that the model has not seen: the mean over so many ways to part the sites."""
    words = bench_words(scorer())
    pages = [labelled(page, words) for page in gold_pages()]
    runs = [cross_validate(pages, seed) for seed in range(seeds)]
    return {source: sum(run[source] for run in runs) / seeds for source in runs[0]}


def cross_validate(pages: Sequence[Labelled], seed: int = 0) -> dict[str, float]:
    """Return F1 a source where no page was judged by a model that saw a page of its site."""
    sites = sorted({page.source.site for page in pages})
    np.random.default_rng(seed).shuffle(sites)
    fold = {site: rank % FOLDS for rank, site in enumerate(sites)}
    texts: dict[str, str] = {}
    for current in range(FOLDS):
        model = fitted([page for page in pages if fold[page.source.site] != current])
        for page in pages:
            if fold[page.source.site] == current:
                texts[page.source.id] = extracted(page, model)
    return f1_by_source(texts)


def extracted(page: Labelled, model: Any) -> str:
    if not page.page.blocks:
        return ""
    likely = model.predict_proba(page.rows)[:, 1]
    chances = relative(likely, page.rows[:, NAMES.index("size")])
    kept, _ = decided(page.page, chances, page.reasons)
    return "\n\n".join(page.page.blocks[index].text for index in kept)


def write(model: Any, path: Path) -> None:
    """Write the model as the arrays that ``cleaners.html.model`` reads."""
    with tempfile.TemporaryDirectory() as folder:
        model.save_model(f"{folder}/model.json", format="json")
        stored = json.loads(Path(folder, "model.json").read_text(encoding="utf-8"))
    trees, depth = stored["oblivious_trees"], PARAMETERS["depth"]
    columns = np.zeros((len(trees), depth), dtype=np.uint8)
    borders = np.full((len(trees), depth), np.finfo(np.float32).max, dtype=np.float32)
    leaves = np.zeros((len(trees), 2**depth), dtype=np.float16)
    scale, (bias,) = stored["scale_and_bias"]
    for rank, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[rank, level], borders[rank, level] = split["float_feature_index"], split["border"]
        leaves[rank, : len(tree["leaf_values"])] = np.array(tree["leaf_values"]) * scale
    np.savez_compressed(path, columns=columns, borders=borders, leaves=leaves, bias=bias, names=np.array(NAMES))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    words = bench_words(scorer())
    pages = [labelled(page, words) for page in gold_pages()]
    print(f"{len(pages)} pages, {sum(len(page.labels) for page in pages)} blocks, {len(NAMES)} features")
    print("kinds of label:", dict(Counter(int(label) for page in pages for label in page.labels)))
    if options.cross_validate:
        for source, value in cross_validate(pages).items():
            print(f"{source:20} {value:.4f}")
    if options.write:
        write(fitted(pages), options.write)


if __name__ == "__main__":
    main()
