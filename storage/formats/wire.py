"""What the wire formats share: their words for status, language and bylines, in ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import re2

from storage.formats.record import Counted, Delivered, Read, Refused

if TYPE_CHECKING:
    from cleaners.record import UnreadableError
    from storage.formats.record import Limits, Status

_STATUS: Final[dict[str, Status]] = {
    "usable": "usable",
    "published": "usable",
    "corrected": "usable",
    "embargoed": "usable",  # until its time; without one see ``status_of``
    "withheld": "withheld",
    "canceled": "killed",
    "cancelled": "killed",
    "killed": "killed",
    "kill": "killed",
    "withdrawn": "killed",
    "deleted": "killed",
    "recalled": "killed",
}
# What items can be beside text; any other word is the sender's own, of which there may be many.
_MEDIA: Final = frozenset(
    ["picture", "graphic", "photo", "video", "audio", "composite", "package", "event", "planning", "animation"]
)
_BY: Final = re2.compile(r"(?i)^(?:by|von|par|por|di|af|av|door|od)\b:?\s+")
_AND: Final = re2.compile(r"(?i)\s+(?:and|und|et|y|og|och|ja|&)\s+|\s*[;|]\s*")
_LANGUAGE: Final = re2.compile(r"^[a-zA-Z]{2,3}(?:[-_]|$)")
_LONGEST_NAME: Final = 80  # characters; a longer byline is a sentence
_MOST_KEYWORDS: Final = 50


def status_of(word: str, embargo: str = "") -> Status:
    """Return our word for a status; embargoed without a time is withheld, for nobody knows until when."""
    known = word.strip().rpartition(":")[2].lower()
    if known == "embargoed" and not embargo:
        return "withheld"
    return _STATUS.get(known, "")


def language_of(tag: str) -> str:
    """Return the primary subtag of a language tag, "" for what is none."""
    return tag.strip().replace("_", "-").partition("-")[0].lower() if _LANGUAGE.search(tag.strip()) else ""


def names_in(byline: str) -> tuple[str, ...]:
    """Return the people of a byline: "By Ann Lee and Bob Ray, Metro Wire" names two."""
    text = _BY.sub("", " ".join(byline.split())).strip(" .,")
    parts = _AND.split(text)
    if len(parts) > 1:
        parts = [*(name for part in parts[:-1] for name in part.split(",")), parts[-1]]
    parts[-1] = parts[-1].partition(",")[0]
    return tuple(dict.fromkeys(name.strip() for name in parts if _is_name(name.strip())))


def urgency_of(value: object) -> int:
    """Return an urgency from 1 to 9, 0 for anything else."""
    text = str(value).strip()
    return int(text) if len(text) == 1 and text in "123456789" else 0


def keywords_of(*words: str) -> tuple[str, ...]:
    """Return keywords without blanks and repetitions."""
    return tuple(dict.fromkeys(" ".join(word.split()) for word in words if word and word.strip()))[:_MOST_KEYWORDS]


def web_url(*addresses: str) -> str:
    """Return the first address that a browser could open, "" for none."""
    return next((address.strip() for address in addresses if _is_web(address.strip())), "")


def host_of(address: str) -> str:
    """Return the host of an address, "" for none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def checked(item: Delivered, limits: Limits, *, kind: str = "item") -> Read:
    """Return an item, or why it is none: too long, or without a text (which only a kill may be)."""
    if len(item.body) > (limits.page_bytes if item.media == "html" else limits.text_chars):
        return Refused(item.place, item.raw[: limits.refused_bytes], "its text is longer than any article")
    if item.body.strip() or item.status == "killed":
        return item
    reason = f"the {kind} has no text of its own" + (" (links to one are not followed)" if item.given.title else "")
    return Refused(item.place, item.raw[: limits.refused_bytes], reason)


def not_text(media: str) -> Counted:
    """Return the count for an item that is no article: a picture, a package."""
    return Counted(f"{media if media in _MEDIA else 'other'} item", 1)


def refused(place: str, raw: bytes, error: UnreadableError, limits: Limits) -> Refused:
    """Return the refusal for an error."""
    return Refused(place, raw[: limits.refused_bytes], str(error))


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= _LONGEST_NAME or "/" in text or "@" in text or text.isdigit():
        return False
    # One word is a login or a desk's code, unless it is written like a name.
    return " " in text or (text[0].isupper() and not text.isupper() and "." not in text and "_" not in text)


def _is_web(address: str) -> bool:
    known = address.startswith(("http://", "https://")) and address.isprintable() and len(address) <= 2_048
    return known and bool(host_of(address))
