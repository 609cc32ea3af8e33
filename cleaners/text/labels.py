"""The header that databases, reader tools and crawlers write above a text: "Title: …", "Author: …", front matter."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import re2

from cleaners.fields.dates import day_in, utc_of
from cleaners.fields.names import authors_of
from cleaners.record import Removal
from cleaners.sentence import is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.record import Fields
    from cleaners.text.lines import Line

_FILE: Final = "labels.toml"
_RULE: Final = "label"
_OTHER: Final = "other"
_LONGEST_LABEL: Final = 30  # characters
_FENCE: Final = "---"  # around front matter (YAML)
_LONGEST_FRONT: Final = 40  # lines
_HEAD: Final = 16  # lines at the top among which a header's may stand
_PARAGRAPH: Final = 100  # characters: where the text begins
_FEWEST: Final = 2  # labels of a header
_TELLING: Final = frozenset({"title", "authors", "canonical_url"})  # one of these is among them
_ITEMS: Final = re2.compile(r"[;,|]")
_QUOTES: Final = "\"'“” "
_BRACKETS: Final = f"[](){_QUOTES}"
_ADDRESS: Final = re2.compile(r"^https?://[^\s<>\"]+$")


class _Labels(NamedTuple):
    """What the data file says: the field of each label, those that headers alone have, those that no header has."""

    fields: dict[str, str]
    sure: frozenset[str]
    never: frozenset[str]


class _Labelled(NamedTuple):
    """A line with a label: where it stands among the lines, what it is called, for which field, what it says."""

    at: int
    label: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Headed:
    """A text without its header: the lines left, what was taken, and the fields that it gave."""

    lines: tuple[Line, ...]
    removals: tuple[Removal, ...]
    fields: Fields


def without_header(lines: tuple[Line, ...], fields: Fields) -> Headed | None:
    """Take the labelled lines above a text, and below it, into the fields that are not known; None where none are."""
    head = _header(lines) if _may_have_header(lines) else []
    if not head:
        return None
    taken = set(range(_front(lines))) | {found.at for found in head}
    taken |= set(_beside(lines, max(taken)))
    if len(taken) == len(lines):
        return None
    removals = tuple([Removal(_RULE, lines[index].text, lines[index].place) for index in sorted(taken)])
    left = tuple([line for index, line in enumerate(lines) if index not in taken])
    return Headed(left, removals, _filled(fields, head))


def _may_have_header(lines: Sequence[Line]) -> bool:
    """Tell at a glance of a text whether a line above its first paragraph may have a label."""
    for line in lines[:_HEAD]:
        text = line.text
        if len(text) > _PARAGRAPH and ":" not in text[:_LONGEST_LABEL]:
            return False
        if text[0] == "[" or text == _FENCE or ":" in text[:_LONGEST_LABEL] or "：" in text[:_LONGEST_LABEL]:
            return True
    return False


def _header(lines: Sequence[Line]) -> list[_Labelled]:
    """Return the labelled lines of the header; none where it is not surely one."""
    front = _front(lines)
    found = [*_labelled(lines[: front or _HEAD], to_text=not front)]
    if any(one.label in _labels().never for one in found):
        return []
    if front or sum(one.label in _labels().sure for one in found) >= _FEWEST:
        return found
    leading = [one for place, one in enumerate(found) if one.at == place]
    asked = {one.field for one in leading}
    return leading if len(asked) >= _FEWEST and asked & _TELLING else []


def _front(lines: Sequence[Line]) -> int:
    """Return how many lines front matter takes, with its fences; 0 where there is none."""
    if not lines or lines[0].text != _FENCE:
        return 0
    texts = [line.text for line in lines[1 : _LONGEST_FRONT + 1]]
    end = texts.index(_FENCE) + 2 if _FENCE in texts else 0
    return end if len([*_labelled(lines[:end], to_text=False)]) >= _FEWEST else 0


def _labelled(lines: Sequence[Line], *, to_text: bool) -> Iterator[_Labelled]:
    """Give the lines with a known label, down to where the text begins; a list below a label is its value."""
    known = _labels()
    for index, line in enumerate(lines):
        label, value = _parted(line.text)
        if label in known.fields or label in known.never:
            yield _Labelled(index, label, known.fields.get(label, ""), value or _listed(lines[index + 1 :]))
        elif to_text and is_sentence(line.text, _PARAGRAPH):
            return


def _parted(text: str) -> tuple[str, str]:
    """Return the label of a line, in lower case, and what stands behind it: "Title: …", "标题：…", "[Title] …"."""
    bracketed = text[:1] == "["
    signs = "]" if bracketed else ":："
    places = [place for sign in signs if (place := text.find(sign, 0, _LONGEST_LABEL + 2)) > 0]
    if not places:
        return "", ""
    return text[bracketed : min(places)].strip().lower(), text[min(places) + 1 :].lstrip(" :：")


def _listed(below: Sequence[Line]) -> str:
    """Return the items of a list in front matter as one value."""
    items = takewhile(lambda line: line.text.startswith("- "), below)
    return ", ".join([item.text[2:] for item in items])


def _beside(lines: Sequence[Line], last: int) -> Iterator[int]:
    """Give the line of a header that only says where its text begins ("Body"), and those of one below the text."""
    if last + 1 < len(lines) and _is_other(lines[last + 1].text):
        yield last + 1
    for at in range(len(lines) - 1, last + 1, -1):
        if _is_other(lines[at].text):
            yield at
        elif is_sentence(lines[at].text, _PARAGRAPH):
            return


def _is_other(text: str) -> bool:
    label, _ = _parted(text)
    return _labels().fields.get(label or text.lower()) == _OTHER


def _filled(fields: Fields, head: Sequence[_Labelled]) -> Fields:
    told: dict[str, Any] = {}
    for one in head:
        value = _value(one.field, one.value) if one.field != _OTHER else ""
        if value and not getattr(fields, one.field):
            told.setdefault(one.field, value)
    if "published" in told:
        told["date_source"] = "text"
    return replace(fields, **told)


def _value(field: str, value: str) -> str | tuple[str, ...]:
    if field == "authors":
        return authors_of(_ITEMS.split(value.strip(_BRACKETS)))
    if field in ("published", "modified"):
        return utc_of(value.strip(_BRACKETS)) or day_in(value)
    if field == "canonical_url":
        return value if _ADDRESS.search(value) else ""
    if field == "section":
        return str(_ITEMS.split(value)[0]).strip(_BRACKETS)
    return value.strip(_QUOTES)


@cache
def _labels() -> _Labels:
    read = tomllib.loads(files("cleaners.rules").joinpath(_FILE).read_text(encoding="utf-8"))
    sure, never = frozenset(read.pop("sure")), frozenset(read.pop("never"))
    fields: dict[str, str] = {}
    for field, labels in read.items():
        for label in labels:
            fields.setdefault(label, field)
    return _Labels(fields, sure, never)
