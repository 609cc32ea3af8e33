"""XML from strangers: no DTD, no entity of its own making, no network; one record at a time.

A document is cut into its records (a feed's items, a message's news items) before any of it is parsed, so that a
broken one costs only itself and memory holds one at a time.
"""

from __future__ import annotations

import html.entities
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import re2
from lxml import etree

from cleaners.record import UnreadableError
from storage.formats.decoding import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.formats.record import Limits

LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"

_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 13})
_DECLARATION: Final = re2.compile(rb"<\?xml\s[^>]*\?>")
_BLANK: Final = re2.compile(rb"\s*")
_DOCTYPE: Final = re2.compile(rb"(?is)^<!doctype\b[^\[>]*(?:\[(.*?)\]\s*)?>")
_ENTITY: Final = re2.compile(rb"""(?s)<!ENTITY\s+(%\s+)?([\w.:-]+)\s+("[^"]*"|'[^']*'|SYSTEM|PUBLIC)""")
_XML_NAMES: Final = frozenset([b"lt", b"gt", b"amp", b"quot", b"apos"])
_LONGEST_NAME: Final = 64  # bytes of an entity's name; HTML's longest has 31
_LONGEST_ENTITY: Final = 200  # characters; real feeds abbreviate a name or an address
_MOST_ENTITIES: Final = 300  # HTML's own tables, which some feeds carry along, have 252
_MOST_REFERENCES: Final = 1_500_000  # a feed of 64 MB whose HTML is escaped has some 1.2 million
_MARKS_A_RECORD: Final = 10  # tags of records, comments and CDATA sections; WordPress has five
_OUTSIDE_BYTES: Final = 2 * 2**20  # of what stands around the records: a large WXR's authors and categories

