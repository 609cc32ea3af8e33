"""Columns over time: days counted together until they fit, for a picture and the table beside it.

The templates draw them as SVG with no text inside, so that it stretches to any width while labels stay legible, and
colours follow the page's style in light and dark. No plotting library gives both; what is left of one is arithmetic.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.reporting import Day

# More columns than this can't be told apart on a phone.
_MOST = 60
# Fewer would be blocks: the picture keeps room for so many.
_LEAST = 14
# A wrong date of 1970 must not press all others into one column: of the earliest documents this share may be cut off.
_STRAYS = 0.01
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Column:
    """A step of time and what arrived in it; ``bottom`` … are heights in hundredths of the highest column."""

    label: str
    articles: int
    copies: int
    article_height: float
    copy_height: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Documents by ``step`` ("day", "week", "month", "year"); those ``outside`` of it or ``undated`` are counted."""

    step: str
    columns: Sequence[Column]
    top: int
    undated: int
    outside: int

    @property
    def width(self) -> int:
        """Return how many columns the picture has room for."""
        return max(len(self.columns), _LEAST)


def plot(days: Iterable[Day], today: date) -> Plot:
    """Count days together into at most 60 columns; what is dated after tomorrow is left out."""
    counted, undated = _dated(days)
    total = sum(map(sum, counted.values()))
    kept = _without_strays(counted, total, today + timedelta(days=1))
    step = _step_of(kept)
    articles: Counter[date] = Counter()
    copies: Counter[date] = Counter()
    for day, (some, others) in kept.items():
        articles[_start(day, step)] += some
        copies[_start(day, step)] += others
    top = max((articles[start] + copies[start] for start in articles), default=0)
    columns = [
        Column(
            _label(start, step),
            articles[start],
            copies[start],
            round(100 * articles[start] / max(top, 1), 2),
            round(100 * copies[start] / max(top, 1), 2),
        )
        for start in _all_starts(articles, step)
    ]
    return Plot(step, columns, top, undated, total - sum(map(sum, kept.values())))


def _dated(days: Iterable[Day]) -> tuple[dict[date, tuple[int, int]], int]:
    found, undated = {}, 0
    for one in days:
        counts = one.articles, one.copies
        try:
            found[date.fromisoformat(one.day)] = counts
        except ValueError:
            undated += sum(counts)
    return {day: counts for day, counts in found.items() if any(counts)}, undated


def _without_strays(counted: dict[date, tuple[int, int]], total: int, latest: date) -> dict[date, tuple[int, int]]:
    spare = _STRAYS * total
    kept = {}
    for day in sorted(counted):
        spare -= sum(counted[day])
        if spare < 0 and day <= latest:
            kept[day] = counted[day]
    return kept


def _step_of(days: Iterable[date]) -> str:
    known = sorted(days)
    span = (known[-1] - known[0]).days if known else 0
    for step, length in (("day", 1), ("week", _WEEK), ("month", 31)):
        if span // length < _MOST:
            return step
    return "year"


def _start(day: date, step: str) -> date:
    if step == "day":
        return day
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def _all_starts(known: Iterable[date], step: str) -> Iterator[date]:
    found = sorted(known)
    at = found[0] if found else None
    while at is not None and at <= found[-1]:
        yield at
        at = _start(at + timedelta(days={"day": 1, "week": _WEEK, "month": 32, "year": 366}[step]), step)


def _label(start: date, step: str) -> str:
    return {
        "day": start.isoformat(),
        "week": f"week of {start.isoformat()}",
        "month": start.isoformat()[:7],
        "year": start.isoformat()[:4],
    }[step]
