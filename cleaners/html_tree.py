"""The pruned page as a BeautifulSoup tree, on its lxml builder."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4.element import PageElement

# These do not end a run of text. Any other element does, unknown ones (custom elements) included.
INLINE: Final = frozenset(["a", "b", "strong", "img", "amp-img", "del", "ruby", "rt", "rp", "rb"])
# What the walk reads; a page carries ten times as many attributes.
_KEPT: Final = frozenset(["class", "id", "itemprop", "role", "src", "data-src", "style", "hidden"])
# White space before a tag that ends a run of text: it would only become nodes. Python's own engine, which can look
# ahead; the look-ahead is anchored and of bounded length, so nothing backtracks.
_GAP: Final = re.compile(rf">[ \t\r\n\f]+(?=<(?!!|/?(?:{'|'.join(sorted(INLINE))})[ >/]))")


class SlimTag(Tag):
    """A BeautifulSoup tag, made in a fifth of the time: what all tags of a pruned page share is the class's."""

    parser_class = None
    namespace = prefix = None
    sourceline = sourcepos = None
    known_xml = hidden = can_be_empty_element = False
    cdata_list_attributes = None
    preserve_whitespace_tags = LXMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES

    def __init__(self, name: str, attributes: Any, parent: Tag, previous: PageElement | None) -> None:
        self.name = name
        self.attrs = attributes
        self.contents = []
        self.parent = parent
        self.previous_element = previous
        self.next_element = self.next_sibling = None
        self.previous_sibling = before = parent.contents[-1] if parent.contents else None
        if before is not None:
            before.next_sibling = self


class SlimSoup(BeautifulSoup):
    """A BeautifulSoup that opens and closes tags without counting them: lxml's events are balanced.

    The names of its methods are BeautifulSoup's.
    """

    def open_tag(self, name: str, attributes: Any) -> None:
        """Open a tag within the current one."""
        if self.current_data:
            self.endData()
        previous = self._most_recent_element
        tag = SlimTag(name, attributes, self.currentTag, previous)  # type: ignore[arg-type]
        if previous is not None:
            previous.next_element = tag
        self._most_recent_element = tag
        self.pushTag(tag)

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:  # noqa: N802, N803
        """Make a text node of what was read since the last tag."""
        del containerClass
        if not self.current_data:
            return
        text = "".join(self.current_data)
        self.current_data = []
        if not self.preserve_whitespace_tag_stack and not text.strip(self.ASCII_SPACES):
            text = "\n" if "\n" in text else " "
        string = NavigableString(text)
        string.setup(self.currentTag, self._most_recent_element)
        self._most_recent_element = string
        self.currentTag.contents.append(string)  # type: ignore[union-attr]

    def pushTag(self, tag: Tag) -> None:  # noqa: N802
        """Open a tag within the current one."""
        if self.currentTag is not None:
            self.currentTag.contents.append(tag)
        self.tagStack.append(tag)
        self.currentTag = tag
        if tag.name == "pre":
            self.preserve_whitespace_tag_stack.append(tag)

    def popTag(self) -> Tag | None:  # noqa: N802
        """Close the current tag; return the one around it."""
        tag = self.tagStack.pop()
        if tag.name == "pre":
            self.preserve_whitespace_tag_stack.pop()
        if self.tagStack:
            self.currentTag = self.tagStack[-1]
        return self.currentTag


class SlimBuilder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder without namespaces, comments and attributes that nobody reads.

    Pruned pages hold no namespaces; leaving out their bookkeeping halves the time a tag costs.
    """

    soup: SlimSoup

    def start(
        self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: Mapping[str, str] | None = None
    ) -> None:
        """Open a tag."""
        del nsmap
        kept: dict[Any, Any] = {name: value for name, value in attrib.items() if name in _KEPT} if attrib else {}
        self.soup.open_tag(str(tag), kept)

    def end(self, tag: str | bytes) -> None:
        """Close a tag: the innermost, for lxml closes what it opened in order."""
        del tag
        if self.soup.current_data:
            self.soup.endData()
        self.soup.popTag()

    def comment(self, text: str | bytes) -> None:
        """Leave a comment out."""

    def pi(self, target: str, data: str) -> None:
        """Leave a processing instruction out."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave the document type out."""


@contextmanager
def paused_collection() -> Iterator[None]:
    """Keep Python's cycle collector from walking a page's tree over and over while it grows: a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def soup_of(markup: str) -> BeautifulSoup:
    """Return the tree of a pruned page; empty for empty markup."""
    builder = SlimBuilder(multi_valued_attributes=None)
    return SlimSoup(_GAP.sub(">", markup), builder=builder)
