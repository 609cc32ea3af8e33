"""Markup to lines, for bodies that hold an article and nothing else: what agencies send, not pages."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Sequence

_DROPPED: Final = re2.compile(
    r"(?is)<!--.*?(?:-->|\z)|<(script|style|media|object|iframe|svg|template)\b[^>]*/>"
    r"|<script\b.*?(?:</script\s*>|\z)|<style\b.*?(?:</style\s*>|\z)|<svg\b.*?(?:</svg\s*>|\z)"
    r"|<(?:\w+:)?media\b.*?(?:</(?:\w+:)?media\s*>|\z)|<figure\b.*?(?:</figure\s*>|\z)"
    r"|<header\b.*?(?:</header\s*>|\z)|<footer\b.*?(?:</footer\s*>|\z)|<nav\b.*?(?:</nav\s*>|\z)|<\?.*?(?:\?>|\z)|<![^>]*>"
)
_BLOCK: Final = re2.compile(
    r"(?i)</?(?:\w+:)?(?:p|div|h[1-6]|hl[12]|block|ul|ol|li|dl|dt|dd|table|tbody|thead|tr|section|article|header|footer"
    r"|blockquote|bq|pre|hr|aside|figcaption|body|html|note|fn|main|address|body\.content|body\.end|nitf)\b[^>]*>"
)
_CELL: Final = re2.compile(r"(?i)</(?:\w+:)?t[dh]\s*>")
_BREAK: Final = re2.compile(r"(?i)<(?:\w+:)?br\b[^>]*>")
_TAG: Final = re2.compile(r"</?[a-zA-Z][^>]*>")
_PRE: Final = re2.compile(r"(?is)<pre\b[^>]*>(.*?)</pre\s*>")
_ESCAPED: Final = re2.compile(r"&(?:amp;)*(?:#\d{2,5}|quot|apos|amp|nbsp);")
_SPACES: Final = re2.compile(r"[\s\x{a0}]+")

# Telex lines have 69 characters and mail lines at most 78; a line broken off by hand is seldom longer than a telex's
# half.
_WRAPPED_AT_MOST: Final = 80
_WRAPPED_AT_LEAST: Final = 40
_MARK: Final = "\x1e"  # stands for a line break until paragraphs are told


def flattened(markup: str) -> str:
    """Return the text of an article's markup: a paragraph a line, a blank line between paragraphs."""
    text = _PRE.sub(lambda match: match.group(0).replace("\n", "<br/>"), markup) if "<pre" in markup.lower() else markup
    text = _DROPPED.sub(" ", text.replace(_MARK, " "))
    text = _SPACES.sub(" ", text)
    text = _BLOCK.sub("\n", _BREAK.sub(_MARK, _CELL.sub(" ", text)))
    text = unescaped(html.unescape(_TAG.sub("", text)))
    blocks = (unwrapped([_SPACES.sub(" ", line).strip() for line in block.split(_MARK)]) for block in text.split("\n"))
    return "\n\n".join(line for block in blocks for line in block)


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Return a block's lines, joined into one where they were only wrapped at a column."""
    lines = [line for line in lines if line]
    full = [len(line) for line in lines[:-1]]
    if full and max(map(len, lines)) <= _WRAPPED_AT_MOST and min(full) >= _WRAPPED_AT_LEAST:
        return [" ".join(lines)]
    return lines


def paragraphs(text: str) -> str:
    """Return a wrapped plain text with a line a paragraph; blank lines and indents tell paragraphs apart."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or (line.startswith("   ") and blocks[-1] and not blocks[-1][-1].startswith(" ")):
            blocks.append([])
        if line.strip():
            blocks[-1].append(" ".join(line.split()))
    return "\n\n".join(line for block in blocks for line in unwrapped(block))


def unescaped(text: str) -> str:
    """Undo escapes that were escaped again on the way: no agency writes about ``&quot;``."""
    return (
        html.unescape(html.unescape(_ESCAPED.sub(lambda found: found.group(0).replace("amp;", ""), text)))
        if (_ESCAPED.search(text))
        else text
    )


def line_of(markup: str) -> str:
    """Return markup as one line: a headline, a byline."""
    return " ".join((flattened(markup) if "<" in markup or "&" in markup else markup).split())
