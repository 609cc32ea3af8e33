"""The page's tree as a list of blocks: paragraph-sized runs of text, each with the element that holds it.

One pass in reading order with a stack of its own, so that no depth of nesting can overflow Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bs4.element import Tag

from cleaners.html.breaks import FEWEST, continues, joined, on_one_line, preformatted, unwrapped
from cleaners.html.elements import Element, element_of
from cleaners.html.embeds import EMBED_TAG, Mark
from cleaners.html.pictures import IMAGE_TAGS, Picture
from cleaners.html.prune import FURNITURE_TAG
from cleaners.html.tree import INLINE, is_own, soup_of, take_apart
from cleaners.mojibake import mended, repair
from cleaners.visible import visible

if TYPE_CHECKING:
    from cleaners.record import Removal

_BOLD: Final = frozenset(["b", "strong"])
_CELLS: Final = frozenset(["td", "th"])
_PARAGRAPHS: Final = frozenset(["p", "div", "br"])
# Of a row whose cells hold paragraphs: longer ones lay out a page.
_LONGEST_ROW: Final = 300  # characters
_WORD: Final = "span"
CELL_JOINT: Final = "\t"
_CELL: Final = "\x1f"
_DOUBLED: Final = "  "


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
    """``parts`` and what follows it, up to ``bold_length``, is of the run: the text since the last block ended.

    ``first`` and its place among the blocks are of the lines that breaks part, ``lines`` all of them but a lone one.
    """

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
    first: Block | None = None
    first_at: int = 0
    lines: list[Block] = field(default_factory=list)
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
            if self.broken and self.first is not None:
                self.lines = self.lines or [self.first]
                self.lines.append(_BLANK)
            self.broken = True
        else:
            if self.parts or self.links:
                self.flush()
            self.elements.append(element_of(tag, self.element))
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
        if self.broken and self.first is not None and self.first.element == self.element:
            self.lines = self.lines or [self.first]
            self.lines.append(block)
        else:
            if self.lines:
                self.end_lines()
            self.first, self.first_at = None if goes_on else block, len(self.blocks)
        self.blocks.append(joined((self.blocks.pop(), block)) if goes_on else block)
        self.broken = self.pictured = False

    def end_lines(self) -> None:
        """End the lines that breaks part; where they were wrapped, their paragraphs become the blocks."""
        if len(self.lines) >= FEWEST and (parts := unwrapped(self.lines)):
            self.blocks[self.first_at :] = parts
            self.repairs = [one._replace(place=min(one.place, len(self.blocks))) for one in self.repairs]
        self.lines, self.first = [], None


def _is_word(tag: Tag) -> bool:
    """Say whether an element of the site's own making holds only words, and stands in a line with others."""
    text = tag.next_element
    if tag.name == FURNITURE_TAG or len(tag.contents) != 1 or text is None or isinstance(text, Tag):
        return False
    return any(
        near is not None and not isinstance(near, Tag) and near.parent is tag.parent and not str(near).isspace()
        for near in (tag.previous_element, text.next_element)
    )


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
