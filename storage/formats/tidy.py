"""What identifies and describes an article, as it may go on: one visible line each, none endless."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from cleaners.visible import visible_fields, visible_line
from storage.formats.record import Delivered

if TYPE_CHECKING:
    from cleaners.record import Fields
    from storage.formats.record import Read

LONGEST_FIELD: Final = 2_000  # characters; a longer title or name is none
_IDENTIFYING: Final = ("source", "guid", "version", "corrects")


def tidied(found: Read) -> Read:
    """Return what was read with its fields and identifiers as they may be stored, listed and logged."""
    if not isinstance(found, Delivered):
        return found
    changed: dict[str, Any] = {
        name: shown for name in _IDENTIFYING if (shown := _short(value := getattr(found, name))) != value
    }
    keywords = tuple(_short(word) for word in found.keywords)
    given = _short_fields(visible_fields(found.given))
    if not changed and keywords == found.keywords and given is found.given:
        return found
    return replace(found, **changed, keywords=keywords, given=given)


def _short(text: str) -> str:
    return visible_line(text)[:LONGEST_FIELD]


def _short_fields(found: Fields) -> Fields:
    texts = ((field.name, getattr(found, field.name)) for field in fields(found))
    long: dict[str, Any] = {
        name: text[:LONGEST_FIELD] for name, text in texts if isinstance(text, str) and len(text) > LONGEST_FIELD
    }
    return replace(found, **long) if long else found
