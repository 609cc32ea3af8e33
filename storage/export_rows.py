"""The corpus as lines and cells: JSON lines, CSV, and a text file an article."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa

# What makes a spreadsheet run a cell, in ASCII and as full-width forms, which some fold to it.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_HARMLESS = "'"
# Left out of CSV: a cell holds no table.
_TABLES = ("images", "embeds")


def write_json_lines(batches: Iterable[pa.Table], _schema: pa.Schema, sink: BinaryIO) -> None:
    """Write one JSON object a row; times are UTC in ISO 8601, what is not known is null."""
    for batch in batches:
        sink.writelines(json.dumps(row, ensure_ascii=False, default=_iso).encode() + b"\n" for row in batch.to_pylist())


def write_csv(batches: Iterable[pa.Table], schema: pa.Schema, sink: BinaryIO) -> None:
    """Write UTF-8 CSV that is safe to open in a spreadsheet: a cell that would run gets a quote before it.

    Lists are joined by ``; ``, what is not known is empty.
    """
    names = [name for name in schema.names if name not in _TABLES]
    text = io.TextIOWrapper(sink, "utf-8", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow(names)
    for batch in batches:
        lines.writerows([_cell(row[name]) for name in names] for row in batch.select(names).to_pylist())
    text.detach()


def write_texts(batches: Iterable[pa.Table], folder: Path) -> None:
    """Write ``ab/abcd….txt`` for the document abcd…: its title, an empty line, its text.

    What is withdrawn is listed in ``withdrawn.txt``; a duplicate has no text of its own and no file.
    """
    for batch in batches:
        names = [name for name in ("change", "document_id", "title", "text") if name in batch.column_names]
        for row in batch.select(names).to_pylist():
            if row.get("change") == "withdrawn":
                with (folder / "withdrawn.txt").open("a", encoding="utf-8") as gone:
                    gone.write(f"{row['document_id']}\n")
            elif row["text"] is not None:
                _write_text(folder, row)


def _write_text(folder: Path, row: dict[str, Any]) -> None:
    path = folder / row["document_id"][:2] / f"{row['document_id']}.txt"
    path.parent.mkdir(exist_ok=True)
    title = f"{row['title']}\n\n" if row["title"] else ""
    path.write_text(f"{title}{row['text']}\n", encoding="utf-8", newline="\n")


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return _HARMLESS + value
    return value


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no JSON")
