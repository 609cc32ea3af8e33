"""The HTML door: a page in, its article out, with a reason for every block that goes."""

from __future__ import annotations

from typing import Final

from cleaners.fields import fields_of
from cleaners.gate import hold_reason
from cleaners.html_blocks import Page, page_of
from cleaners.html_prune import prune
from cleaners.html_select import selection
from cleaners.html_texts import Hints
from cleaners.record import CleanCopy

BLOCK_JOINT: Final = "\n\n"


def clean_html(html: str, *, url: str = "") -> CleanCopy:
    """Return the article of a page: its body, its fields, and what was taken out, by block in reading order.

    Never raises on text. ``url`` is where the page came from; links in fields are resolved against it.
    """
    pruned = prune(html)
    page = page_of(pruned.markup)
    fields = fields_of(pruned, page, url=url)
    hints = Hints(fields.title, fields.description, "", fields.authors)
    kept, removals = selection(page, hints)
    text = BLOCK_JOINT.join(page.blocks[index].text for index in kept)
    return CleanCopy(
        text=text, fields=fields, removals=removals, hold=hold_reason(text, removals, visible_length(page))
    )


def visible_length(page: Page) -> int:
    """Return the characters of text that a reader of the page could see."""
    return sum(len(block.text) for block in page.blocks)
