"""Markup to lines, for bodies that hold an article and nothing else: what agencies send, not pages."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import re2

from cleaners.record import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Elements that hold nothing of a story's text, or only what is said elsewhere in the item.
_DROPPED: Final = frozenset(
    ["script", "style", "svg", "media", "object", "iframe", "template", "figure", "header", "footer", "nav"]
)
_BLOCKS: Final = frozenset(
    [
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "block", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "tbody", "thead", "tr", "section", "article", "blockquote", "bq", "pre", "hr", "aside", "address"),
        *("figcaption", "body", "html", "note", "fn", "main", "body.content", "body.end", "nitf"),
    ]
)
_CELLS: Final = frozenset(["td", "th"])
_ESCAPED: Final = re2.compile(r"&(?:amp;)*(?:#\d{2,5}|quot|apos|amp|nbsp);")
# Telex lines have 69 characters and mail lines at most 78; a line broken off by hand is seldom longer than a telex's
# half.
_WRAPPED_AT_MOST: Final = 80
_WRAPPED_AT_LEAST: Final = 40
_LONGEST: Final = 20 * 2**20  # characters, as a page; no article comes near
_MOST_TAGS: Final = 300_000  # as of an XML record
_MARK: Final = "\x1e"  # stands for a line break until paragraphs are told
_END: Final = "\x1d"  # stands for the bound of a block


def flattened(markup: str) -> str:
    """Return the text of an article's markup: a paragraph a line, a blank line between paragraphs."""
    if len(markup) > _LONGEST or markup.count("<") > _MOST_TAGS:
        raise UnreadableError("more markup than any article has")
    text = unescaped(html.unescape("".join(_pieces(markup.replace(_MARK, " ")))))
    blocks = (unwrapped([" ".join(line.split()) for line in block.split(_MARK)]) for block in text.split(_END))
    return "\n\n".join(line for block in blocks for line in block)


def _pieces(markup: str) -> Iterator[str]:
    """Yield the text between tags, ``_END`` for the bounds of blocks and ``_MARK`` for line breaks."""
    in_pre = False
    for name, text in _kept(markup.replace(_END, " ")):
        bare = name.removeprefix("/")
        if bare == "pre":
            in_pre = name == "pre"
        if bare in _BLOCKS:
            yield _END
        elif bare == "br":
            yield _MARK
        elif name.startswith("/") and bare in _CELLS:
            yield " "
        yield text.replace("\n", _MARK) if in_pre else text


def _kept(markup: str) -> Iterator[tuple[str, str]]:
    """Yield each tag's name and the text after it, without comments and dropped elements."""
    first, *parts = markup.split("<")
    yield "", first
    end = ""  # of the comment or element that is being dropped
    for part in parts:
        tag, _, text = part.partition(">")
        name = _name(tag)
        if end == "-->" or (not end and name == "!--"):
            _, closed, text = part.partition("-->")
            end = "" if closed else "-->"
            yield "", text
        elif end:
            if name == end:
                end = ""
                yield "", text
        elif name in _DROPPED and not tag.endswith("/"):
            end = "/" + name
        else:
            yield name, text if name else "<" + part  # without a name it was no tag: "a < b"


def _name(tag: str) -> str:
    """Return a tag's name in lower case without prefix, ``/`` before an end tag's; "" for what is no tag."""
    if tag.startswith("!--"):
        return "!--"
    start = "/" if tag.startswith("/") else ""
    word = tag[len(start) :].split(None, 1)[0] if tag[len(start) :].strip() else ""
    if not word or not (word[0].isalpha() or word[0] in "!?"):
        return ""
    return start + word.rstrip("/").rpartition(":")[2].lower()


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Return a block's lines, joined into one where they were only wrapped at a column."""
    lines = [line for line in lines if line]
    full = [len(line) for line in lines[:-1]]
    if full and max(map(len, lines)) <= _WRAPPED_AT_MOST and min(full) >= _WRAPPED_AT_LEAST:
        return [" ".join(lines)]
    return lines


def paragraphs(text: str) -> str:
    """Return a wrapped plain text with a line a paragraph; blank lines and indents tell paragraphs apart."""
    if len(text) > _LONGEST:
        raise UnreadableError("its text is longer than any article")
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
