"""What a delivery states of its article against what the cleaner read from the text: who wins."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cleaners.record import Fields

# These stand together: a date is told with where it comes from.
_DATE: Final = ("published", "date_source")
# These are one line each, however their format wraps them.
_LINES: Final = ("title", "subtitle", "section", "site_name")


def given_first(given: Fields, read: Fields) -> Fields:
    """Return the fields of an article: each as it is given where the delivery says it, else as it was read.

    A wire's headline, its authors, dates and language were typed into fields by its desk; what the cleaner reads is a
    guess. ``published`` goes with its ``date_source``; a ``modified`` that was read is dropped where the given
    ``published`` is later, and a ``subtitle`` that was read where it repeats the given title.
    """
    stated: dict[str, Any] = {one.name: getattr(given, one.name) for one in fields(given)}
    stated |= {name: " ".join(stated[name].split()) for name in _LINES}
    told = {name: value for name, value in stated.items() if value not in ("", (), None) and name not in _DATE}
    if given.published:
        told |= {name: stated[name] for name in _DATE}
    found = replace(read, **told)
    if found.modified and found.modified < found.published:
        found = replace(found, modified="")
    return replace(found, subtitle="") if found.subtitle == found.title else found
