"""Characters that show nothing, or change how others are shown, taken out of what is kept.

Out go: controls (a terminal obeys them, PostgreSQL refuses NUL), zero-width spaces, joiners of words, soft hyphens and
byte order marks (spam and scrapers put them inside words), tag characters (hidden messages), bidirectional embeddings,
overrides and isolates (they turn around what stands behind the text, too), non-characters and lone surrogates.
What writing needs stays: the (non-)joiners of Persian, Indic scripts and emoji, the marks of direction that reach no
further than their neighbours, variation selectors, private use.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from cleaners.record import Fields

if TYPE_CHECKING:
    from cleaners.record import Embed, Image

# Separators among the controls (tab to carriage return, FS to US, NEL) stay: they are white space.
# One by one: the engine can skip to a character of a set, not to a run of them.
_UNSHOWN: Final = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_NAMES: Final = tuple([field.name for field in fields(Fields)])


def visible(text: str) -> str:
    """Return a text without what shows nothing; white space stays."""
    return text if text.replace("\n", " ").isprintable() else _UNSHOWN.sub("", text)


def visible_line(text: str) -> str:
    """Return a text on one line, without what shows nothing."""
    return text if text.isprintable() else " ".join(visible(text).split())


def visible_fields(found: Fields) -> Fields:
    """Return fields whose every text is one visible line."""
    told = [(name, value) for name in _NAMES if (value := getattr(found, name))]
    changed: dict[str, Any] = {name: shown for name, value in told if (shown := _shown(value)) != value}
    return replace(found, **changed) if changed else found


def _shown(value: str | bool | tuple[str | Image | Embed, ...] | None) -> object:
    if isinstance(value, str):
        return visible_line(value)
    if isinstance(value, tuple):
        return tuple(visible_line(one) if isinstance(one, str) else _shown_parts(one) for one in value)
    return value


def _shown_parts(told: Image | Embed) -> Image | Embed:
    """Return a record of texts with each on one visible line."""
    shown: dict[str, Any] = {field.name: visible_line(getattr(told, field.name)) for field in fields(told)}
    return replace(told, **shown)
