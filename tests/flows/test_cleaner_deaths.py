"""What a cleaning process dies of, or never ends with, costs one document: the others of its batch are stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flows.workers import Failed, Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.pipeline import Tally

    Ingest = Callable[..., Tally]

_GOOD = (
    "The ferry to the outer islands left an hour late, the harbour master said, because a crane had blocked the quay.",
    "Bakers in the old town will close on Mondays from next month; flour costs a third more than it did in spring.",
)


def _page(body: str) -> str:
    return f"<html><head><title>Harbour</title></head><body><article>{body}</article></body></html>"


def _logbook(entries: int) -> str:
    entry = "<p>Ship {0} left the harbour in the morning, and came back at night, said its master, who is {0} years old.</p>"
    return "".join(map(entry.format, range(entries)))


_TOO_MUCH = re.compile(r"needed more than \d+ MB of memory to clean|ended the process that cleaned it")


@pytest.mark.parametrize(
    ("killer", "limits", "reason"),
    [
        pytest.param(_logbook(60_000), {"worker_megabytes": 48}, _TOO_MUCH, id="memory"),
        pytest.param(_logbook(60_000), {"document_seconds": 1}, re.compile("took too long to clean"), id="time"),
        pytest.param("<p>x" * 60_000, {"worker_megabytes": 6}, _TOO_MUCH, id="memory, a small page"),
    ],
)
def test_a_page_that_can_not_be_cleaned_costs_itself_in_the_smallest_batch(
    ingest: Ingest, tmp_path: Path, killer: str, limits: dict[str, int], reason: re.Pattern[str]
) -> None:
    drops = tmp_path / "drops"
    drops.mkdir()
    for name, body in {"a": f"<p>{_GOOD[0]}</p>", "b": killer, "c": f"<p>{_GOOD[1]}</p>"}.items():
        (drops / f"{name}.html").write_text(_page(body), encoding="utf-8")
    tally = ingest(drops, tmp_path / "store", workers=1, **limits)
    assert +tally.outcomes == {"stored": 2, "quarantined": 1}
    (told,) = tally.reasons
    assert reason.fullmatch(told.removeprefix("quarantined: ")), told


def test_work_that_fails_is_told_by_its_kind_alone() -> None:
    """Whatever it is that fails: the reason names its kind, and no words of the page."""
    with Workers(1) as workers:
        found = workers.outcome(workers.submit(int, "the ferry", 10))
    assert found == Failed("the cleaner failed on it: ValueError")
