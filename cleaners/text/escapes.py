r"""A text as a program writes it down: ``\n`` for line breaks, ``\"``, ``\u201c`` (JSON's escapes, RFC 8259, 7)."""

from __future__ import annotations

from typing import Any, Final

import re2

from cleaners.record import Removal

RULE: Final = "mojibake/json"
_FEWEST: Final = 3  # written line breaks, and more than real ones
_BREAK: Final = "\\n"
_NO_BREAK: Final = re2.compile(r"\\n\p{Ll}")  # "C:\\new"
_ESCAPE: Final = re2.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\[\\\"/nrt]")
_SIGNS: Final = {"n": "\n", "r": "", "t": " "}


def unescaped(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Return a text with such escapes read, and the lines that had them as they came; others as they are."""
    if "\\" not in text:  # most texts
        return text, ()
    if text.count(_BREAK) - len(_NO_BREAK.findall(text)) < max(_FEWEST, text.count("\n") + 1):
        return text, ()
    lines = text.split("\n")
    repairs = [Removal(RULE, line, place) for place, line in enumerate(lines, 1) if _ESCAPE.search(line)]
    return str(_ESCAPE.sub(_sign, text)), tuple(repairs)


def _sign(found: Any) -> str:
    escape = str(found[0])
    if escape[1] == "u":
        return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "ignore")
    return _SIGNS.get(escape[1], escape[1])
