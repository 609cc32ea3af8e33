"""The notation of wordings, and its translation to RE2.

A wording is written as it stands on the page, in any case. ``(a|b)`` is either, ``(a|b)?`` either or nothing,
``*`` any run of characters, ``#`` a number. Everything else means itself.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPELLINGS: Final = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "。": ".", "、": ",", "।": ".", "۔": ".", "؟": "?", "،": ",", "؛": ";", "·": ".", "•": ".", "›": ">", "‹": "<",
    "İ": "i", "ı": "i",
    "–": "-", "—": "-", "‑": "-", "−": "-",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "",
    "\u2060": "", "\ufeff": "", "\u00ad": "", "\u0640": "", "\n": " ",
}  # fmt: skip
_LONG: Final = 500  # characters: from here on it is quicker to look for every spelling than to list what is there
_BLOCK_END: Final = "\0"  # neither normalised nor joined to its neighbours by any step of folding
_EDGES: Final = " \t.,:;!?¡¿…|*+~=_-<>()[]{}'\"/\\•·●▪■►▶→←↑↓›‹×✕✖#&。、！？：；，「」『』【】（）《》〈〉।۔،؟؛"
# The signs of the notation, set apart as private characters before anything else is done to a wording.
_MARKS: Final = {ord(sign): chr(0xE000 + place) for place, sign in enumerate("(|)*#")}
_OPTIONAL: Final = "\ue00f"  # a question mark behind a bracket
_MEANINGS: Final = (
    {code: "\\" + chr(code) for code in range(33, 127) if not chr(code).isalnum()}
    | {
        ord(_MARKS[ord(sign)]): meaning
        for sign, meaning in {"(": "(?:", "|": "|", ")": ")", "*": ".*", "#": r"\d+(?:[.,:]\d+)*"}.items()
    }
    | {ord(_OPTIONAL): "?"}
)
# Expressions are matched byte by byte (``book._options``): every byte of a letter outside ASCII is 0x80 or above,
# and ``folded`` turns the punctuation of other scripts into ASCII.
_WORD_EDGE: Final = r"[\x00-/:-`{-\x7f]"
# Scripts written without spaces: a wording in them may stand between other letters.
_UNSPACED: Final = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))


def folded(text: str) -> str:
    """Return ``text`` as wordings are compared: lower case, plain quotes and spaces, bare edges."""
    return " ".join(_plain(text).lower().split()).strip(_EDGES)


def folded_blocks(texts: Sequence[str]) -> list[str]:
    """Return ``folded`` of every text, the steps that cost taken once for all."""
    odd = [text for text in texts if not text.isascii()]
    joined = _BLOCK_END.join(odd)
    if odd and joined.count(_BLOCK_END) >= len(odd):
        return [folded(text) for text in texts]
    plain = iter(_plain(joined).split(_BLOCK_END))
    blocks = [text if text.isascii() else next(plain) for text in texts]
    return [_spaced_once(block.lower()).strip(_EDGES) for block in blocks]


def _spaced_once(block: str) -> str:
    return block if "  " not in block and block.isprintable() else " ".join(block.split())


def full_expression(mode: str, wording: str) -> str:
    """Return the RE2 expression of a folded block that a wording of the list ``mode`` takes.

    ``whole``: the block is the wording; ``starts``: it begins with it; ``contains``: it holds it as whole words.
    """
    expression = _opening_edge(mode, wording) + _expression(wording.removesuffix("*"))
    open_end = wording.endswith("*")
    if mode == "whole" and not open_end:
        return expression + "$"
    return expression + _closing_edge(wording.removesuffix("*"))


def opening_expression(mode: str, wording: str) -> str:
    """Return the RE2 expression of the part before the wording's first ``*``; the full one where it has none.

    One that may stand anywhere is given without the edges of its words: an automaton that looks for hundreds of those
    at once would have to remember every edge of a block, and take twelve times as long on a block it has not seen.
    """
    head, star, _ = wording.partition("*")
    if not star and mode != "contains":
        return full_expression(mode, wording)
    while head.count("(") > head.count(")"):
        head = head[: head.rindex("(")]
    if not head:
        message = f"a wording must not open with *: {wording}"
        raise ValueError(message)
    return _expression(head) if mode == "contains" else _opening_edge(mode, wording) + _expression(head)


def _expression(wording: str) -> str:
    plain = _plain(wording.replace(")?", ")" + _OPTIONAL).translate(_MARKS)).lower()
    return plain.translate(_MEANINGS)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    for spelling in _SPELLINGS if len(text) > _LONG else _SPELLINGS.keys() & set(text):
        text = text.replace(spelling, _SPELLINGS[spelling])
    return text


def _opening_edge(mode: str, wording: str) -> str:
    if mode != "contains":
        return "^"
    return f"(?:^|{_WORD_EDGE})" if _wants_edge(wording, wording.lstrip("(")[:1]) else ""


def _closing_edge(wording: str) -> str:
    return f"(?:$|{_WORD_EDGE})" if _wants_edge(wording, wording.rstrip(")?*")[-1:]) else ""


def _wants_edge(wording: str, char: str) -> bool:
    return char.isalnum() and not any(low <= letter <= high for low, high in _UNSPACED for letter in wording)
