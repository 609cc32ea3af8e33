"""Alarms: each fires on what it is for, and on nothing else; a source is held against its own past."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage import schema
from storage.alarm_limits import AlarmLimits
from storage.alarms import find_alarms, waiting_alarm
from storage.days import forget_days, note_day, source_days
from storage.document import Document, Outcome
from storage.options import StoreOptions
from storage.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.alarms import Alarm

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
_HOUR = 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(open_store(str(tmp_path / "store"), create=True, options=StoreOptions(seed=7))) as opened:
        yield opened


def _day(
    store: Store, ago: int, *, source: str = "wire", languages: dict[str, int] | None = None, **given: Any
) -> None:
    """Write what came from a source on a day some days ago: 100 documents at noon, of which a tenth was removed."""
    moment = (NOW - timedelta(days=ago)).replace(hour=given.pop("hour", 12))
    row = {"source": source, "day": moment.date().isoformat(), "first": moment.isoformat(), "last": moment.isoformat()}
    row |= {outcome.value: 0 for outcome in Outcome}
    row |= {"stored": 100, "size": 1000, "kept": 9000, "removed": 1000, "gap": 2 * _HOUR, **given}
    with store.catalog.exclusive() as transaction:
        transaction.add(schema.source_days, [row])
        rows = [
            {"source": source, "day": row["day"], "language": language, "documents": count}
            for language, count in (languages or {"en": 90, "fr": 10}).items()
        ]
        transaction.add(schema.language_days, rows)


def _weeks(store: Store, days: int = 20, **given: Any) -> None:
    for ago in range(1, days + 1):
        _day(store, ago, **given)


def _alarms(store: Store, now: datetime = NOW, limits: AlarmLimits | None = None) -> list[Alarm]:
    with store.catalog.reading() as connection:
        return find_alarms(connection, limits or AlarmLimits(), now)


def _kinds(store: Store, now: datetime = NOW) -> list[str]:
    return [alarm.kind for alarm in _alarms(store, now)]


def test_a_usual_day_raises_nothing(store: Store) -> None:
    _weeks(store)
    _day(store, 0)
    assert _alarms(store) == []


def test_an_empty_store_raises_nothing(store: Store) -> None:
    assert _alarms(store) == []


def test_a_source_that_went_silent_is_told_after_six_hours(store: Store) -> None:
    _weeks(store)
    _day(store, 0)
    assert _kinds(store, NOW) == []  # six hours to the second
    (alarm,) = _alarms(store, NOW + timedelta(hours=1))
    assert (alarm.kind, alarm.subject, alarm.limit) == ("source-silent", "wire", 6)
    assert alarm.reason == "nothing new for 7 hours; its longest silence in 28 days was 2 hours"


def test_a_source_may_be_silent_for_twice_as_long_as_it_ever_was(store: Store) -> None:
    """A paper without a weekend edition is not silent on Sunday."""
    _weeks(store)
    _day(store, 0, gap=62 * _HOUR)
    assert _kinds(store, NOW + timedelta(hours=100)) == []
    assert _kinds(store, NOW + timedelta(hours=120)) == ["source-silent"]


def test_six_days_are_no_history(store: Store) -> None:
    _weeks(store, 6)
    assert _kinds(store, NOW + timedelta(days=5)) == []
    _day(store, 7)
    assert _kinds(store, NOW + timedelta(days=5)) == ["source-silent"]


def test_a_jump_of_what_is_removed_is_told(store: Store) -> None:
    _weeks(store)
    _day(store, 0, kept=7900, removed=2100)
    (alarm,) = _alarms(store)
    assert (alarm.kind, alarm.subject) == ("removed-jump", "wire")
    assert alarm.reason == "21% of its text was removed on 2026-11-21; usual is 10%"


def test_a_fall_of_what_is_removed_is_told_too(store: Store) -> None:
    """Boilerplate that the rules do not know any more stays in the text."""
    _weeks(store, kept=7000, removed=3000)
    _day(store, 0, kept=9000, removed=1000)
    assert _kinds(store) == ["removed-jump"]


def test_a_source_whose_days_differ_has_a_wider_limit(store: Store) -> None:
    for ago in range(1, 21):
        _day(store, ago, removed=1000 if ago % 2 else 2500)
    _day(store, 0, removed=3500)
    assert _kinds(store) == []


def test_one_strange_day_does_not_move_what_is_usual(store: Store) -> None:
    _weeks(store, 19)
    _day(store, 20, kept=1000, removed=9000)
    _day(store, 0, kept=7800, removed=2200)
    assert _kinds(store) == ["removed-jump"]


def test_a_day_of_few_documents_is_not_compared(store: Store) -> None:
    _weeks(store)
    _day(store, 0, stored=19, kept=1000, removed=9000)
    assert _kinds(store) == []


def test_another_language_mix_is_told(store: Store) -> None:
    _weeks(store)
    _day(store, 0, languages={"en": 60, "fr": 10, "de": 30})
    (alarm,) = _alarms(store)
    assert (alarm.kind, alarm.level) == ("language-jump", pytest.approx(0.3))
    assert alarm.reason == "its languages on 2026-11-21 were en 60%, de 30%, fr 10%; usual is en 90%, fr 10%"


def test_growth_of_the_quarantine_is_told_with_the_source_that_has_most(store: Store) -> None:
    _weeks(store, quarantined=1)
    _weeks(store, source="paper", quarantined=1)
    _day(store, 0, quarantined=22)
    _day(store, 0, source="paper")
    assert _kinds(store) == []  # usual is 2, so 22 is 20 more
    _day(store, 0, source="press", quarantined=1)
    (alarm,) = _alarms(store)
    assert alarm.reason == "23 documents could not be read today (22 from wire); usual is 2 a day"


def test_a_drop_that_waits_is_told() -> None:
    assert waiting_alarm("inbox/1.txt", 1.0, AlarmLimits()) == []
    (alarm,) = waiting_alarm("inbox/1.txt", 26, AlarmLimits(waiting_hours=2))
    assert (alarm.kind, alarm.subject, alarm.limit) == ("drop-waiting", "inbox/1.txt", 2)


def _cluster(store: Store, documents: int, first: datetime, last: datetime) -> None:
    names = [f"{number:064x}" for number in range(documents)]
    texts = ("text_id", "url_key", "drop", "place", "source", "site", "url", "title", "credit", "published", "language")
    rest = ("reason", "part", "raw_part", "version_of", "cleaner_version")
    base: dict[str, Any] = dict.fromkeys((*texts, *rest), "") | {"words": 9, "shingles": 9, "revision": 0}
    base |= {"outcome": "stored", "run_id": "run"}
    documents_rows = [
        {**base, "seq": at, "document_id": name, "first_seen": (last if at else first).isoformat()}
        for at, name in enumerate(names)
    ]
    member = {
        "cluster_id": names[0],
        "relation": "reprint",
        "parent": "",
        "jaccard": 1.0,
        "containment": 1.0,
        "reason": "",
    }
    with store.catalog.exclusive() as transaction:
        transaction.add(schema.documents, documents_rows)
        transaction.add(
            schema.members, [{"document_id": name, **member, "canonical": name == names[0]} for name in names]
        )


@pytest.mark.parametrize(
    ("documents", "age", "quiet", "told"),
    [
        (99, 1, 0, False),  # a story of the day
        (100, 1, 0, True),  # a flood
        (10, 1, 0, False),
        (10, 8, 0, True),  # it grows after a week: no story
        (9, 8, 0, False),
        (100, 8, 2, False),  # it has ended
    ],
)
def test_a_cluster_that_grows_without_bound_is_told(
    store: Store, documents: int, age: int, quiet: int, told: bool
) -> None:
    _cluster(store, documents, NOW - timedelta(days=age), NOW - timedelta(days=quiet, hours=1))
    found = _alarms(store, limits=AlarmLimits(cluster=100))
    assert [alarm.kind for alarm in found] == ["cluster-growth"] * told


def _ended(number: int, outcome: Outcome, source: str = "wire") -> Document:
    return Document(f"{number:064x}", f"drop-{number}", source, "text", b"12345", outcome=outcome)


def test_commits_of_a_day_add_up(store: Store) -> None:
    with store.catalog.exclusive() as transaction:
        note_day(transaction, [_ended(1, Outcome.QUARANTINED), _ended(2, Outcome.SEEN)], NOW)
        note_day(transaction, [_ended(3, Outcome.QUARANTINED)], NOW + timedelta(hours=3))
        note_day(transaction, [_ended(4, Outcome.QUARANTINED)], NOW + timedelta(hours=30))
        note_day(transaction, [_ended(5, Outcome.SEEN)], NOW + timedelta(hours=40))
    with store.catalog.reading() as connection:
        first, second = source_days(connection, NOW + timedelta(days=1), 28)["wire"]
    assert (first.outcomes["quarantined"], first.outcomes["seen"], first.size, first.gap) == (2, 1, 15, 3 * _HOUR)
    assert (second.outcomes["quarantined"], second.outcomes["seen"]) == (1, 0)
    assert (second.first, second.last, second.gap) == (NOW + timedelta(hours=30), NOW + timedelta(hours=30), 27 * _HOUR)


def test_days_that_no_alarm_looks_at_are_forgotten(store: Store) -> None:
    _weeks(store, 5)
    with store.catalog.exclusive() as transaction:
        forget_days(transaction, "2026-11-18")
        left = transaction.connection.scalars(select(schema.source_days.c.day)).all()
        languages = transaction.connection.scalars(select(schema.language_days.c.day).distinct()).all()
    assert sorted(left) == sorted(languages) == ["2026-11-18", "2026-11-19", "2026-11-20"]
