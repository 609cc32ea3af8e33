"""The HTML door: a page in, its article out, with a reason for every block that goes."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cleaners.collection import paused_collection
from cleaners.fields.paywall import is_cut
from cleaners.gate import INDEX_PAGE, STUB, hold_reason
from cleaners.html.blocks import Block, Page, page_of
from cleaners.html.breaks import marked_paragraphs, unbroken
from cleaners.html.charset import declared_charset
from cleaners.html.embeds import embeds_of
from cleaners.html.errors import ERROR_PAGE, is_error_page
from cleaners.html.fields import fields_of, lead_images
from cleaners.html.folded import unfolded
from cleaners.html.images import images_of
from cleaners.html.index import Known, listed
from cleaners.html.prune import prune
from cleaners.html.reasons import RELATED
from cleaners.html.select import selection
from cleaners.html.texts import Hints
from cleaners.language import language_between
from cleaners.mojibake import mended_fields
from cleaners.purpose import is_caption, purpose
from cleaners.record import CleanCopy, Removal
from cleaners.rules.agencies import agency_credit, lines_behind
from cleaners.visible import visible_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.record import Fields

__all__ = ["clean_html", "declared_charset"]

BLOCK_JOINT: Final = "\n\n"
_PLAYER: Final = "<video"
_PLACE: Final = attrgetter("place")


def clean_html(html: str, *, url: str = "") -> CleanCopy:
    """Return the article of a page: its body, its fields, and what was taken out, by block in reading order.

    Never raises on text. ``url`` is where the page came from; links in fields are resolved against it.
    """
    with paused_collection():
        return _cleaned(html, url)


def _cleaned(html: str, url: str) -> CleanCopy:
    pruned = prune(marked_paragraphs(html))
    page = unfolded(page_of(pruned.markup))
    fields = fields_of(pruned.head, page, url=url)
    hints = Hints(fields.title, fields.description, pruned.head.stated.body, fields.authors)
    kept, removals = selection(page, hints)
    address = fields.canonical_url or url
    known = Known(html, pruned.head, fields.title, address)
    length = sum([len(page.blocks[index].text) for index in kept])
    is_list, teasers = listed(page, kept, length, known)
    kept, removals = without_teasers(page, kept, removals, teasers)
    blocks = unbroken([page.blocks[index].text for index in kept])
    text = BLOCK_JOINT.join(blocks)
    hold = _hold(page, kept, fields, known, removals) or (INDEX_PAGE if is_list else "")
    told = replace(
        fields,
        images=images_of(page, kept, lead_images(pruned.head), address, fields.title),
        embeds=embeds_of(page, kept, address),
    )
    completed, repairs = mended_fields(visible_fields(_completed(told, blocks, removals, kept[-1] + 1 if kept else 0)))
    taken = tuple(sorted((*repairs, *page.repairs, *removals), key=lambda one: one.place))
    return CleanCopy(text, completed, taken, hold)


def _hold(page: Page, kept: Sequence[int], fields: Fields, known: Known, removals: Sequence[Removal]) -> str:
    """Return why a page is held by what it says, or ""."""
    if is_error_page(page, fields.title):
        return ERROR_PAGE
    blocks = [page.blocks[index].text for index in kept]
    linked = linked_share([page.blocks[index] for index in kept])
    if hold := hold_reason(blocks, removals, visible_length(page), linked=linked):
        return hold
    is_signed = bool(fields.authors and fields.published)
    if is_caption(blocks) and (known.is_video() or (not is_signed and _PLAYER in known.html)):
        return "" if known.is_article() else STUB
    return "" if is_signed or known.is_article() else purpose(fields.title, blocks)


def without_teasers(
    page: Page, kept: list[int], removals: tuple[Removal, ...], teasers: set[int]
) -> tuple[list[int], tuple[Removal, ...]]:
    """Return what is kept of an article without the teasers of others, and the removals with them."""
    if not teasers:
        return kept, removals
    taken = [Removal(RELATED, page.blocks[index].text, index + 1) for index in teasers]
    return [index for index in kept if index not in teasers], tuple(sorted([*removals, *taken], key=_PLACE))


def linked_share(blocks: Sequence[Block]) -> float:
    """Return the share of the characters of blocks that are links."""
    return sum([block.link_length for block in blocks]) / max(sum([len(block.text) for block in blocks]), 1)


def visible_length(page: Page) -> int:
    """Return the characters of text that a reader of the page could see."""
    return sum(len(block.text) for block in page.blocks)


def _completed(fields: Fields, blocks: Sequence[str], removals: Sequence[Removal], last: int) -> Fields:
    """Return the fields with what only the text tells: the agency credit, the language, whether it was cut.

    ``last`` is the place of the last kept block.
    """
    taken = next((removal.text for removal in removals if removal.rule.startswith("credit")), "")
    credit = taken or agency_credit(blocks, lines_behind(removals, last), fields.authors) or fields.credit
    paywalled = True if fields.paywalled is None and is_cut(blocks, removals, last) else fields.paywalled
    language = language_between(fields.language, BLOCK_JOINT.join(blocks))
    return replace(fields, credit=credit, language=language, paywalled=paywalled)
