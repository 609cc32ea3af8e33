"""What a page states about itself in its markup, read at C speed before the tree is pruned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaners.fields.dates import utc_of
from cleaners.fields.jsonld import NOTHING_STATED, Stated, stated_in
from cleaners.fields.names import authors_of, is_of_house
from cleaners.fields.site import names_of_host
from cleaners.html.marks import Statement, author_links, bylines, datelines, times
from cleaners.html.metas import MODIFIED, PUBLISHED, authors_in, first_by_name, metas_among, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_AMP: Final = "ampproject.org"  # from where all AMP pages have their scripts
# Looked for at once: each look is a walk through all of the page.
_STATING: Final = f"title,meta[content],link[rel~=canonical],link[rel=amphtml],script[type*=ld],script[src*='{_AMP}']"
_ADDRESSES: Final = ("canonical", "og:url")
# No mark, no embed and no picture is told by these.
_UNREAD: Final = ("script", "style", "svg", "math")
_DRAWING: Final = "svg"
_NO_DRAWING: Final = frozenset(["head", "body", "html"])
_SITE_NAMES: Final = ("og:site_name", "application-name")


@dataclass(frozen=True, slots=True)
class PageHead:
    """What the markup states, in document order; "" and () where it states nothing.

    ``stated`` is its JSON-LD; ``times``, ``bylines``, ``author_links`` and ``datelines`` what the visible page marks
    as dates and names: not looked for where JSON-LD or meta tells them. ``is_amp`` says that it has the scripts of AMP.
    """

    title: str = ""
    language: str = ""
    stated: Stated = NOTHING_STATED
    metas: tuple[Statement, ...] = ()
    times: tuple[Statement, ...] = ()
    bylines: tuple[str, ...] = ()
    author_links: tuple[str, ...] = ()
    datelines: tuple[str, ...] = ()
    is_amp: bool = False


def head_of(tree: LexborHTMLParser) -> PageHead:
    """Return the statements of a page as it was parsed, and cut off its head, its scripts and its drawings.

    They are more than a third of most trees, and each look into a tree is a walk through it.
    """
    root, found = tree.root, tree.css(_STATING)
    title = next((node.text() for node in found if node.tag == "title" and not _is_of_drawing(node)), "")
    metas = tuple(metas_among(found))
    addresses = {meta.content for meta in metas if meta.name in _ADDRESSES}
    scripts = [node for node in found if node.tag == "script"]
    stated = stated_in([node.text() for node in scripts if not _is_of_amp(node)], addresses)
    named = first_by_name(metas)
    hosts = [name for address in (*addresses, stated.url) for name in names_of_host(address)]
    sites = [stated.site_name, *values_of(named, _SITE_NAMES), *hosts]
    is_dated = "T" in _first_date([stated.published, *values_of(named, PUBLISHED)])
    is_changed = bool(stated.modified or _first_date(values_of(named, MODIFIED)))
    is_signed = any(_are_people(values, sites) for values in (stated.authors, authors_in(metas)))
    is_amp = any(map(_is_of_amp, scripts))
    if tree.head is not None:  # nothing of it is read any more
        tree.head.decompose()
    tree.strip_tags([*_UNREAD])
    return PageHead(
        title=" ".join(title.split()),
        language=((root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else ""),
        stated=stated,
        metas=metas,
        times=() if is_dated and is_changed else tuple(times(tree)),
        bylines=() if is_signed else tuple(bylines(tree)),
        author_links=() if is_signed else tuple(author_links(tree)),
        datelines=() if is_dated else tuple(datelines(tree)),
        is_amp=is_amp,
    )


def _is_of_drawing(title: LexborNode) -> bool:
    """Say whether a title is what a drawing on the page is called ("Search icon")."""
    node = title.parent
    while node is not None and node.tag not in _NO_DRAWING:
        if node.tag == _DRAWING:
            return True
        node = node.parent
    return False


def _is_of_amp(script: LexborNode) -> bool:
    return _AMP in (script.attributes.get("src") or "")


def _first_date(values: Sequence[str]) -> str:
    return next(filter(None, map(utc_of, values)), "")


def _are_people(values: Sequence[str], sites: Sequence[str]) -> bool:
    return any(not is_of_house(name, sites) for name in authors_of(values))
