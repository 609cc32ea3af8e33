"""Lines of a page that only breaks part: those of one paragraph are one block."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import re2

from cleaners.sentence import is_unspaced, meet_unspaced
from cleaners.wrapping import paragraph, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.blocks import Block

_SENTENCE_ENDS: Final = tuple('.!?…:;"”»。！？」』؟।۔')
_PARTED: Final = re2.compile(rb"(?i)<(?:!doctype|html|body|p|div|br|table|article|section|main|pre|td)[\s/>]")
_START: Final = 2_000  # characters
_BLANK: Final = re2.compile(r"\n[ \t]*\n\s*")
FEWEST: Final = 6  # lines of a part that was wrapped, its last one with them


def marked_paragraphs(html: str) -> str:
    """Return markup that has no paragraphs with one at each blank line, as blog systems show what they store."""
    if "\n" not in html or any(map(_is_parted, (html[:_START], html))):  # most pages, at their first tag
        return html
    return "<p>" + str(_BLANK.sub("\n\n<p>", html.replace("\r\n", "\n")))


def _is_parted(html: str) -> bool:
    return _PARTED.search(html.encode("utf-8", "replace")) is not None


def continues(before: Block, after: Block) -> bool:
    """Say whether a ``<br>`` only wraps a line: the sentence goes on in lower case."""
    return before.element == after.element and after.text[0].islower() and not before.text.endswith(_SENTENCE_ENDS)


def unwrapped(lines: Sequence[Block]) -> list[Block]:
    """Return the paragraphs of lines between which breaks stand, nothing where they were not broken at a width."""
    texts = [line.text for line in lines]
    return [joined([lines[index] for index in part]) for part in paragraphs(texts, texts)]


def unbroken(texts: Sequence[str]) -> list[str]:
    """Return the paragraphs of a body of which each line is a block; others, and those of spaced words, as they are.

    What ends a sentence ends a block here: nothing else tells that a paragraph of the page's own ends with it.
    """
    parts = paragraphs(texts, texts) if texts and is_unspaced(texts[-1]) else []
    if not parts or not is_unspaced("".join(texts)):
        return list(texts)
    found: list[list[str]] = []
    for part in parts:
        lines = [texts[index] for index in part]
        ends = [index for index, line in enumerate(lines[:-1], 1) if line.endswith(_SENTENCE_ENDS)]
        found += [lines[start:end] for start, end in pairwise([0, *ends, len(lines)])]
    return [paragraph(lines) for lines in found]


def joined(lines: Sequence[Block]) -> Block:
    """Return blocks as one."""
    return lines[0]._replace(
        text=paragraph([line.text for line in lines]),
        links=sum([line.links for line in lines]),
        link_length=sum([line.link_length for line in lines]),
        bold_length=sum([line.bold_length for line in lines]),
    )


def preformatted(text: str) -> list[str]:
    """Return the paragraphs of preformatted text: blank lines part them or, where words are not spaced, short ones."""
    if "\n\n" in text or not is_unspaced(text):  # code has lines of any length
        return text.split("\n\n")
    lines = text.split("\n")
    parts = paragraphs([" ".join(line.split()) for line in lines], lines)
    return ["\n".join([lines[index] for index in part]) for part in parts] or [text]


def on_one_line(text: str) -> str:
    """Return a text with single spaces for all its white space, nothing for breaks inside of Chinese or Japanese."""
    if text.isascii() or "\n" not in text.strip():
        return " ".join(text.split())
    said = ""
    parts: list[str] = []
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words:
            parts += [words] if not said or meet_unspaced(said[-1], words[0]) else [" ", words]
            said = words
    return "".join(parts)
