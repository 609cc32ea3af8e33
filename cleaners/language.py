"""The language of a text."""

from __future__ import annotations

from typing import Final

_SAMPLE: Final = 240  # characters: py3langid's time grows with the text, its answer rarely changes after this
_SHORTEST: Final = 20  # characters: less is a guess


def language_of(text: str) -> str:
    """Return the BCP 47 primary subtag of the text's language, "" where the text is too short to tell."""
    sample = _middle(text)
    if len(sample) < _SHORTEST:
        return ""
    from py3langid import classify

    return str(classify(sample)[0])


def _middle(text: str) -> str:
    start = max(0, (len(text) - _SAMPLE) // 2)
    return text[start : start + _SAMPLE].strip()
