"""What a site is called, as its addresses tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import re2

_JOINTS: Final = re2.compile(r"\s[-–—»•·:]{1,2}\s|[|｜]")
_WORDS: Final = re2.compile(r"[\pL\pN]+")


@lru_cache(maxsize=256)
def names_of_host(url: str) -> tuple[str, ...]:
    """Return the host of a site and its label that names it (``example`` of ``example.co.uk``), () without."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    return (host, max(host.split(".")[:-1], key=len)) if "." in host else ()


def named_alone(stated: str, url: str) -> str:
    """Return a site's stated name without what it says of itself, or of its parts, beside it, as its address tells.

    "The Quay | News of the coast" is "The Quay" at ``quay.example``.
    """
    parts = [part.strip() for part in _JOINTS.split(stated)]
    if len(parts) < 2:
        return stated
    of_host = set(map(_folded, names_of_host(url)))
    return next((part for part in parts if {_folded(part), _folded(part).removeprefix("the")} & of_host), stated)


def _folded(text: str) -> str:
    return "".join(_WORDS.findall(text.lower()))
