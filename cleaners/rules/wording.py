"""The notation of wordings, and its translation to RE2.

A wording is written as it stands on the page, in any case. ``(a|b)`` is either, ``(a|b)?`` either or nothing,
``*`` any run of characters, ``#`` a number. Everything else means itself.
"""

from __future__ import annotations

from typing import Final

from cleaners.rules.folding import plain

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
    return plain(wording.replace(")?", ")" + _OPTIONAL).translate(_MARKS)).lower().translate(_MEANINGS)


def _opening_edge(mode: str, wording: str) -> str:
    if mode != "contains":
        return "^"
    return f"(?:^|{_WORD_EDGE})" if _wants_edge(wording, wording.lstrip("(")[:1]) else ""


def _closing_edge(wording: str) -> str:
    return f"(?:$|{_WORD_EDGE})" if _wants_edge(wording, wording.rstrip(")?*")[-1:]) else ""


def _wants_edge(wording: str, char: str) -> bool:
    return char.isalnum() and not any(low <= letter <= high for low, high in _UNSPACED for letter in wording)
