"""Bytes to text: marks and declarations first, UTF-8 next, legacy encodings by evidence; binary is refused."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from cleaners.decode_evidence import best_legacy
from cleaners.record import UnreadableError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_STARTS: Final = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF media file",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "gzip data",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"\xd0\xcf\x11\xe0": "an office document",
}
# C0 controls that no text encoding uses (escape is ISO-2022's, form feed and separators are the telex's).
_CONTROLS: Final = (
    bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31, 1, 2, 3, 4, 7, 8, 14, 15}) + b"\x7f"
)
_CONTROL_SHARE: Final = 0.01  # of the bytes; random bytes hold 5 %, scraped text none
_NULL_SHARE: Final = 0.25  # of the bytes at even or at odd places, in UTF-16 without a mark; text has none elsewhere
_DAMAGE: Final = 0.01  # of the characters may be undecodable in a text that is otherwise good UTF-8
_UNICODE_NAMES: Final = frozenset({"utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "ascii"})
_LATIN_1_NAMES: Final = frozenset({"iso8859-1", "latin-1", "ascii"})  # what the web calls so is cp1252
# Codecs of Python's own that no page was ever written in, and UTF-7, which is refused everywhere: it hides markup.
_NO_CHARSETS: Final = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "utf-7"})
_ISO_2022: Final = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the Python name of the encoding it was read with."""

    text: str
    encoding: str


def decode(raw: bytes, declared: str = "") -> Decoded:
    """Read the bytes as text.

    ``declared`` is the charset that a header or the page names ("" for none): believed where the bytes agree.
    Raises UnreadableError for empty and binary input.
    """
    _refuse_empty_and_known_binary(raw)
    decoded = _by_mark(raw) or _by_nulls(raw)
    if decoded:
        return decoded
    _refuse_controls(raw)
    return _as_iso_2022(raw) or _as_utf8(raw) or _as_declared(raw, declared) or _as_legacy(raw, declared)


def _refuse_empty_and_known_binary(raw: bytes) -> None:
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UnreadableError("the input is empty")
    for start, name in _BINARY_STARTS.items():
        if raw.startswith(start):
            raise UnreadableError(f"the input is {name}, not text")


def _refuse_controls(raw: bytes) -> None:
    sample = raw[:100_000]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _CONTROL_SHARE * len(sample):
        raise UnreadableError("the input is binary: it is full of control characters")


def _by_mark(raw: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(encoding, "replace"), encoding)
    return None


def _by_nulls(raw: bytes) -> Decoded | None:
    sample = raw[:10_000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    least = _NULL_SHARE * len(sample) / 2
    if even > least and not odd:
        return Decoded(raw.decode("utf-16-be", "replace"), "utf-16-be")
    if odd > least and not even:
        return Decoded(raw.decode("utf-16-le", "replace"), "utf-16-le")
    return None


def _as_iso_2022(raw: bytes) -> Decoded | None:
    if not any(shift in raw for shift in _ISO_2022):
        return None
    return _strictly(raw, "iso2022_jp_2")


def _as_utf8(raw: bytes) -> Decoded | None:
    decoded = _strictly(raw, "utf-8")
    if decoded:
        return decoded
    text = raw.decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in text)
    damaged = text.count("\ufffd")
    if damaged <= _DAMAGE * len(text) and damaged * 4 < foreign:
        return Decoded(text, "utf-8")
    return None


def _as_declared(raw: bytes, declared: str) -> Decoded | None:
    name = known_charset(declared)
    if not name or name in _UNICODE_NAMES or name in _LATIN_1_NAMES:
        return None
    return _strictly(raw, name)


def _as_legacy(raw: bytes, declared: str) -> Decoded:
    if known_charset(declared) in _LATIN_1_NAMES:
        return Decoded(raw.decode("cp1252", "replace"), "cp1252")
    encoding = best_legacy(raw)
    if not encoding:
        raise UnreadableError("the input is binary, or in an encoding that is not known")
    return Decoded(raw.decode(encoding, "replace"), encoding)


def known_charset(declared: str) -> str:
    """Return Python's name for a charset, "" for one that is none."""
    try:
        name = codecs.lookup(declared.strip()).name
        b"a".decode(name, "ignore")  # hex, zip and rot13 are codecs, but not of text
    except (LookupError, ValueError):  # a name with NUL in it
        return ""
    return "" if name in _NO_CHARSETS else name


def _strictly(raw: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError):
        return None
