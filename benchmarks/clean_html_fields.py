"""How often title, date and authors are right where a page states them, with the statement hidden from the extractor.

Hidden are JSON-LD and what the metas call the article (``og:title`` and its kin): the extractor sees ``<title>``, the
visible page and the other metas. A title is right that shares most of its words with the hidden headline or the hidden
``og:title`` (pages often state two headlines, one of them for search engines; ``same`` counts only those that are one
of them but for case, signs and a kicker). A date is right on the day or its neighbour (a local day may be UTC's day
before); authors are right when one is among those of the JSON-LD.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from benchmarks.clean_html_pages import GoldPage, gold_pages
from cleaners.fields.dates import utc_of
from cleaners.fields.names import authors_of
from cleaners.fields.title import agree
from cleaners.html.blocks import page_of
from cleaners.html.fields import fields_of
from cleaners.html.prune import prune

if TYPE_CHECKING:
    from collections.abc import Iterator

META_TITLES: Final = re.compile(
    r"""(?i)\b(property|name)=(["']?)(?:og:title|twitter:title|dc\.title|sailthru\.title|parsely-title|title)\2"""
)
LEAST_SHARED: Final = 0.5  # of the longer title's characters, for the two to be the same


def measured() -> dict[str, tuple[int, int]]:
    """Return, a field, on how many pages it was right and how many state it."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for page in gold_pages():
        for name, is_right in checked(page):
            asked[name] += 1
            right[name] += is_right
    return {name: (right[name], asked[name]) for name in asked}


def checked(page: GoldPage) -> Iterator[tuple[str, bool]]:
    """Yield each stated field of a page, and whether the rest of the page gave the same."""
    head = prune(page.html).head
    stated = head.stated
    pruned = prune(META_TITLES.sub(r"\1=\2hidden\2", page.html.replace("application/ld+json", "text/hidden")))
    fields = fields_of(pruned.head, page_of(pruned.markup), url=page.url)
    meta_title = next((meta.content for meta in head.metas if meta.name == "og:title"), "")
    titles = [title for title in (stated.headline, meta_title) if title]
    day, names = utc_of(stated.published)[:10], {name.lower() for name in authors_of(stated.authors, stated.site_name)}
    if titles:
        yield "title", any(agree(title, fields.title) for title in titles)
        yield "title, the same", any(is_same(title, fields.title) for title in titles)
    if day:
        yield "date", is_near(day, fields.published[:10])
    if names:
        yield "authors", bool(names & {name.lower() for name in fields.authors})


def is_same(one: str, other: str) -> bool:
    """Say whether two titles differ at most in case, signs, and a kicker or a site's name that one has."""
    short, long = sorted(("".join(re.findall(r"[^\W_]+", text.lower())) for text in (one, other)), key=len)
    return bool(short) and short in long and len(short) >= LEAST_SHARED * len(long)


def is_near(one: str, other: str) -> bool:
    """Say whether two days are the same, or neighbours."""
    return bool(one and other) and abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= 1
