"""The character set that a page declares of itself, read from its bytes before they are decoded."""

from __future__ import annotations

from typing import Final

import re2

# The HTML standard looks at the first 1,024 bytes; real pages put long comments and scripts before the <meta>.
_LOOKED_AT: Final = 4096
_DECLARED: Final = re2.compile(
    rb"""(?i)<(?:meta[^>]*?charset|\?xml[^>]*?encoding)\s*=\s*["']?\s*([a-z0-9_.:-]{2,40})"""
)


def declared_charset(raw: bytes) -> str:
    """Return the name in ``<meta charset>``, ``<meta http-equiv>`` or the XML declaration, or ""."""
    found = _DECLARED.search(raw[:_LOOKED_AT])
    return found.group(1).decode("ascii").lower() if found else ""
