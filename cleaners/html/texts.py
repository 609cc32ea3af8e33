"""What a block's own text shows the model: length, links, punctuation, and kinship with the page's head."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.html.blocks import Block, Page

TEXT: Final = (
    "size", "log_size", "link_share", "links", "bold_share", "ending", "start", "commas", "stops", "digits",
    "capitals", "word_length", "marks", "sign", "asks", "code", "rule", "repeats", "in_title", "has_title",
    "in_description", "in_body", "in_author",
)  # fmt: skip
# Python's own engine: this pattern can't backtrack, and RE2's binding costs a Python call a word.
_WORDS: Final = re.compile(r"[^\W_]+")
_WESTERN: Final = "cp1252"
_BETWEEN_WORDS: Final = bytes(
    code if code == ord("\n") or bytes([code]).decode(_WESTERN, "replace").isalnum() else ord(" ")
    for code in range(256)
)
# A Chinese character carries about what 2.5 Latin ones do (a news sentence: 40 against 110 characters).
_CJK_SIZE: Final = 2.5
_CJK_SAMPLE: Final = 2_000
_CJK_SHARE: Final = 0.2
# A shorter articleBody is a teaser, no evidence against a block that it leaves out.
_SHORTEST_BODY: Final = 400
_PROBE: Final = 40
_LEAST_PROBE: Final = 16
_LONGEST_SHORT_NAME: Final = 4
_LONGEST_BYLINE: Final = 200
_ENDS: Final = 150
_START: Final = 80  # characters in which capitals are counted
# Kinds of characters that are counted; "dot" and "ask" end a sentence where a blank follows, "stop" does by itself.
_KINDS: Final = {
    "comma": ",，、،",
    "digit": "0123456789",
    "mark": "|»›·•→/<>",
    "sign": "©@#",
    "ask": "?!",
    "dot": ".",
    "stop": "。",
    "blank": " ",
    "code": "{}()[];=_\\",
    "capital": "".join(map(chr, (*range(65, 91), *range(0xC0, 0xD7), *range(0xD8, 0xDF), *range(0x391, 0x3AC))))
    + "".join(map(chr, range(0x400, 0x430))),
}
_KIND: Final = {name: number for number, name in enumerate(_KINDS, 1)}
# How a text ends: 0 open, 1 closing quote or bracket, 2 full stop, 3 question or call, 4 colon, 5 ellipsis.
_ELLIPSIS: Final = 5.0
_ENDINGS: Final = {
    character: float(number)
    for number, characters in enumerate(("", "\"'”’»）)」』]“", ".。।۔", "?!？！؟", ":：", "…"))
    for character in characters
}
_SHIFT: Final = 4  # bits that hold a kind
# Python's own engine, as above: single characters can't backtrack.
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page's head says that helps to judge its blocks; "" where it does not."""

    title: str = ""
    description: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


def _kinds_by_code() -> NDArray[np.uint8]:
    kinds = np.zeros(0x10000, dtype=np.uint8)
    for name, characters in _KINDS.items():
        kinds[[ord(character) for character in characters]] = _KIND[name]
    return kinds


_KINDS_BY_CODE: Final = _kinds_by_code()


def text_columns(page: Page, hints: Hints, rules: Sequence[str]) -> NDArray[np.float64]:
    """Return shape (len(TEXT), blocks)."""
    texts = [block.text for block in page.blocks]
    seen = Counter(texts)
    told = np.array([[bool(rule) for rule in rules], [seen[text] for text in texts]])
    return np.vstack([_shapes(page.blocks, texts), told, _kin(texts, hints)])


