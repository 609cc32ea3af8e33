"""Invented articles in any number, for benchmarks: words that no other article puts in the same order.

Real word lists repeat themselves within a few thousand articles, so that every three-word run is in many of them, as
none is in news. These words are made of syllables, thousands of them, between English function words.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FIRST = (
    "bar",
    "cal",
    "dor",
    "fen",
    "gar",
    "hol",
    "jas",
    "kel",
    "lan",
    "mor",
    "nor",
    "pel",
    "quin",
    "ros",
    "sal",
    "wes",
)
_SECOND = ("a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or")
_LAST = ("ba", "den", "dle", "fort", "gan", "ham", "kin", "ley", "mont", "ped", "rick", "son", "ton", "vale", "wick")
_SMALL = ("in", "to", "and", "for", "with", "on", "at", "from", "by", "after", "before", "near", "under", "beside")
_VERBS = ("said", "opened", "closed", "bought", "sold", "reported", "found", "built", "moved", "asked", "planned")
_TAIL = ("Share this article", "Leave a Comment", "Sign up for our newsletter", "Advertisement")
SOURCES = tuple(f"outlet-{number}" for number in range(10))


@cache
def _words() -> list[str]:
    return [first + second + last for first in _FIRST for second in _SECOND for last in _LAST]


def article(number: int, sentences: int = 20) -> str:
    """Return the article of a number: about 240 words in paragraphs, and a line or two that are none of it."""
    lot = random.Random(number)
    words = _words()
    told = []
    for _ in range(sentences):
        noun, other, third = (lot.choice(words) for _ in range(3))
        verb, small = lot.choice(_VERBS), lot.choice(_SMALL)
        rest = f"{small} the {third} {lot.choice(_SMALL)} {lot.choice(words)}"
        told.append(f"The {noun} {verb} {lot.randint(2, 990)} {other} {rest}.")
    blocks = [" ".join(told[at : at + 4]) for at in range(0, sentences, 4)]
    title = f"{lot.choice(words).title()} {lot.choice(_VERBS)} {lot.choice(words)} {small} {noun}"
    return "\n\n".join([title, *blocks, lot.choice(_TAIL)]) + "\n"


def delivered(number: int) -> str:
    """Return what is delivered under a number: of ten articles one is a reprint of another with two words changed."""
    if number % 10 != 9:
        return article(number)
    copied = random.Random(-number).randrange(number)
    return article(copied - copied % 10).replace(" the ", " that ", 2)


def deliver(folder: Path, numbers: range) -> None:
    """Write drops of these numbers, by source and hundreds."""
    for number in numbers:
        path = folder / SOURCES[number % len(SOURCES)] / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(delivered(number), encoding="utf-8")
