"""De-duplication without a store: texts in, a placement for each out, in input order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.candidates import propose
from dedup.cluster import cluster
from dedup.memory import MemoryIndex
from dedup.record import Member
from dedup.sign import sign
from dedup.story import Report, stories
from dedup.thresholds import Thresholds
from dedup.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.record import Assignment, Match, Signature
    from dedup.scheme import SignatureScheme

# Texts signed and looked up at once: a second or so of work.
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Text:
    """One text to place. ``published`` is UTC ISO 8601 or ""; title and source are "" when not known."""

    id: str
    text: str
    title: str = ""
    published: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a text belongs: its cluster (named after the first-seen member), that one's canonical copy, its story.

    ``relation`` is an ``Assignment``'s, or ``duplicate``: the same text as an earlier one. ``jaccard`` and
    ``containment`` are those of the match that ties it to its cluster, 0 for an original.
    """

    id: str
    cluster: str
    canonical: str
    relation: str
    jaccard: float
    containment: float
    story: str


class Engine:
    """Takes texts in, batch by batch, and places them all at the end."""

    def __init__(self, scheme: SignatureScheme, thresholds: Thresholds | None = None) -> None:
        self._scheme = scheme
        self._thresholds = thresholds or Thresholds()
        self._index = MemoryIndex()
        self._texts: list[Text] = []
        self._first: dict[str, str] = {}  # text id -> the first text with it
        self._copies: dict[str, str] = {}  # exact duplicate -> its first copy
        self._members: dict[str, Member] = {}
        self._shingles: dict[str, NDArray[np.uint32]] = {}
        self._matches: list[Match] = []

    def take(self, texts: Sequence[Text]) -> None:
        """Sign, match and index texts that come after all taken before. Ids must be unique."""
        batch: dict[str, Signature] = {}
        for text, signature in zip(texts, sign([one.text for one in texts], self._scheme), strict=True):
            self._texts.append(text)
            first = self._first.setdefault(signature.text_id, text.id) if len(signature.shingles) else text.id
            if first != text.id:
                self._copies[text.id] = first
                continue
            batch[text.id] = signature
            self._members[text.id] = self._member(text, signature)
            self._shingles[text.id] = signature.shingles
        pairs = propose(batch, self._index.hits(batch.values()))
        self._matches += verify(pairs, self._shingles, self._scheme, self._thresholds)
        self._index.add(batch)

    def _member(self, text: Text, signature: Signature) -> Member:
        return Member(
            document_id=text.id,
            seq=len(self._texts),
            shingles=len(signature.shingles),
            published=text.published,
            source=text.source,
            title=text.title,
        )

    def placements(self) -> list[Placement]:
        """Place every text taken, in the order taken."""
        placed = {one.document_id: one for one in cluster(self._members.values(), self._matches)}
        told = stories(
            Report(text.id, placed[text.id].cluster_id, text.title, text.text, text.published)
            for text in self._texts
            if text.id in placed
        )
        return [self._placement(text, placed, told) for text in self._texts]

    def _placement(self, text: Text, placed: dict[str, Assignment], told: dict[str, str]) -> Placement:
        first = self._copies.get(text.id, text.id)
        found = placed[first]
        own = first == text.id
        return Placement(
            id=text.id,
            cluster=found.cluster_id,
            canonical=found.canonical,
            relation=found.relation if own else "duplicate",
            jaccard=found.jaccard if own else 1.0,
            containment=found.containment if own else 1.0,
            story=told[found.cluster_id],
        )


def cluster_texts(
    texts: Sequence[Text],
    scheme: SignatureScheme,
    thresholds: Thresholds | None = None,
    batch: int = _BATCH,
) -> list[Placement]:
    """Place each text. ``batch`` changes how the work is cut, not what comes out."""
    engine = Engine(scheme, thresholds)
    for start in range(0, len(texts), batch):
        engine.take(texts[start : start + batch])
    return engine.placements()
