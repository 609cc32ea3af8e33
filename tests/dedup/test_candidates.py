"""Candidate pairs: who is compared with whom, and how often at most."""

from __future__ import annotations

import numpy as np

from dedup.candidates import BUCKET_CAP, gather, propose
from dedup.memory import MemoryIndex
from dedup.record import Signature

NOTHING = np.empty(0, np.uint32)


def holding(*keys: int) -> Signature:
    return Signature("", NOTHING, NOTHING, NOTHING, np.array(keys, np.int64))


BAND, OTHER_BAND = 2, 4
ANCHOR, SECOND_ANCHOR = 3, 5


def test_one_shared_band_is_enough() -> None:
    """A band is several equal MinHash values."""
    assert propose({"a": holding(BAND), "b": holding(BAND, OTHER_BAND)}, []) == {("a", "b")}


def test_one_shared_anchor_is_not_enough_but_two_are() -> None:
    """A single run of words is often a stock phrase."""
    batch = {"a": holding(ANCHOR, SECOND_ANCHOR), "b": holding(ANCHOR), "c": holding(ANCHOR, SECOND_ANCHOR)}
    assert propose(batch, []) == {("a", "c")}


def test_indexed_documents_are_the_older_ones() -> None:
    """A pair names the document first seen first."""
    assert propose({"new": holding(BAND)}, [(BAND, "old")]) == {("old", "new")}


def test_a_document_is_no_candidate_of_itself() -> None:
    """A run that was cut short meets its own documents in the index."""
    assert propose({"a": holding(BAND)}, [(BAND, "a")]) == set()


def test_a_full_bucket_proposes_its_oldest_and_is_reported() -> None:
    """However many documents share a key, each new one costs BUCKET_CAP comparisons at most."""
    batch = {f"n{number:03}": holding(BAND) for number in range(200)}
    proposal = gather(batch, [(BAND, "old")])
    assert proposal.capped == {BAND}
    assert len(proposal.pairs) < 200 * BUCKET_CAP
    assert ("old", "n199") in proposal.pairs
    assert ("n000", "n199") in proposal.pairs
    assert ("n198", "n199") not in proposal.pairs


def test_pairs_do_not_depend_on_how_documents_are_batched() -> None:
    """One at a time, in threes or all at once: the same pairs, through the same index."""
    rng = np.random.default_rng(7)
    documents = {f"d{number:02}": holding(*rng.integers(0, 60, 12)) for number in range(60)}
    together = propose(documents, [])
    for size in (1, 3, 60):
        index, pairs = MemoryIndex(), set()
        names = list(documents)
        for start in range(0, len(names), size):
            batch = {name: documents[name] for name in names[start : start + size]}
            pairs |= propose(batch, index.hits(batch.values()))
            index.add(batch)
        assert pairs == together
