"""What a run leaves behind it: how its clusters grew, what is alarming, and a page about it in the store."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from flows.summary import as_json
from storage import schema
from storage.alarms import find_alarms, utc_now, waiting_alarm
from storage.growth import additions
from storage.run_reports import report_key

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from flows.tally import Tally
    from storage.alarm_limits import AlarmLimits
    from storage.alarms import Alarm
    from storage.store import Store

# Clusters that grew most; the others are a question for `winnow show`.
_MOST = 10


def leave_report(store: Store, tally: Tally, limits: AlarmLimits) -> None:
    """Complete a run's tally with what the store knows, and leave its page and figures there.

    A run that changed nothing leaves none: what it delivered was there, and the store stays as it was, byte for byte.
    """
    with store.catalog.reading() as connection:
        tally.additions = additions(connection, tally.run_id, _MOST) if tally.wrote else []
        tally.alarms = [
            *find_alarms(connection, limits, utc_now(), tally.run_id),
            *_waited(connection, tally, limits),
        ]
    if not tally.wrote:
        return
    from flows.report.run_page import run_page  # jinja2, which a run that changes nothing need not wait for

    tally.page = report_key(tally.run_id, tally.began, "html")
    figures = json.dumps(as_json(tally), ensure_ascii=False, indent=1)
    store.objects.put(report_key(tally.run_id, tally.began, "json"), figures.encode(), if_absent=True)
    store.objects.put(tally.page, run_page(tally).encode(), if_absent=True)


def _waited(connection: Connection, tally: Tally, limits: AlarmLimits) -> list[Alarm]:
    # What came before the last run and was not in it. In a first run everything has waited, and nobody minds.
    runs = schema.runs
    query = select(runs.c.started).where(runs.c.run_id != tally.run_id).order_by(runs.c.updated.desc()).limit(1)
    last = connection.scalar(query)
    if last is None or not tally.oldest or tally.arrived >= datetime.fromisoformat(last).timestamp():
        return []
    return waiting_alarm(tally.oldest, tally.waited / 3600, limits)
