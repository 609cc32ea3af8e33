"""What cleaning again makes of documents that the corpus has: decided before anything is written.

withdrawn, or held?             ─► out of the corpus, or kept out
              └► text of another ─► its duplicate
              └► own text        ─► in the corpus; indexed again only if the text is another one
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.document import Document, Outcome
from storage.items import RELEASED, held_if_told
from storage.parts import article_row, as_read, pack_articles, read_rows
from storage.rows import described, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.parts import Part
    from storage.store import Store
    from storage.transaction import Transaction

OWN_TEXT = (Outcome.STORED, Outcome.NEAR_DUPLICATE)


@dataclass(slots=True)
class Recleaned:
    """A batch, decided. ``rows`` are the catalog's rows of its documents as they are before."""

    rows: Mapping[str, Any]
    documents: dict[str, Document]
    own: dict[str, Document] = field(default_factory=dict)  # has a text of its own now
    duplicates: dict[str, str] = field(default_factory=dict)  # document -> the one with its text
    held: dict[str, str] = field(default_factory=dict)  # document -> why
    withdrawn: dict[str, str] = field(default_factory=dict)  # document -> why
    left: list[str] = field(default_factory=list)  # can't be decided now: a copy of it is not in the batch

    @property
    def entering(self) -> set[str]:
        """Documents whose text goes into the index: new there, or another text than before."""
        return {name for name, one in self.own.items() if not self._same_text(name, one)}

    @property
    def leaving(self) -> set[str]:
        """Documents whose old text goes out of the index."""
        had = {name for name, row in self.rows.items() if row.part and name in self.documents}
        return had - (self.own.keys() - self.entering)

    def _same_text(self, name: str, document: Document) -> bool:
        row = self.rows[name]
        return bool(row.part) and bool(row.text_id == signed(document).text_id)

    def new_row(self, name: str) -> dict[str, Any]:
        """Return a document's row as it is to be, but for its part and the part of its cluster in its outcome."""
        row, document = self.rows[name]._asdict(), self.documents[name]
        told = described(document) if document.clean else {}
        return {**row, **told, "outcome": str(self.outcome(name)), "reason": self._reason(name)}

    def _reason(self, name: str) -> str:
        reason = (self.withdrawn | self.held).get(name, "")
        if reason or not self.documents[name].released:
            return reason
        return f"{RELEASED}{self.rows[name].reason.removeprefix(RELEASED)}"

    def outcome(self, name: str) -> Outcome:
        """Return how a document ends now; whether a new text is a copy is not known before it is clustered."""
        if name in self.withdrawn:
            return Outcome.WITHDRAWN
        if name in self.held:
            return Outcome.HELD
        if name in self.duplicates:
            return Outcome.DUPLICATE
        before = self.rows[name].outcome
        return Outcome(before) if before in OWN_TEXT else Outcome.STORED


def decide(transaction: Transaction, documents: Sequence[Document], now: str) -> Recleaned:
    """Decide what each document is at ``now``. Those that another run changed meanwhile are decided anew.

    What was withdrawn meanwhile stays so.
    """
    batch = {document.document_id: held_if_told(document, now) for document in documents}
    standing = transaction.descriptions(batch.keys())
    rows = {row.document_id: row for row in standing if row.outcome != Outcome.WITHDRAWN}
    apart = {parent for follower, parent in transaction.followers(rows.keys()).items() if follower not in batch}
    found = Recleaned(rows, {name: batch[name] for name in rows.keys() - apart}, left=sorted(apart))
    texts = {one.signature.text_id for one in found.documents.values() if one.signature}
    owners = {text: name for text, name in transaction.text_owners(texts).items() if name not in found.documents}
    # Whoever has its text already keeps it; else the one that was seen first has it.
    in_order = sorted(found.documents, key=lambda name: (not _keeps_text(found, name), rows[name].seq))
    for name in in_order:
        _place(found, name, owners)
    return found


def _keeps_text(found: Recleaned, name: str) -> bool:
    signature, row = found.documents[name].signature, found.rows[name]
    return bool(row.part) and signature is not None and bool(row.text_id == signature.text_id)


def _place(found: Recleaned, name: str, owners: dict[str, str]) -> None:
    document = found.documents[name]
    if document.outcome is Outcome.WITHDRAWN:
        found.withdrawn[name] = document.reason
        return
    if document.outcome is Outcome.HELD or document.signature is None:
        found.held[name] = document.reason
        return
    owner = owners.setdefault(document.signature.text_id, name)
    if owner == name:
        found.own[name] = document
    else:
        found.duplicates[name] = owner


@dataclass(frozen=True, slots=True)
class ReplacedArticles:
    """The new part, the parts that it takes the place of, and the documents that have another row in it.

    ``before``: the rows of the batch's documents in the parts that they are in.
    """

    part: Part | None
    replaced: frozenset[str]
    changed: frozenset[str]
    before: Mapping[str, Mapping[str, Any]]


def replace_articles(store: Store, found: Recleaned) -> ReplacedArticles:
    """Pack the articles that changed, with the others of their parts as they are."""
    keys = {found.rows[name].part for name in found.documents} - {""}
    parts = {key: as_read(read_rows(store.objects.get(key))) for key in sorted(keys)}  # an older part has fewer columns
    before = {row["document_id"]: row for several in parts.values() for row in several}
    new = {row["document_id"]: row for row in as_read([_article(found, name) for name in found.own])}
    changed = {name for name, row in new.items() if not found.rows[name].part or _told(row) != _told(before[name])}
    out = {name for name in found.documents if found.rows[name].part and name not in found.own}
    replaced = {found.rows[name].part for name in changed | out} - {""}
    kept = [row for key in sorted(replaced) for row in parts[key] if row["document_id"] not in changed | out]
    packed = kept + [new[name] for name in sorted(changed, key=lambda name: found.rows[name].seq)]
    part = pack_articles(packed) if packed else None
    return ReplacedArticles(part, frozenset(replaced), frozenset(changed), before)


def _article(found: Recleaned, name: str) -> dict[str, Any]:
    row = found.rows[name]
    return article_row(found.documents[name], row.version_of or None, datetime.fromisoformat(row.first_seen))


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    # Another cleaner that says the same leaves the article as it is.
    return {name: value for name, value in row.items() if name != "cleaner_version"}
