"""Scores of a clustering against labels: what benchmarks/neardup.py prints and tests/dedup/test_bench.py pins."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from pathlib import Path

APART = ("roundup", "shared-boilerplate")  # kinds that must not be tied to the article they borrow from


def read(path: Path) -> list[dict[str, Any]]:
    """Read a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def digest(path: Path) -> str:
    """Name the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Scores:
    """Of pairs: precision, recall, F1, adjusted Rand index. Of documents: B-cubed F1."""

    precision: float
    recall: float
    f1: float
    ari: float
    b_cubed: float


def score(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Scores:
    """Compare two partitions of the ids of ``gold``."""
    wanted, made = Counter(gold.values()), Counter(found[one] for one in gold)
    both = Counter((gold[one], found[one]) for one in gold)
    true, positive, claimed = (_pairs(counts.values()) for counts in (both, wanted, made))
    expected = positive * claimed / max(_pairs([len(gold)]), 1)
    highest = (positive + claimed) / 2
    precision, recall = (true / claimed if claimed else 1.0), (true / positive if positive else 1.0)
    return Scores(
        precision,
        recall,
        _mean(precision, recall),
        1.0 if highest == expected else (true - expected) / (highest - expected),
        _mean(
            sum(n * n / made[cell[1]] for cell, n in both.items()) / len(gold),
            sum(n * n / wanted[cell[0]] for cell, n in both.items()) / len(gold),
        ),
    )


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _mean(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def tied(rows: list[dict[str, Any]], found: Mapping[str, Hashable]) -> dict[str, float]:
    """Give, for each kind of altered copy, the share that sits in one cluster with its original."""
    originals = {row["of"]: row["id"] for row in rows if row["kind"] == "original"}
    copies = [row for row in rows if row["kind"] != "original"]
    kinds = Counter(row["kind"] for row in copies)
    hits = Counter(row["kind"] for row in copies if found[row["id"]] == found[originals[row["of"]]])
    return {kind: hits[kind] / count for kind, count in sorted(kinds.items())}


def overlapping(rows: Iterable[dict[str, Any]], found: Mapping[str, Hashable]) -> tuple[int, int]:
    """Of the scored pairs that were tied: how many are one event, and how many there are."""
    ties = [row["same_event"] for row in rows if row["a"] in found and found[row["a"]] == found.get(row["b"])]
    return sum(ties), len(ties)
