"""What a page says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.record import Fields

if TYPE_CHECKING:
    from cleaners.html_blocks import Page
    from cleaners.html_prune import Pruned


def fields_of(pruned: Pruned, page: Page, *, url: str = "") -> Fields:
    """Return the page's fields."""
    heading = next((block.text for block in page.blocks if page.elements[block.element].tag == "h1"), "")
    named = {meta.name: meta.content for meta in reversed(pruned.metas)}
    return Fields(
        title=heading or named.get("og:title", "") or pruned.title,
        language=pruned.language.partition("-")[0].lower(),
        canonical_url=named.get("canonical", "") or url,
        site_name=named.get("og:site_name", ""),
        description=named.get("og:description", "") or named.get("description", ""),
    )
