"""Markdown, as reader tools and crawlers flatten pages: what it shows, line for line.

CommonMark 0.31 with tables, read leniently: tools break addresses over lines and leave spaces in them, which a parser
takes for words (``markdown-it-py`` leaves some in 147 of 204 pages by html2text, and takes twice as long).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is behind "](": an address, with or without a title; of several lines, of words in one pair of brackets.
_ADDRESS: Final = (
    r"\s*(?:<[^<>\n]*>|(?:[A-Za-z][A-Za-z0-9+.-]*:|www\.|[/#?.])(?:[^()\[\]]|\([^()\[\]]*\))*"
    r"|[^\s()\[\]]*[./#?][^\s()\[\]]*(?:\s+\"[^\"\n]*\")?|)\s*"
)
_CLOSED: Final = rf"\]\({_ADDRESS}\)"
_LINK: Final = re2.compile(rf"\[[^\[\]]*{_CLOSED}")
_PIECE: Final = re2.compile(rf"!?\[|({_CLOSED})|\]")
_MARK: Final = re2.compile(r"(?m)^#{1,6} +[^\s#]|\*\*\pL[^*\n]*\*\*")
_FEWEST_LINKS: Final = 2
_MOST_TIMES: Final = 8  # that marks come to light
_FEWEST_MARKS: Final = 3  # words in bold and headings
# Of lines: a rule, the line below a heading or a table's head, the fence of code.
_UNSHOWN: Final = re2.compile(
    r"^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+|[|:\- ]*\|[|:\- ]*|(?:```|~~~)[^`]*)\s*$"
)
_BLOCK: Final = re2.compile(r"^(?:\s*(?:>|#{1,6}\s|[*+\-]\s))*\s*")
_CLOSING: Final = re2.compile(r"\s#+\s*$")
_STRONG: Final = re2.compile(r"(\*{2,3}|__)([^\s*_](?:[^*\n]*[^\s*])?)(\*{2,3}|__)")
_EMPHASIS: Final = re2.compile(r"(^|[^\pL\pN*_])([*_])([^\s*_](?:[^*_\n]*[^\s*_])?)([*_])($|[^\pL\pN*_])")
_ESCAPE: Final = re2.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN: Final = 0xF0000  # a plane for private use: an escaped mark stands there until all others are read
_REVEAL: Final = {_HIDDEN + code: chr(code) for code in range(33, 127)}


def shown(text: str) -> str:
    """Return what a text in Markdown shows, in as many lines; one that is none as it is.

    Of a link its words stay, of a picture nothing; the marks of headings, quotations, emphasis and bullets go, the
    numbers of lists and the strokes between cells stay. What is shown may be Markdown again, of which marks were
    escaped: that is read, too, so that a clean text stays as it is.
    """
    front, text = _front_matter(text)
    plain = text
    for _ in range(_MOST_TIMES):
        if not _is_markdown(plain):
            return front + plain
        plain, before = _shown_once(plain), plain
        if plain == before:
            return front + plain
    return front + text  # marks within marks within marks: an attack


def _front_matter(text: str) -> tuple[str, str]:
    """Return the header between fences that a text may begin with, and the rest."""
    end = text.find("\n---\n", 3) + 5 if text.startswith("---\n") else 0
    return (text[:end], text[end:]) if end > 5 else ("", text)


def _is_markdown(text: str) -> bool:
    # One sign is looked for ten times as fast as two: most texts have neither.
    if "]" in text and "](" in text and len(_LINK.findall(text)) >= _FEWEST_LINKS:
        return True
    return "*" in text and "**" in text and len(_MARK.findall(text)) >= _FEWEST_MARKS


def _shown_once(text: str) -> str:
    hidden = _ESCAPE.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    lines = "".join(_unlinked(hidden)).split("\n")
    return "\n".join(map(_line, lines)).translate(_REVEAL)


def _unlinked(text: str) -> Iterator[str]:
    """Give the text without what links and pictures show not; the line breaks in it stay.

    A bracket closes the last one that is open, as in CommonMark; what a picture's hold goes.
    """
    cuts = sorted(_cuts(text))
    at = 0
    for start, end in cuts:
        if start < at:  # inside of a picture
            continue
        yield " " if start == at > 0 else text[at:start]  # tools leave no space between buttons
        yield "\n" * text.count("\n", start, end)
        at = end
    yield text[at:]


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Give the parts of the text that links and pictures do not show."""
    opened: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        if piece[0].endswith("["):
            opened.append(piece.span())
        elif opened:
            start, end = opened.pop()
            if piece[1] is None:
                continue
            if text[start] == "!" and "\n\n" not in text[start : piece.end()]:
                yield start, piece.end()
            else:
                yield start, end
                yield piece.span()


def _line(line: str) -> str:
    if _UNSHOWN.search(line):
        return ""
    bare = _BLOCK.sub("", line)
    bare = _CLOSING.sub("", bare) if line.lstrip("> ").startswith("#") else bare
    return str(_EMPHASIS.sub(_unstressed, _STRONG.sub(_unmarked, bare))) if "*" in bare or "_" in bare else str(bare)


def _unmarked(found: Any) -> str:
    return str(found[2] if found[1] == found[3] else found[0])


def _unstressed(found: Any) -> str:
    return f"{found[1]}{found[3]}{found[5]}" if found[2] == found[4] else str(found[0])
