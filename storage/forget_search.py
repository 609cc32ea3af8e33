"""Finding what holds a phrase: in clean copies, in the bytes of what is not in the corpus, in reports of runs."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage import schema
from storage.parts import read_rows
from storage.run_reports import list_reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from storage.store import Store

_FIELDS = ("title", "subtitle", "description", "credit", "text", "url", "canonical_url")
_SHOWN = ("images", "embeds")  # lists of records of texts


def holding(store: Store, phrase: str) -> list[Any]:
    """Return the catalog's rows of the documents that hold a phrase, whatever its case and white space.

    A clean copy holds it in its text or fields; what has none (held, quarantined, a duplicate) in its delivered bytes.
    """
    wanted = _plain(phrase)
    table, unread = schema.documents, schema.quarantine
    with store.catalog.reading() as connection:
        rows = {row.document_id: row for query in (table, unread) for row in connection.execute(select(query))}
    own = [row for row in rows.values() if getattr(row, "part", "")]
    others = [row for row in rows.values() if not getattr(row, "part", "")]
    names = _found(store, {row.part for row in own}, wanted) | _found(store, {row.raw_part for row in others}, wanted)
    return [row for name, row in rows.items() if name in names]


def reports_telling(store: Store, rows: Iterable[Any]) -> list[str]:
    """Return the keys of the reports of runs that have the title, the URL or the drop of one of these documents."""
    told = {getattr(row, name, "") for row in rows for name in ("title", "url", "drop")} - {""}
    told |= {json.dumps(one, ensure_ascii=False)[1:-1] for one in told}
    pages = {key: html.unescape(store.objects.get(key).decode()) for key in sorted(list_reports(store.objects))}
    return [key for key, page in pages.items() if any(one in page for one in told)]


def _found(store: Store, keys: Iterable[str], wanted: str) -> set[str]:
    articles = (row for key in sorted(set(keys) - {""}) for row in read_rows(store.objects.get(key)))
    return {row["document_id"] for row in articles if any(wanted in _plain(text) for text in _texts(row))}


def _texts(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (row[name] for name in _FIELDS if row.get(name))
    yield from row.get("authors") or ()
    for name in _SHOWN:
        yield from (text for shown in row.get(name) or () for text in shown.values() if text)
    for name in ("raw", "body"):
        if content := row.get(name):
            yield content.decode("utf-8", "replace") if isinstance(content, bytes) else content


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
