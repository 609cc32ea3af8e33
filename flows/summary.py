"""A run's tally, told three ways: a table for a terminal, markdown for Prefect's UI, JSON for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.document import Outcome

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from rich.table import Table

    from flows.pipeline import Tally

_MEANING = {
    Outcome.STORED: "new text, in the corpus",
    Outcome.NEAR_DUPLICATE: "in the corpus, linked to the article it copies",
    Outcome.DUPLICATE: "the same text as another: linked, not stored again",
    Outcome.SEEN: "delivered before",
    Outcome.HELD: "kept out until somebody looks",
    Outcome.QUARANTINED: "could not be read",
    Outcome.WITHDRAWN: "taken back by its source: the notice, and what it names",
}
_TOP = 8  # longer lists than this are not read


def outcome_table(tally: Tally) -> Table:
    """Return the outcomes as a table whose last row is the checked total."""
    from rich.table import Table

    table = Table("outcome", "documents", "what it means")
    table.columns[1].justify = "right"
    for outcome, meaning in _MEANING.items():
        table.add_row(outcome.value, f"{tally.outcomes[outcome]:,}", meaning)
    table.add_section()
    table.add_row("total", f"{tally.read:,}", "documents in = sum of outcomes")
    return table


def closing_line(tally: Tally) -> str:
    """Return one line that says what the run left behind, and how fast it was."""
    speed = f"{tally.read:,} documents in {tally.seconds:.1f} s ({rate(tally):,.0f} a second)"
    if tally.counted:
        speed += f"; beside them {tally.counted.total():,} records that are no articles"
    if tally.settled["released"]:
        speed += f"; {tally.settled['released']:,} released, whose embargo has ended"
    if tally.settled["taken_out"]:
        speed += f"; {tally.settled['taken_out']:,} taken out of the corpus"
    if not tally.wrote:
        return f"{speed}; nothing new, nothing written to {tally.store}"
    full = (
        f"; {tally.full_buckets:,} full buckets, whose oldest documents alone were compared"
        if tally.full_buckets
        else ""
    )
    return f"{speed}; corpus in {tally.store}{full}"


def rate(tally: Tally) -> float:
    """Return documents a second."""
    return tally.read / tally.seconds if tally.seconds else 0.0


def as_json(tally: Tally) -> dict[str, Any]:
    """Return the tally as plain values, for ``--json`` and for callers of the flow."""
    return {
        "run_id": tally.run_id,
        "store": tally.store,
        "documents": tally.read,
        "outcomes": {outcome.value: tally.outcomes[outcome] for outcome in Outcome},
        "wrote": tally.wrote,
        "full_buckets": tally.full_buckets,
        "no_articles": dict(tally.counted.most_common()),
        "released": tally.settled["released"],
        "taken_out": tally.settled["taken_out"],
        "bytes": tally.size,
        "seconds": round(tally.seconds, 3),
        "documents_a_second": round(rate(tally), 1),
        "reasons": dict(tally.reasons.most_common()),
        "removed": dict(tally.removed.most_common()),
    }


def markdown(tally: Tally) -> str:
    """Return the summary artifact of a flow run."""
    sections = [
        "# Ingest\n\n" + closing_line(tally) + ".",
        _markdown_table(("outcome", "documents", "meaning"), _outcome_rows(tally)),
        _section("By source", ("source", *_short_names()), _source_rows(tally)),
        _section("Held and quarantined", ("reason", "documents"), _counted(tally.reasons)),
        _section("Rightly no articles", ("kind", "records"), _counted(tally.counted)),
        _section("Removed most", ("rule", "spans"), _counted(tally.removed)),
    ]
    return "\n\n".join(section for section in sections if section)


def _outcome_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    for outcome, meaning in _MEANING.items():
        yield outcome.value, f"{tally.outcomes[outcome]:,}", meaning
    yield "**total**", f"**{tally.read:,}**", "documents in = sum of outcomes"


def _short_names() -> list[str]:
    return [outcome.value.replace("_", " ") for outcome in Outcome]


def _source_rows(tally: Tally) -> Iterator[tuple[str, ...]]:
    biggest = sorted(tally.sources.items(), key=lambda item: (-item[1].total(), item[0]))
    for source, counts in biggest[:_TOP]:
        yield source, *(f"{counts[outcome]:,}" for outcome in Outcome)
    if len(biggest) > _TOP:
        yield f"({len(biggest) - _TOP:,} more sources)", *("" for _ in Outcome)


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
