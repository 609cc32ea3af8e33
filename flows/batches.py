"""From drops to batches: each drop is fetched and read, and its documents are dealt out into commits.

drops ─ read before? ─► fetched ─► one page or text ──────────────────────────► batch, batch, batch …
└──► all else ─► the reading process ─ many ─►    a drop is remembered with its last
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from flows.reader import Order
from storage.delivery import plain_document, refused_whole
from storage.document import Document, Outcome
from storage.drop import ReadDrop
from storage.drops import fetch_drops
from storage.formats import Counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flows.reader import DropReader
    from flows.sources import Sources
    from storage.drop import Drop, Fetched
    from storage.formats import Limits
    from storage.store import Store

# A batch closes early at this many bytes, so that a batch of huge pages does not fill the memory.
_BATCH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit will hold: documents that were read, and how many the skipped drops hold.

    ``read`` are the drops whose last document it holds; ``counted`` says, by kind, what was rightly no article.
    ``oldest`` is the drop that was delivered before all others, None where nothing was read that tells;
    ``unchanged`` counts the skipped drops.
    """

    documents: Sequence[Document]
    read: Sequence[ReadDrop]
    skipped: int
    size: int
    counted: Counter[str] = field(default_factory=Counter)
    oldest: Drop | None = None
    unchanged: int = 0

    @property
    def drops(self) -> int:
        """Return how many drops end with it."""
        return len(self.read) + self.unchanged


@dataclass(frozen=True, slots=True)
class Reading:
    """How drops are read: by whom, under which limits, and what is configured of their sources."""

    reader: DropReader
    limits: Limits
    sources: Sources

    def documents(self, drops: Sequence[Drop]) -> Iterator[Document | Counted | ReadDrop]:
        """Yield what drops hold, in order, each drop's own end after it."""
        small = [drop for drop in drops if drop.size <= self.limits.drop_bytes]
        fetched = fetch_drops(small)
        for drop in drops:
            if drop.size > self.limits.drop_bytes:
                yield self._too_large(drop)
                yield ReadDrop(drop.name, drop.fingerprint, 1)
            else:
                yield from self._read(next(fetched))

    def _read(self, found: Fetched) -> Iterator[Document | Counted | ReadDrop]:
        drop = found.drop
        source, mapping = self.sources.told(drop)
        if found.error:
            yield refused_whole(drop.name, source, found.error)
            yield ReadDrop(drop.name, "", 1)
            return
        content = found.content
        # Shorter than the limits of a page and of a text: nothing is left to be checked.
        short = content is not None and len(content) <= min(self.limits.page_bytes, self.limits.text_chars)
        plain = plain_document(content, drop.name, source, mapping) if content is not None and short else None
        if plain:
            yield plain
            yield ReadDrop(drop.name, found.fingerprint, 1)
        else:
            yield from self.reader.read(Order(drop, content, found.fingerprint, source, mapping))

    def _too_large(self, drop: Drop) -> Document:
        source, _ = self.sources.told(drop)
        return refused_whole(drop.name, source, f"larger than {self.limits.drop_bytes // 2**20:,} MB")


def read_batches(store: Store, drops: Iterable[Drop], size: int, reading: Reading) -> Iterator[Batch]:
    """Read drops in batches of at most ``size`` documents; unchanged drops that were read before are only counted.

    A drop of many documents fills several batches, and is in the ``read`` of the one that holds its last.
    """
    left = iter(drops)
    while chunk := list(islice(left, size)):
        known = store.catalog.known_drops([drop.name for drop in chunk])
        batch = _OpenBatch()
        changed = [drop for drop in chunk if not batch.skip(drop, known.get(drop.name, ("", 0)))]
        batch.oldest = min((drop for drop in changed if drop.arrived), key=lambda drop: drop.arrived, default=None)
        for found in reading.documents(changed):
            # Only a document can be too many: a drop's end stays with its last document.
            if isinstance(found, Document) and batch.is_full(size):
                yield batch.close(store)
                batch = _OpenBatch()
            batch.take(found)
        yield batch.close(store)


@dataclass(slots=True)
class _OpenBatch:
    documents: list[Document] = field(default_factory=list)
    read: list[ReadDrop] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    size: int = 0
    oldest: Drop | None = None
    unchanged: int = 0

    def skip(self, drop: Drop, known: tuple[str, int]) -> bool:
        """Count a drop that was read before and has not changed since; tell whether it is one."""
        unchanged = bool(drop.fingerprint) and known[0] == drop.fingerprint
        self.skipped += known[1] if unchanged else 0
        self.unchanged += unchanged
        return unchanged

    def take(self, found: Document | Counted | ReadDrop) -> None:
        """Add what was read."""
        if isinstance(found, Counted):
            self.counted[found.kind] += found.number
        elif isinstance(found, ReadDrop):
            self.read.append(found)
        else:
            self.documents.append(found)
            self.size += len(found.raw) + len(found.body or "")

    def is_full(self, documents: int) -> bool:
        """Tell whether the next document belongs into another batch."""
        return len(self.documents) >= documents or self.size >= _BATCH_BYTES

    def close(self, store: Store) -> Batch:
        # What was delivered before needs no cleaning; the commit looks again, under its lock.
        known = store.catalog.known({document.document_id for document in self.documents})
        documents = [one.ends(Outcome.SEEN) if one.document_id in known else one for one in self.documents]
        read = tuple(self.read)
        return Batch(tuple(documents), read, self.skipped, self.size, self.counted, self.oldest, self.unchanged)
