"""The pictures of a page with their true addresses.

Pages that load pictures when they are scrolled to have a blank in ``src``; the address stands in an attribute of their
own making, in a list of sizes, in the ``source`` of a ``picture``, or in a ``noscript`` beside the blank.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

IMAGE_TAGS: Final = frozenset(["img", "amp-img"])
IMAGE_FILES: Final = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
# Most used first.
_LATE: Final = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-lazyload", "data-img-src", "data-img-url",
    "data-image-src", "data-orig-src", "data-original-src", "data-url",
)  # fmt: skip
_LATE_SETS: Final = ("data-srcset", "data-lazy-srcset", "srcset")
# A picture that is not its own but one shown when it does not load, or what it is to look like elsewhere.
_NOT_OWN: Final = ("fallback", "placeholder", "default", "logo", "error")
# Files that stand where a picture will; with the second, nothing else ever stands there.
_MAY_BE_BLANK: Final = re2.compile(
    r"(?i)(?:^|[-_.])(?:place-?holder|blank|spacer|lazy|lazyload|transparent|trans|1x1|pixel|loading|loader|grey|gray"
    r"|fallback|dummy|empty)(?:[-_.]|$)"
)
_IS_BLANK: Final = re2.compile(
    r"(?i)^(?:(?:[a-z0-9]+[-_])*place-?holder(?:[-_][a-z0-9]+)*|blank|spacer|lazy|transparent|1x1|pixel|loading|loader)"
    r"(?:[-_.](?:trans|white|black|gr[ae]y|transparent))?(?:\.(?:gif|png|jpe?g|webp|svg))?$"
)
_UNITS: Final = frozenset("wxh")
_MOST_DIGITS: Final = 6  # of a size
# Marks of what is no picture of an article, as words of its class.
_DECORATION: Final = re2.compile(
    r"(?i)(?:^|[\s_-])(?:avatar|gravatar|emoji|emoticon|smiley|icon|logo|spinner|tracker|tracking)(?:$|[\s_-])"
)
_SIDES: Final = ("width", "height")
_ICON: Final = 64  # pixels: what is smaller is a smiley, a flag, a face beside a name
_RATIO: Final = range(2, 22)  # sizes that tell the shape of a picture and not its size: 16 to 9
LATE: Final = "picture>img,noscript img"
_TOLD: Final = re2.compile(
    r"[?&;](?:w|width|resize|fit)=([0-9]{1,4})|(?:^|[-_,/])([0-9]{2,4})x([0-9]{2,4})(?:[-_,/.]|$)"
)
_BLUR: Final = 100  # pixels: what is shown smaller until the picture has been loaded
_NO_FILES: Final = ("data:", "blob:", "about:", "javascript:")
_NOT_IN_ADDRESS: Final = "\n\t{}<>"
_LONGEST_SET: Final = 20_000  # characters
_LONGEST: Final = 4_000  # characters of an address
_MOST_LATE: Final = 200
_REACH: Final = 4  # elements around a picture among which its noscript is, and around that its figure


class Picture(NamedTuple):
    """A picture of a page: what it states, the block-level element around it, and the block before which it stands.

    ``is_linked`` says that it stands in a link. What it states is read for those alone that may be an article's.
    """

    tag: str
    attributes: Mapping[str, str | None]
    element: int
    before: int
    is_linked: bool

    def side(self) -> int:
        """Return the larger side in pixels, as the page has it; 0 where it does not tell."""
        return _side(self.attributes) if self.tag == "img" else 0

    def is_icon(self) -> bool:
        """Say whether it is a smiley, a flag, a face beside a name, a counter's pixel."""
        names = self.attributes.get("class")
        return 0 < self.side() <= _ICON or (bool(names) and _DECORATION.search(names) is not None)


def address_of(attributes: Mapping[str, str | None]) -> str:
    """Return the address of a picture, or "": what is loaded late, else ``src``; the largest, where it tells sizes."""
    stated = [text for name in (*_LATE, "src") if _is_address(text := (attributes.get(name) or "").strip())]
    shown = next((address for address in stated if not _may_be_blank(address)), "")
    larger = _largest(_sizes(attributes), shown)
    own = larger or shown or next(_others(attributes), "")
    return own or next((address for address in stated if not _IS_BLANK.search(_name(address))), "")


@lru_cache(maxsize=1024)
def _may_be_blank(address: str) -> bool:
    return 0 < told_width(address) < _BLUR or _MAY_BE_BLANK.search(_name(address)) is not None


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


@lru_cache(maxsize=1024)
def told_width(address: str) -> int:
    """Return the larger side, in pixels, of which an address tells that it asks for; 0 of most."""
    if not _TOLD.search(address):  # most: to look for all of them takes three times as long
        return 0
    found = (max(int(size or 0) for size in one.groups()) for one in _TOLD.finditer(address))
    return min(found, default=0)


