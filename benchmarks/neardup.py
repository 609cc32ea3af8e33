"""Near-duplicates against other tools, in one process on one core.

usage: python benchmarks/neardup.py [--quick]

Reads ../shared/bench; prints Markdown tables. rensa is measured when it is installed. All speeds are CPU time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402  the thread setting and the paths come first
from datasketch import MinHash, MinHashLSH  # noqa: E402
from neardup_scores import overlapping, read, score, tied  # noqa: E402
from results import recorded  # noqa: E402

from dedup.engine import Engine, Text  # noqa: E402
from dedup.forest import Forest  # noqa: E402
from dedup.minhash import minhash  # noqa: E402
from dedup.scheme import SignatureScheme  # noqa: E402
from dedup.sign import _chunks, _distinct, _runs, sign  # noqa: E402
from dedup.story import Report, stories  # noqa: E402
from dedup.tokens import streams, tokens  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BENCH = ROOT.parent / "shared" / "bench"
STORY_SETS = ("ecbplus", "fnc1", "gvc", "basil", "allsides")
OVERLAP_SETS = ("ecbplus", "fnc1", "gva", "basil", "allsides")
WORDS = 612  # tokens of a text in the speed table: the mean of an article
Rows = list[dict[str, Any]]


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of ``work``."""
    start = time.process_time()
    work()
    return time.process_time() - start


def grams(text: str, length: int) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(words[i : i + length]).encode() for i in range(max(len(words) - length + 1, 1))]


