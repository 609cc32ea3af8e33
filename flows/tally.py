"""What a run did, counted as it goes."""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.document import Document, Outcome
from storage.errors import TotalsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flows.batches import Batch
    from storage.alarms import Alarm
    from storage.drop import ReadDrop
    from storage.growth import Addition

# The longest items that are told: more are not read.
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a run as a report names it: never by its text. ``seconds`` (of a processor) took its cleaning."""

    drop: str
    place: str
    source: str
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DropTime:
    """How much of a processor (seconds) a drop took: to be read, and its documents to be cleaned."""

    drop: str
    documents: int
    seconds: float


@dataclass(slots=True)
class Tally:
    """What a run did, counted as it goes. ``read`` counts every document that came in, ``size`` their bytes.

    ``removed`` counts spans by rule, ``removed_by`` the same by source. ``oldest`` names the drop that was delivered
    before all others, ``arrived`` says when (seconds since the epoch), ``waited`` how long it had been there (seconds).
    """

    run_id: str
    store: str
    began: str = ""  # UTC, ISO 8601
    started: float = field(default_factory=time.monotonic)
    read: int = 0
    size: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    sources: dict[str, Counter[str]] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    removed_by: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counted: Counter[str] = field(default_factory=Counter)  # what drops held that is rightly no article, by kind
    settled: Counter[str] = field(default_factory=Counter)  # of earlier documents: `released`, `taken_out`
    slowest: list[Item] = field(default_factory=list)
    largest: list[Item] = field(default_factory=list)
    slowest_drops: list[DropTime] = field(default_factory=list)
    cleaning: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # of drops not at their end
    published: int = 0
    full_buckets: int = 0  # band keys that more documents had than are compared
    seconds: float = 0.0
    serial: float = 0.0  # seconds of it that matching, committing and publishing took
    oldest: str = ""
    arrived: float = 0.0
    waited: float = 0.0
    additions: list[Addition] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    page: str = ""  # key of the run's page in the store, "" for a run that left none

    def add(self, batch: Batch, ended: Sequence[Document]) -> None:
        """Count a committed batch."""
        self.read += len(batch.documents) + batch.skipped
        self.size += batch.size
        self.counted += batch.counted
        if batch.oldest and not 0 < self.arrived <= batch.oldest.arrived:
            self.oldest, self.arrived = batch.oldest.name, batch.oldest.arrived
            self.waited = time.time() - self.arrived
        self.outcomes[Outcome.SEEN] += batch.skipped
        for document in ended:
            self._add_document(document)
        items = [
            Item(one.drop, one.place, one.source, len(one.raw), one.seconds)
            for one in ended
            if one.outcome is not Outcome.SEEN
        ]
        self.slowest = heapq.nlargest(_LONGEST, [*self.slowest, *items], key=lambda item: item.seconds)
        self._add_drops(batch.read, ended)
        self.largest = heapq.nlargest(_LONGEST, [*self.largest, *items], key=lambda item: item.size)

    def _add_drops(self, read: Iterable[ReadDrop], ended: Sequence[Document]) -> None:
        for document in ended:
            self.cleaning[document.drop] += document.seconds
        times = [DropTime(one.name, one.documents, one.seconds + self.cleaning.pop(one.name, 0.0)) for one in read]
        self.slowest_drops = heapq.nlargest(_LONGEST, [*self.slowest_drops, *times], key=lambda one: one.seconds)

    def _add_document(self, document: Document) -> None:
        self.outcomes[str(document.outcome)] += 1
        self.sources.setdefault(document.source, Counter())[str(document.outcome)] += 1
        self.sizes[document.source] += len(document.raw)
        if document.reason:
            self.reasons[f"{document.outcome}: {document.reason}"] += 1
        if document.clean and document.outcome in (Outcome.STORED, Outcome.NEAR_DUPLICATE):
            rules = [removal.rule for removal in document.clean.removals]
            self.removed.update(rules)
            self.removed_by[document.source].update(rules)

    def close(self) -> None:
        """Check that in = sum of outcomes; stop the clock."""
        named = self.outcomes.total()
        if named != self.read:
            raise TotalsError(f"{self.read} documents in, {named} outcomes")
        self.seconds = time.monotonic() - self.started

    @property
    def wrote(self) -> bool:
        """Tell whether the run changed the corpus or its records."""
        return self.published > 0 or bool(self.settled) or self.outcomes.total() != self.outcomes[Outcome.SEEN]


def removed_most(counts: Iterable[tuple[str, Counter[str]]]) -> list[tuple[str, str, int]]:
    """Return of each source the rule that took most, with its spans; the sources with the most spans first."""
    by_size = sorted(counts, key=lambda item: (-item[1].total(), item[0]))
    return [(source, *rules.most_common(1)[0]) for source, rules in by_size if rules]
