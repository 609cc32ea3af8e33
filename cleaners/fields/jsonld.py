"""What a page's JSON-LD says of its article."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_ARTICLES: Final = ("Article", "Posting", "Report", "Review", "Analysis", "Opinion", "CreativeWork")
_STORIES: Final = _ARTICLES[:-1]
_PAGES: Final = ("WebPage", "ItemPage", "VideoObject")
# A graph of a page holds some hundred nodes; a hostile one may hold millions.
_MOST_NODES: Final = 5_000
# Below these stand other articles, what readers wrote, or what the article is about.
_OF_OTHERS: Final = frozenset(
    {"liveBlogUpdate", "itemListElement", "isPartOf", "hasPart", "mentions", "citation", "comment", "review", "reviews"}
    | {"itemReviewed", "about", "subjectOf", "relatedLink", "isBasedOn"}
)
_PARTS: Final = frozenset(["WebPage", "WebPageElement", "CreativeWork"])
_TRUE: Final = ("true", "yes", "1")
# Short comments and last commas, outside of texts: pages write them, and JSON has none.
_FORBIDDEN: Final = re2.compile(r'(?s)("(?:[^"\\]|\\.)*")|/\*[^*"]{0,80}\*/|//[^\n]*|,\s*([\]}])')
_LONGEST_MENDED: Final = 200_000  # characters of a page's scripts so far
_SOURCES: Final = ("creditText", "sourceOrganization", "provider")
_MOST_VALUES: Final = 20
_LONGEST_SCRIPT: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Stated:
    """The JSON-LD statements on the article, as the page writes them; "" and () where it is silent.

    ``kinds`` are the types of all that is the page's own and has one type, whether it has an article or not.
    """

    headline: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    section: str = ""
    language: str = ""
    description: str = ""
    body: str = ""
    site_name: str = ""
    url: str = ""
    images: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    free: bool | None = None
    kinds: frozenset[str] = frozenset()


NOTHING_STATED: Final = Stated()


def stated_in(scripts: Sequence[str], addresses: Collection[str] = ()) -> Stated:
    """Return what the scripts' article node says; empty without one, or where the JSON can't be read.

    Of several articles that one is the page's whose address is among ``addresses``, as the page's head states it.
    """
    read = accumulate(map(len, scripts))
    nodes = [
        node
        for script, length in zip(scripts, read, strict=True)
        for node in _nodes(script, may_mend=length <= _LONGEST_MENDED)
    ]
    by_id: dict[str, dict[str, Any]] = {}
    for node, _ in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, "@")):
            by_id[name] = node
    kinds = frozenset(kind for node, is_own in nodes if is_own and isinstance(kind := node.get("@type"), str))
    article = max((node for node, is_own in nodes if is_own), key=lambda node: _rank(node, addresses), default={})
    if not any(_rank(article, ())):
        return Stated(kinds=kinds) if kinds else NOTHING_STATED
    return Stated(
        headline=_text(article.get("headline")) or _text(article.get("name")),
        subtitle=_text(article.get("alternativeHeadline")),
        authors=tuple(_names(article.get("author") or article.get("creator"), by_id)),
        published=_text(article.get("datePublished")) or _text(article.get("dateCreated")),
        modified=_text(article.get("dateModified")),
        section=_text(article.get("articleSection")),
        language=_text(article.get("inLanguage")),
        description=_text(article.get("description")),
        body=_text(article.get("articleBody")),
        site_name=next(iter(_names(article.get("publisher"), by_id)), ""),
        url=_address(article.get("mainEntityOfPage")) or _address(article.get("url")),
        images=tuple(_urls(article.get("image"), by_id)),
        sources=tuple(name for key in _SOURCES for name in _names(article.get(key), by_id)),
        free=_free(article, [node for node, _ in nodes]),
        kinds=kinds,
    )


def tells_of_article(stated: Stated) -> bool:
    """Say whether the page states a dated article, which is no mere page: sites state those of all they have."""
    return bool(stated.headline and stated.published) and any(kind.endswith(_STORIES) for kind in stated.kinds)


def _free(article: dict[str, Any], nodes: Sequence[dict[str, Any]]) -> bool | None:
    """Return whether everybody may read the article: as it says, or else the page or any part of it."""
    parts = [node for node in nodes if _kinds(node) & _PARTS]
    values = [str(node.get("isAccessibleForFree", "")).lower() for node in (article, *parts)]
    return next((value.endswith(_TRUE) for value in values if value not in ("", "none")), None)


def _nodes(script: str, *, may_mend: bool) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield every object of a script, outer before inner, and whether it may be the page's own article."""
    text = script.strip().removeprefix("//").strip()
    text = text.removeprefix("<![CDATA[").removesuffix("]]>").rstrip("/ \n;").removesuffix("]]>").removesuffix("-->")
    loaded = _values(text.removeprefix("<!--"), may_mend=may_mend) if len(text) < _LONGEST_SCRIPT else []
    waiting = deque((value, True) for value in loaded)
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value, is_own = waiting.popleft()
        if isinstance(value, list):
            waiting.extend((inner, is_own) for inner in value)
        elif isinstance(value, dict):
            yield value, is_own
            waiting.extend(
                (inner, is_own and key not in _OF_OTHERS)
                for key, inner in value.items()
                if isinstance(inner, (dict, list))
            )


