"""Captions that end with whose picture it is: "… at the gate. Ana Reyes/Getty Images", "… © Pixfactory"."""

from __future__ import annotations

from typing import Final

import re2

_LONGEST: Final = 400  # characters
_SHORTEST: Final = 20  # characters: shorter lines with a slash are names of sections
_TAIL: Final = 60  # characters at the end, in which a credit stands
_SIGN: Final = "©"  # of 148 lines that hold one (bench) none is an article's
_SLASH: Final = "/"
_STOPS: Final = frozenset(".!?…。！？।۔؟")
_CLOSERS: Final = "\"'”’»)]* "
# Who, a slash, and for whom. Of lines that end so (bench) seven of eight are no article's.
_PERSON_AND_AGENCY: Final = re2.compile(
    r"[\pL\d][\pL.'’-]+(?: \p{Lu}[\pL.'’-]+)? ?/ ?\p{Lu}\pL+(?: \p{Lu}\pL+){0,2}(?:, File)?\)?$"
)
_AGENCIES: Final = re2.compile(
    r"(?i)getty images|shutterstock|imago|picture alliance|istock|alamy|unsplash|\bdpa\b|/ ?(?:ap|afp|reuters|epa)\b"
    r"|\b(?:ap|afp|reuters|epa) ?/"
)
# Without one of these, or a slash, nothing names an agency.
_NAMES: Final = ("getty images", "shutterstock", "imago", "picture alliance", "istock", "alamy", "unsplash", "dpa")
_AFTER_SENTENCE: Final = tuple(f"{end} {agency}" for end in ".)" for agency in ("AP", "AFP", "REUTERS", "EPA"))


def is_credited_picture(text: str) -> bool:
    """Tell whether a line is a caption or a credit: it names an agency where a sentence would have its full stop."""
    if len(text) > _LONGEST:
        return False
    if _SIGN in text:
        return True
    if len(text) <= _SHORTEST or text.rstrip(_CLOSERS)[-1:] in _STOPS:
        return False
    tail = text[-_TAIL:]
    slash = _SLASH in tail
    if slash and "://" not in tail and _PERSON_AND_AGENCY.search(tail) is not None:
        return True
    may_name = slash or any(map(tail.lower().__contains__, _NAMES))
    return (may_name and _AGENCIES.search(tail) is not None) or tail.endswith(_AFTER_SENTENCE)
