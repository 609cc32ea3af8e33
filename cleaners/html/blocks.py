"""The page's tree as a list of blocks: paragraph-sized runs of text, each with the element that holds it.

One pass in reading order with a stack of its own, so that no depth of nesting can overflow Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bs4.element import Tag

from cleaners.html.breaks import FEWEST, continues, joined, on_one_line, preformatted, unwrapped
from cleaners.html.embeds import EMBED_TAG, Mark
from cleaners.html.lexicon import is_hiding, is_unshown
from cleaners.html.pictures import IMAGE_TAGS, Picture
from cleaners.html.prune import FURNITURE_TAG
from cleaners.html.tree import INLINE, is_own, soup_of, take_apart
from cleaners.mojibake import mended, repair
from cleaners.visible import visible

if TYPE_CHECKING:
    from cleaners.record import Removal

_BOLD: Final = frozenset(["b", "strong"])
# The attributes that name an element.
_NAMING: Final = ("class", "id", "itemprop", "role")
_CELLS: Final = frozenset(["td", "th"])
_PARAGRAPHS: Final = frozenset(["p", "div", "br"])
# Of a row whose cells hold paragraphs: longer ones lay out a page.
_LONGEST_ROW: Final = 300  # characters
_WORD: Final = "span"
_QUOTED: Final = "footer"  # those that pruning leaves say whom a quotation is from
CELL_JOINT: Final = "\t"
_CELL: Final = "\x1f"
_DOUBLED: Final = "  "


class Element(NamedTuple):
    """A block-level element: the index of its parent in the page's elements (-1: none), tag and names.

    ``names`` is its class, id, itemprop and role as one lower-case string. A tuple, as a block is: a page has hundreds
    of them, and a frozen dataclass takes five times as long to make.
    """

    parent: int
    tag: str
    names: str
    hidden: bool


class Block(NamedTuple):
    """A run of text without a newline; lengths are in characters of ``text``.

    ``element`` is the index of the nearest block-level element. ``after_break`` says that a ``<br>`` alone
    stands between this block and the one before, ``after_image`` that an image does.
    """

    text: str
    element: int
    links: int
    link_length: int
    bold_length: int
    after_break: bool
    after_image: bool


_BLANK: Final = Block("", -1, 0, 0, 0, after_break=True, after_image=False)  # between two breaks


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in reading order, and the elements around them.

    ``pictures`` are its pictures and ``embeds`` what is embedded, in reading order; ``repairs`` are garbled blocks as
    they came.
    """

    elements: list[Element]
    blocks: list[Block]
    pictures: tuple[Picture, ...] = ()
    repairs: tuple[Removal, ...] = ()
    embeds: tuple[Mark, ...] = ()


def page_of(markup: str) -> Page:
    """Return the blocks of a pruned page."""
    walk = _Walk()
    soup = soup_of(markup)
    walk.run(soup)
    take_apart(soup)
    return Page(walk.elements, walk.blocks, tuple(walk.pictures), tuple(walk.repairs), tuple(walk.embeds))