def _shapes(blocks: Sequence[Block], texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the rows up to ``code``."""
    counted, stops, capitals = _counted(texts)
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    size = lengths * _scale(blocks)
    signs = np.array(["http" in text for text in texts]) | (counted[_KIND["sign"]] > 0)
    links = np.array([block.links for block in blocks], dtype=np.float64)
    return np.array(
        [
            size,
            np.log(size),
            np.array([block.link_length for block in blocks]) / lengths,
            links,
            np.array([block.bold_length for block in blocks]) / lengths,
            [_ending(text) for text in texts],
            [_start(text[0]) for text in texts],
            100 * counted[_KIND["comma"]] / size,
            stops + counted[_KIND["stop"]],
            counted[_KIND["digit"]] / lengths,
            capitals / np.minimum(lengths, _START),
            lengths / (counted[_KIND["blank"]] + 1),
            counted[_KIND["mark"]],
            signs,
            counted[_KIND["ask"]],
            counted[_KIND["code"]] / lengths,
        ]
    )


def _counted(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return, a text, how many characters of every kind, ends of sentences, and capitals at the start it has.

    Shapes (16, texts), (texts,), (texts,). All texts are counted at once: one by one took three times as long.
    """
    count = len(texts)
    lengths = np.array([len(text) for text in texts])
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _KINDS_BY_CODE.take(codes, mode="clip")
    owners = np.repeat(np.arange(count), lengths)
    table = np.bincount((owners << _SHIFT) + kinds, minlength=count << _SHIFT).reshape(count, 1 << _SHIFT)
    before_blank = np.flatnonzero(kinds[1:] == _KIND["blank"])
    last = kinds[before_blank]
    ending = before_blank[(last == _KIND["dot"]) | (last == _KIND["ask"])]
    stops = np.bincount(owners[ending], minlength=count)
    capital = np.flatnonzero(kinds == _KIND["capital"])
    starts = np.cumsum(lengths) - lengths
    of_capital = owners[capital]
    early = of_capital[capital - starts[of_capital] < _START]
    return np.ascontiguousarray(table.T), stops, np.bincount(early, minlength=count)


def _scale(blocks: Sequence[Block]) -> float:
    sample = "".join(block.text for block in blocks if not block.text.isascii())[:_CJK_SAMPLE]
    return _CJK_SIZE if sample and len(_CJK.findall(sample)) > _CJK_SHARE * len(sample) else 1.0


def _ending(text: str) -> float:
    """Return how a text ends, as ``_ENDINGS`` counts."""
    return _ELLIPSIS if text[-1] == "." and text.endswith("...") else _ENDINGS.get(text[-1], 0.0)


@lru_cache(maxsize=4_096)
def _start(first: str) -> float:
    if first.isupper():
        return 1.0
    if first.islower():
        return 2.0
    if first.isdigit():
        return 3.0
    return 0.0 if first.isalpha() else 4.0


def _folded(text: str) -> str:
    return "".join(_words_of(text.lower()))


def _kin(texts: Sequence[str], hints: Hints) -> NDArray[np.float64]:
    """Return in_title, has_title, in_description, in_body (-1: no body to compare with), in_author."""
    title = frozenset(_words_of(hints.title.lower()))
    description = _folded(hints.description)
    body = _folded(hints.body) if len(hints.body) >= _SHORTEST_BODY else ""
    authors = [author.lower() for author in hints.authors if len(author) > _LONGEST_SHORT_NAME]
    lowered = [_ends_of(text).lower() for text in texts]
    words = _words(lowered)
    shared = np.array([sum(map(title.__contains__, own)) for own in words] if title else [0] * len(texts))
    folded = list(map("".join, words))
    heads = [text[:_PROBE] for text in folded]
    return np.array(
        [
            shared / np.maximum([len(own) for own in words], 1),
            shared / max(len(title), 1),
            [len(head) >= _LEAST_PROBE and head in description for head in heads],
            [_held(head, text[-_PROBE:], body) for head, text in zip(heads, folded, strict=True)],
            [len(text) < _LONGEST_BYLINE and any(map(text.__contains__, authors)) for text in lowered],
        ]
    )


def _held(head: str, tail: str, body: str) -> float:
    """Return which part of a text's two ends stands in a body, -1 where there is nothing to compare."""
    if not body or not head:
        return -1.0
    return float(head in body) if head == tail else ((head in body) + (tail in body)) / 2


def _ends_of(text: str) -> str:
    """Return a text's ends: they tell a long block's kin; a title's words all through a paragraph mean nothing."""
    return text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]} {text[-_ENDS:]}"


def _words(lowered: Sequence[str]) -> list[list[str]]:
    """Return each text's runs of letters and digits; all at once where one byte a character holds all of them."""
    try:
        return [line.split() for line in _parted("\n".join(lowered)).split("\n")]
    except UnicodeEncodeError:
        return [_words_of(text) for text in lowered]


def _words_of(lowered: str) -> list[str]:
    """Return a text's runs of letters and digits."""
    try:
        return _parted(lowered).split()
    except UnicodeEncodeError:
        return _WORDS.findall(lowered)


def _parted(western: str) -> str:
    """Return a text in which blanks stand for all but letters, digits and line breaks."""
    return western.encode(_WESTERN).translate(_BETWEEN_WORDS).decode(_WESTERN)
