"""IPTC 7901: telex messages, control characters and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.record import Fields, UnreadableError
from storage.formats.dates import utc
from storage.formats.decoding import decoded
from storage.formats.flatten import paragraphs
from storage.formats.record import Delivered, Refused
from storage.formats.wire import checked, keywords_of, names_in, refused, urgency_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.formats.record import Limits, Read
    from storage.formats.streams import Source

_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"
# Service and number, priority, category, words, keywords and the agency's own number: "abc0123 4 i 211 xx  wire 061".
_HEADER: Final = re2.compile(r"^([A-Za-z]*)\s?(\d*)\s+(\d)\s+(\S{1,4})\s+(\d*)\s*(.*)$")
# Day, hour, minute, zone, month, year: "131137 GMT Nov 13".
_TRAILER: Final = re2.compile(r"(?i)(\d\d)(\d\d)(\d\d)\s+(?:([A-Z]{1,5})\s+)?([a-zäöåéû.]{3,9})\s+(\d{4}|\d\d)")
_MONTHS: Final = {
    name: number + 1
    for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_LOCAL_MONTHS: Final = {
    "mär": 3,
    "mrz": 3,
    "mai": 5,
    "okt": 10,
    "dez": 12,
    "maj": 5,
    "avr": 4,
    "juin": 6,
    "aoû": 8,
    "déc": 12,
}
_ZONES: Final = {
    "GMT": "+00:00",
    "UTC": "+00:00",
    "Z": "+00:00",
    "BST": "+01:00",
    "MEZ": "+01:00",
    "CET": "+01:00",
    "MESZ": "+02:00",
    "CEST": "+02:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}
_BYLINE: Final = re2.compile(r"(?i)^(?:by|von|par|por|di|af|av)\s+\S")
_FLAG: Final = re2.compile(r"^(?:\(.{1,40}\)|(?:\d+(?i:st|nd|rd|th)\s)?[A-Z]{3,12}(?:\s[A-Z0-9]{1,8})?)$")
# Where the text ends and the desk's notes to editors begin.
_NOTES: Final = re2.compile(
    r"(?i)^(?:#+\s*(?:(?:.{0,20}\b)?notebook|notizblock|.{0,20}\bcontacts|kontakte|internet links"
    r"|redaktionelle hinweise)\s*$|.{0,40}\binformation is not (?:intended )?for publication"
    r"|.{0,40}nicht zur veröffentlichung bestimmt)"
)
_SEPARATOR: Final = re2.compile(r"^[*_\-= ]{3,}$")


def read_telex(source: Source, limits: Limits) -> Iterator[Read]:
    """Read the messages of a telex drop."""
    raw = source.rest(limits.member_bytes)
    if raw.count(b"\x01") > limits.members:
        raise UnreadableError(f"more than {limits.members:,} messages")
    messages = [b"\x01" + piece for piece in raw.split(b"\x01")[1:]]
    for number, message in enumerate(messages, 1):
        place, piece = ("", raw) if len(messages) == 1 else (f"message {number}", message)
        if fatal := source.begin():
            yield Refused(place, piece[: limits.refused_bytes], fatal)
            continue
        try:
            yield _read(place, piece, decoded(message).text, limits)
        except UnreadableError as error:
            yield refused(place, piece, error, limits)


def _read(place: str, raw: bytes, text: str, limits: Limits) -> Read:
    header, begun, rest = text.partition(_STX)
    if not begun:
        return Refused(place, raw[: limits.refused_bytes], "a telex message without a start of text")
    body, _, trailer = rest.partition(_ETX)
    opening, slug = _opening(header)
    found = _HEADER.search(opening)
    service, number, priority = (found.group(1), found.group(2), found.group(3)) if found else ("", "", "")
    title, byline, text_lines = _headline(body.replace(_EOT, "").splitlines())
    published = _moment(trailer or text[-200:])
    guid = f"{service}{number}".strip()
    item = Delivered(
        place=place,
        raw=raw,
        media="text",
        body=paragraphs("\n".join(_without_notes(text_lines))),
        given=Fields(
            title=title,
            authors=names_in(byline),
            published=published,
            date_source="iptc7901" if published else "",
        ),
        source=_agency(found.group(6) if found else ""),
        # The numbers of a service start again each day.
        guid=f"{guid}:{published[:10]}" if guid and published else "",
        status="usable",
        urgency=urgency_of(priority),
        keywords=keywords_of(*slug.strip("/ ").split("/")),
    )
    return checked(item, limits, kind="message")


def _opening(header: str) -> tuple[str, str]:
    lines = [line.strip(" \t\x01\x16\0") for line in header.splitlines()]
    lines = [line for line in lines if line]
    return (lines[0], lines[1] if len(lines) > 1 else "") if lines else ("", "")


def _headline(lines: Sequence[str]) -> tuple[str, str, list[str]]:
    """Return headline, byline and the lines of the text; `` =`` ends the headline, else its first line does."""
    end = next((index for index, line in enumerate(lines[:12]) if line.rstrip().endswith("=")), None)
    if end is None:
        first = next((index for index, line in enumerate(lines) if line.strip()), 0)
        return " ".join(" ".join(lines[first : first + 1]).split()), "", list(lines[first + 1 :])
    head = [line.strip().removesuffix("=").strip() for line in lines[: end + 1]]
    head = [line for line in head if line]
    byline = " ".join(line for line in head if _BYLINE.search(line))
    titles = [line for line in head if not _BYLINE.search(line)]
    # "EXTRA", "1ST LEAD" and "(With photo)" are for editors, unless nothing else is there.
    shown = [line for line in titles if not _FLAG.search(line)] or titles
    return " ".join(" ".join(shown).split()), byline, list(lines[end + 1 :])


def _without_notes(lines: Sequence[str]) -> list[str]:
    end = next((index for index, line in enumerate(lines) if _NOTES.search(line.strip())), len(lines))
    while end and (not lines[end - 1].strip() or _SEPARATOR.search(lines[end - 1].strip())):
        end -= 1
    return list(lines[:end])


def _moment(trailer: str) -> str:
    found = _TRAILER.search(trailer)
    if not found:
        return ""
    day, hour, minute, zone, month, year = found.groups()
    number = _MONTHS.get(month.lower()[:3]) or _LOCAL_MONTHS.get(month.lower().strip(".")[:4], 0)
    offset = _ZONES.get((zone or "").upper(), "+00:00")
    century = year if len(year) == 4 else f"20{year}"
    return utc(f"{century}-{number:02}-{day}T{hour}:{minute}:00{offset}")


def _agency(rest: str) -> str:
    """Return the agency's name before its own number, at the header's end."""
    words = rest.split()
    while words and words[-1].isdigit():
        words.pop()
    return words[-1] if words else ""
