"""The news agency that an article is from: named behind its last sentence, before its first one, or as its author."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.record import Removal

_FILE: Final = "agencies.toml"
_LAST_BLOCKS: Final = 2
_LONGEST_HEAD: Final = 110  # characters: a place, a date, an agency
_LONGEST_LINE: Final = 80
_NEAR_END: Final = 6  # lines, or blocks
_TELLING: Final = ("source-link", "disclaimer", "about-the-article", "line-model")
_CLOSERS: Final = {")": "(", "）": "（", "]": "["}
_STOPS: Final = " .。"
_EDGES: Final = " -–—|"
_SENTENCE_ENDS: Final = frozenset('.!?…”“"»。！？」』؟।')
_COPYRIGHT_SIGNS: Final = ("©", "(c)", "copyright")
_COPYRIGHT: Final = re2.compile(r"^(?:©|\(c\)|copyright) ?(?:[12][0-9]{3},? ?)?(?:by )?")
_JOINT: Final = re2.compile(r" ?[/,+&] ?| (?:und|and|y|e|et|with|con|mit|-) ")
_EDITOR: Final = re2.compile(r"^[a-zäöüß]{2,5}$")  # whose sign or desk stands behind an agency's: "dpa/lno"
# Before the first sentence: "LONDON (AP) —", "МОСКВА. /ТАСС/.", "【ロンドン共同】", "(서울=연합뉴스)",
# "新华社北京3月3日电".
_BRACKETS: Final = re2.compile(r"^([^()（）]*)[(（]([^()（）]+)[)）]( ?[-–—:：]|\. ?[-–—]|)")
_SLASHES: Final = re2.compile(r"^[^/]*/([^/]+)/")
_CORNER_OPENERS: Final = ("【", "［", "[")
_CORNERS: Final = re2.compile(r"^[【［\[]([^】］\]]+)[】］\]]")
_CHINESE: Final = re2.compile(r"^([\p{Han}]社|[\p{Han}]{2}社|[\p{Han}]{2}[社网])[^，。]*[电電日]")


@dataclass(frozen=True, slots=True)
class _Agencies:
    """What the data file names: ``names`` and ``openers`` in lower case, openers the longest first.

    ``starts`` are the first two letters of all names, in lower case: most lines begin with none of these.
    """

    signatures: frozenset[str]
    names: frozenset[str]
    openers: tuple[str, ...]
    starts: frozenset[str]


@cache
def _agencies() -> _Agencies:
    told = tomllib.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))
    openers = tuple(sorted(told["openers"], key=len, reverse=True))
    starts = frozenset(name.casefold()[:2] for name in (*told["signatures"], *told["names"]))
    return _Agencies(frozenset(told["signatures"]), frozenset(told["names"]), openers, starts)


def agency_credit(blocks: Sequence[str], behind: Iterable[str] = (), authors: Sequence[str] = ()) -> str:
    """Return what an article says of the agency that it is from, as it says it, or "".

    ``behind`` are lines that were taken out behind its end; an author counts that is an agency.
    """
    found = chain(map(_at_end, blocks[-_LAST_BLOCKS:][::-1]), map(_alone, behind), map(_at_start, blocks[:1]))
    return next(filter(None, chain(found, named_agencies(authors))), "")


def lines_behind(removals: Sequence[Removal], last: int) -> Iterator[str]:
    """Yield what was taken out shortly behind the last kept place, where it may tell the source of the article."""
    near = range(last + 1, last + 1 + _NEAR_END)
    yield from (one.text for one in removals if one.place in near and one.rule.startswith(_TELLING))


def named_agencies(stated: Iterable[str]) -> Iterator[str]:
    """Yield the values that are names of agencies and nothing else."""
    yield from filter(_are_agencies, stated)


def _at_end(block: str) -> str:
    """Return the agency that is all of a block, or stands behind its last sentence, in brackets or after a dash."""
    tail = block[-_LONGEST_LINE:].rstrip(_STOPS)
    opener = _CLOSERS.get(tail[-1:])
    if opener is not None:
        before, bracket, inner = tail[:-1].rpartition(opener)
        # Within a sentence brackets name a source, and capitals may be a state's: "in Scranton (PA)".
        is_behind = before.rstrip()[-1:] in _SENTENCE_ENDS or (block[-1:] == tail[-1] and not inner.isupper())
        return inner if bracket and is_behind and _is_credit(inner) else _alone(block)
    end = 1 + max(map(tail.rfind, _SENTENCE_ENDS))
    behind = _bare(tail[end:]) if end else ""
    return behind if behind and _is_credit(behind) else _alone(block)


def _alone(line: str) -> str:
    text = _bare(line) if len(line) <= _LONGEST_LINE else ""
    return text if text and _is_credit(text) else ""


def _bare(text: str) -> str:
    """Return a text without what stands around a credit: dashes, ©, brackets around all of it."""
    inner = text.strip(_EDGES).rstrip(_STOPS)
    if inner[:1] and _CLOSERS.get(inner[-1:]) == inner[0]:
        inner = inner[1:-1].strip(_EDGES)
    sign = _COPYRIGHT.match(inner) if inner.startswith(_COPYRIGHT_SIGNS) else None
    return inner[sign.end() :] if sign else inner


def _is_credit(text: str) -> bool:
    """Say whether a text is the names of agencies, behind a word for sources or help or without."""
    lower = text.casefold()
    openers = _agencies().openers
    opener = next(filter(lower.startswith, openers)) if lower.startswith(openers) else ""
    rest = text[len(opener) :] if opener and not text[len(opener) :][:1].isalpha() else text
    if opener.endswith("'"):
        rest = text[len(opener) :]
    return _are_agencies(rest.lstrip(" :："))


def _are_agencies(text: str) -> bool:
    if not 1 < len(text) <= _LONGEST_LINE or text.lstrip().casefold()[:2] not in _agencies().starts:
        return False
    first, *others = (part.strip() for part in _JOINT.split(text))
    return _is_agency(text) or (_is_agency(first) and all(_is_agency(one) or _EDITOR.match(one) for one in others))


def _is_agency(name: str) -> bool:
    return name in _agencies().signatures or name.casefold() in _agencies().names


def _at_start(block: str) -> str:
    """Return the agency that is named before the first sentence of an article."""
    head = block[:_LONGEST_HEAD]
    bracketed = _BRACKETS.match(head) if "(" in head or "（" in head else None
    if bracketed:
        before, inner, dash = bracketed.groups()
        name = (inner or "").rpartition("=")[2].strip()
        if (dash or not before) and _are_agencies(name):
            return name
    slashed = _SLASHES.match(head) if "/" in head else None
    if slashed and _are_agencies(named := str(slashed.group(1))):
        return named
    cornered = _CORNERS.match(head) if head.startswith(_CORNER_OPENERS) else None
    if cornered:
        return _ending(cornered.group(1))
    chinese = _CHINESE.match(head) if "社" in head or "网" in head else None
    return str(chinese.group(1)) if chinese and _is_agency(chinese.group(1)) else ""


def _ending(text: str) -> str:
    """Return the agency that a Japanese place, or a date, ends with: "ロンドン共同"."""
    text = text.strip()
    found = (text[-length:] for length in range(min(len(text), 8), 1, -1))
    return next((name for name in found if _is_agency(name)), "")
