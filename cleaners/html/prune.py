"""Take out of a page, at C speed, what can never be article, so that BeautifulSoup sees a fifth of its nodes.

What holds text a reader sees (navigation, footers, asides, menus) leaves one ``w-furniture`` element with that
text, so that it can be reported where it stood; what holds none leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from cleaners.html.centred import is_centred_line
from cleaners.html.charset import repaired
from cleaners.html.embeds import embeds_selector, mark_embeds
from cleaners.html.guard import tame
from cleaners.html.head import PageHead, head_of
from cleaners.html.lexicon import HIDING, is_hiding, is_unshown
from cleaners.html.pictures import LATE, show_late
from cleaners.html.signs import SIGNS, TIPS, is_raised, is_word, read_sign
from cleaners.html.tree import INLINE, MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping

FURNITURE_TAG: Final = "w-furniture"

# No tag here held more than 2 % of the gold text of any of 369 bench pages.
_UNSEEN: Final = (
    *("noscript", "template", "iframe", "object", "applet", "video", "audio", "canvas", "map", "datalist", "select"),
    *("textarea", "progress", "meter", "title"),
    *("amp-ad", "amp-analytics", "amp-iframe"),
)
# These hold nothing, so that they go when the tree is small: each name is a walk through it.
_VOID: Final = ("embed", "input", "link", "meta", "base", "source", "track", "wbr")
_FURNITURE_TAGS: Final = ("nav", "footer", "aside", "dialog", "menu", "button", "amp-sidebar", "amp-consent")
_FURNITURE: Final = f":is({','.join(_FURNITURE_TAGS)},[role]):not(blockquote footer)"
_FURNITURE_ROLES: Final = frozenset(
    ["navigation", "contentinfo", "complementary", "dialog", "search", "banner", "menu"]
)
# What opens the parts of a folded text.
_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_ASKS: Final = ("?", "？", "؟")
_LEAST_ASKED: Final = 16  # characters without blanks: shorter ones are prompts ("Lost your password?")
_LEAST_HEADED: Final = 24  # characters of what heads a folded part without asking
_ANY_HEADING: Final = "h1,h2,h3,h4,h5,h6"
_MARKS: Final = ",".join(sorted(MARKS)).replace(":", r"\:")
# What hides a few words of a sentence from those who see ("opens in new window"). The tags come first: of other nodes
# nothing more is asked.
_UNSEEN_WORDS: Final = f":is(span,small,em,i):is([hidden],[style*=display],{TIPS},.{',.'.join(sorted(HIDING))})"
# How a word is read, set above it. Where brackets stand around it, the page means it to be read in the line as well.
_READINGS: Final = "ruby:not(:has(rp)) rt"
# Longer ones are the rest of the text, which a script shows on a click.
_LONGEST_UNSEEN: Final = 80  # characters
# A list of this many links without words of its own is no paragraph of an article.
_LEAST_LINKS: Final = 4
_ALL_LINKS: Final = 0.9
# As many in a row within a line: a card about somebody named there, shown when one points at the name.
_LONGEST_NOTE: Final = 5  # characters of a foot-note's mark
_CARD: Final = "p span:has(>a~a~a~a)"
# What sets words apart that stand alone with an image, and what a span is called that does.
_SLANTED: Final = frozenset(["em", "i", "small"])
_CAPTION_NAMES: Final = ("caption", "legend", "bildtext", "bildunterschrift", "figcap", "podpis")
_WITHIN_LINES: Final = f"{_UNSEEN_WORDS},{_READINGS},{_CARD},{SIGNS},sup"
_EMPTY: Final = ":is(div,a,li,ul,p,section,i,b,strong,h2,h3,h4):empty"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning leaves of a page's body, as markup, and what the page states about itself."""

    markup: str
    head: PageHead


def prune(html: str) -> Pruned:
    """Return the page's markup without its unseen and furniture parts, and the statements of its head."""
    tree = parsed(html)
    head = head_of(tree)
    found = tree.css(f"{embeds_selector(is_amp=head.is_amp)},{LATE}")
    mark_embeds(tree, [node for node in found if node.tag != "img"])
    show_late([node for node in found if node.tag == "img"])
    _cut(tree)
    return Pruned(markup=_markup(tree.body), head=head)


def parsed(html: str) -> LexborHTMLParser:
    """Return the tree of a page as it came."""
    page = tame(repaired(html))
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
    tree.strip_tags([*_UNSEEN])
    # Inner furniture first, so that the outer one takes its text along.
    for node in reversed(tree.css(_FURNITURE)):
        if node.tag == "button" and _read_button(tree, node):
            continue
        if _is_furniture(node):
            _make_furniture(tree, node)
    tree.strip_tags([*_VOID])
    _cut_link_lists(tree)
    _cut_within_lines(tree)
    for node in tree.css("img,summary"):
        if node.tag == "img":
            _mark_caption(tree, node)
        else:
            _head_part(tree, node)
    tree.unwrap_tags([_MARKS])  # one selector: one walk through the tree
    for node in tree.css(_EMPTY):
        if not _parts(node):
            node.decompose()


def _parts(node: LexborNode) -> bool:
    """Say whether an empty block keeps the text before it from the text behind it."""
    before = node.prev
    if before is None or not before.is_text_node or node.tag in INLINE:
        return False
    behind = node.next
    return bool(behind is not None and behind.is_text_node and before.text().strip())


