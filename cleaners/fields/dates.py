"""Dates as pages write them, as UTC in ISO 8601; only the day where the time of day or its zone is unknown."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

import re2

# News on the web; other years are typing errors, ages of epoch counters, or prices.
_YEARS: Final = range(1990, 2101)
_ISO: Final = re2.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T\s]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)
_COMPACT: Final = re2.compile(r"^(\d{4})(\d\d)(\d\d)(?:\D|$|\d{6}(?:\D|$))")
_YEAR_FIRST: Final = re2.compile(r"\b(\d{4})[/.]\s?(\d\d?)[/.]\s?(\d\d?)\b")
_DAY_FIRST: Final = re2.compile(r"\b(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})\b")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # where days are written month first
_WEEKDAY: Final = re2.compile(rf"(?i)\b({'|'.join(_WEEKDAYS)})(?:[a-z]*day)?\b")
_EAST_ASIAN: Final = re2.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_DAY_NAMED: Final = re2.compile(
    r"(?i)\b(\d{1,2})(?:st|nd|rd|th|\.|er|º|ª)?(?:\s+(?:de|of))?[\s\-.]+([\pL\pM]{3,12})\.?,?(?:\s+(?:de|del))?[\s\-]+(\d{4})\b"
)
_YEAR_NAMED: Final = re2.compile(r"(?i)\b(\d{4})\.?\s+([\pL\pM]{3,12})\.?\s+(\d{1,2})\b")
_NAMED_DAY: Final = re2.compile(r"(?i)\b([\pL\pM]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
# What a visible date says of itself.
_CHANGED: Final = re2.compile(
    r"(?i)updated?|last modified|edited|aktualisier(?:t|ung)|geändert|mis(?:e)? à jour|modifié|actualiza(?:d[oa]|ción)"
    r"|atualiza(?:d[oa]|ção)|aggiorna(?:t[oa]|mento)|bijgewerkt|zaktualizowan[oa]|aktualizacja|güncelle\w*|diperbarui|обновлено|изменено|оновлено|更新|수정|تحديث"
)
_PUBLISHED: Final = re2.compile(
    r"(?i)pub+li\w*|posted|first published|veröffentlicht|erstellt|gepubliceerd|geplaatst|opublikowano|yayın\w*"
    r"|diterbitkan|опубликовано|опубліковано|発表|公開|发布|發布|발행|입력|نشر"
)
_READ: Final = 300  # characters of a visible text
_EPOCH: Final = re2.compile(r"^\d{10}(?:\d{3})?$")
# Python's own engine: every way to write a day has these, and most texts that are asked do not. What begins with eight
# figures may be one, too.
_YEAR_AND_DAY: Final = re.compile(r"\d{4}\D+\d|\d\D+\d{4}|\d{8}")
_OTHER_DIGIT: Final = re.compile(r"[^\D0-9]")
# The first letters that tell a month in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
# Turkish, Indonesian, Swedish, Norwegian, Danish, Czech, Croatian, Romanian, Hungarian, Greek, Russian, Ukrainian,
# Arabic, Urdu and Hindi.
_MONTHS: Final = {
    1: "jan jän ene gen sty oca led янв janv sij ian siječ ιαν січ ينا جنو जन",
    2: "feb fév fev lut şub úno фев febr shk velj φεβ лют فبر فرو फर फ़र",
    3: "mar mär maa mrt mars mär březn мар marz maret ožuj már μαρ бер مار मार",
    4: "apr abr avr kwi nis dub апр april trav ápr απρ кві أبر ابر اپر अप्",
    5: "may mai mag maj mei maio mayıs květ мая май svib máj μαΐ μαϊ μαι тра ماي مئی मई",
    6: "jun jui giu cze haz červn июн juin lipn iun jún ιουν чер يون جون जून",
    7: "jul lug lip tem července июл juil srpnj iul júl ιουλ лип يول جول जुल",
    8: "aug aoû ago sie ağu agu srpn авг aout août kolo αυγ сер أغس اغس اگس अग",
    9: "sep set wrz eyl září сен sept ruj szept σεπ вер سبت ستم सित",
    10: "oct okt out ott paź eki říj окт οκτ жов أكت اكت اکت अक्",
    11: "nov lis kas listopad ноя noi stud νοε лис نوف نوم नव",
    12: "dec dez déc dic gru ara pro дек des δεκ гру ديس دسم दिस",
}
_MONTH_OF: Final = {prefix: month for month, prefixes in _MONTHS.items() for prefix in prefixes.split()}


@lru_cache(maxsize=256)
def utc_of(text: str) -> str:
    """Return a stated date as ``2026-11-21T08:30:00Z``, as ``2026-11-21`` without a zoned time, or ""."""
    text = _with_plain_digits(text.strip()[:100])
    return _iso(text) or _mail(text) or _epoch(text) or _day(text)


def day_in(text: str, *, month_first: bool = False) -> str:
    """Return the day that a visible text names, or "": the first that it does not call that of a change.

    ``month_first`` says how 03/04/2026 is meant.
    """
    if not _YEAR_AND_DAY.search(text, 0, _READ):
        return ""
    text = _with_plain_digits(text[:_READ])
    parts = _CHANGED.split(text) if _CHANGED.search(text) else [text]
    read = (parts[0], *map(_published_part, parts[1:]), *parts[1:])
    return next((day for part in read if (day := _first_day(part, month_first=month_first))), "")


def dated_events(text: str) -> list[str]:
    """Return of what visible dates say that they are: ``published``, ``modified``, both or neither."""
    said = (("published", _PUBLISHED), ("modified", _CHANGED))
    return [event for event, words in said if words.search(text)]


def _published_part(changed: str) -> str:
    """Return what follows the word for publication behind a date of change, or ""."""
    said = _PUBLISHED.search(changed)
    return changed[said.end() :] if said else ""


def _first_day(text: str, *, month_first: bool) -> str:
    found = _ISO.search(text) if "-" in text else None
    return _checked(*found.groups()[:3]) if found else _day(text, month_first=month_first)


def _with_plain_digits(text: str) -> str:
    """Return a text with the digits of other scripts as those of ASCII."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)