def _sizes(attributes: Mapping[str, str | None]) -> dict[str, float]:
    """Return the addresses of a picture's ``srcset`` with their widths, or densities; 1 where it tells neither."""
    stated = next((text for name in _LATE_SETS if (text := attributes.get(name)) and _is_set(text)), "")
    found: dict[str, float] = {}
    address = ""
    for word in stated.split():
        # A comma ends a size, with a blank behind it or without: "300w,/wall.jpg". In an address it means itself.
        size, _, rest = word.partition(",")
        if _is_size(size):
            found[address] = float(size[:-1])
            word = rest  # noqa: PLW2901
        if word:
            address = word.rstrip(",")
            found.setdefault(address, 1.0)
    return {address: size for address, size in found.items() if _is_address(address)}


def _is_size(word: str) -> bool:
    digits = word[:-1].replace(".", "", 1)
    return word[-1:] in _UNITS and digits.isdecimal() and digits.isascii() and len(digits) < _MOST_DIGITS


def _is_set(text: str) -> bool:
    return len(text) < _LONGEST_SET and not text.lstrip().startswith("data:")


def _largest(sizes: Mapping[str, float], shown: str) -> str:
    """Return the largest of these, or "" where nothing tells that it is larger than what is shown."""
    largest = max(sizes, key=lambda address: sizes[address], default="")
    if not largest or not shown:
        return largest
    known = sizes.get(shown) or told_width(shown)
    return largest if 0 < known < sizes[largest] else ""


def _others(attributes: Mapping[str, str | None]) -> Iterator[str]:
    """Yield what other attributes of the page's own making hold and is the address of a file of a picture."""
    for name, value in attributes.items():
        if value and name.startswith("data-") and not any(word in name for word in _NOT_OWN):
            address = value.strip()
            if _is_address(address) and _name(address).lower().endswith(IMAGE_FILES):
                yield address


def _is_address(value: str) -> bool:
    if not 0 < len(value) < _LONGEST or any(map(value.__contains__, _NOT_IN_ADDRESS)):
        return False
    text = value.lower()
    return ("/" in text or text.endswith(IMAGE_FILES)) and not text.startswith(_NO_FILES)


def _side(attributes: Mapping[str, str | None]) -> int:
    """Return the larger side of a picture in pixels; 0 of one that tells only its shape, as 16 by 9."""
    sizes = [int(size) for name in _SIDES if (size := _pixels(attributes.get(name) or ""))]
    is_shape = len(set(sizes)) > 1 and all(size in _RATIO for size in sizes)
    return 0 if is_shape else max(sizes, default=0)


def _pixels(size: str) -> str:
    digits = size.strip().removesuffix("px")
    return digits if digits.isascii() and digits.isdecimal() and len(digits) < _MOST_DIGITS else ""


def show_late(pictures: Sequence[LexborNode]) -> None:
    """Give blanks the addresses that pruning would take away with ``source`` and ``noscript``.

    ``pictures`` are the nodes of ``LATE``.
    """
    for node in pictures[:_MOST_LATE]:
        attributes, around = node.attributes, node.parent
        if around is not None and around.tag == "picture" and _is_blank(attributes):
            sizes = (_largest(_sizes(source.attributes), "") for source in around.css("source"))
            _show(node, next(filter(None, sizes), ""))
        noscript = _around(node, "noscript")
        if noscript is not None and not 0 < _side(attributes) <= _ICON:
            _show_scriptless(node, noscript)


def _is_blank(attributes: Mapping[str, str | None]) -> bool:
    source = attributes.get("src") or ""
    return not _is_address(source) or _may_be_blank(source)


def _show(blank: LexborNode, address: str) -> None:
    if address and not address_of(blank.attributes):
        blank.attrs["src"] = address


def _show_scriptless(node: LexborNode, noscript: LexborNode) -> None:
    """Give the address of a picture for those without scripts to the one that it stands for, or let it stand itself."""
    blank, figure = _blank_before(noscript), _around(noscript, "figure")
    if blank is not None:
        if _is_blank(blank.attributes):
            _show(blank, address_of(node.attributes))
    elif figure is not None and all(_around(other, "noscript") for other in figure.css("img,amp-img")):
        noscript.insert_before(node)


def _blank_before(noscript: LexborNode) -> LexborNode | None:
    """Return the picture before a ``noscript``, in what stands before it, or around it."""
    before = noscript.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    if before is not None:
        return before if before.tag in IMAGE_TAGS else before.css_first("img")
    around = noscript.parent
    return around if around is not None and around.tag in IMAGE_TAGS else None


def _around(node: LexborNode, tag: str) -> LexborNode | None:
    around = node.parent
    for _ in range(_REACH):
        if around is None or around.tag == tag:
            return around
        around = around.parent
    return None
