"""How values are written on a page: counts, shares, times, sizes."""

from __future__ import annotations

from datetime import UTC, datetime

_UNITS = ("kB", "MB", "GB", "TB")
_HOUR, _DAY = 3600, 86_400


def spelled(name: str) -> str:
    """Write a name of ours as words: ``near_duplicate`` is "near duplicate"."""
    return name.replace("_", " ")


def percent(part: float, whole: float) -> str:
    """Write a share: "12.3 %", and "< 0.1 %" for what is not nothing."""
    share = 100 * part / whole if whole else 0.0
    if part and share < 0.1:
        return "< 0.1 %"
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"


def bytes_of(size: float) -> str:
    """Write a size in decimal units."""
    if size < 1000:
        return f"{size:,.0f} bytes"
    for unit in _UNITS:
        size /= 1000
        if size < 1000 or unit == _UNITS[-1]:
            break
    return f"{size:,.1f} {unit}"


def instant(text: str) -> datetime | None:
    """Return the UTC time that a field tells (midnight where it tells only the day); None where it tells none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def moment(text: str) -> str:
    """Write a field's time to the minute, UTC; only the day where only that is known."""
    found = instant(text)
    if found is None:
        return text
    return found.strftime("%Y-%m-%d %H:%M") if "T" in text else found.strftime("%Y-%m-%d")


def day(text: str) -> str:
    """Write a field's day."""
    return text[:10]


def age(seconds: float) -> str:
    """Write how much later something was: "+ 2 h 10 min"."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    said = [f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (rest, "min")) if count]
    return ("− " if seconds < 0 else "+ ") + (" ".join(said[:2]) or "0 min")
