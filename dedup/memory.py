"""An index of keys in memory, for runs without a store: sorted arrays that are merged as they grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.candidates import BUCKET_CAP

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from dedup.record import Signature


@dataclass(frozen=True, slots=True)
class _Segment:
    """Keys in order, int64, each with the number of its document; the older document of two with one key first."""

    keys: NDArray[np.int64]
    documents: NDArray[np.int32]


class MemoryIndex:
    """Which documents hold a key: 12 bytes an entry. Each segment is at least twice as long as the next younger one."""

    __slots__ = ("_ids", "_segments")

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._segments: list[_Segment] = []

    def add(self, batch: Mapping[str, Signature]) -> None:
        """Enter the keys of documents that are younger than all that are in."""
        if not batch:
            return
        sizes = [len(signature.keys) for signature in batch.values()]
        numbers = np.arange(len(self._ids), len(self._ids) + len(batch), dtype=np.int32)
        self._ids += batch
        keys = np.concatenate([signature.keys for signature in batch.values()])
        self._segments.append(_in_order(keys, np.repeat(numbers, sizes)))
        while len(self._segments) > 1 and len(self._segments[-2].keys) < 2 * len(self._segments[-1].keys):
            younger, older = self._segments.pop(), self._segments.pop()
            keys = np.concatenate([older.keys, younger.keys])
            self._segments.append(_in_order(keys, np.concatenate([older.documents, younger.documents])))

    def hits(self, signatures: Collection[Signature]) -> Iterator[tuple[int, str]]:
        """Give (key, document_id) for each key of ``signatures`` that is in, a key's oldest documents first."""
        if not signatures:
            return
        wanted = np.unique(np.concatenate([signature.keys for signature in signatures]))
        for segment in self._segments:
            starts = np.searchsorted(segment.keys, wanted, "left")
            ends = np.minimum(np.searchsorted(segment.keys, wanted, "right"), starts + BUCKET_CAP)
            held = np.flatnonzero(ends > starts)
            for key, start, end in zip(wanted[held].tolist(), starts[held].tolist(), ends[held].tolist(), strict=True):
                for number in segment.documents[start:end].tolist():
                    yield key, self._ids[number]


def _in_order(keys: NDArray[np.int64], documents: NDArray[np.int32]) -> _Segment:
    order = np.argsort(keys, kind="stable")
    return _Segment(keys[order], documents[order])
