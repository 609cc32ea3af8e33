"""A line below an image in one centred paragraph: it says what the image shows.

    <p class="f_center"><img src="/ice.jpg"><br>The ice house seen from the north pier</p>

So many editors of Chinese and Arabic sites set captions, who are given no field for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.sentence import is_sentence

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST: Final = 120  # characters
_ALIGNING: Final = ("class", "style", "align")


def is_centred_line(words: LexborNode) -> bool:
    """Say whether a node is text below a break in a centred paragraph, and no sentence, as a whole text's lines are."""
    around, above = words.parent, words.prev
    if not words.is_text_node or around is None or around.tag != "p" or above is None or above.tag != "br":
        return False
    text = words.text().strip()
    if len(text) > _LONGEST or is_sentence(text, 1):
        return False
    attributes = around.attributes
    return any("center" in (attributes.get(name) or "") for name in _ALIGNING)
