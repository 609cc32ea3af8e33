"""The lines of a flattened text, numbered, with sentences that were wrapped or broken put together again."""

from __future__ import annotations

from itertools import compress, repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.hyphenation import SOFT, softened
from cleaners.sentence import is_sentence
from cleaners.text.torn import mended
from cleaners.wrapping import paragraph, paragraphs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_PARAGRAPH: Final = 80  # characters
# A paragraph torn in two is long, ends in the middle of a sentence, and goes on in lower case.
_TORN_LENGTH: Final = 60  # characters


class Line(NamedTuple):
    """One line of the text: its number counted from 1 with blank lines, its words with single spaces.

    A tuple, for a dump has hundreds of lines, and a frozen dataclass takes three times as long to make.
    """

    place: int
    text: str


def read_lines(text: str, parted: Collection[int] = ()) -> tuple[Line, ...]:
    """Return the lines that are not blank; a hard-wrapped paragraph comes out as one line.

    ``parted`` are the indices of the lines that end within a word, without a hyphen (``parted_lines``).
    """
    raw = _raw_lines(text)
    return _lines(raw, [line.strip() if _is_plain(line) else " ".join(line.split()) for line in raw], parted)


def parted_lines(text: str) -> frozenset[int]:
    """Return the indices of the lines of a text that end in a soft hyphen, which shows nothing elsewhere."""
    if SOFT not in text:
        return frozenset()
    return frozenset(index for index, line in enumerate(_raw_lines(text)) if line.rstrip().endswith(SOFT))


def _raw_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def plain_lines(text: str) -> tuple[Line, ...]:
    """Return ``read_lines`` of a text in which single spaces and line breaks are all the white space."""
    raw = text.split("\n")
    return _lines(raw, [line.strip() for line in raw])


def _lines(raw: Sequence[str], words: Sequence[str], parted: Collection[int] = ()) -> tuple[Line, ...]:
    if wrapped := paragraphs(words, raw):
        soft = [line + SOFT if index in parted else line for index, line in enumerate(softened(words))]
        return tuple([Line(part[0] + 1, paragraph([soft[index] for index in part])) for part in wrapped])
    # As ``Line(*pair)``, in half the time: a named tuple's own constructor is Python.
    return mended(tuple(map(tuple.__new__, repeat(Line), compress(enumerate(words, 1), words))))


def _is_plain(line: str) -> bool:
    """Tell whether single spaces are all the white space inside the line: then there is nothing to collapse."""
    return line.isprintable() and "  " not in line


def first_paragraph(body: Iterable[Line]) -> int:
    """Return the place of the first paragraph that is a sentence, 0 where there is none."""
    return next((line.place for line in body if is_sentence(line.text, _PARAGRAPH)), 0)


def rejoined(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Join a line to the one before it where a sentence was torn in two."""
    if not any(line.text[0].islower() for line in lines):
        return tuple(lines)
    sentences: list[list[Line]] = []
    length = 0
    for line in lines:
        if length >= _TORN_LENGTH and line.text[0].islower() and _is_open(sentences[-1][-1].text):
            sentences[-1].append(line)
            length += len(line.text)
        else:
            sentences.append([line])
            length = len(line.text)
    return tuple(map(_one_line, sentences))


def _one_line(pieces: Sequence[Line]) -> Line:
    return pieces[0] if len(pieces) == 1 else Line(pieces[0].place, paragraph([line.text for line in pieces]))


def _is_open(text: str) -> bool:
    return text[-1].isalnum() or text[-1] == ","
