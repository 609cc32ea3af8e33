"""Dates as news formats write them, to UTC in ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import re2

# Before the first news agency, or further ahead than any calendar: a typing error, no date.
_FIRST_YEAR: Final = 1835
_LAST_YEAR: Final = 2100
_LONGEST: Final = 100  # characters; the longest real one had 37
_DAY: Final = re2.compile(r"^\d{4}-?\d\d-?\d\d$")
_EPOCH: Final = re2.compile(r"^\d{9,10}(?:\d{3})?(?:\.\d+)?$")
_MILLISECONDS_FROM: Final = 1e11  # seconds of the year 5138


def utc(value: object) -> str:
    """Return the moment as ``2026-11-21T08:30:00Z``, a bare day as ``2026-11-21``, "" for what is no date.

    Reads ISO 8601 (extended and basic), RFC 822 and seconds or milliseconds since 1970. A time without a zone is
    taken as UTC: nothing tells better.
    """
    text = str(value if value is not None else "").strip()
    if not text or len(text) > _LONGEST or isinstance(value, bool):
        return ""
    moment = _epoch(text) or _iso(text) or _mail(text)
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return ""
    if _DAY.search(text):
        return moment.date().isoformat()
    return _zulu(moment)


def _zulu(moment: datetime) -> str:
    try:
        there = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:
        return ""
    return there.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.search(text):
        return None
    seconds = float(text)
    try:
        return datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS_FROM else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC").removesuffix(" GMT"))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
