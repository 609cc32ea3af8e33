"""What a page's JSON-LD says of its article."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ARTICLES: Final = ("Article", "Posting", "Report", "Review", "Analysis", "Opinion", "CreativeWork")
_PAGES: Final = ("WebPage", "ItemPage", "VideoObject")
# A graph of a page holds some hundred nodes; a hostile one may hold millions.
_MOST_NODES: Final = 5_000
_LONGEST_SCRIPT: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Stated:
    """The JSON-LD statements on the article, as the page writes them; "" and () where it is silent."""

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
    free: bool | None = None


NOTHING_STATED: Final = Stated()


def stated_in(scripts: Sequence[str]) -> Stated:
    """Return what the scripts' article node says; empty without one, or where the JSON can't be read."""
    nodes = [node for script in scripts for node in _nodes(script)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = max(nodes, key=_rank, default={})
    if not _rank(article):
        return NOTHING_STATED
    free = article.get("isAccessibleForFree")
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
        url=_text(article.get("mainEntityOfPage")) or _text(article.get("url")),
        images=tuple(_urls(article.get("image"), by_id)),
        free=None if free is None else str(free).lower() == "true",
    )


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """Yield every object of a script, outer before inner."""
    text = script.strip().removeprefix("//").strip()
    text = text.removeprefix("<![CDATA[").removesuffix("]]>").rstrip("/ \n;").removesuffix("]]>").removesuffix("-->")
    try:
        waiting = deque([_loaded(text.removeprefix("<!--"))] if len(text) < _LONGEST_SCRIPT else [])
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in value.values() if isinstance(inner, (dict, list)))


def _loaded(text: str) -> Any:
    value = json.loads(text, strict=False)
    if r"\ud" not in text.lower():
        return value
    # JSON can spell half a character, which no UTF-8 can hold.
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _rank(node: dict[str, Any]) -> int:
    """Return how likely the node is the page's article: its type first, then how much it says; 0: it is none."""
    kind = node.get("@type")
    kinds = [str(one) for one in kind] if isinstance(kind, list) else [str(kind)]
    filled = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "publisher"))
    if any(name.endswith(_ARTICLES) for name in kinds):
        return 100 + filled if filled else 0
    return filled if any(name.endswith(_PAGES) for name in kinds) else 0


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
