"""How a store stands at a moment: what it holds, what waits, and what is alarming."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from storage.alarms import HISTORY_DAYS, find_alarms, utc_now, waiting_alarm
from storage.days import source_days
from storage.drops import list_drops
from storage.reading import standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flows.settings import Settings
    from storage.alarms import Alarm
    from storage.days import SourceDay
    from storage.drop import Drop
    from storage.reading import Standing
    from storage.store import Store


# Drops that the catalog is asked for at once.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in the drop folders and is in no run yet: how many drops, the oldest one and its age in seconds."""

    drops: int
    oldest: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """How a store stands; ``newest`` is the newest day of each source, ``waiting`` None if no drops were named."""

    standing: Standing
    newest: Mapping[str, SourceDay]
    alarms: Sequence[Alarm]
    waiting: Waiting | None


def condition(store: Store, drops: Sequence[str], settings: Settings) -> Condition:
    """Ask a store how it stands, and the drop folders what waits in them."""
    limits, now = settings.alarm_limits(), utc_now()
    waiting = _waiting(store, drops, settings) if drops else None
    with store.catalog.reading() as connection:
        alarms = find_alarms(connection, limits, now)
        newest = {source: days[-1] for source, days in source_days(connection, now, HISTORY_DAYS).items()}
    if waiting:
        alarms += waiting_alarm(waiting.oldest, waiting.seconds / 3600, limits)
    return Condition(standing(store), newest, alarms, waiting)


def _waiting(store: Store, drops: Sequence[str], settings: Settings) -> Waiting:
    count, oldest = 0, (float("inf"), "")
    for drop in _unread(store, list_drops(drops, settings.store_options().s3, store.address)):
        count += 1
        oldest = min(oldest, (drop.arrived or float("inf"), drop.name))
    age = max(0.0, time.time() - oldest[0])
    return Waiting(count, oldest[1], age) if oldest[0] < float("inf") else Waiting(count)


def _unread(store: Store, listed: Iterator[Drop]) -> Iterator[Drop]:
    while chunk := list(islice(listed, _CHUNK)):
        known = store.catalog.known_drops([drop.name for drop in chunk])
        yield from (drop for drop in chunk if known.get(drop.name, ("", 0))[0] != drop.fingerprint)
