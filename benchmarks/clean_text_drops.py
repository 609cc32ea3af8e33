"""The labelled flattened texts of ``../shared/bench/clean``, as the text door reads them."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleaners.text.columns import layout_of
from cleaners.text.door import line_rules
from cleaners.text.lines import read_lines
from cleaners.text.model import judged_lines
from cleaners.text.shape import shape_table
from cleaners.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cleaners.text.words import Words

BENCH: Final = Path(__file__).resolve().parents[2] / "shared" / "bench" / "clean"
FOLDS: Final = 4  # of sites; whoever writes rules looks at the sites of the first two only
CLEAN: Final = "clean"  # a style of our own: the gold text itself, of which every line stays
_COVERED: Final = 0.8  # of the gold stands in the text: with less, the labels are doubtful
_TRUST_OF_DOUBTFUL: Final = 0.3


@dataclass(frozen=True, slots=True)
class Drop:
    """A flattened page: the lines of which the cleaner asks the model, their labels and the rules that take them."""

    style: str
    site: str
    source: str
    texts: list[str]
    words: Words
    shapes: NDArray[np.float32]
    labels: NDArray[np.int8]
    rules: list[str]
    trust: float


def fold_of(site: str, folds: int = FOLDS) -> int:
    """Return which of so many folds the site belongs to."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % folds


def rows_of(bench: Path, style: str = "*") -> Iterator[dict[str, Any]]:
    """Yield the bench's own records of a style."""
    for path in sorted(bench.glob(f"drop_{style}.jsonl.gz")):
        for line in gzip.decompress(path.read_bytes()).splitlines():
            yield json.loads(line)


def read_drops(bench: Path) -> Iterator[Drop]:
    """Yield every text of every style, and the well covered gold bodies as texts of the style ``clean``."""
    for row in rows_of(bench):
        yield from _drop(row)
        if row["style"] == "traf_recall_comments" and row["gold_cov"] > 0.9:
            yield from _drop(row | {"style": CLEAN, "drop_text": row["gold_text"], "labels": ""})


def starts_of(drops: Sequence[Drop]) -> NDArray[np.int64]:
    """Return where the lines of each drop begin among all lines, and where the last one's end."""
    return np.cumsum([0, *(len(drop.texts) for drop in drops)])


def spans_of(drops: Sequence[Drop]) -> Iterator[tuple[Drop, slice]]:
    """Yield every drop with the slice of its lines."""
    yield from ((drop, slice(*ends)) for drop, ends in zip(drops, pairwise(starts_of(drops).tolist()), strict=True))


def _drop(row: dict[str, Any]) -> Iterator[Drop]:
    lines = read_lines(row["drop_text"])
    if not lines:
        return
    raw = row["drop_text"].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    labels = row["labels"] or "1" * len(raw)
    ends = [line.place for line in lines[1:]] + [len(raw) + 1]
    majority = [_majority(raw, labels, line.place, end) for line, end in zip(lines, ends, strict=True)]
    all_texts = [line.text for line in lines]
    all_rules = line_rules(all_texts)
    judged = judged_lines(all_texts, all_rules)
    texts = all_texts[judged]
    yield Drop(
        row["style"],
        row["site"],
        row["source"],
        texts,
        words_of(texts, layout_of([len(texts)])),
        shape_table(texts),
        np.array(majority[judged], np.int8),
        all_rules[judged],
        1.0 if row["gold_cov"] >= _COVERED else _TRUST_OF_DOUBTFUL,
    )


def _majority(raw: Sequence[str], labels: str, start: int, end: int) -> int:
    votes = [(len(raw[place - 1]), int(labels[place - 1])) for place in range(start, end) if raw[place - 1].strip()]
    return int(2 * sum(size * label for size, label in votes) >= sum(size for size, _ in votes))
