"""Names alone on a line, told by how they begin: with a common given name, or surname where that comes first.

A line of two or three words in capitals may be a place or a section as well ("New Delhi", "Premier League"), and
scripts without case give nothing to go by: only what begins as many people's names do is taken for one. The names are
in ``cleaners/rules/names/common.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import re2

from cleaners.rules.shapes import is_name
from cleaners.sentence import is_unspaced
from cleaners.text.people import bare_name

_SURNAMES: Final = "han-surnames"
_HAN_NAME: Final = 3  # characters: of two, many are words
_WORDS: Final = range(2, 5)
# Between the names of a line.
_BETWEEN: Final = re2.compile(r",? (?:and|und|et|y|e|en|i|и|ve|dan|و|اور|और) |, |، |、| & | / ")
_MOST: Final = 3  # names
_LONGEST: Final = 90  # characters


def names_alone(text: str) -> tuple[str, ...]:
    """Return the one to three names that a line is, () where it is none."""
    if len(text) > _LONGEST or text.endswith((".", "?", "!", ":")):
        return ()
    names = tuple(map(bare_name, _BETWEEN.split(text.strip())))
    return names if len(names) <= _MOST and all(is_name(name) and _begins_as_a_name(name) for name in names) else ()


def _begins_as_a_name(text: str) -> bool:
    """Tell whether the line, which may be a name, begins with what many people's names begin with."""
    if is_unspaced(text):
        return len(text) == _HAN_NAME and text[0] in _surnames() and text.isalpha()
    words = text.split()
    if len(words) not in _WORDS or words[0].lower() not in _given():
        return False
    return all(word.replace("-", "").strip(".'’").isalpha() or not word.isascii() for word in words)


@cache
def _given() -> frozenset[str]:
    return frozenset(" ".join(names for key, names in _lists().items() if key != _SURNAMES).split())


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(_lists()[_SURNAMES].split()))


def _lists() -> dict[str, str]:
    return tomllib.loads(files("cleaners.rules").joinpath("names", "common.toml").read_text(encoding="utf-8"))
