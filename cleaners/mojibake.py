"""Mojibake: a line of UTF-8 that somebody read in another encoding, read again; only where the way back is exact.

A repair is a removal of its own: its rule is ``mojibake/ENCODING``, its text is the line as it came. HTML's escapes in
flattened text are one of them: ``mojibake/html``.
"""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.record import Removal
from cleaners.visible import visible

if TYPE_CHECKING:
    from cleaners.record import Fields

RULE: Final = "mojibake"
# The first byte of a UTF-8 character and one that follows it, as Latin-1, windows-1252 and windows-1251 show them.
# Lines without such a pair are not looked at: ftfy takes half a millisecond for 1,000 characters.
# RE2 on the bytes of UTF-8, in which lone surrogates are no error: ten times as fast as Python's engine.
_TRACES: Final = (
    "[\u00c2-\u00f4]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[РС][\u0402-\u040f\u0452-\u045f\u0490\u0491\u00a0-\u00bf\u2013-\u203a\u20ac\u2116\u2122]"
    "|вЂ"
)
# A character alone between ASCII: a byte of its own, which no UTF-8 has, so that the line is as it was meant.
_SINGLE: Final = r"(?:^|[\x00-\x7f])[^\x00-\x7f](?:$|[\x00-\x7f])"
# What one look at a text must not find: doubled spaces, what may show nothing, white space but spaces and line breaks,
# marks of Markdown, escapes.
_ODD: Final = (
    r"  |\]\(|\*\*|&#|&[A-Za-z0-9]+;|\\[nu]|<[/bB!]"
    r"|[^\P{C}\n]|[^\P{Z} ]|[\x{034f}\x{2065}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}\x{e0000}-\x{e007f}]"
    f"|{_TRACES}"
)
_FIELDS: Final = ("title", "subtitle", "authors", "site_name", "section", "description", "credit")
# Escapes of HTML in a text that is none; an address has them without a semicolon.
_ENTITY: Final = re2.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]{1,10});")
_ENTITIES: Final = "html"
_MOST_TIMES: Final = 6  # that anything was escaped
_LONGEST: Final = 20_000  # characters of a line: a longer one is no prose


def is_plain(text: str) -> bool:
    """Tell whether there is nothing to mend in a text or to take out of it, no markup, no white space to collapse."""
    try:
        return _odd().search(text.encode()) is None
    except UnicodeEncodeError:  # a lone surrogate
        return False


def mended(text: str) -> tuple[str, str]:
    """Return the text as it was meant and the encoding it had been read in; unchanged and "" where it was right.

    It is changed only if doing the same mistake again gives exactly the text that came.
    """
    if len(text) > _LONGEST or not _shows_trace(text) or _single().search(text.encode("utf-8", "surrogatepass")):
        return text, ""
    import ftfy  # a tenth of a second that clean texts need not wait for

    meant, steps = ftfy.fix_encoding_and_explain(text)
    wrong = steps[0][1] if steps else ""
    once = [("encode", wrong), ("decode", "utf-8")]
    # Made by the same mistake once or twice: what needs different ones, or guesses, is not surely what was meant.
    if steps not in (once, once * 2) or _again(meant, wrong, len(steps) // 2) != text:
        return text, ""
    return meant, wrong.removeprefix("sloppy-")


def _shows_trace(text: str) -> bool:
    return not text.isascii() and bool(_trace().Match(text.encode("utf-8", "surrogatepass")))


@cache
def _odd() -> Any:
    chosen = re2.Options()
    chosen.never_capture = True
    return re2.compile(_ODD, chosen)


@cache
def _single() -> Any:
    return re2.compile(_SINGLE.encode())


@cache
def _trace() -> Any:
    traces = re2.Set.SearchSet()
    traces.Add(_TRACES)
    traces.Compile()
    return traces


def legible(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Return a text mended and without what shows nothing, until neither changes it: one can uncover the other."""
    repairs: tuple[Removal, ...] = ()
    while True:
        meant, more = mended_lines(text)
        repairs += more
        meant = visible(meant)
        if meant == text:
            return meant, repairs
        text = meant


def mended_lines(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Return a text with its garbled lines mended, and these lines as they came, by number from 1."""
    if not _shows_trace(text) and not ("&" in text and _ENTITY.search(text)):
        return text, ()
    repairs: list[Removal] = []
    lines: list[str] = []
    for place, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        meant, encoding = _mended_line(line)
        lines.append(meant)
        if encoding:
            repairs.append(repair(encoding, line, place))
    return "\n".join(lines), tuple(repairs)


def _mended_line(line: str) -> tuple[str, str]:
    """Return ``mended`` of a line, or of it as it is read: white space of other kinds can hide what is garbled."""
    meant, encoding = mended(line)
    if not encoding and (plain := unescaped(line)) != line:
        return plain, _ENTITIES
    if encoding or line.isprintable():
        return meant, encoding
    meant, encoding = mended(" ".join(line.split()))
    return (meant if encoding else line), encoding


def unescaped(line: str) -> str:
    """Return a line with HTML's escapes read, six times escaped ones, too; unknown ones stay, none breaks the line."""
    plain = line
    for _ in range(_MOST_TIMES):
        before = plain
        plain = str(_ENTITY.sub(_character, before)) if "&" in before else before
        if plain == before:
            return plain
    return line  # nobody escaped it so often: an attack


def _character(found: Any) -> str:
    meant = html.unescape(found[0])
    return " " if meant.isspace() else meant


def mended_fields(found: Fields) -> tuple[Fields, tuple[Removal, ...]]:
    """Return fields with the garbled ones mended, and these as they came, with the place 0: not in the body."""
    changed: dict[str, Any] = {}
    repairs: list[Removal] = []
    for name in _FIELDS:
        value: str | tuple[str, ...] = getattr(found, name)
        texts = (value,) if isinstance(value, str) else value
        meant = [mended(text) for text in texts]
        if any(encoding for _, encoding in meant):
            changed[name] = meant[0][0] if isinstance(value, str) else tuple(text for text, _ in meant)
            repairs += [repair(encoding, text, 0) for text, (_, encoding) in zip(texts, meant, strict=True) if encoding]
    return (replace(found, **changed) if changed else found), tuple(repairs)


def repair(encoding: str, garbled: str, place: int) -> Removal:
    """Return what tells of a repair: the text as it came, and the encoding in which its UTF-8 had been read."""
    return Removal(f"{RULE}/{encoding}", garbled, place)


def _again(meant: str, wrong: str, times: int) -> str:
    """Make the mistake again; "" where it can't be made."""
    try:
        for _ in range(times):
            meant = meant.encode().decode(wrong)
    except UnicodeError:
        return ""
    return meant
