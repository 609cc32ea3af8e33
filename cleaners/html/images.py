"""The images of a page's article with their captions and credits.

A picture's caption are the words of its figure; outside of figures what is called a caption behind it, else its
``alt``, where that describes it.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

import re2

from cleaners.html.illustrations import illustrations
from cleaners.html.pictures import IMAGE_FILES
from cleaners.html.reach import line_of, resolved
from cleaners.record import Image
from cleaners.rules.captions import captions, is_credit_alone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cleaners.html.blocks import Page
    from cleaners.html.illustrations import Illustration
    from cleaners.html.pictures import Picture

_CREDIT: Final = re2.compile(
    r"(?:^|[\s(\[])(?:(?i:(?:photo|image|picture|foto|bild|credit|photograph|illustration|rendering|quelle|source|crédit)s?"
    r"(?:\s+(?:by|de|di|von|credit))?\s*[:/]\s*|©\s*|photo(?:graph)? by\s+|courtesy (?:of )?)"
    r"|((?:REUTERS|AP Photo|AFP|EPA|EFE|ANSA|dpa|Getty Images)\s*/))((?:\b\p{Lu}\.|[^.;()\[\]\n])+)"
)
_LONGEST_CREDIT: Final = 80  # characters
_BRACKETS: Final = "()[] "
_MOST_IMAGES: Final = 50
_CAPTION: Final = re2.compile(
    r"caption|legend|bildunterschrift|bildtext|didascalia|pie-?_?(?:de-?_?)?foto|onderschrift|(?:image|img|photo)-?_?(?:text|credit|desc)"
)
_CAPTION_REACH: Final = 3  # elements around a picture among which one holds its caption too
_LONGEST_CAPTION: Final = 250  # characters of one that nothing but its credit tells
_CAPTION_BLOCKS: Final = 2  # blocks behind a picture: its caption and its credit
_LEAST_TOLD: Final = 0.3  # of the words: those that are not the title's
_FILE_WORDS: Final = re2.compile(r"(?i)[0-9]{5}|\w_\w|\.(?:jpe?g|png|webp|gif)\b")  # of a file's name
_LEAST_ALT: Final = 3  # words: fewer name a thing and describe no picture
# A size at the end of a file's name, as content systems write it: "wall-1024x683", "wall-scaled", "wall@2x".
_SIZE: Final = re2.compile(
    r"(?i)(?:[-_@.](?:[0-9]{2,4}x[0-9]{2,4}|[0-9]x|[0-9]{3,4}w|scaled|large|medium|small|thumb))+$"
)
_TELLING: Final = 12  # characters of a file's name with which no two pictures of a page are called by chance


def images_of(page: Page, kept: Sequence[int], lead: Sequence[str], url: str, title: str) -> tuple[Image, ...]:
    """Return the images that stand with the article in reading order, after the lead image where none of them is it."""
    found: dict[str, Image] = {}
    for one, caption in _captioned(page, kept):
        address = resolved(one.address.replace(" ", "%20"), url)
        credit = caption if is_credit_alone(caption) else ""
        words = (caption if not credit else "") or _description(one.picture.attributes.get("alt") or "", title)
        known = found.get(_file(address))
        if known is None or (words and not known.caption):
            found[_file(address)] = _image(known.url if known else address, words, credit)
    for source in lead[:1]:
        address = resolved(source, url)
        if address and _file(address) not in found:
            found = {"": Image(address), **found}
    return tuple(found.values())[:_MOST_IMAGES]


def credited_blocks(page: Page, kept: Collection[int]) -> set[int]:
    """Return which of these blocks stand right behind a picture and end with whose it is: captions in any markup."""
    behind = sorted({picture.before for picture in page.pictures}.intersection(kept))
    texts = [text if len(text := page.blocks[index].text) <= _LONGEST_CAPTION else "" for index in behind]
    return {behind[place] for place in captions(texts)}


def _captioned(page: Page, kept: Sequence[int]) -> Iterator[tuple[Illustration, str]]:
    """Yield the pictures of the article with their captions.

    The words of a figure are those of all in it, unless it is a gallery: then each picture has those of its own figure.
    """
    found = list(illustrations(page, kept))
    inner: dict[int, set[int]] = {}
    for one in found:
        inner.setdefault(one.figure, set()).add(one.own_figure)
    for one in found:
        if one.figure < 0:
            yield one, _caption_behind(page, one.picture)
        else:
            figure = one.own_figure if len(inner[one.figure]) > 1 else one.figure
            yield one, " ".join(_words_around(page, figure, one.picture.before))


def _words_around(page: Page, figure: int, place: int) -> list[str]:
    """Return the blocks of a figure before and behind a place in it."""
    behind = takewhile(lambda block: figure in line_of(page, block.element), page.blocks[place:])
    before = takewhile(lambda block: figure in line_of(page, block.element), reversed(page.blocks[:place]))
    return [*[block.text for block in before][::-1], *(block.text for block in behind)]


def _caption_behind(page: Page, picture: Picture) -> str:
    """Return the blocks behind a picture that are called a caption, or ""."""
    around, index = [], picture.element
    for _ in range(_CAPTION_REACH):
        around += [index] if index >= 0 else []
        index = page.elements[index].parent if index >= 0 else -1
    words: list[str] = []
    for block in page.blocks[picture.before : picture.before + _CAPTION_BLOCKS]:
        if not (_is_caption(page, block.element, around) or (not words and any(True for _ in captions([block.text])))):
            break
        words.append(block.text)
    return " ".join(words)


def _is_caption(page: Page, index: int, around: Sequence[int]) -> bool:
    """Say whether an element, or one around it, is called a caption and stands in one of these."""
    is_called = False
    for _ in range(_CAPTION_REACH):
        if index < 0 or index in around:
            break
        is_called = is_called or _CAPTION.search(page.elements[index].names) is not None
        index = page.elements[index].parent
    return is_called and index in around


def _description(alt: str, title: str) -> str:
    """Return the words that stand for a picture where they describe it: not the article's title, not a file's name."""
    words = alt.split()
    told = {word.casefold() for word in words} - set(title.casefold().split())
    is_told = len(words) >= _LEAST_ALT and len(told) >= _LEAST_TOLD * len(words)
    return " ".join(words) if is_told and not _FILE_WORDS.search(alt) else ""


def _file(address: str) -> str:
    """Return an image's address without the size in which it is asked for; what makes images by number has none."""
    path = address.partition("?")[0]
    if not path.lower().endswith(IMAGE_FILES):
        return address
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    size = _SIZE.search(stem)
    bare = stem[: size.start()] if size else stem
    return bare if len(bare) >= _TELLING else f"{folder}/{bare or name}"


def _image(address: str, caption: str, alone: str) -> Image:
    """Return an image; ``alone`` is a credit that stands in the place of its caption."""
    found = _CREDIT.search(alone or caption)
    if found is None:
        return Image(address, caption, alone.strip(_BRACKETS))
    # Counted in the expression, eighty characters of Unicode would take its automaton more memory than it may have.
    return Image(address, caption, f"{found.group(1) or ''}{found.group(2)[:_LONGEST_CREDIT]}".strip())
