"""Take out of a page, at C speed, what can never be article, so that BeautifulSoup sees a fifth of its nodes.

What holds text a reader sees (navigation, footers, asides, menus) leaves one ``w-furniture`` element with that
text, so that it can be reported where it stood; what holds none leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from cleaners.html_charset import repaired
from cleaners.html_embeds import mark_embeds
from cleaners.html_guard import tame
from cleaners.html_head import PageHead, head_of

FURNITURE_TAG: Final = "w-furniture"

# No tag here held more than 2 % of the gold text of any of 369 bench pages.
_UNSEEN: Final = (
    "script,style,noscript,template,svg,math,iframe,object,embed,applet,video,audio,canvas,map,datalist,select,"
    "textarea,input,progress,meter,link,meta,base,source,track,title,amp-ad,amp-analytics,amp-iframe"
)
_FURNITURE: Final = (
    "nav,footer,aside,dialog,menu,button,amp-sidebar,amp-consent,[role=navigation],[role=contentinfo],"
    "[role=complementary],[role=dialog],[role=search],[role=banner],[role=menu]"
)
# Marks of single words or lines: their text stays. <b> and <strong> stay as tags: a bold line can be a heading.
_INLINE: Final = (
    "i,em,u,s,font,mark,abbr,small,sub,sup,cite,q,code,kbd,samp,var,wbr,label,time,ins,tt,big,acronym,bdi,bdo,"
    "center,picture,dfn,nobr,data,span"
)
# A list of this many links without words of its own is no paragraph of an article.
_LEAST_LINKS: Final = 4
_ALL_LINKS: Final = 0.9
_EMPTY: Final = ":is(div,a,li,ul,p,section,i,b,strong,h2,h3,h4):empty"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning leaves of a page's body, as markup, and what the page states about itself."""

    markup: str
    head: PageHead


def prune(html: str) -> Pruned:
    """Return the page's markup without its unseen and furniture parts, and the statements of its head."""
    page = tame(repaired(html))
    tree = _parsed(page)
    head = head_of(tree)
    mark_embeds(tree, page)
    _cut(tree)
    return Pruned(markup=_markup(tree.body), head=head)


def _parsed(page: bytes) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(page)
    except SelectolaxError as error:  # any bytes are HTML: a tree can only be too large
        raise MemoryError from error


def _markup(body: LexborNode | None) -> str:
    if body is None:
        return ""
    markup: str | None = body.html
    if markup is None:  # lexbor says nothing more of it when there is no room to write in
        raise MemoryError
    return markup


def _cut(tree: LexborHTMLParser) -> None:
    tree.strip_tags(_UNSEEN.split(","))
    # Inner furniture first, so that the outer one takes its text along.
    for node in reversed(tree.css(_FURNITURE)):
        _make_furniture(tree, node)
    _cut_link_lists(tree)
    tree.unwrap_tags([_INLINE])  # one selector: one walk through the tree
    for node in tree.css(_EMPTY):
        node.decompose()


def _cut_link_lists(tree: LexborHTMLParser) -> None:
    """Make furniture of lists that are nothing but links: menus, teasers, tags."""
    for node in reversed(tree.css("ul,ol")):
        links = node.css("a")
        if len(links) < _LEAST_LINKS:
            continue
        linked = sum(len(link.text()) for link in links)
        if linked >= _ALL_LINKS * len("".join(node.text().split())):
            _make_furniture(tree, node)


def _make_furniture(tree: LexborHTMLParser, node: LexborNode) -> None:
    text = " ".join(node.text(separator=" ").split())
    if not text:
        node.decompose()
        return
    furniture = tree.create_node(FURNITURE_TAG)
    furniture.insert_child(text)
    node.replace_with(furniture)
