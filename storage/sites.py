"""URLs as identities: which page a URL stands for, and whose site it is."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Parameters that say how a reader came to a page, never which page it is.
_TRACKING = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "utm_name",
    "utm_reader",
    "utm_brand",
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "cmpid",
    "cmp",
    "ref",
    "ref_src",
    "smid",
    "sr_share",
]


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """Return what two addresses of one page have in common, or "" where a URL names no page of its own.

    Scheme, ``www.``, default port, fragment, tracking parameters and their order make no difference. A
    site's front page is nobody's canonical URL: pages that declare it would all be one article's versions.
    """
    if not url:
        return ""
    from w3lib.url import canonicalize_url, url_query_cleaner

    try:
        parts = urlsplit(canonicalize_url(url_query_cleaner(url.strip(), _TRACKING, remove=True)))
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or (parts.path.strip("/") == "" and not parts.query):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def site_of(url: str) -> str:
    """Return the registrable domain of a URL by the public suffix list, or "" where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _suffixes().privatesuffix(host.rstrip(".")) or ""
