"""The pruned page as a BeautifulSoup tree, on its lxml builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString, Tag

from cleaners.html.pictures import IMAGE_TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4.element import PageElement

# Marks of single words or lines: pruning takes all but the empty ones away and leaves their text.
MARKS: Final = frozenset(
    [
        *("i", "em", "u", "s", "strike", "font", "mark", "big", "small", "sub", "sup", "tt", "center", "nobr", "span"),
        *("cite", "q", "code", "kbd", "samp", "var", "dfn", "abbr", "acronym", "time", "data", "label", "output"),
        *("ins", "bdi", "bdo", "picture", "o:p"),
    ]
)
# These do not end a run of text. Any other element does, unless a sentence goes on around it.
# <b> and <strong> stay as tags: a bold line can be a heading.
INLINE: Final = MARKS | frozenset(
    ["a", "b", "strong", "img", "amp-img", "del", "ruby", "rt", "rp", "rb", "rtc", "w-embed"]
)
# What the walk reads, but for pictures, whose address may stand in any; a page carries ten times as many attributes.
_KEPT: Final = frozenset(["class", "id", "itemprop", "role", "src", "style", "hidden"])


def is_own(name: str) -> bool:
    """Say whether a tag is one that the site made up, like ``<x-term>``: it can mark a word as well as a part."""
    return not name.isalnum() and ("-" in name or ":" in name)


class SlimTag(Tag):
    """A BeautifulSoup tag, made in a fifth of the time: what all tags of a pruned page share is the class's.

    It knows what it stands in, what stands in it, and what comes before and behind it, but not its siblings.
    """

    parser_class = None
    namespace = prefix = None
    sourceline = sourcepos = None
    known_xml = hidden = can_be_empty_element = False
    cdata_list_attributes = None
    preserve_whitespace_tags = LXMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    next_element = next_sibling = previous_sibling = None

    def __init__(self, name: str, attributes: Any, parent: Tag, previous: PageElement) -> None:
        self.name = name
        self.attrs = attributes
        self.contents = []
        self.parent = parent
        self.previous_element = previous
        previous.next_element = self
        parent.contents.append(self)


class SlimBuilder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder without namespaces, comments and attributes that nobody reads.

    Pruned pages hold no namespaces; leaving out their bookkeeping halves the time a tag costs. Tags are opened and
    closed without counting them: lxml's events are balanced.
    """

    soup: BeautifulSoup

    def feed(self, markup: Any) -> None:
        """Parse a page into the tree."""
        self.current: Tag = self.soup
        self.last: PageElement = self.soup
        self.text: list[str] = []
        self.data = self.text.append  # type: ignore[method-assign, assignment]  # called by lxml with every piece of text
        super().feed(markup)
        self.end_text("")

    def start(
        self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: Mapping[str, str] | None = None
    ) -> None:
        """Open a tag."""
        del nsmap
        if self.text:
            self.end_text(tag)  # type: ignore[arg-type]  # of a text, lxml gives text
        if tag not in IMAGE_TAGS and not _KEPT.issuperset(attrib):
            attrib = {name: value for name, value in attrib.items() if name in _KEPT}
        self.current = self.last = SlimTag(tag, attrib, self.current, self.last)  # type: ignore[arg-type]

    def end(self, tag: str | bytes) -> None:
        """Close a tag: the innermost, for lxml closes what it opened in order."""
        if self.text:
            self.end_text(tag)  # type: ignore[arg-type]  # of a text, lxml gives text
        self.current = self.current.parent  # type: ignore[assignment]

    def end_text(self, tag: str) -> None:
        """Make a text node of what was read since the last tag; not of white space before one that ends a run."""
        text = "".join(self.text)
        self.text.clear()
        if not text.isspace() or tag in INLINE or is_own(tag):
            self.last = _hung(text, self.current, self.last)

    def comment(self, text: str | bytes) -> None:
        """Leave a comment out."""

    def pi(self, target: str, data: str) -> None:
        """Leave a processing instruction out."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave the document type out."""


def _hung(text: str, parent: Tag, previous: PageElement) -> NavigableString:
    """Return a text node in its place of the tree; it does not know its siblings."""
    string = str.__new__(NavigableString, text)
    string.parent = parent
    string.previous_element = previous
    string.next_element = string.next_sibling = string.previous_sibling = None
    previous.next_element = string
    parent.contents.append(string)
    return string


def take_apart(soup: BeautifulSoup) -> None:
    """Undo the links between a tree's nodes, so that they go at once and need no collector to find them."""
    node: PageElement | None = soup
    while node is not None:
        following = node.next_element
        node.__dict__.clear()
        node = following


def soup_of(markup: str) -> BeautifulSoup:
    """Return the tree of a pruned page; empty for empty markup."""
    builder = SlimBuilder(multi_valued_attributes=None)
    return BeautifulSoup(markup, builder=builder)
