"""A run's tally as Prefect shows it: markdown, a table, and how far a run is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flows.summary import MEANING, closing_line, new_clusters
from flows.tally import removed_most
from storage.document import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.tally import Item, Tally

_TOP = 12  # longer lists than this are not read


def markdown(tally: Tally) -> str:
    """Return the summary artifact of a flow run."""
    sections = [
        "# Ingest\n\n" + closing_line(tally) + ".",
        _section("Alarms", ("alarm", "about", "why"), ((one.kind, one.subject, one.reason) for one in tally.alarms)),
        _markdown_table(("outcome", "documents", "meaning"), _outcome_rows(tally)),
        _section("By source", source_heads(), source_rows(tally)),
        _section("Held and quarantined", ("reason", "documents"), _counted(tally.reasons)),
        _section("Rightly no articles", ("kind", "records"), _counted(tally.counted)),
        _section("Removed most", ("source", "rule", "spans"), _removed_rows(tally)),
        _section("Clusters", ("cluster", "documents", "of which new"), _cluster_rows(tally)),
        _section("Longest to clean", ("drop", "source", "bytes", "seconds"), _item_rows(tally.slowest)),
        _section("Largest", ("drop", "source", "bytes", "seconds"), _item_rows(tally.largest)),
    ]
    return "\n\n".join(section for section in sections if section)


def _outcome_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    for outcome, meaning in MEANING.items():
        yield outcome.value, f"{tally.outcomes[outcome]:,}", meaning
    yield "**total**", f"**{tally.read:,}**", "documents in = sum of outcomes"


def source_table(tally: Tally) -> list[dict[str, str]]:
    """Return the table artifact: outcomes, bytes and what was removed most of each source, and the totals."""
    return [dict(zip(source_heads(), row, strict=True)) for row in source_rows(tally)]


def source_heads() -> list[str]:
    """Return the columns of the table by source."""
    return ["source", *(outcome.value.replace("_", " ") for outcome in Outcome), "bytes", "removed most"]


def source_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    """Yield a row a source, those with the most documents first, then the total."""
    biggest = sorted(tally.sources.items(), key=lambda item: (-item[1].total(), item[0]))
    most = {source: f"{rule} ({spans:,})" for source, rule, spans in removed_most(tally.removed_by.items())}
    for source, counts in biggest[:_TOP]:
        numbers = (f"{counts[outcome]:,}" for outcome in Outcome)
        yield source, *numbers, f"{tally.sizes[source]:,}", most.get(source, "")
    if len(biggest) > _TOP:
        yield f"({len(biggest) - _TOP:,} more sources)", *("" for _ in Outcome), "", ""
    unread = Counter({str(Outcome.SEEN): tally.outcomes.total() - sum(one.total() for one in tally.sources.values())})
    if unread.total():
        yield "(unchanged drops)", *(f"{unread[outcome]:,}" for outcome in Outcome), "", ""
    yield "total", *(f"{tally.outcomes[outcome]:,}" for outcome in Outcome), f"{tally.size:,}", ""


def _removed_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    for source, rule, spans in removed_most(tally.removed_by.items())[:_TOP]:
        yield source, rule, f"{spans:,}"


def _cluster_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    # Ids, no titles: what an article says does not belong into Prefect's database.
    yield "(new ones)", f"{new_clusters(tally):,}", f"{new_clusters(tally):,}"
    for one in tally.additions[:_TOP]:
        yield f"`{one.cluster_id[:12]}`", f"{one.documents:,}", f"{one.added:,}"


def _item_rows(items: Iterable[Item]) -> Iterator[tuple[str, ...]]:
    for one in items:
        yield f"{one.drop}{' ' + one.place if one.place else ''}", one.source, f"{one.size:,}", f"{one.seconds:.2f}"


def _counted(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    for name, count in counts.most_common(_TOP):
        yield name, f"{count:,}"


def _section(title: str, names: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    found = list(rows)
    return f"## {title}\n\n{_markdown_table(names, found)}" if found else ""


def _markdown_table(names: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    heads = list(names)
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    # Sources and reasons come from outside: they must not break out of a cell or become markup.
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
