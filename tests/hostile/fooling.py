"""Texts made to be taken for others, or to make others be taken for boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.sign import sign
from tests.hostile.case import story

if TYPE_CHECKING:
    from dedup.scheme import SignatureScheme

_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_HIDDEN = "\u200b\u00ad\u2060\u202e\u200d\ufe0f"


def disguised(text: str) -> dict[str, str]:
    """Return copies of a text that look the same to a reader and differ in every word."""
    words = text.split(" ")
    return {
        "homoglyphs": text.translate(_LOOKALIKES),
        "hidden": " ".join(f"{word[:2]}{_HIDDEN[at % 6]}{word[2:]}" for at, word in enumerate(words)),
        "capitals": text.upper(),
        "wide": "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
        "spaced": text.replace(" ", " \u00a0 "),
        "turned": "\n\n".join(f"\u202e{block}\u202c" for block in text.split("\n\n")),
    }


def forged(target: str, scheme: SignatureScheme) -> str:
    """Return another article with the few shingles planted in it that make the signature of ``target``."""
    words = target.split()
    pieces = [" ".join(words[at : at + 3]) for at in range(len(words) - 2)]
    aim = sign([target], scheme)[0].whole
    singles = [one.whole for one in sign(pieces, scheme)]
    wins = [set(np.flatnonzero(np.asarray(one) == np.asarray(aim))) for one in singles]
    chosen, covered = [], set()
    for at in sorted(range(len(pieces)), key=lambda at: -len(wins[at])):
        if wins[at] - covered and len(chosen) < 13:
            chosen.append(pieces[at])
            covered |= wins[at]
    blocks = story(900).strip().split("\n\n")
    return "\n\n".join(f"{block} {' . '.join(chosen[number :: len(blocks)])}." for number, block in enumerate(blocks))


def rolling(number: int, repeated: str) -> str:
    """Return the next article of a series that repeats one paragraph of news, as a template would."""
    blocks = story(700 + number).strip().split("\n\n")
    return "\n\n".join([blocks[0], repeated, *blocks[1:]])
