"""What a flattened text says, whatever wrote it: garbled characters, escapes, tags and Markdown are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.mojibake import is_plain, legible
from cleaners.text.escapes import unescaped, untagged
from cleaners.text.lines import Line, parted_lines, plain_lines, read_lines
from cleaners.text.markdown import shown

if TYPE_CHECKING:
    from cleaners.record import Removal

_MOST_READINGS: Final = 8  # of a text in which one reading uncovers what another reads


def lines_read(text: str) -> tuple[tuple[Line, ...], tuple[Removal, ...]]:
    """Return the lines of a text, and those that were repaired as they came."""
    if is_plain(text):
        return plain_lines(text), ()
    written, escapes = unescaped(text)
    meant, repairs = _meant(written)
    return read_lines(meant, parted_lines(written)), escapes + repairs


def meant_text(text: str) -> str:
    """Return what a text says, before its lines are joined."""
    return text if is_plain(text) else _meant(unescaped(text)[0])[0]


def _meant(written: str) -> tuple[str, tuple[Removal, ...]]:
    meant, repairs = legible(written)
    for _ in range(_MOST_READINGS):
        plain, tags = untagged(meant)
        plain = shown(plain)
        if plain == meant:
            break
        meant, more = legible(plain)
        repairs += (*tags, *more)
    return meant, repairs