def table(title: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for line in lines:
        print("| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in line) + " |")


def components(ids: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    forest = Forest(ids)
    for one, other in pairs:
        forest.join(one, other)
    return {one: forest.find(one) for one in ids}


def as_texts(rows: Rows) -> list[Text]:
    return [
        Text(row["id"], row["text"] or "", row.get("title") or "", row.get("published") or "", row.get("source") or "")
        for row in rows
    ]


def winnow(rows: Rows, batch: int = 10_000) -> dict[str, str]:
    engine, texts = Engine(SignatureScheme.create(1)), as_texts(rows)
    for start in range(0, len(texts), batch):
        engine.take(texts[start : start + batch])
    return {one.id: one.cluster for one in engine.placements()}


def datasketch_lsh(rows: Rows, length: int, permutations: int, **setting: Any) -> dict[str, str]:
    """Join raw LSH hits into components, as text-dedup and datatrove do, over datasketch's own index."""
    lsh = MinHashLSH(num_perm=permutations, **setting)
    sketches = MinHash.bulk([grams(row["text"], length) for row in rows], num_perm=permutations)
    pairs = []
    for row, sketch in zip(rows, sketches, strict=True):
        pairs += [(row["id"], other) for other in lsh.query(sketch)]
        lsh.insert(row["id"], sketch)
    return components([row["id"] for row in rows], pairs)


def rensa_lsh(rows: Rows) -> dict[str, str]:
    import rensa

    lsh = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    pairs = []
    for number, row in enumerate(rows):
        sketch = rensa.RMinHash(num_perm=128, seed=1)
        sketch.update([gram.decode() for gram in grams(row["text"], 3)])
        pairs += [(row["id"], rows[other]["id"]) for other in lsh.query(sketch)]
        lsh.insert(number, sketch)
    return components([row["id"] for row in rows], pairs)


def has_rensa() -> bool:
    try:
        import rensa  # noqa: F401
    except ImportError:
        return False
    return True


def quality(rows: Rows) -> None:
    """Score every tool on altered copies of real articles."""
    gold = {row["id"]: row["cluster"] for row in rows}
    tools: dict[str, Callable[[], dict[str, str]]] = {
        "**winnow cluster**": lambda: winnow(rows),
        "datasketch LSH, 3-grams, threshold .5": lambda: datasketch_lsh(rows, 3, 128, threshold=0.5),
        "3-grams, 32 x 4, connected components": lambda: datasketch_lsh(rows, 3, 128, params=(32, 4)),
        "datatrove's settings: 5-grams, 14 x 8": lambda: datasketch_lsh(rows, 5, 112, params=(14, 8)),
        "text-dedup's settings: 5-grams, threshold .7": lambda: datasketch_lsh(rows, 5, 256, threshold=0.7),
    }
    if has_rensa():
        tools["rensa LSH, 3-grams, 32 bands"] = lambda: rensa_lsh(rows)
    found: dict[str, dict[str, str]] = {}
    lines = []
    for name, cluster in tools.items():
        seconds = cpu(lambda name=name, cluster=cluster: found.update({name: cluster()}))  # type: ignore[misc]
        got = score(gold, found[name])
        lines.append((name, got.precision, got.recall, got.f1, got.ari, got.b_cubed, f"{len(rows) / seconds:,.0f}"))
    head = ("tool", "pair precision", "pair recall", "pair F1", "ARI", "B-cubed F1", "texts a second")
    table(f"Altered copies ({len(rows):,} texts)", head, lines)
    ours, usual = (tied(rows, found[name]) for name in ("**winnow cluster**", "datatrove's settings: 5-grams, 14 x 8"))
    kinds = [(kind, ours[kind], usual[kind]) for kind in ours]
    table("Tied to their original, by kind", ("kind", "winnow", "datatrove's settings"), kinds)


def overlap() -> None:
    """Tell how many ties between real articles are ties of one event."""
    pairs = read(BENCH / "cluster" / "silver_overlap.pairs.jsonl.gz")
    lines = []
    for name in OVERLAP_SETS:
        found = winnow(read(BENCH / "cluster" / f"{name}.jsonl.gz"))
        same, ties = overlapping((pair for pair in pairs if pair["dataset"] == name), found)
        lines.append((name, ties, same))
    total, same = sum(line[1] for line in lines), sum(line[2] for line in lines)
    table(
        "Overlapping pairs of real articles that were tied",
        ("set", "tied", "one event", "precision"),
        [(*line, line[2] / max(line[1], 1)) for line in [*lines, ("all", total, same)]],
    )


def coverage() -> None:
    """Score stories on coverage of one event in different words, beside what near-duplicates alone give."""
    lines = []
    for name in STORY_SETS:
        rows = read(BENCH / "cluster" / f"{name}.jsonl.gz")
        gold = {row["id"]: row["event"] for row in rows if row["event"] is not None}
        told = stories(Report(t.id, t.id, t.title, t.text, t.published) for t in as_texts(rows))
        got, copies = score(gold, told), score(gold, winnow(rows))
        lines.append((name, len(rows), got.b_cubed, got.f1, got.precision, got.recall, copies.b_cubed, copies.f1))
    means = [sum(line[place] for line in lines) / len(lines) for place in range(2, 8)]
    head = ("set", "texts", "B-cubed F1", "pair F1", "precision", "recall", "clusters alone: B-cubed", "pair F1")
    table("Stories: one event in different words", head, [*lines, ("mean", "", *means)])


def bare_signatures(texts: list[str], scheme: SignatureScheme) -> object:
    """Give the whole-text MinHash values and nothing else, by the steps that ``sign`` takes."""
    found = []
    for chunk in _chunks(texts):
        runs, places = _runs(tokens(streams(chunk), scheme.seed), scheme.shingle)
        shingles = _distinct((runs >> np.uint64(32)).astype(np.uint32), places)
        found.append(minhash(shingles, scheme.permutations, scheme.seed))
    return found


def speed(rows: Rows, count: int) -> None:
    """Compare signature throughput on texts of one length, the tools taking turns."""
    words = " ".join(row["text"] for row in rows).split()
    texts = [" ".join(words[start : start + WORDS]) for start in range(0, WORDS * count, WORDS)]
    scheme = SignatureScheme.create(1)
    few = texts[: count // 5]
    tools: dict[str, tuple[list[str], Callable[[list[str]], object]]] = {
        "**winnow sign** (128 + 32 permutations, keys, text id)": (texts, lambda some: sign(some, scheme)),
        "winnow, the 128 permutations alone: what the others give": (texts, lambda some: bare_signatures(some, scheme)),
        "datasketch bulk, sha1, 3-gram strings": (
            few,
            lambda some: MinHash.bulk([grams(text, 3) for text in some], num_perm=128),
        ),
    }
    if has_rensa():
        import rensa

        tools["rensa, 3-gram strings"] = (
            few,
            lambda some: rensa.RMinHash.digest_matrix_from_token_sets(
                [[gram.decode() for gram in grams(text, 3)] for text in some], 128, 1
            ),
        )
    sign(texts[:50], scheme)
    rates: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(5):
        for name, (some, work) in tools.items():
            rates[name].append(len(some) / cpu(lambda some=some, work=work: work(some)))  # type: ignore[misc]
    base = median(rates["datasketch bulk, sha1, 3-gram strings"])
    lines = [(name, f"{median(rate):,.0f}", f"{median(rate) / base:.1f}") for name, rate in rates.items()]
    table(f"Signatures of {WORDS} words, median of five turns", ("tool", "texts a second", "times datasketch"), lines)


def floods(count: int) -> None:
    """Time what breaks a plain LSH: many copies of one text, and one block planted in many texts."""
    rng = np.random.default_rng(1)
    vocabulary = np.array(["".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 6)) for _ in range(20_000)])

    def prose(length: int) -> str:
        return " ".join(rng.choice(vocabulary, length))

    text, block = prose(600), prose(60)
    near = [f"{text[:1800]} number{number} {text[1800:]}" for number in range(count)]
    cases = {
        "identical texts": [text] * count,
        "texts that differ in a word": near,
        "texts with one planted block of 60 words": [f"{prose(100)} {block} {prose(240)}" for _ in range(count)],
        "unrelated texts": [prose(400) for _ in range(count)],
    }
    lines = []
    for name, texts in cases.items():
        rows = [{"id": str(number), "text": one} for number, one in enumerate(texts)]
        half = cpu(lambda rows=rows: winnow(rows[: count // 2]))  # type: ignore[misc]
        found: dict[str, str] = {}
        full = cpu(lambda rows=rows, found=found: found.update(winnow(rows)))  # type: ignore[misc]
        lines.append((name, f"{half:.1f}", f"{full:.1f}", len(set(found.values()))))
    table(f"Floods of {count:,}", ("case", "seconds, half", "seconds, all", "clusters"), lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the texts in the speed and flood tables")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    if not BENCH.is_dir():
        sys.exit(f"{BENCH} is not there: nothing to measure on")
    rows = read(BENCH / "neardup" / "dev.jsonl.gz")
    with recorded("neardup", "Near-duplicates", ("datasketch", "rensa", "numpy"), write=options.write):
        quality(rows)
        overlap()
        coverage()
        speed(rows, 500 if options.quick else 2_500)
        floods(2_000 if options.quick else 10_000)


if __name__ == "__main__":
    main()
