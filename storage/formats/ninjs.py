"""ninjs 1 to 3, and AP's Media JSON, which is its cousin: wire items as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cleaners.record import Fields, UnreadableError
from storage.formats.dates import utc
from storage.formats.flatten import flattened, line_of, paragraphs
from storage.formats.mapping import Row, fold
from storage.formats.markup import parsed, readable
from storage.formats.nitf import story_of
from storage.formats.record import Delivered
from storage.formats.wire import (
    checked,
    keywords_of,
    language_of,
    names_in,
    not_text,
    status_of,
    urgency_of,
    web_url,
)

if TYPE_CHECKING:
    from storage.formats.record import Limits, Read, Status

_MARKS: Final = frozenset(
    [
        "versioncreated",
        "pubstatus",
        "bodyhtml",
        "bodyxhtml",
        "bodytext",
        "bodies",
        "headlines",
        "descriptiontext",
        "ednote",
        "slugline",
        "usageterms",
        "copyrightholder",
        "copyrightnotice",
        "embargoed",
        "firstcreated",
        "renditions",
        "associations",
    ]
)
_LEAST_MARKS: Final = 2
_TEXT_TYPES: Final = frozenset(["", "text", "composite", "advisory"])
_BODIES: Final = ("body_html", "body_xhtml", "body_text", "body_nitf")
_KILLS: Final = frozenset(["kill", "killed", "withdrawn", "takedown", "canceled"])


def is_ninjs(row: Row) -> bool:
    """Tell a wire item from other JSON: an identifier and what only wire items say."""
    names = {fold(name) for name in row}
    return bool(names & {"uri", "guid", "altids"}) and len(names & _MARKS) >= _LEAST_MARKS


def read_ninjs(row: Row, place: str, raw: bytes, limits: Limits) -> Read:
    """Read one item of any version: names differ in case and plural only."""
    item = {fold(name): value for name, value in row.items()}
    kind = _text(item, "type").lower()
    body = _body(item, limits)
    if kind not in _TEXT_TYPES:
        return not_text(kind)
    summary = _summary(item)
    embargo = utc(_text(item, "embargoed"))
    other = item.get("altids")
    alternative: Row = other if isinstance(other, dict) else {}
    wire = Delivered(
        place=place,
        raw=raw,
        media="text",
        body=body or summary,
        given=_given(item, summary),
        url=web_url(_text(item, "url"), _text(item, "uri") if "altids" not in item else ""),
        source=_source(item),
        guid=_text(item, "guid") or _text(alternative, "itemid") or _text(item, "uri"),
        version=_text(item, "version"),
        status=_status(item, embargo),
        embargo=embargo,
        urgency=urgency_of(_text(item, "urgency")),
        keywords=keywords_of(*_names(item.get("keywords")), *_names(item.get("keyword"))),
        corrects=_corrects(item),
        teaser=bool(summary and not body),
    )
    return checked(wire, limits)


def _given(item: Row, summary: str) -> Fields:
    created = utc(_text(item, "firstpublished")) or utc(_text(item, "firstcreated"))
    version = utc(_text(item, "versioncreated")) or utc(_text(item, "contentcreated"))
    people = [_text(person, "name") for person in _list(item.get("authors")) if _text(person, "role") != "editor"]
    byline = names_in(line_of(_text(item, "byline") or _text(item, "by")))
    return Fields(
        title=line_of(_rolled(item, "headlines", "main") or _text(item, "headline") or _text(item, "title")),
        authors=byline or tuple(dict.fromkeys(person for person in people if person)),
        published=created or version,
        modified=version if created and version > created else "",
        date_source="ninjs" if created or version else "",
        language=language_of(_text(item, "language")),
        section=next(
            iter(_names(item.get("service")) + _names(item.get("subject")) + _names(item.get("subjects"))), ""
        ),
        description=line_of(summary),
    )


def _body(item: Row, limits: Limits) -> str:
    """Return the text of the first body that has one, markup before plain text: it tells paragraphs."""
    bodies = [body for body in _list(item.get("bodies")) if isinstance(body.get("value"), str)]
    found = [(_kind(body), body["value"]) for body in bodies]
    found += [(fold(name), value) for name in _BODIES if isinstance(value := item.get(fold(name)), str)]
    for wanted in ("html", "nitf", ""):
        for kind, value in found:
            if value.strip() and (wanted in kind if wanted else True):
                text = _as_text(value, wanted, limits)
                if text:
                    return text
    return ""


def _kind(body: Row) -> str:
    return f"{_text(body, 'contenttype') or _text(body, 'contentType')} {_text(body, 'role')}".lower()


def _as_text(value: str, kind: str, limits: Limits) -> str:
    if kind == "html":
        return flattened(value)
    if kind == "nitf":
        try:
            return story_of(parsed(readable(value.encode("utf-8", "replace")), limits)).body
        except UnreadableError:
            return ""
    return paragraphs(value)


def _summary(item: Row) -> str:
    text = _rolled(item, "descriptions", "") or _text(item, "descriptiontext") or _text(item, "descriptionhtml")
    return flattened(text) if "<" in text else paragraphs(text)


def _rolled(item: Row, name: str, role: str) -> str:
    """Return the value of the entry with the role, else of the first (ninjs 2 and 3 list what 1 has once)."""
    entries = [entry for entry in _list(item.get(name)) if _text(entry, "value")]
    fitting = [entry for entry in entries if _text(entry, "role") == role]
    return next((_text(entry, "value") for entry in [*fitting, *entries]), "")


def _status(item: Row, embargo: str) -> Status:
    signals = item.get("signals")
    if isinstance(signals, list) and any(str(signal).lower() in _KILLS for signal in signals[:100]):
        return "killed"
    return status_of(_text(item, "pubstatus"), embargo)


def _source(item: Row) -> str:
    owner = _text(item, "source") or _text(item, "provider") or _text(item, "copyrightholder")
    sources = [_text(entry, "name") for entry in _list(item.get("infosources"))]
    return owner or next((name for name in sources if name), "")


def _corrects(item: Row) -> str:
    for name in ("corrects", "replaces", "evolvedfrom"):
        value = item.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return ""


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_text(entry, "name") if isinstance(entry, dict) else _scalar(entry) for entry in value]
    return [_scalar(value)] if value else []


def _list(value: Any) -> list[Row]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(row: Row, name: str) -> str:
    return _scalar(row.get(name))


def _scalar(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