def _iso(text: str) -> str:
    return _whole_iso(text) or _iso_within(text)


def _whole_iso(text: str) -> str:
    """Read a text that is nothing but a zoned moment, as most that are stated: in a tenth of the time."""
    if text[4:5] != "-" or text[10:11] != "T":
        return ""
    try:
        moment = datetime.fromisoformat(text)
        return _stamp(moment) if moment.tzinfo and moment.year in _YEARS else ""
    except (ValueError, OverflowError):
        return ""


def _iso_within(text: str) -> str:
    found = _ISO.search(text) if "-" in text else None
    if not found:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    plain = _checked(year, month, day)
    if not plain or not zone:
        return plain
    offset = "+00:00" if zone in {"Z", "UTC", "GMT"} else zone if len(zone) > 3 else f"{zone}:00"
    try:
        moment = datetime.fromisoformat(f"{plain}T{int(hour):02}:{minute}:{second or '00'}{offset}")
        return _stamp(moment)
    except (ValueError, OverflowError):
        return plain


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mail(text: str) -> str:
    """Read an RFC 2822 date (``Sat, 21 Nov 2026 09:30:00 +0100``)."""
    if ":" not in text:
        return ""
    try:
        moment = parsedate_to_datetime(text)
        if moment.year not in _YEARS:
            return ""
        return _stamp(moment) if moment.tzinfo else f"{moment:%Y-%m-%d}"
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _epoch(text: str) -> str:
    if not _EPOCH.search(text):
        return ""
    moment = datetime.fromtimestamp(int(text[:10]), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year in _YEARS else ""


def _day(text: str, *, month_first: bool = False) -> str:
    has_points = "." in text or "/" in text
    # A sign is found in a tenth of the time of an expression.
    ways = ((_COMPACT, text[:4].isdecimal()), (_EAST_ASIAN, not text.isascii()), (_YEAR_FIRST, has_points))
    for pattern, may_be in ways:
        found = pattern.search(text) if may_be else None
        if found and (day := _checked(*found.groups())):
            return day
    for pattern, year_at, month_at, day_at in ((_DAY_NAMED, 3, 2, 1), (_NAMED_DAY, 3, 1, 2), (_YEAR_NAMED, 1, 2, 3)):
        found = pattern.search(text)
        month = _month(found.group(month_at)) if found else 0
        if found and month:
            return _checked(found.group(year_at), str(month), found.group(day_at))
    found = _DAY_FIRST.search(text) if has_points or "-" in text else None
    if not found:
        return ""
    first, second, year = found.groups()
    readings = [_checked(year, second, first), _checked(year, first, second)]
    # 11/21/2026 can only be American, and Tue, 11/03/2026, too; where both readings are possible the day comes first,
    # as in most countries.
    ordered = readings[::-1] if month_first else readings
    weekday = _WEEKDAY.search(text)
    named = [day for day in ordered if day and weekday and _weekday(day) == weekday.group(1).lower()]
    return next(filter(None, named + ordered), "")


def _weekday(day: str) -> str:
    return _WEEKDAYS[date.fromisoformat(day).weekday()]


def _month(word: str) -> int:
    word = word.lower()
    return next((_MONTH_OF[word[:length]] for length in (5, 4, 3, 2) if word[:length] in _MONTH_OF), 0)


def _checked(year: str, month: str, day: str) -> str:
    try:
        checked = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return checked.isoformat() if checked.year in _YEARS else ""
