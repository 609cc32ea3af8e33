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
    """A BeautifulSoup tag, made in a third of the time: it knows no namespaces and no attributes that are lists."""

    def __init__(  # noqa: PLR0913, PLR0917 - the signature by which BeautifulSoup makes its tags
        self,
        parser: BeautifulSoup,
        builder: LXMLTreeBuilder,
        name: str,
        namespace: None,
        prefix: None,
        attrs: Any,
        parent: Tag,
        previous: PageElement,
        sourceline: int | None = None,
        sourcepos: int | None = None,
        namespaces: None = None,
    ) -> None:
        del parser, namespaces
        self.parser_class = None
        self.name, self.namespace, self.prefix, self.attrs = name, namespace, prefix, attrs
        self.sourceline, self.sourcepos = sourceline, sourcepos
        self._namespaces: dict[str, str] = {}
        self.contents = []
        self.known_xml = self.hidden = self.can_be_empty_element = False
        self.cdata_list_attributes = None
        self.preserve_whitespace_tags = builder.preserve_whitespace_tags
        self.interesting_string_types = self.MAIN_CONTENT_STRING_TYPES
        self.parent, self.previous_element = parent, previous
        self.next_element = self.next_sibling = None
        self.previous_sibling = parent.contents[-1] if parent.contents else None
        if self.previous_sibling is not None:
            self.previous_sibling.next_sibling = self


class SlimSoup(BeautifulSoup):
    """A BeautifulSoup that opens and closes tags without counting them: lxml's events are balanced.

    The names of its methods are BeautifulSoup's.
    """

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

    def start(
        self, tag: str | bytes, attrib: dict[str | bytes, str | bytes], nsmap: Mapping[str, str] | None = None
    ) -> None:
        """Open a tag."""
        del nsmap
        kept: dict[Any, Any] = {name: value for name, value in attrib.items() if name in _KEPT} if attrib else {}
        self.soup.handle_starttag(tag, None, None, kept)  # type: ignore[union-attr, arg-type]

    def end(self, tag: str | bytes) -> None:
        """Close a tag: the innermost, for lxml closes what it opened in order."""
        del tag
        self.soup.endData()  # type: ignore[union-attr]
        self.soup.popTag()  # type: ignore[union-attr]

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
    return SlimSoup(_GAP.sub(">", markup), builder=builder, element_classes={Tag: SlimTag})
