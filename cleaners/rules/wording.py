"""The notation of wordings, and its translation to RE2.

A wording is written as it stands on the page, in any case. ``(a|b)`` is either, ``(a|b)?`` either or nothing,
``*`` any run of characters, ``#`` a number. Everything else means itself.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_SPELLINGS: Final = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‑": "-", "−": "-",
        "\u200b": None, "\u200c": None, "\u200d": None, "\u200e": None, "\u200f": None,
        "\u2060": None, "\ufeff": None, "\u00ad": None, "\u0640": None, "\n": " ",
    }
)  # fmt: skip
_EDGES: Final = " \t.,:;!?¡¿…|*+~=_-<>()[]{}'\"/\\•·●▪■►▶→←↑↓›‹×✕✖#&。、！？：；，「」『』【】（）《》〈〉।۔،؟؛"
_MEANINGS: Final = {"(": "(?:", "|": "|", ")": ")", "*": ".*", "#": r"\d+(?:[.,:]\d+)*"}
_WORD_EDGE: Final = r"[^\pL\pN]"
# Scripts written without spaces: a wording in them may stand between other letters.
_UNSPACED: Final = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))


def folded(text: str) -> str:
    """Return ``text`` as wordings are compared: lower case, plain quotes and spaces, bare edges."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
    return " ".join(text.lower().split()).strip(_EDGES)


def opening(wording: str) -> str:
    """Return the RE2 expression of the part before the first ``*``: every match starts with it."""
    head, star, _ = wording.partition("*")
    while star and head.count("(") > head.count(")"):
        head = head[: head.rindex("(")]
    if not head:
        message = f"a wording must not open with *: {wording}"
        raise ValueError(message)
    return _expression(head)


def whole_expression(wording: str) -> str:
    """Return the RE2 expression of a block that is this wording and nothing else."""
    head = wording.removesuffix("*")
    if head == wording:
        return "^" + _expression(wording) + "$"
    return "^" + _expression(head) + ("(?:$|" + _WORD_EDGE + ".*$)" if _wants_edge(head[-1]) else ".*$")


def start_expression(wording: str) -> str:
    """Return the RE2 expression of a block that starts with this wording."""
    return "^" + _expression(wording) + _closing_edge(wording)


def inner_expression(wording: str) -> str:
    """Return the RE2 expression of a block that holds this wording somewhere, as whole words."""
    return _opening_edge(wording) + _expression(wording) + _closing_edge(wording)


def _expression(part: str) -> str:
    pieces = []
    for place, char in enumerate(part):
        if char == "?" and place and part[place - 1] == ")":
            pieces.append("?")
        elif char in _MEANINGS:
            pieces.append(_MEANINGS[char])
        else:
            pieces.append(_literal(char))
    return "".join(pieces)


def _literal(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).translate(_SPELLINGS).lower()
    return "".join(c if c.isalnum() or c in " '\"" or ord(c) > 127 else "\\" + c for c in plain)


def _opening_edge(wording: str) -> str:
    return f"(?:^|{_WORD_EDGE})" if _wants_edge(wording[0]) else ""


def _closing_edge(wording: str) -> str:
    return f"(?:$|{_WORD_EDGE})" if _wants_edge(wording[-1]) else ""


def _wants_edge(char: str) -> bool:
    if char in "()?*":
        return True
    return char.isalnum() and not any(low <= char <= high for low, high in _UNSPACED)
