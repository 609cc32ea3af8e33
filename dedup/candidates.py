"""Candidate pairs: which documents share enough keys to be worth an exact comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.keys import is_anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.record import Signature

# A key stands for its oldest documents only: whoever comes later is compared with these and leaves no entry. So ten
# thousand copies, or ten thousand texts with one crafted block, cost ten thousand times this many comparisons.
BUCKET_CAP = 16

# One shared anchor is often a stock phrase; two are hardly ever. One shared band is four equal MinHash values.
MIN_ANCHORS = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Candidate ``pairs`` (older, newer), and the ``capped`` keys: more documents hold them than BUCKET_CAP."""

    pairs: set[tuple[str, str]]
    capped: frozenset[int]


def propose(batch: Mapping[str, Signature], hits: Iterable[tuple[int, str]]) -> set[tuple[str, str]]:
    """Give the candidate pairs of ``gather``."""
    return gather(batch, hits).pairs


def gather(batch: Mapping[str, Signature], hits: Iterable[tuple[int, str]]) -> Proposal:
    """Pair each document of ``batch`` with indexed documents and with those before it in the batch.

    ``hits`` are (key, document_id) of indexed documents for any of the batch's keys, the oldest document of a key
    first; more than BUCKET_CAP of one key are ignored. Documents that the batch holds are not taken from ``hits``.
    """
    buckets: defaultdict[int, list[str]] = defaultdict(list)
    capped: set[int] = set()
    for key, document_id in hits:
        if document_id not in batch:
            _enter(buckets[key], key, document_id, capped)
    pairs: set[tuple[str, str]] = set()
    for document_id, signature in batch.items():
        keys = signature.keys.tolist()
        pairs.update((older, document_id) for older in _partners(keys, buckets))
        for key in keys:
            _enter(buckets[key], key, document_id, capped)
    return Proposal(pairs, frozenset(capped))


def _enter(bucket: list[str], key: int, document_id: str, capped: set[int]) -> None:
    if len(bucket) < BUCKET_CAP:
        bucket.append(document_id)
    else:
        capped.add(key)


def _partners(keys: list[int], buckets: Mapping[int, list[str]]) -> set[str]:
    """Give the documents that share a band, or MIN_ANCHORS anchors, with a document of these keys."""
    partners: set[str] = set()
    anchored: Counter[str] = Counter()
    for key in keys:
        if bucket := buckets.get(key):
            (anchored if is_anchor(key) else partners).update(bucket)
    partners.update(document_id for document_id, count in anchored.items() if count >= MIN_ANCHORS)
    return partners
