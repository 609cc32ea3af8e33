"""What a site is called, as its addresses tell."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit


@lru_cache(maxsize=256)
def names_of_host(url: str) -> tuple[str, ...]:
    """Return the host of a site and its label that names it (``example`` of ``example.co.uk``), () without."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    return (host, max(host.split(".")[:-1], key=len)) if "." in host else ()