@dataclass(slots=True)
class _Walk:
    """``parts`` and what follows it, up to ``bold_length``, is of the run: the text since the last block ended."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    repairs: list[Removal] = field(default_factory=list)
    embeds: list[Mark] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    links: int = 0
    link_length: int = 0
    bold_length: int = 0
    element: int = -1
    in_link: int = 0
    in_bold: int = 0
    flat_row: int = -1
    lines: list[Block] = field(default_factory=list)
    first_line: int = 0
    broken: bool = False
    pictured: bool = False

    def run(self, root: Tag) -> None:
        """Visit every node below ``root`` in reading order."""
        around = [root]
        node = root.next_element
        while node is not None:
            while node.parent is not around[-1]:
                self.close(around.pop())
            if isinstance(node, Tag):
                self.open(node)
                around.append(node)
            else:
                self.read(node)  # type: ignore[arg-type]  # a tree of this parser holds tags and strings alone
            node = node.next_element
        while around:
            self.close(around.pop())
        self.end_lines()

    def open(self, tag: Tag) -> None:
        """Take an opening tag."""
        name = tag.name
        if name in INLINE:
            self.open_inline(tag, name)
        elif not name.isalnum() and is_own(name) and _is_word(tag):
            tag.name = _WORD
        elif self.flat_row >= 0:
            self.parts.append(_CELL if name in _CELLS else " ")
        elif name == "br":
            self.flush()
            if self.broken and self.lines:
                self.lines.append(_BLANK)
            self.broken = True
        else:
            if self.parts or self.links:
                self.flush()
            self.elements.append(_element(tag, self.element))
            self.element = len(self.elements) - 1
            if name == "tr" and _is_flat(tag):
                self.flat_row = self.element

    def open_inline(self, tag: Tag, name: str) -> None:
        """Take an opening tag that does not end the run."""
        if name == "a":
            self.in_link += 1
            self.links += 1
        elif name in _BOLD:
            self.in_bold += 1
        elif name in IMAGE_TAGS and self.element >= 0:
            self.pictured = True
            self.end_lines()  # where a picture stands is counted in blocks
            attributes: dict[str, str | None] = tag.attrs  # type: ignore[assignment]  # this parser splits no value
            self.pictures.append(Picture(name, attributes, self.element, len(self.blocks), self.in_link > 0))
        elif name == EMBED_TAG and tag.get("src"):
            self.end_lines()
            self.embeds.append(Mark(str(tag["src"]), str(tag["role"]), self.element, len(self.blocks)))

    def close(self, tag: Tag) -> None:
        """Take a closing tag."""
        name = tag.name
        if name == "a":
            self.in_link -= 1
        elif name in _BOLD:
            self.in_bold -= 1
        elif name not in INLINE and name != "br" and (self.flat_row < 0 or name == "tr"):
            if self.parts or self.links:
                self.flush()
            if self.element >= 0:
                if self.flat_row == self.element:
                    self.flat_row = -1
                self.element = self.elements[self.element].parent

    def read(self, text: str) -> None:
        """Take a text node."""
        if text.isspace():
            self.parts.append(" ")
        elif "\n" in text and self.element >= 0 and self.elements[self.element].tag == "pre":
            self.read_lines(text)
        else:
            self.add(text)

    def read_lines(self, text: str) -> None:
        """Take preformatted text, of which a paragraph is a block."""
        first, *others = preformatted(text)
        self.add(first)
        for paragraph in others:
            self.flush()
            self.add(paragraph)

    def add(self, text: str) -> None:
        """Add to the run."""
        self.parts.append(text)
        if self.in_link:
            self.link_length += len(text)
        if self.in_bold:
            self.bold_length += len(text)

    def flush(self) -> None:
        """End the run; it becomes a block unless it is blank. Of nothing read and no link opened, nothing is made."""
        links, self.links = self.links, 1 if self.in_link else 0
        if self.parts:
            raw = "".join(self.parts)
            self.parts.clear()
            self.end(raw, links)
            self.link_length = self.bold_length = 0

    def end(self, raw: str, links: int) -> None:
        """Make a block of a run's text."""
        meant, encoding = (raw, "") if raw.isascii() else mended(raw)
        if meant.isprintable() and _DOUBLED not in meant:  # a blank is the only white space that can be printed
            text = meant.strip(" ")
        elif not (text := _normal(meant)).isprintable():
            text = _normal(visible(meant))
        if not text:
            return
        if encoding:
            self.repairs.append(repair(encoding, " ".join(raw.split()), len(self.blocks) + 1))
        size = len(text)
        linked, bold = min(self.link_length, size), min(self.bold_length, size)
        block = Block(text, self.element, links, linked, bold, self.broken, self.pictured)
        goes_on = self.broken and self.blocks and continues(self.blocks[-1], block)
        if not (self.broken and self.lines and self.lines[0].element == self.element):
            self.end_lines()
        if self.lines or not goes_on:
            self.lines.append(block)
        self.blocks.append(joined((self.blocks.pop(), block)) if goes_on else block)
        self.broken = self.pictured = False

    def end_lines(self) -> None:
        """End the lines that breaks part; where they were wrapped, their paragraphs become the blocks."""
        if len(self.lines) >= FEWEST and (parts := unwrapped(self.lines)):
            self.blocks[self.first_line :] = parts
            self.repairs = [one._replace(place=min(one.place, len(self.blocks))) for one in self.repairs]
        self.lines.clear()
        self.first_line = len(self.blocks)


def _is_word(tag: Tag) -> bool:
    """Say whether an element of the site's own making holds only words, and stands in a line with others."""
    text = tag.next_element
    if tag.name == FURNITURE_TAG or len(tag.contents) != 1 or text is None or isinstance(text, Tag):
        return False
    return any(
        near is not None and not isinstance(near, Tag) and near.parent is tag.parent and not str(near).isspace()
        for near in (tag.previous_element, text.next_element)
    )


def _element(tag: Tag, parent: int) -> Element:
    attributes = tag.attrs
    name = "p" if tag.name == _QUOTED else tag.name
    if not attributes:
        return Element(parent, name, "", False)  # by its name it would take twice as long
    if len(attributes) == 1 and "class" in attributes:
        return Element(parent, name, *_of_class(attributes["class"]))  # type: ignore[arg-type]  # one value, as src
    names = " ".join([attributes[key] for key in _NAMING if key in attributes]).lower()  # type: ignore[misc]  # likewise
    style = str(attributes.get("style", ""))
    hidden = "hidden" in attributes or is_unshown(style) or is_hiding(names)
    return Element(parent, name, names, hidden)


@lru_cache(maxsize=16_384)
def _of_class(stated: str) -> tuple[str, bool]:
    """Return names, and whether they hide, of an element that has only a class: most have, and many the same."""
    names = stated.lower()
    return names, is_hiding(names)


def _is_flat(row: Tag) -> bool:
    """Say whether a table row's cells hold nothing but text, so that the row reads as one line."""
    names = {node.name for node in row.descendants if isinstance(node, Tag)} - INLINE - _CELLS
    return names <= _PARAGRAPHS and (not names or len(row.get_text()) <= _LONGEST_ROW)


def _normal(text: str) -> str:
    if _CELL not in text:
        return on_one_line(text)
    cells = map(on_one_line, text.split(_CELL))
    return CELL_JOINT.join(cell for cell in cells if cell)


def is_furniture(page: Page, block: Block) -> bool:
    """Say whether pruning left this block in place of navigation or the like."""
    return block.element >= 0 and page.elements[block.element].tag == FURNITURE_TAG