def _cut_within_lines(tree: LexborHTMLParser) -> None:
    """Take out the words that are hidden or above the line, and cards, before nothing tells them from it any more."""
    for node in reversed(tree.css(_WITHIN_LINES)):
        if node.tag == "sup":
            if _is_note(node):
                node.decompose()
        elif node.tag in ("a", "img"):
            read_sign(node)
        elif node.tag == "rt" or (_hides(node.attributes) and len(node.text()) <= _LONGEST_UNSEEN):
            node.decompose()
        elif _joined(node) == "".join(map(_joined, node.css("a"))):
            _set_behind(tree, node)
        else:
            read_sign(node)


def _mark_caption(tree: LexborHTMLParser, image: LexborNode) -> None:
    """Make a ``figcaption`` of the slanted, small or centred words that alone stand with an image in its line."""
    shown = image.parent if image.parent is not None and image.parent.tag == "a" and image.next is None else image
    words = _beside(shown)
    if words is None:
        return
    is_called = words.tag in _SLANTED or (words.tag == "span" and _is_caption(words))
    if not is_called and not is_centred_line(words):
        return
    if _beside(words) is None and _beside(shown, backwards=True) is None:
        caption = tree.create_node("figcaption")
        caption.insert_child(_words_of(words))
        words.replace_with(caption)


def _beside(node: LexborNode, *, backwards: bool = False) -> LexborNode | None:
    """Return the node next to another, over blanks and breaks."""
    while (beside := node.prev if backwards else node.next) is not None:
        if beside.tag != "br" and not (beside.is_text_node and not beside.text().strip()):
            return beside
        node = beside
    return None


def _is_caption(node: LexborNode) -> bool:
    names = (node.attributes.get("class") or "").lower()
    return any(name in names for name in _CAPTION_NAMES)


def _is_note(raised: LexborNode) -> bool:
    """Say whether a raised sign leads to a note; other ones are powers, ordinals, trade marks."""
    sign = raised.text().strip()
    if len(sign) > _LONGEST_NOTE:
        return False
    link = raised.css_first("a[href]")
    leads = link is not None and (link.attributes.get("href") or "").startswith("#")
    return leads or (sign.startswith("[") and sign.endswith("]")) or (sign != "" and not sign.strip("*†‡§"))


def _set_behind(tree: LexborHTMLParser, card: LexborNode) -> None:
    """Set links that stand in a row within a line, no word or comma between them, behind its paragraph."""
    paragraph = card.parent
    while paragraph is not None and paragraph.tag != "p":
        paragraph = paragraph.parent
    if paragraph is not None and len(card.css("a")) >= _LEAST_LINKS:
        paragraph.insert_after(_furniture(tree, _words_of(card)))
        card.decompose()


def _hides(attributes: Mapping[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or is_unshown(attributes.get("style") or "")
        or is_hiding((attributes.get("class") or "").lower())
    )


def _cut_link_lists(tree: LexborHTMLParser) -> None:
    """Make furniture of lists that are nothing but links: menus, teasers, tags."""
    for node in reversed(tree.css("ul,ol")):
        links = node.css("a")
        if len(links) < _LEAST_LINKS:
            continue
        linked = sum(len(link.text()) for link in links)
        if linked >= _ALL_LINKS * len(_joined(node)):
            _make_furniture(tree, node)


def _joined(node: LexborNode) -> str:
    """Return a node's text without its blanks."""
    return "".join(node.text().split())


def _make_furniture(tree: LexborHTMLParser, node: LexborNode) -> None:
    text = _words_of(node)
    if text:
        node.replace_with(_furniture(tree, text))
    elif not _parts(node):
        node.decompose()


def _is_furniture(node: LexborNode) -> bool:
    """Say whether a part is furniture by its tag or its role: most roles are those of parts of a text."""
    return node.tag in _FURNITURE_TAGS or node.attributes.get("role") in _FURNITURE_ROLES


def _is_question(button: LexborNode, heading: LexborNode | None) -> bool:
    """Say whether a button opens the answer to a question, or the part of an article whose heading it is."""
    if heading is not None and _words_of(heading) == _words_of(button):
        return True
    return button.text().rstrip().endswith(_ASKS) and len(_joined(button)) >= _LEAST_ASKED


def _read_button(tree: LexborHTMLParser, button: LexborNode) -> bool:
    """Say whether a button is part of a text, and make it one."""
    around = button.parent
    parent = around.tag if around is not None else None
    if is_raised(button, parent):
        button.decompose()
    elif is_word(button, parent):
        button.unwrap()
    elif _is_question(button, around if parent in _HEADINGS else None):
        _make_block(tree, button)
    else:
        return False
    return True


def _make_block(tree: LexborHTMLParser, button: LexborNode) -> None:
    if button.parent is not None and button.parent.tag in _HEADINGS:
        button.unwrap()
        return
    block = tree.create_node("div")
    block.insert_child(_words_of(button))
    button.replace_with(block)


def _head_part(tree: LexborHTMLParser, summary: LexborNode) -> None:
    """Make a heading of what opens a folded part, where it is no mere button ("Show transcript")."""
    words = _words_of(summary)
    if summary.css_first(_ANY_HEADING) is None and (words.endswith(_ASKS) or len(words) >= _LEAST_HEADED):
        heading = tree.create_node("h4")
        heading.insert_child(words)
        summary.replace_with(heading)


def _words_of(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _furniture(tree: LexborHTMLParser, text: str) -> LexborNode:
    furniture = tree.create_node(FURNITURE_TAG)
    furniture.insert_child(text)
    return furniture
