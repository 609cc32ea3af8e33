"""Signs within lines that are no words (permalinks, tooltips), and what is words there: emoji, terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# The tags come first: of other nodes nothing more is asked.
SIGNS: Final = ":is(h2,h3,h4,h5,h6)>a[href^='#'],img:is(.emoji,.wp-smiley)"
TIPS: Final = "[role=tooltip],.tooltiptext,.tooltip-text,.tooltip-content"
# What stands beside a heading to link to it.
_PERMALINKS: Final = frozenset(["#", "¶", "§", "🔗", "∞"])
_LEAST_SENTENCE: Final = 30  # characters around a button that is a word of it
_LEADS: Final = ",;、，،(（„“”\"‘’'«»「-–—"
_OF_WORDS: Final = frozenset(["p", "span", "li", "dd", "td", "blockquote", "em", "strong"])
_LONGEST_WORD: Final = 80  # characters of such a button
_LONGEST_MARK: Final = 5  # characters of a foot-note's mark
_LONGEST_TIP: Final = 400  # characters
_LONGEST_EMOJI: Final = 12  # characters: a family of four has eleven


def read_sign(node: LexborNode) -> None:
    """Take out the sign of a permalink or a tooltip; put an emoji in the place of its image."""
    if node.tag == "img":
        emoji = node.attributes.get("alt") or ""
        if emoji and len(emoji) <= _LONGEST_EMOJI and not emoji.isascii():
            node.replace_with(emoji)
    elif node.tag == "a":
        if node.text().strip() in _PERMALINKS:
            node.decompose()
    elif _is_tip(node):
        node.decompose()


def _is_tip(node: LexborNode) -> bool:
    names = f"{node.attributes.get('role')} {node.attributes.get('class')}"
    return "tooltip" in names and len(node.text()) <= _LONGEST_TIP and _stands_in_line(node)


def _stands_in_line(tip: LexborNode) -> bool:
    """Say whether a sentence goes on behind a tooltip, or behind the word that it stands in."""
    around = tip.parent if tip.next is None or not tip.next.text().strip() else tip
    behind = around.next if around is not None else None
    return behind is not None and behind.is_text_node and bool(behind.text().strip())


def is_raised(button: LexborNode, parent: str | None) -> bool:
    """Say whether a button is the mark of a note, which it shows on a click; ``parent`` is the tag around it."""
    return parent == "sup" and len(button.text().strip()) <= _LONGEST_MARK


def is_word(button: LexborNode, parent: str | None) -> bool:
    """Say whether a button is words of a sentence, which it explains on a click: text leads to it and goes on."""
    if parent not in _OF_WORDS:
        return False
    before, behind = button.prev, button.next
    if before is None or behind is None or not (before.is_text_node and behind.is_text_node):
        return False
    leading, following = before.text().strip(), behind.text().strip()
    if min(len(leading), len(following)) == 0 or len(leading) + len(following) < _LEAST_SENTENCE:
        return False
    return (leading[-1].isalnum() or leading[-1] in _LEADS) and len(button.text()) <= _LONGEST_WORD