def _values(text: str, *, may_mend: bool) -> list[Any]:
    """Return the values of a script, of which there should be one; without commas and comments that JSON forbids."""
    try:
        return [_loaded(text)]
    except (ValueError, RecursionError):
        if not may_mend:
            return []
    mended = _FORBIDDEN.sub(r"\1\2", text.replace("\\'", "'")).strip()
    values: list[Any] = []
    decoder, at = json.JSONDecoder(strict=False), 0
    try:
        while at < len(mended) and len(values) < _MOST_VALUES:
            value, end = decoder.raw_decode(mended, at)
            values.append(_whole(value, mended))
            at = end + len(mended[end:]) - len(mended[end:].lstrip(" \r\n\t,;"))
    except (ValueError, RecursionError):
        pass  # what was read before stays
    return values


def _loaded(text: str) -> Any:
    return _whole(json.loads(text, strict=False), text)


def _whole(value: Any, text: str) -> Any:
    """Return a value without halves of characters, which JSON can spell and no UTF-8 can hold."""
    if r"\ud" not in text.lower():
        return value
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _rank(node: dict[str, Any], addresses: Collection[str]) -> tuple[int, bool, int]:
    """Return how likely the node is the page's article: its type, its address, how much it says; all 0: it is none."""
    kinds = _kinds(node)
    filled = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "publisher"))
    kind = 2 if any(name.endswith(_ARTICLES) for name in kinds) else any(name.endswith(_PAGES) for name in kinds)
    if not kind or not filled:
        return 0, False, 0
    own = {_bare(_address(node.get(key))) for key in ("mainEntityOfPage", "url", "@id")}
    return kind, not own.isdisjoint(map(_bare, addresses)), filled


def _kinds(node: dict[str, Any]) -> frozenset[str]:
    kind = node.get("@type")
    return frozenset(map(str, kind)) if isinstance(kind, list) else frozenset([str(kind)])


def _bare(address: str) -> str:
    """Return an address without what may differ between two of one page; of nothing a text that equals no address."""
    return address.partition("#")[0].partition("?")[0].partition("://")[2].rstrip("/") or "\n"


def _address(value: Any) -> str:
    """Return an address: of an object its id or URL."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url") or ""
    return unescape(value).strip() if isinstance(value, str) else ""


def _text(value: Any) -> str:
    """Return a value's text: of a list its first, of an object its name, value or id."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("@id") or value.get("url") or ""
    return unescape(value).strip() if isinstance(value, str) else ""


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        node = by_id.get(str(one.get("@id")), one) if isinstance(one, dict) and "name" not in one else one
        names = node.get("name") if isinstance(node, dict) else node
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and name.strip():
                yield unescape(name).strip()


def _urls(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        node = by_id.get(str(one.get("@id")), one) if isinstance(one, dict) else one
        url = (node.get("url") or node.get("contentUrl") or "") if isinstance(node, dict) else node
        if isinstance(url, str) and url.strip():
            yield url.strip()
