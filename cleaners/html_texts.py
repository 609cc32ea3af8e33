"""What a block's own text shows the model: length, links, punctuation, and kinship with the page's head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html_blocks import Block, Page

TEXT: Final = (
    "size", "log_size", "link_share", "links", "bold_share", "ending", "start", "commas", "stops", "digits",
    "capitals", "word_length", "marks", "sign", "asks", "rule", "repeats", "in_title", "has_title", "in_description",
    "in_body", "in_author",
)  # fmt: skip
# Python's own engine: this pattern can't backtrack, and RE2's binding costs a Python call a word.
_WORDS: Final = re.compile(r"[^\W_]+")
# A Chinese character carries about what 2.5 Latin ones do (a news sentence: 40 against 110 characters).
_CJK_SIZE: Final = 2.5
_CJK_SAMPLE: Final = 2_000
_CJK_SHARE: Final = 0.2
# A shorter articleBody is a teaser, no evidence against a block that it leaves out.
_SHORTEST_BODY: Final = 400
_PROBE: Final = 40
_ENDS: Final = 150
# Python's own engine, as above: single characters can't backtrack.
_MARKS: Final = re.compile("[|»›·•→/<>]")
_CAPITALS: Final = re.compile("[A-ZÀ-ÖØ-ÞΑ-ΫЀ-Я]")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page's head says that helps to judge its blocks; "" where it does not."""

    title: str = ""
    description: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


def text_columns(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.float64]:
    """Return shape (blocks, len(TEXT))."""
    scale = _scale(page.blocks)
    kin = _Kin(hints)
    seen: dict[str, int] = {}
    for block in page.blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    return np.array(
        [
            (*_shape(block, scale), float(bool(rule)), seen[block.text], *kin.columns(block.text))
            for block, rule in zip(page.blocks, rules, strict=True)
        ],
        dtype=np.float64,
    )


def _scale(blocks: Sequence[Block]) -> float:
    sample = "".join(block.text for block in blocks if not block.text.isascii())[:_CJK_SAMPLE]
    return _CJK_SIZE if sample and len(_CJK.findall(sample)) > _CJK_SHARE * len(sample) else 1.0


def _shape(block: Block, scale: float) -> tuple[float, ...]:
    text, length = block.text, len(block.text)
    size = length * scale
    count = text.count
    return (
        size,
        log(size),
        block.link_length / length,
        block.links,
        block.bold_length / length,
        _ending(text[-1], text),
        _start(text[0]),
        100 * (count(",") + count("，") + count("、") + count("،")) / size,
        count(". ") + count("。") + count("? ") + count("! "),
        (length - len(text.encode("ascii", "replace").translate(None, delete=b"0123456789"))) / length,
        len(_CAPITALS.findall(text[:80])) / min(length, 80),
        length / (count(" ") + 1),
        len(_MARKS.findall(text)),
        float("©" in text or "@" in text or "http" in text or "#" in text),
        count("?") + count("!"),
    )


def _ending(last: str, text: str) -> float:
    """Return how the text ends: 0 open, 1 closing quote or bracket, 2 full stop, 3 ?/!, 4 colon, 5 ellipsis."""
    if last in ".。।۔":
        return 5.0 if text.endswith("...") else 2.0
    if last in "?!？！؟":
        return 3.0
    if last in ":：":
        return 4.0
    if last == "…":
        return 5.0
    return 1.0 if last in "\"'”’»）)」』]“" else 0.0


def _start(first: str) -> float:
    if first.isupper():
        return 1.0
    if first.islower():
        return 2.0
    if first.isdigit():
        return 3.0
    return 0.0 if first.isalpha() else 4.0


def _folded(text: str) -> str:
    return "".join(_WORDS.findall(text.lower()))


class _Kin:
    """Compares block after block with the page's head."""

    __slots__ = ("authors", "body", "description", "title", "title_text")

    def __init__(self, hints: Hints) -> None:
        self.title = frozenset(_WORDS.findall(hints.title.lower()))
        self.title_text = _folded(hints.title)
        self.description = _folded(hints.description)
        body = _folded(hints.body) if len(hints.body) >= _SHORTEST_BODY else ""
        self.body = body
        self.authors = tuple(author.lower() for author in hints.authors if len(author) > 4)

    def columns(self, text: str) -> tuple[float, float, float, float, float]:
        """Return in_title, has_title, in_description, in_body (-1: no body to compare with), in_author."""
        # Its ends tell a long block's kin: a title's words all through a paragraph mean nothing.
        lowered = text.lower() if len(text) <= 2 * _ENDS else f"{text[:_ENDS]} {text[-_ENDS:]}".lower()
        words = _WORDS.findall(lowered)
        shared = sum(map(self.title.__contains__, words))
        folded = "".join(words)
        head, tail = folded[:_PROBE], folded[-_PROBE:]
        return (
            shared / len(words) if words else 0.0,
            shared / len(self.title) if self.title else 0.0,
            float(len(head) > 15 and head in self.description),
            (float(head in self.body) + float(tail in self.body)) / 2 if self.body and head else -1.0,
            float(any(author in lowered for author in self.authors)) if len(text) < 200 else 0.0,
        )
