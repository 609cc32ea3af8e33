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
from cleaners.rules.agencies import named_agencies
from cleaners.sentence import is_sentence
from cleaners.text.stacked import day_and_paper, ends_document, may_be_stacked, stack_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.record import Fields
    from cleaners.text.lines import Line

_FILE: Final = "labels.toml"
_RULE: Final = "label"
_OTHER: Final = "other"
_TEXT: Final = "text"  # stands behind the label, or below
_NO_FIELDS: Final = frozenset({_OTHER, _TEXT})
_LONGEST_LABEL: Final = 30  # characters
_FENCE: Final = "---"  # around front matter (YAML)
_LONGEST_FRONT: Final = 40  # lines
_HEAD: Final = 16  # lines at the top among which a header's may stand
_PARAGRAPH: Final = 100  # characters: where the text begins
_NEAR: Final = 6  # lines below a header among which its text begins
_MOST_ABOVE: Final = 1  # lines without a label above those that have one: the title
_FEWEST: Final = 2  # labels of a header
_TELLING: Final = frozenset({"title", "authors", "canonical_url"})  # one of these is among them
_PEOPLE: Final = re2.compile(r"[;|]")
_PAIR: Final = 2  # names of a person
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
    stacked, told = _stacked(lines, head)
    if not (head or stacked):
        return None
    taken = {*range(_front(lines)), *stacked, *(found.at for found in head)}
    taken |= set(_beside(lines, max(taken)))
    opened = {one.at: one.value for one in head if _opens_text(one)}
    removals = tuple([_removed(lines[index], opened.get(index, "")) for index in sorted(taken)])
    kept = [line._replace(text=opened.get(index, line.text)) for index, line in enumerate(lines)]
    left = tuple([line for index, line in enumerate(kept) if index in opened or index not in taken])
    if not left:
        return None
    return Headed(left, removals, _filled(fields, _told(head) | told))


def _opens_text(one: _Labelled) -> bool:
    """Tell whether the article's first paragraph stands behind the label: "Full text: The council …"."""
    return one.field == _TEXT and is_sentence(one.value, _PARAGRAPH)


def _removed(line: Line, left: str) -> Removal:
    return Removal(_RULE, line.text.removesuffix(left).rstrip(), line.place)


def _stacked(lines: Sequence[Line], head: Sequence[_Labelled]) -> tuple[range, dict[str, Any]]:
    """Return the lines of a header that have no labels, and what they say: those above labelled ones, or all of it."""
    if not head:
        return stack_of([line.text for line in lines]) if may_be_stacked(lines) else (range(0), {})
    above = [line.text for line in lines[: head[0].at]]
    told = day_and_paper(above[1:]) if all(one.field != "title" for one in head) else {}
    return (range(len(above)), {"title": above[0], **told}) if told else (range(0), {})


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
    first = min(found[0].at, _MOST_ABOVE) if found else 0
    leading = [one for place, one in enumerate(found, first) if one.at == place]
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
            found = _Labelled(index, label, known.fields.get(label, ""), value or _listed(lines[index + 1 :]))
            yield found
            if _opens_text(found):
                return
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
    """Give the lines behind a header down to the one that only says where its text begins, and those below the text."""
    yield from range(last + 1, _start(lines, last))
    for at in range(len(lines) - 1, last + 1, -1):
        label, value = _parted(lines[at].text)
        if is_sentence(value if label in _labels().fields else lines[at].text, _PARAGRAPH):
            return
        if _is_known(lines[at].text):
            yield at


def _start(lines: Sequence[Line], last: int) -> int:
    """Return where the text begins below a header's last label: behind "Body", "FULL TEXT" or the like."""
    for at in range(last + 1, min(last + 1 + _NEAR, len(lines))):
        text = lines[at].text
        if _labels().fields.get(text.rstrip(" :：").lower()) in _NO_FIELDS:
            return at + 1
        if is_sentence(text, _PARAGRAPH):
            break
    return last + 1


def _is_known(text: str) -> bool:
    label = _parted(text)[0] or text.lower()
    return label in _labels().fields or label in _labels().never or ends_document(text)


def _told(head: Sequence[_Labelled]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for one in head:
        if value := _value(one.field, one.value) if one.field not in _NO_FIELDS else "":
            told.setdefault(one.field, value)
    return told


def _filled(fields: Fields, told: dict[str, Any]) -> Fields:
    new = {field: value for field, value in told.items() if value and not getattr(fields, field)}
    if "published" in new:
        new["date_source"] = "text"
    return replace(fields, **new)


def _value(field: str, value: str) -> str | tuple[str, ...]:
    if field == "authors":
        return authors_of(map(_turned, _PEOPLE.split(value.strip(_BRACKETS))))
    if field in ("published", "modified"):
        return utc_of(value.strip(_BRACKETS)) or day_in(value)
    if field == "canonical_url":
        return value if _ADDRESS.search(value) else ""
    if field == "section":
        return str(_ITEMS.split(value)[0]).strip(_BRACKETS)
    return value.strip(_QUOTES)


def _turned(person: str) -> str:
    """Return "Souza, Ana" as "Ana Souza"; lists of people as they are."""
    names = [name.strip() for name in person.split(",")]
    turned = len(names) == _PAIR and not any(" " in name for name in names) and not any(named_agencies(names))
    return " ".join(reversed(names)) if turned else person


@cache
def _labels() -> _Labels:
    read = tomllib.loads(files("cleaners.rules").joinpath(_FILE).read_text(encoding="utf-8"))
    sure, never = frozenset(read.pop("sure")), frozenset(read.pop("never"))
    fields: dict[str, str] = {}
    for field, labels in read.items():
        for label in labels:
            fields.setdefault(label, field)
    return _Labels(fields, sure, never)
