"""The notation of wordings, what they say, and their translation to RE2.

A wording is written as it stands on the page, in any case. ``(a|b)`` is either, ``(a|b)?`` either or nothing,
``*`` any run of characters, ``#`` a number, in brackets or not. Everything else means itself, a bar outside of brackets
too.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.folding import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

# The signs of the notation, set apart as private characters before anything else is done to a wording.
_OPEN, _OR, _CLOSE, _ANYTHING, _NUMBER = map(chr, range(0xE000, 0xE005))
_OPTIONAL: Final = "\ue00f"  # a question mark behind a bracket
_WILD: Final = {"*": _ANYTHING, "#": _NUMBER}
_BRACKETS: Final = {")?": _CLOSE + _OPTIONAL, "(": _OPEN, "|": _OR, ")": _CLOSE}
_MEANINGS: Final = {
    _OPEN: "(?:", _OR: "|", _CLOSE: ")", _ANYTHING: ".*", _NUMBER: r"[(\[]?\d+(?:[.,:]\d+)*[)\]]?", _OPTIONAL: "?",
}  # fmt: skip
# The backslash comes first: it is part of what the others are written as.
_ESCAPES: Final = {char: "\\" + char for char in "\\!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"}
_BETWEEN: Final = "\0"  # the parts of a wording
_APART: Final = {mark: f"{_BETWEEN}{mark}{_BETWEEN}" for mark in (_OPEN, _OR, _CLOSE, _OPTIONAL)}
_MOST_SAYINGS: Final = 64  # of one wording are written out
# Expressions are matched byte by byte (``openings.options``): every byte of a letter outside ASCII is 0x80 or above,
# and ``folded`` turns the punctuation of other scripts into ASCII.
_WORD_EDGE: Final = r"[\x00-/:-`{-\x7f]"
_BRACKET: Final = re2.compile(r"\(([^()]*)\)(\??)")
# Scripts written without spaces: a wording in them may stand between other letters. The first is Thai.
_UNSPACED: Final = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))
_FIRST_UNSPACED: Final = _UNSPACED[0][0]


def full_expression(mode: str, wording: str) -> str:
    """Return the RE2 expression of a folded block that a wording of the list ``mode`` takes.

    ``whole``: the block is the wording; ``starts``: it begins with it; ``contains``: it holds it as whole words.
    """
    expression = _opening_edge(mode, wording) + _meaning(wording.removesuffix("*"))
    if mode == "whole" and not wording.endswith("*"):
        return expression + "$"
    return f"{expression}(?:$|{_WORD_EDGE})" if _closes_at_edge(wording) else expression


def opening_expression(mode: str, wording: str) -> str:
    r"""Return the RE2 expression of the part before a wording's first ``*``; of all of it where it has none.

    The wording begins its block: its list is not ``contains``. A block is asked with a line break behind it.
    """
    head, star, _ = wording.partition("*")
    while head.count("(") > head.count(")"):
        head = head[: head.rindex("(")]
    if not head:
        message = f"a wording must not open with *: {wording}"
        raise ValueError(message)
    edge = "" if star else r"\n" if mode == "whole" else _WORD_EDGE if _closes_at_edge(wording) else ""
    return _meaning(head) + edge


def inner_texts(wording: str) -> set[str]:
    """Return texts of which one stands in every block that holds the wording, folded as blocks are.

    They are what it says between its signs for anything, as far as that is not too much, and at its longest.
    """
    parts = [part.strip() for part in _sure_parts(wording)]
    texts = max((said(part) for part in parts for said in (_first_sayings, _last_sayings)), key=_shortest)
    if "" in texts:
        message = f"a wording must say something for sure: {wording}"
        raise ValueError(message)
    return texts


def _sure_parts(wording: str) -> list[str]:
    """Return what stands between the signs for anything, and the brackets that hold one."""
    while (flat := _BRACKET.sub(_set_aside, wording)) != wording:
        wording = flat
    parts = wording.replace("#", "*").split("*")
    return [part.replace(_OPEN, "(").replace(_CLOSE, ")") for part in parts]


def _set_aside(bracket: Any) -> str:
    inner, optional = bracket.groups()
    return "*" if "*" in inner or "#" in inner else f"{_OPEN}{inner}{_CLOSE}{optional}"


def _shortest(texts: set[str]) -> int:
    return min(map(len, texts))


def _first_sayings(wording: str) -> set[str]:
    """Return all that a wording says, or what its beginning does where that is too much."""
    while not (said := sayings(wording)):
        wording = wording[: wording.rindex("(")]
        while wording.count("(") > wording.count(")"):
            wording = wording[: wording.rindex("(")]
    return said


def _last_sayings(wording: str) -> set[str]:
    """Return all that a wording says, or what its end does where that is too much."""
    while not (said := sayings(wording)):
        depths = accumulate((char == "(") - (char == ")") for char in wording)
        closed = next(place for place, depth in enumerate(depths) if wording[place] == ")" and not depth)
        wording = wording[closed + 1 :].removeprefix("?")
    return said


def sayings(wording: str) -> set[str]:
    """Return all that a wording says, folded as blocks are; nothing where that is without end or too much."""
    marked = _marked(wording)
    if _ANYTHING in marked or _NUMBER in marked:
        return set()
    if _OPEN not in marked:
        return {marked}
    said, before = {""}, {""}
    opened: list[tuple[set[str], set[str]]] = []  # of each open bracket: what was said before it, and in it so far
    for part in _replaced(marked, _APART).split(_BETWEEN):
        if part == _OPEN:
            opened.append((said, set()))
        elif part == _OR:
            opened[-1][1].update(said)
            said = opened[-1][0]
        elif part == _CLOSE:
            before, others = opened.pop()
            said = said | others
        elif part == _OPTIONAL:
            said = said | before
        elif part:
            said = {text + part for text in said}
        if len(said) > _MOST_SAYINGS:
            return set()
    return said


def _meaning(wording: str) -> str:
    return _replaced(_replaced(_marked(wording), _ESCAPES), _MEANINGS)


def _marked(wording: str) -> str:
    """Return the wording folded as blocks are, with its signs set apart; without brackets a bar means itself."""
    signs = _replaced(wording, _BRACKETS) if "(" in wording else wording
    return plain(_replaced(signs, _WILD)).lower()


def _replaced(text: str, spellings: Mapping[str, str]) -> str:
    """Return the text with each spelling replaced, in order: of few, on short texts, this is quicker than a table."""
    for spelling, other in spellings.items():
        text = text.replace(spelling, other)
    return text


def _opening_edge(mode: str, wording: str) -> str:
    if mode != "contains":
        return "^"
    return f"(?:^|{_WORD_EDGE})" if _wants_edge(wording, wording.lstrip("(")[:1]) else ""


def _closes_at_edge(wording: str) -> bool:
    return _wants_edge(wording, wording.removesuffix("*").rstrip(")?*")[-1:])


def _wants_edge(wording: str, char: str) -> bool:
    return char.isalnum() and (wording.isascii() or max(wording) < _FIRST_UNSPACED or not _is_unspaced(wording))


def _is_unspaced(wording: str) -> bool:
    return any(low <= letter <= high for low, high in _UNSPACED for letter in wording)
