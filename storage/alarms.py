"""Alarms: what a store's own past says is not right with its present. Questions and rules; nothing is written.

A source is held against its own 28 days by robust statistics: the median, and the median absolute deviation (MAD),
which one strange day does not move. With less than a week of history there is no alarm: nobody knows yet what is usual.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from storage.days import SourceDay, source_days
from storage.growth import GrowingCluster, growing_clusters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from storage.alarm_limits import AlarmLimits

HISTORY_DAYS = 28
# A week holds a weekend, on which most outlets deliver otherwise.
_ENOUGH_DAYS = 7
# Shares of fewer documents than this jump by chance: of 20, one is 5 points.
_ENOUGH_DOCUMENTS = 20
# What is further off than four standard deviations (1.4826 MAD is one, where the days are normally distributed) comes
# once in 40 years of days.
_DEVIATIONS = 4 * 1.4826
# A source may be silent for twice as long as it ever was in its 28 days: nights, week-ends and holidays are in them.
_TIMES_LONGEST = 2


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at: its kind, what it is about (a source, a cluster, a drop, or "" for the store), and why.

    ``level`` is what was measured, ``limit`` the level from which it is an alarm, both in the kind's own unit.
    """

    kind: str
    subject: str
    reason: str
    level: float
    limit: float


def find_alarms(connection: Connection, limits: AlarmLimits, now: datetime, run_id: str = "") -> list[Alarm]:
    """Return what is wrong at a moment, the kinds in a fixed order, each kind by subject.

    With ``run_id`` only the clusters that this run added to are looked at, so that it costs the same in any corpus.
    """
    by_source = source_days(connection, now, HISTORY_DAYS)
    found = [
        *(alarm for days in by_source.values() for alarm in _silent(days, limits, now)),
        *(alarm for days in by_source.values() for alarm in _jumped(days, limits, now)),
        *_quarantined(by_source, limits, now.date()),
        *_growing(growing_clusters(connection, limits.cluster, now, run_id)),
    ]
    return sorted(found, key=lambda alarm: (KINDS.index(alarm.kind), alarm.subject))


KINDS = ("source-silent", "removed-jump", "language-jump", "quarantine-growth", "drop-waiting", "cluster-growth")


def _silent(days: Sequence[SourceDay], limits: AlarmLimits, now: datetime) -> Iterator[Alarm]:
    if len(days) < _ENOUGH_DAYS:
        return
    silence = (now - days[-1].last).total_seconds() / 3600
    longest = max(day.gap for day in days) / 3600
    limit = max(limits.silent_hours, _TIMES_LONGEST * longest)
    if silence > limit:
        reason = f"nothing new for {_hours(silence)}; its longest silence in {HISTORY_DAYS} days was {_hours(longest)}"
        yield Alarm("source-silent", days[-1].source, reason, silence, limit)


def _jumped(days: Sequence[SourceDay], limits: AlarmLimits, now: datetime) -> Iterator[Alarm]:
    """Hold the newest day that has enough documents against those before it."""
    telling = [day for day in days if day.cleaned >= _ENOUGH_DOCUMENTS]
    if len(telling) <= _ENOUGH_DAYS or date.fromisoformat(telling[-1].day) < now.date() - timedelta(days=1):
        return
    *before, newest = telling
    shares = [day.removed_share for day in before]
    usual, limit = median(shares), _limit(shares, limits.removed)
    if (jump := abs(newest.removed_share - usual)) > limit:
        reason = f"{newest.removed_share:.0%} of its text was removed on {newest.day}; usual is {usual:.0%}"
        yield Alarm("removed-jump", newest.source, reason, jump, limit)
    mix = _mix(before)
    distances = [_distance(_mix([day]), mix) for day in before]
    limit = median(distances) + _limit(distances, limits.languages)
    if (distance := _distance(_mix([newest]), mix)) > limit:
        reason = f"its languages on {newest.day} were {_told(_mix([newest]))}; usual is {_told(mix)}"
        yield Alarm("language-jump", newest.source, reason, distance, limit)


def _quarantined(by_source: Mapping[str, Sequence[SourceDay]], limits: AlarmLimits, today: date) -> Iterator[Alarm]:
    counts: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for days in by_source.values():
        for day in days:
            counts[day.day] += day.outcomes["quarantined"]
            if day.day == today.isoformat():
                sources[day.source] = day.outcomes["quarantined"]
    first = min(counts, default=today.isoformat())
    before = [counts[day] for day in _days_between(first, today)]
    if len(before) < _ENOUGH_DAYS:
        return
    usual, limit = median(before), median(before) + _limit(before, limits.quarantined)
    if (level := counts[today.isoformat()]) > limit:
        source, most = sources.most_common(1)[0]
        reason = f"{level:,} documents could not be read today ({most:,} from {source}); usual is {usual:,.0f} a day"
        yield Alarm("quarantine-growth", "", reason, level, limit)


def _growing(clusters: Iterable[GrowingCluster]) -> Iterator[Alarm]:
    for cluster in clusters:
        reason = f"{cluster.documents:,} documents since {cluster.since}, {cluster.added:,} of them within a day"
        yield Alarm("cluster-growth", cluster.cluster_id, reason, cluster.documents, cluster.limit)


def waiting_alarm(drop: str, hours: float, limits: AlarmLimits) -> list[Alarm]:
    """Return the alarm for the drop that has waited longest, if it is one."""
    if hours <= limits.waiting_hours:
        return []
    reason = f"delivered {_hours(hours)} ago and in no run yet"
    return [Alarm("drop-waiting", drop, reason, hours, limits.waiting_hours)]


def _limit(past: Sequence[float], least: float) -> float:
    usual = median(past)
    return max(least, _DEVIATIONS * median(abs(one - usual) for one in past))


def _mix(days: Sequence[SourceDay]) -> dict[str, float]:
    """Return the share of each language in what was cleaned on these days."""
    total: Counter[str] = Counter()
    for day in days:
        total.update(day.languages)
    return {language: count / total.total() for language, count in total.items()}


def _distance(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Return how much of one mix would have to change to be the other, from 0 to 1 (total variation)."""
    return sum(abs(left.get(one, 0) - right.get(one, 0)) for one in left.keys() | right.keys()) / 2


def _told(mix: Mapping[str, float]) -> str:
    biggest = sorted(mix.items(), key=lambda item: (-item[1], item[0]))[:3]
    return ", ".join(f"{language or 'unknown'} {share:.0%}" for language, share in biggest)


def _days_between(first: str, today: date) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=at)).isoformat() for at in range((today - start).days)]


def _hours(hours: float) -> str:
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


def utc_now() -> datetime:
    """Return the present moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
