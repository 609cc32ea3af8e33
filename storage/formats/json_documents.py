"""JSON and JSONL: lists, lines and envelopes of articles, wire items among them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.record import UnreadableError
from storage.formats.decoding import decoded
from storage.formats.mapping import DEFAULT, FieldMapping, Row, article_of
from storage.formats.ninjs import is_ninjs, read_ninjs
from storage.formats.record import Counted, Delivered, Refused
from storage.formats.streams import TooLongError
from storage.formats.wire import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.record import Limits, Read
    from storage.formats.streams import Source

_LONGEST_NUMBER: Final = 18  # digits: what fits 64 bits; longer ones stay the text that they are
_LOOK_AHEAD: Final = 1024
_HALF: Final = re2.compile(r"(?i)\\ud[89a-f]")
_ENVELOPE_DEPTH: Final = 3
_BLANK: Final = " \t\r\n,\x1e\ufeff"


@dataclass(frozen=True, slots=True)
class _Way:
    """Where JSON comes from, how much it may be, and which of its names mean what."""

    source: Source
    limits: Limits
    mapping: FieldMapping

    def cut(self, raw: bytes) -> bytes:
        """Return as much of it as is kept of what is refused."""
        return raw[: self.limits.refused_bytes]


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


_DECODER: Final = json.JSONDecoder(parse_int=_number, parse_constant=str, strict=False)


def read_json(source: Source, limits: Limits, mapping: FieldMapping | None = None) -> Iterator[Read]:
    """Read JSON lines, or one document."""
    way = _Way(source, limits, mapping or DEFAULT)
    try:
        first = _line(source, limits)
        are_lines, number = _is_complete(first) and bool(source.peek(_LOOK_AHEAD).strip()), 1
        source.put_back(first)
    except TooLongError as error:
        yield Refused("line 1", way.cut(error.start), str(error))
        if not source.peek(1):
            return
        are_lines, number = source.peek(_LOOK_AHEAD).lstrip().startswith(b"{"), 2
    if are_lines:
        yield from _lines(way, number)
    else:
        yield from _document(way)


def value_of(text: str, limits: Limits) -> Any:
    """Parse one JSON value; UnreadableError for what is none or is too much."""
    return _value_at(text, _start(text, 0), limits)[0]


def _is_complete(line: bytes) -> bool:
    start = line.strip()
    if not start.startswith(b"{") or not start.endswith(b"}"):
        # A broken first line is still a line where an object follows on the next.
        return start.startswith(b"{") and len(start) > _LOOK_AHEAD and line.endswith(b"\n")
    return start.count(b"{") <= start.count(b"}") or len(start) > _LOOK_AHEAD


def _line(source: Source, limits: Limits) -> bytes:
    """Begin and take the next line; TooLongError for one that is passed by: too long, or no reader survives it."""
    fatal = source.begin()
    if not fatal:
        return source.line(limits.member_bytes)
    try:
        start = source.line(limits.refused_bytes)
    except TooLongError as error:
        start = error.start
    raise TooLongError(fatal, start)


def _lines(way: _Way, first: int) -> Iterator[Read]:
    for number in count(first):
        try:
            line = _line(way.source, way.limits)
        except TooLongError as error:
            if not error.start:
                raise  # the drop's own limit, not a line's
            yield Refused(f"line {number}", way.cut(error.start), str(error))
            continue
        if not line:
            return
        if line.strip():
            yield from _object(line.rstrip(b"\r\n"), f"line {number}", way)


def _object(raw: bytes, place: str, way: _Way) -> Iterator[Read]:
    try:
        text = decoded(raw).text
        _check_size(text, way.limits)
        value, end = _value_at(text, _start(text, 0), way.limits)
        if _start(text, end) < len(text):
            raise UnreadableError("more on the line than one JSON value")  # noqa: TRY301
        yield from _articles(value, place, raw, way)
    except UnreadableError as error:
        yield refused(place, raw, error, way.limits)


def _document(way: _Way) -> Iterator[Read]:
    if fatal := way.source.begin():
        yield Refused("", way.source.read(way.limits.refused_bytes), fatal)
        return
    raw = way.source.rest(way.limits.member_bytes)
    try:
        text = decoded(raw).text
        _check_size(text, way.limits)
    except UnreadableError as error:
        yield refused("", raw, error, way.limits)
        return
    yield from _values(raw, text, way)


def _values(raw: bytes, text: str, way: _Way) -> Iterator[Read]:
    """Read the values of a list, or the one that a document is."""
    at = _start(text, 0)
    many = text[at : at + 1] == "["
    at += many
    number = 0
    while (at := _start(text, at)) < len(text) and text[at] != "]":
        number += 1
        place = f"entry {number}" if many else ""
        # Where a value ends can't be told where it is broken or can't be read, so what follows goes with it.
        try:
            if fatal := way.source.begin():
                raise UnreadableError(fatal)  # noqa: TRY301 - one way out for all reasons
            value, end = _value_at(text, at, way.limits)
        except UnreadableError as error:
            start = text[at : at + way.limits.refused_bytes].encode("utf-8", "replace")
            yield refused(place, start, error, way.limits)
            return
        alone = not many and _start(text, end) >= len(text)
        piece = raw if alone else text[at:end].encode("utf-8", "replace")
        place = "" if alone else f"entry {number}"
        if fatal := way.source.begin():
            yield Refused(place, way.cut(piece), fatal)
        else:
            yield from _articles(value, place, piece, way)
        at = end
    if not number:
        yield Counted("empty JSON list", 1)
    elif many and at >= len(text):
        yield Refused(f"entry {number + 1}", b"", "the JSON ends early")


def _articles(value: Any, place: str, raw: bytes, way: _Way) -> Iterator[Read]:
    """Yield the article of a value, or the articles of the list inside it."""
    if not isinstance(value, dict):
        yield Refused(place, way.cut(raw), "JSON, but no object with an article")
        return
    found = _article(value, place, raw, way)
    if found is not None:
        yield found
        return
    entries = _envelope(value, way, _ENVELOPE_DEPTH)
    if entries is None:
        names = ", ".join(repr(name) for name in (*way.mapping.text[:3], *way.mapping.html[:1]))
        reason = f"JSON without a text: none of its fields is called {names} or the like"
        yield Refused(place, way.cut(raw), reason)
        return
    for number, entry in enumerate(entries, 1):
        inner = f"{place} / entry {number}" if place else f"entry {number}"
        piece = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        if fatal := way.source.begin():
            yield Refused(inner, way.cut(piece), fatal)
            continue
        found = _article(entry, inner, piece, way) if isinstance(entry, dict) else None
        if isinstance(found, Delivered) and not found.source:
            found = replace(found, source=_feed_title(value))
        yield found or Refused(inner, way.cut(piece), "an entry without a text")
    if not entries:
        yield Counted("empty JSON list", 1)


def _feed_title(value: Row) -> str:
    """Return the title of a JSON Feed, whose entries do not say where they are from."""
    title, version = value.get("title"), value.get("version")
    return title.strip() if isinstance(title, str) and isinstance(version, str) and "jsonfeed.org" in version else ""


def _article(value: Row, place: str, raw: bytes, way: _Way) -> Read | None:
    if way.mapping is DEFAULT and is_ninjs(value):
        return read_ninjs(value, place, raw, way.limits)
    return article_of(value, place, raw, way.mapping, way.limits)


def _envelope(value: Any, way: _Way, depth: int) -> list[Any] | None:
    """Return the list of articles inside an object: the first whose first entry is one; wrappers are taken off."""
    if not isinstance(value, dict) or not depth:
        return None
    for inner in value.values():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            entries = [_unwrapped(entry) for entry in inner]
            if any(_article(entry, "", b"", way) for entry in entries[:3] if isinstance(entry, dict)):
                return entries
    if any(value.get(name) == [] for name in ("items", "item", "articles", "entries", "results", "data")):
        return []
    found = (_envelope(inner, way, depth - 1) for inner in value.values())
    return next((entries for entries in found if entries is not None), None)


def _unwrapped(entry: Any) -> Any:
    """Return an entry without what search engines and feeds put around it."""
    if isinstance(entry, dict):
        for name in ("item", "_source", "article", "document", "fields"):
            if isinstance(entry.get(name), dict):
                return entry[name]
    return entry


def _value_at(text: str, at: int, limits: Limits) -> tuple[Any, int]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except RecursionError as error:
        raise UnreadableError("JSON nested too deeply") from error
    except ValueError as error:
        raise UnreadableError(f"no JSON: {_complaint(error)}") from error
    if not _is_shallow(value, limits.depth):
        raise UnreadableError(f"JSON nested more than {limits.depth} deep")
    # Half of a pair is what JSON can spell and nothing can store.
    return (_whole(value) if _HALF.search(text, at, end) else value), end


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(inner) for name, inner in value.items()}
    return value


def _complaint(error: ValueError) -> str:
    return f"{error.msg.lower()} at character {error.pos}" if isinstance(error, json.JSONDecodeError) else "bad number"


def _is_shallow(value: Any, depth: int) -> bool:
    level = [value]
    while level and depth:
        level = [inner for outer in level for inner in _inner(outer) if isinstance(inner, dict | list)]
        depth -= 1
    return not level


def _inner(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _check_size(text: str, limits: Limits) -> None:
    if text.count(",") + text.count("[") + text.count("{") > limits.values:
        raise UnreadableError(f"JSON of more than {limits.values:,} values")


def _start(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