_STRICT: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}
# Namespaces whose elements are known by prefix here, whatever prefix the document gives them.
_SPACES: Final = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_PREFIXED: Final = frozenset(_SPACES.values()) | {"wp", "excerpt"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a document: its number from 1, its bytes (UTF-8), whether its end tag is there."""

    number: int
    raw: bytes
    complete: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A document cut into records, and what stands around them."""

    records: tuple[tuple[int, int, bool], ...]
    raw: bytes
    outside: bytes

    def __iter__(self) -> Iterator[Record]:
        """Give the records in order."""
        for number, (start, end, complete) in enumerate(self.records, 1):
            yield Record(number, self.raw[start:end], complete)


def readable(raw: bytes, charset: str = "") -> bytes:
    """Return a document as UTF-8 without declaration and DTD, its harmless entities replaced.

    UnreadableError for one that defines entities out of others or out of files: that is an attack.
    """
    found = decoded(raw, charset)
    whole = raw.removeprefix(b"\xef\xbb\xbf") if found.encoding == "utf-8" else found.text.encode("utf-8", "replace")
    whole = _DECLARATION.sub(b"", whole.translate(None, _CONTROLS))
    if whole.count(b"&") > _MOST_REFERENCES:
        raise UnreadableError(f"XML with more than {_MOST_REFERENCES:,} entity references")
    whole, subset = _without_doctype(whole)
    return _replaced(whole, _entities(subset))


def cut(whole: bytes, names: tuple[str, ...], limits: Limits) -> Cut:
    """Cut a document into its outermost elements of these names."""
    spans: list[tuple[int, int, bool]] = []
    for span in _spans(whole, "|".join(names), _MARKS_A_RECORD * limits.members):
        if len(spans) >= limits.members:
            raise UnreadableError(f"more than {limits.members:,} records")
        spans.append(span)
    around, at = [], 0
    for start, end, _ in spans:
        around.append(whole[at:start])
        at = end
    around.append(whole[at:])
    return Cut(tuple(spans), whole, b"".join(around)[:_OUTSIDE_BYTES])


def parsed(raw: bytes, limits: Limits, spaces: Mapping[str | None, str] | None = None) -> etree._Element:
    """Parse one record, mended where it is broken; its names lose their namespaces (known ones: ``dc.creator``).

    ``spaces`` are the namespaces that the document declares around it.
    """
    if raw.count(b"<") > limits.tags:
        raise UnreadableError(f"XML of more than {limits.tags:,} tags")
    declared = "".join(
        f' xmlns{":" + prefix if prefix else ""}="{html.escape(uri)}"' for prefix, uri in (spaces or {}).items() if uri
    )
    wrapped = f"<winnow{declared}>".encode() + raw + b"</winnow>"
    root = _tree(wrapped)
    if not len(root):
        raise UnreadableError("no XML that can be read")
    _check(root, limits)
    first = root[0]
    root.remove(first)
    _rename(first)
    etree.cleanup_namespaces(first)
    return first


def outside(found: Cut) -> etree._Element | None:
    """Parse what stands around the records, for what a feed says of itself; None where there is nothing."""
    try:
        return etree.fromstring(found.outside, etree.XMLParser(recover=True, **_STRICT))
    except (etree.XMLSyntaxError, ValueError):
        return None


def spaces_of(root: etree._Element | None) -> dict[str | None, str]:
    """Return the namespaces that are declared around the records."""
    found: dict[str | None, str] = {}
    if root is not None:
        for element in [*root[:3], root]:
            found.update(element.nsmap)
    return found


def simplify(root: etree._Element) -> etree._Element:
    """Take the namespaces off the names of a tree that ``outside`` gave."""
    _rename(root)
    return root


def text_of(element: etree._Element | None, path: str = ".") -> str:
    """Return the text of the first element at ``path``, on one line; "" for none."""
    found = element.find(path) if element is not None else None
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def first_text(element: etree._Element | None, *paths: str) -> str:
    """Return the first text that is there at one of the paths."""
    return next((text for path in paths if (text := text_of(element, path))), "")


def attribute(element: etree._Element | None, path: str, *names: str) -> str:
    """Return the first of the attributes that the first element at ``path`` has, "" for none."""
    found = element.find(path) if element is not None else None
    if found is None:
        return ""
    return next((value.strip() for name in names if (value := found.get(name)) and value.strip()), "")


def inside(element: etree._Element) -> str:
    """Return an element's content as markup."""
    return (html.escape(element.text or "", quote=False)) + "".join(
        etree.tostring(child, encoding="unicode") for child in element
    )


def _tree(raw: bytes) -> etree._Element:
    try:
        return etree.fromstring(raw, etree.XMLParser(**_STRICT))
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        if "depth" in str(error):
            raise UnreadableError("XML nested too deeply") from error
    first, *parts = raw.split(b"&")
    mended = first + b"".join((b"&" if _referred(part) else b"&amp;") + part for part in parts)
    parser = etree.XMLParser(recover=True, **_STRICT)
    try:
        root = etree.fromstring(mended, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("no XML that can be read") from error
    if root is None or any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableError("no XML that can be read")
    return root


def _check(root: etree._Element, limits: Limits) -> None:
    level = deepest = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
        if event == "start" and len(element.attrib) > limits.attributes:
            raise UnreadableError(f"a tag with more than {limits.attributes:,} attributes")
    if deepest > limits.depth:
        raise UnreadableError(f"XML nested more than {limits.depth} deep")


def _rename(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        try:
            element.tag = _plain_name(element)
        except ValueError:  # a tag that was mended from something broken: nobody looks for it
            element.tag = "unnamed"


def _plain_name(element: etree._Element) -> str:
    name = str(element.tag)
    uri, found, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    prefix = _SPACES.get(uri) or element.prefix or ""
    if not found and ":" in local:
        prefix, _, local = local.partition(":")
    return f"{prefix}.{local}" if prefix in _PREFIXED and prefix != "xhtml" else local


def _spans(whole: bytes, names: str, most: int) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and completeness of the outermost elements named; comments and CDATA are passed by."""
    mark = re2.compile(rb"<!\[CDATA\[|<!--|<(/?)(?:[\w.-]+:)?(?:" + names.encode() + rb")[\s/>]")
    at, level, start = 0, 0, -1
    for _ in range(most):
        found = mark.search(whole, at)
        if not found:
            break
        at = _tag_end(whole, found.start(), found.group(0))
        if found.group(0).startswith(b"<!"):
            continue
        if found.group(1):
            level -= level > 0
            if not level and start >= 0:
                yield start, at, True
                start = -1
            continue
        if not level:
            start = found.start()
        if whole[at - 2 : at] != b"/>":
            level += 1
        elif not level:
            yield start, at, True
            start = -1
    else:
        raise UnreadableError("XML with more comments and CDATA sections than any feed has")
    if level:
        yield start, len(whole), False


def _tag_end(whole: bytes, start: int, mark: bytes) -> int:
    end = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}.get(mark, b">")
    found = whole.find(end, start)
    return found + len(end) if found >= 0 else len(whole)


def _without_doctype(whole: bytes) -> tuple[bytes, bytes]:
    """Return a document without its doctype, and what the doctype declares."""
    at = 0
    while at < len(whole):
        start = _BLANK.search(whole, at).end()
        if whole.startswith(b"<!--", start):
            at = _tag_end(whole, start, b"<!--")
        elif whole.startswith(b"<?", start):
            at = _tag_end(whole, start, b"<?")
        else:
            found = _DOCTYPE.search(whole[start : start + _OUTSIDE_BYTES])
            return (whole[:start] + whole[start + found.end() :], found.group(1) or b"") if found else (whole, b"")
    return whole, b""


def _entities(subset: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for parameter, name, value in _ENTITY.findall(subset):
        if parameter or value in (b"SYSTEM", b"PUBLIC"):
            raise UnreadableError("XML that fetches entities from elsewhere: an attack")
        inner = value[1:-1]
        if b"&" in inner.replace(b"&#", b"") or b"<" in inner or len(inner) > _LONGEST_ENTITY:
            raise UnreadableError("XML with entities made of others: an entity bomb")
        found[name] = inner
    if len(found) > _MOST_ENTITIES:
        raise UnreadableError(f"XML that defines more than {_MOST_ENTITIES} entities")
    return found


def _replaced(whole: bytes, entities: Mapping[bytes, bytes]) -> bytes:
    """Replace a document's own entities and HTML's, which feeds use undeclared."""
    first, *parts = whole.split(b"&")
    names = {name for part in parts if (name := _referred(part)) and not name.startswith(b"#")} - _XML_NAMES
    table = {name: value for name in names if (value := entities.get(name) or _html_entity(name))}
    if not table:
        return whole
    growth = sum(whole.count(b"&" + name + b";") * len(value) for name, value in table.items() if name in entities)
    if growth > len(whole) + 2**20:
        raise UnreadableError("XML whose entities more than double it: an entity bomb")
    pieces = [first]
    for part in parts:
        name = _referred(part)
        pieces.append(table[name] + part[len(name) + 1 :] if name in table else b"&" + part)
    return b"".join(pieces)


def _referred(part: bytes) -> bytes:
    """Return the name of the entity that an ampersand before ``part`` refers to, b"" for none."""
    end = part.find(b";", 0, _LONGEST_NAME)
    name = part[:end] if end > 0 else b""
    return name if name.removeprefix(b"#").replace(b".", b"").replace(b"_", b"").replace(b"-", b"").isalnum() else b""


def _html_entity(name: bytes) -> bytes:
    return html.entities.html5.get(name.decode("latin-1") + ";", "").replace("&", "&amp;").replace("<", "&lt;").encode()
