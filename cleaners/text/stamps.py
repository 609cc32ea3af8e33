"""Dates below an article that say of what they are: "Last updated: 3 March 2026", "发布时间：2026-03-03 14:05"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.fields.dates import dated_events, day_in
from cleaners.sentence import letter_words
from cleaners.text.headline import may_have_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaners.record import Removal

DATELINE: Final = "dateline"
_LONGEST: Final = 80  # characters
_MOST_WORDS: Final = 7  # "Última actualización el 3 de marzo de 2026": more are a sentence
_LABEL: Final = 26  # characters at a line's start in which it says of what it is
_REACH: Final = 10  # lines below an article in which dates are its own
_STOPS: Final = (".", "。", "।", "۔")


def with_stamps_below(texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    """Return the rules with those of the dates below the last line that is none."""
    found = list(rules)
    for index in range(len(texts) - 1, -1, -1):
        if found[index]:
            continue
        if not _is_stamp(texts[index]):
            break
        found[index] = DATELINE
    return found


def days_told(removals: Iterable[Removal], last: int) -> dict[str, str]:
    """Return the days that dates near an article, whose last line's place is ``last``, call those of their events.

    ``removals`` are sorted by place.
    """
    days: dict[str, str] = {}
    for rule, text, place in removals:
        if place > last + _REACH:
            break
        if rule == DATELINE or (place > last and _is_stamp(text)):
            event, *others = dated_events(text) or [""]
            if event and not others:
                days.setdefault(event, day_in(text))
    return days


def _is_stamp(text: str) -> bool:
    if len(text) > _LONGEST or not may_have_digits(text) or text.endswith(_STOPS):
        return False
    return bool(dated_events(text[:_LABEL])) and letter_words(text) <= _MOST_WORDS and day_in(text) != ""
