"""The engine without a store: placements for a stream of texts."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.engine import Placement, Text, cluster_texts
from dedup.scheme import SignatureScheme

SCHEME = SignatureScheme.create(11)
WORDS = [
    f"{a}{b}{c}" for a in ("kar", "mo", "tels", "vin", "ur") for b in ("a", "ento", "i", "oss") for c in "dklmnrst"
]


def prose(seed: int, length: int = 300) -> str:
    return " ".join(np.random.default_rng(seed).choice(WORDS, length))


def edited(text: str, seed: int, share: float = 0.06) -> str:
    rng = np.random.default_rng(seed)
    return " ".join(rng.choice(WORDS) if rng.random() < share else word for word in text.split())


def part(text: str, start: float, end: float) -> str:
    words = text.split()
    return " ".join(words[int(len(words) * start) : int(len(words) * end)])


def corpus() -> list[Text]:
    """Thirty articles of 160 to 460 invented words, each with an edited copy and three cut ones, and round-ups."""
    texts = []
    for seed in range(30):
        full = prose(seed, 160 + seed * 10)
        texts += [
            Text(f"{seed}-full", full),
            Text(f"{seed}-edit", edited(full, seed)),
            Text(f"{seed}-head", part(full, 0, 0.3)),
            Text(f"{seed}-middle", part(full, 0.3, 0.7)),
            Text(f"{seed}-tail", part(full, 0.6, 1)),
        ]
    for start in range(0, 25, 5):
        leads = [" ".join(prose(seed, 160 + seed * 10).split()[:40]) for seed in range(start, start + 5)]
        texts.append(Text(f"roundup-{start}", "\n".join(leads)))
    return [texts[place] for place in np.random.default_rng(1).permutation(len(texts))]


def partition(placements: list[Placement]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for one in placements:
        groups.setdefault(one.cluster, set()).add(one.id)
    return {frozenset(group) for group in groups.values()}


def test_every_copy_is_tied_and_nothing_else() -> None:
    """Edited, cut at either end or in the middle; round-ups stay alone."""
    expected = {
        frozenset(f"{seed}-{kind}" for kind in ("full", "edit", "head", "middle", "tail")) for seed in range(30)
    }
    expected |= {frozenset({f"roundup-{start}"}) for start in range(0, 25, 5)}
    assert partition(cluster_texts(corpus(), SCHEME)) == expected


@pytest.mark.parametrize("batch", [1, 16, 10_000])
@pytest.mark.parametrize("order", [1, -1])
def test_batches_and_order_do_not_change_the_clusters(batch: int, order: int) -> None:
    """One at a time, in ten batches or all at once, forwards or backwards."""
    texts = corpus()[::order]
    placements = cluster_texts(texts, SCHEME, batch=batch)
    assert [one.id for one in placements] == [text.id for text in texts]
    assert partition(placements) == partition(cluster_texts(corpus(), SCHEME))
    seen: set[str] = set()
    for one in placements:
        assert one.cluster == one.id or one.cluster in seen, "a cluster is named after its first-seen member"
        seen.add(one.id)


def test_an_exact_duplicate_follows_its_first_copy() -> None:
    """Case, punctuation and line breaks don't make a text another text."""
    text = prose(1)
    first, again = cluster_texts([Text("a", text), Text("b", text.upper().replace(" ", ",\n"))], SCHEME)
    assert (first.relation, again.relation, again.cluster, again.story) == ("original", "duplicate", "a", "a")
    assert again.jaccard == again.containment == 1.0


def test_texts_without_words_are_not_copies_of_each_other() -> None:
    """Nothing in common is nothing in common."""
    assert [one.cluster for one in cluster_texts([Text("a", ""), Text("b", "  "), Text("c", "…")], SCHEME)] == [*"abc"]


def test_no_texts_give_no_placements() -> None:
    """An empty input is an empty output."""
    assert cluster_texts([], SCHEME) == []


def test_a_crafted_block_merges_nothing() -> None:
    """Two thousand different texts that share sixty words, which a forger might plant, stay two thousand."""
    block = prose(99, 60)
    texts = [Text(str(seed), f"{prose(seed, 100)} {block} {prose(10_000 + seed, 200)}") for seed in range(2_000)]
    assert len(partition(cluster_texts(texts, SCHEME))) == 2_000


def test_unspaced_scripts_are_compared_too() -> None:
    """A cut-down Chinese reprint is tied to its article, another article is not."""
    rng = np.random.default_rng(4)
    full, other = ("".join(chr(0x4E00 + int(rng.integers(3_000))) for _ in range(400)) for _ in range(2))
    placements = cluster_texts([Text("full", full), Text("other", other), Text("cut", full[120:300])], SCHEME)
    assert [one.cluster for one in placements] == ["full", "other", "full"]
    assert placements[2].relation in {"excerpt", "reprint"}
