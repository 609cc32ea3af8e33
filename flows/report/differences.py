"""Where a copy differs from another text, word by word, with the like passages in between cut short."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from flows.report.passages import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Longer changed stretches are shown whole: the comparison's time grows with the square of it.
_MOST_WORDS = 1500
# Words of a like passage that are shown on either side of a change.
_AROUND = 8
_PARAGRAPH = "¶"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is in ``both``, only in the canonical (``gone``), only in the copy (``new``).

    A ``skipped`` piece stands for a long like passage; its text says how long.
    """

    kind: str
    text: str


def differences(canonical: str, copy: str) -> list[Piece]:
    """Compare two clean copies: blocks first, then the words of what changed."""
    pieces = _cut_short(_joined(_pieces(blocks(canonical), blocks(copy))))
    return [one for one in pieces if one.text]


def _pieces(first: Sequence[str], second: Sequence[str]) -> Iterator[Piece]:
    for tag, start, end, other_start, other_end in SequenceMatcher(None, first, second).get_opcodes():
        old, new = _words(first[start:end]), _words(second[other_start:other_end])
        if tag == "equal":
            yield Piece("both", " ".join(old))
        elif max(len(old), len(new)) > _MOST_WORDS:
            yield from (Piece("gone", " ".join(old)), Piece("new", " ".join(new)))
        else:
            yield from _word_pieces(old, new)


def _words(some: Sequence[str]) -> list[str]:
    return [word for block in some for word in (*block.split(), _PARAGRAPH)]


def _word_pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, start, end, other_start, other_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece("both", " ".join(old[start:end]))
        else:
            yield Piece("gone", " ".join(old[start:end]))
            yield Piece("new", " ".join(new[other_start:other_end]))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind and piece.text:
            found[-1] = Piece(piece.kind, f"{found[-1].text} {piece.text}".strip())
        elif piece.text:
            found.append(piece)
    return found


def _cut_short(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for at, piece in enumerate(pieces):
        words = piece.text.split()
        if piece.kind != "both" or len(words) <= 4 * _AROUND:
            yield piece
            continue
        before = words[:_AROUND] if at else []
        after = words[-_AROUND:] if at < len(pieces) - 1 else []
        yield Piece("both", " ".join(before))
        yield Piece("skipped", f"{len(words) - len(before) - len(after):,} words in both")
        yield Piece("both", " ".join(after))
