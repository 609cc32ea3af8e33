"""The charset a page declares, and the repair of a page that was read in another one."""

from __future__ import annotations

import string
from typing import Final

import numpy as np
import re2

from cleaners.decode import known_charset

# Browsers look for the declaration in the first 1,024 bytes; real pages put it somewhat later too.
_HEAD: Final = 8_192
_DECLARED: Final = re2.compile(r"""(?i)<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)""")
# The web reads these labels as their supersets (WHATWG Encoding Standard).
_SUPERSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
_LATIN: Final = frozenset(["ascii", "latin-1", "iso8859-1", "iso8859-15", "cp1252"])
# Tried on a page that declares nothing, with the most frequent characters of the languages written in it.
_GUESSES: Final = {
    "utf-8": "",
    "gb18030": "的一是不了在人有我他这中大来上国，。",
    "big5hkscs": "的一是不了在人有我他這中大來上國，。",
    "cp932": "のにはをたがでてとしれさある、。いか",
    "euc_jp": "のにはをたがでてとしれさある、。いか",
    "cp949": "이다는의에을가고를한은하로지사 ",
    "cp1251": "оеаинтсрвл",
    "koi8-r": "оеаинтсрвл",
}
# The share of characters above ASCII that must be among the frequent ones: right readings have .2 and more
# (Cyrillic .6), wrong ones under .02.
_LEAST_FREQUENT: Final = 0.1
_HIGH: Final = bytes(range(128, 256))
# Broken characters that a repair may make, a byte above 0x7F: Latin-1 text read as UTF-8 breaks at nearly each.
_MOST_BROKEN: Final = 0.02
# Characters above ASCII among the letters, markup counted: at most .06 in Western languages; above it a
# multi-byte charset is worth a try, and a one-byte one where most of the text is foreign.
_LEAST_FOREIGN: Final = 0.06
_LEAST_FOREIGN_ONE_BYTE: Final = 0.3
_MULTI_BYTE: Final = frozenset(["gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp"])
_SAMPLE: Final = 30_000
_TRACED: Final = 12_000
_LETTERS: Final = len(string.ascii_lowercase)
# How the UTF-8 of accents, and that of quotes and the like, begins in Latin-1 or windows-1252; the latter goes on so.
_TRACES: Final = ("Ã", "Â")
_TRACE, _GOES_ON = "â", ("â\x80", "â€")
_WINDOWS: Final = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(128, 160)}


def declared_charset(raw: bytes) -> str:
    """Return the charset that a page's ``<meta>`` or XML declaration names, lower-case, or ""."""
    return _declared(raw[:_HEAD].decode("latin-1"))


def repaired(html: str) -> str:
    """Return ``html``; a page that was read as Latin-1 in spite of its charset is read again."""
    if html.isascii():
        return html
    foreign = _foreign_share(html)
    if foreign < _LEAST_FOREIGN and not _has_traces(html):
        return html
    raw = _bytes_of(html)
    declared = _codec(_declared(html[:_HEAD]))
    candidates = [declared] if declared and declared not in _LATIN else list(_GUESSES)
    for charset in candidates if raw else ():
        if foreign < _least_foreign(charset):
            continue
        text = raw.decode(charset, "replace")
        if _reads_well(text, raw, "" if declared else _GUESSES[charset]):
            return text
    return html


def _has_traces(html: str) -> bool:
    """Say whether parts of the page show UTF-8 that was read as something else: it does so everywhere or nowhere."""
    step = max(len(html) // 4, 1)
    parts = [html[start : start + _TRACED] for start in range(0, len(html), step)]
    return any(map(_shows_trace, parts))


def _shows_trace(part: str) -> bool:
    # Single characters first: they are found in a tenth of the time.
    return any(trace in part for trace in _TRACES) or (_TRACE in part and any(trace in part for trace in _GOES_ON))


def _least_foreign(charset: str) -> float:
    if charset == "utf-8":
        return 0.0
    return _LEAST_FOREIGN if charset in _MULTI_BYTE else _LEAST_FOREIGN_ONE_BYTE


def _declared(head: str) -> str:
    found = _DECLARED.search(head)
    return found.group(1).lower() if found else ""


def _codec(charset: str) -> str:
    return known_charset(_SUPERSETS.get(charset, charset))


def _bytes_of(html: str) -> bytes:
    """Return the bytes that read as ``html`` in Latin-1 or windows-1252, or b"" if it holds much else."""
    narrow = html.translate(_WINDOWS)
    raw = narrow.encode("latin-1", "replace")
    lost = raw.count(b"?") - narrow.count("?")
    return b"" if lost > _MOST_BROKEN * (len(raw) - len(raw.translate(None, delete=_HIGH))) else raw


def _reads_well(text: str, raw: bytes, frequent: str) -> bool:
    """Say whether ``text`` is a likely reading of ``raw``; with ``frequent``, it must hold those characters."""
    high = len(raw) - len(raw.translate(None, delete=_HIGH))
    if text.count("\ufffd") > _MOST_BROKEN * high:
        return False
    if not frequent:
        return True
    foreign = [character for character in text if character > "\x7f"]
    return sum(character in frequent for character in foreign) > _LEAST_FREQUENT * len(foreign)


def _foreign_share(html: str) -> float:
    """Return the share of letters above ASCII among the letters in the middle of the page."""
    start = max(0, len(html) // 2 - _SAMPLE // 2)
    raw = np.frombuffer(html[start : start + _SAMPLE].encode("latin-1", "replace"), dtype=np.uint8)
    high = int(np.count_nonzero(raw & 0x80))
    plain = int(np.count_nonzero((raw | 0x20) - np.uint8(ord("a")) < _LETTERS))
    return high / max(1, high + plain)
