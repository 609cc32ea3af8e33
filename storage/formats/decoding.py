"""Bytes of a drop to text: the charset that a header or the markup names, else by evidence."""

from __future__ import annotations

import codecs
from typing import Final

import re2

from cleaners.decode import Decoded, decode, known_charset

# Real declarations stand in the first kilobytes.
_HEAD: Final = 8_192
_DECLARED: Final = re2.compile(r"""(?i)<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)""")
_WIDE: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LATIN: Final = frozenset({"iso8859-1", "ascii", ""})


def decoded(raw: bytes, charset: str = "") -> Decoded:
    """Read bytes as text; UnreadableError for empty and binary ones.

    ``charset`` is what a header says. It goes before what the markup declares, as in browsers, unless it is the
    servers' default (Latin-1), which says nothing.
    """
    declared = _DECLARED.search(raw[:_HEAD].decode("latin-1"))
    named = declared.group(1) if declared else ""
    return decode(raw, named if named and (not charset or _says_nothing(charset)) else charset)


def is_wide(head: bytes) -> bool:
    """Tell whether the bytes are UTF-16 or UTF-32, whose lines and tags can't be found byte by byte."""
    if head.startswith(_WIDE):
        return True
    start = head[:64]
    even, odd = start[::2].count(0), start[1::2].count(0)
    return max(even, odd) * 4 >= len(start) > 3 and not (even and odd)


def _says_nothing(charset: str) -> bool:
    return known_charset(charset) in _LATIN
