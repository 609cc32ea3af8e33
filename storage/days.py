"""What came from each source on each day: counted in the transaction that commits it, read by the alarms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import schema
from storage.document import Document, Outcome
from storage.queries import rows_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from storage.transaction import Transaction

_OUTCOMES = tuple(outcome.value for outcome in Outcome)
_NOT_CLEANED = (Outcome.SEEN, Outcome.QUARANTINED, Outcome.WITHDRAWN)
_SUMS = (*_OUTCOMES, "size", "kept", "removed")
# Sources that one statement deletes: SQLite takes 32,766 parameters.
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class SourceDay:
    """What came from one source on one day (UTC); ``first`` and ``last`` are the moments, ``gap`` is in seconds.

    ``kept`` and ``removed`` are characters of what was cleaned.
    """

    day: str
    source: str
    outcomes: Mapping[str, int]
    size: int
    kept: int
    removed: int
    first: datetime
    last: datetime
    gap: int
    languages: Mapping[str, int] = field(default_factory=dict)

    @property
    def cleaned(self) -> int:
        """How many documents were cleaned: all that was new and could be read."""
        return sum(self.outcomes[one] for one in _OUTCOMES if one not in _NOT_CLEANED)

    @property
    def removed_share(self) -> float:
        """Share of the characters that the cleaner took out."""
        whole = self.kept + self.removed
        return self.removed / whole if whole else 0.0


def note_day(transaction: Transaction, ended: Sequence[Document], now: datetime) -> None:
    """Add a batch to its day. A source from which nothing new came is not touched: it is silent."""
    new = {_source(document) for document in ended if document.outcome is not Outcome.SEEN}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    languages: Counter[tuple[str, str]] = Counter()
    for document in ended:
        if _source(document) in new:
            counts[_source(document)].update(_counted(document))
        if _was_cleaned(document):
            languages[_source(document), _language(document)] += 1
    _add_counts(transaction, counts, now)
    _add_languages(transaction, languages, now)


def _add_counts(transaction: Transaction, counts: Mapping[str, Counter[str]], now: datetime) -> None:
    table, day = schema.source_days, now.date().isoformat()
    sources = counts.keys()
    query = select(table.c.source, func.max(table.c.last)).group_by(table.c.source)
    last = dict(rows_in(transaction.connection, query, table.c.source, sources))
    today = {row.source: row._asdict() for row in _of_day(transaction, table, day, sources)}
    rows = []
    for source, counted in sorted(counts.items()):
        before = today.get(source, {"first": now.isoformat()})
        row = {**before, "source": source, "day": day, "last": now.isoformat()}
        row |= {name: before.get(name, 0) + counted[name] for name in _SUMS}
        rows.append(row | {"gap": max(before.get("gap", 0), _seconds_since(last.get(source), now))})
    _replace(transaction, table, day, rows)


def _add_languages(transaction: Transaction, counts: Mapping[tuple[str, str], int], now: datetime) -> None:
    table, day = schema.language_days, now.date().isoformat()
    sources = {source for source, _ in counts}
    total = Counter(
        {(row.source, row.language): row.documents for row in _of_day(transaction, table, day, sources)}
    ) + Counter(counts)
    rows = [
        {"source": source, "day": day, "language": language, "documents": count}
        for (source, language), count in sorted(total.items())
    ]
    _replace(transaction, table, day, rows)


def _of_day(transaction: Transaction, table: Table, day: str, sources: Collection[str]) -> Iterator[Any]:
    return rows_in(transaction.connection, select(table).where(table.c.day == day), table.c.source, sources)


def _replace(transaction: Transaction, table: Table, day: str, rows: Sequence[Mapping[str, Any]]) -> None:
    left = iter({row["source"] for row in rows})
    while chunk := list(islice(left, _CHUNK)):
        transaction.connection.execute(table.delete().where(table.c.source.in_(chunk), table.c.day == day))
    transaction.add(table, rows)


def forget_days(transaction: Transaction, before: str) -> None:
    """Delete what is counted of days before one: no alarm looks back so far."""
    for table in (schema.source_days, schema.language_days):
        transaction.connection.execute(table.delete().where(table.c.day < before))


def _seconds_since(last: str | None, now: datetime) -> int:
    return int((now - datetime.fromisoformat(last)).total_seconds()) if last else 0


def _counted(document: Document) -> Counter[str]:
    counted = Counter({str(document.outcome): 1, "size": len(document.raw)})
    if _was_cleaned(document) and document.clean:
        counted["kept"] = len(document.clean.text)
        counted["removed"] = sum(len(removal.text) for removal in document.clean.removals)
    return counted


def _was_cleaned(document: Document) -> bool:
    return document.clean is not None and document.outcome not in _NOT_CLEANED


def _source(document: Document) -> str:
    return document.source.replace("\0", "\ufffd")  # as it is stored


def _language(document: Document) -> str:
    return document.clean.fields.language if document.clean else ""


def source_days(connection: Connection, now: datetime, days: int) -> dict[str, list[SourceDay]]:
    """Return what came from each source today and on the ``days`` before, oldest first."""
    since = (now.date() - timedelta(days=days)).isoformat()
    languages: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    table = schema.language_days
    for row in connection.execute(select(table).where(table.c.day >= since)):
        languages[row.day, row.source][row.language] = row.documents
    table = schema.source_days
    found: defaultdict[str, list[SourceDay]] = defaultdict(list)
    for row in connection.execute(select(table).where(table.c.day >= since).order_by(table.c.source, table.c.day)):
        found[row.source].append(_source_day(row, languages[row.day, row.source]))
    return dict(found)


def _source_day(row: Any, languages: Mapping[str, int]) -> SourceDay:
    values = row._asdict()
    return SourceDay(
        day=row.day,
        source=row.source,
        outcomes={name: values[name] for name in _OUTCOMES},
        size=row.size,
        kept=row.kept,
        removed=row.removed,
        first=datetime.fromisoformat(row.first),
        last=datetime.fromisoformat(row.last),
        gap=row.gap,
        languages=languages,
    )
