"""What a delivery tells of an item is in the corpus: in new stores, and in older ones from then on."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from flows.recleaning import run_reprocess
from flows.settings import Settings
from storage import parts, tables
from storage.check import check
from storage.corpus import open_corpus
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.reprocess import Selection
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

    Ingest = Callable[..., Any]
    Write = Callable[..., str]

_ITEM = ("guid", "item_version", "urgency", "keywords", "embargo", "corrects")
_NOTHING = dict.fromkeys(_ITEM)
_TOLD = {
    "guid": "urn:newsml:courier:1",
    "item_version": "3",
    "urgency": 2,
    "keywords": ["ferry", "harbour council"],
    "embargo": "2026-03-03T09:00:00Z",
    "corrects": "urn:newsml:courier:0",
}


def _row(number: int, article: Write, **told: object) -> str:
    return json.dumps({"title": f"Row {number}", "text": article(number), **told})


def _wire_row(number: int, article: Write) -> str:
    names = {"item_version": "version"}
    return _row(number, article, **{names.get(name, name): value for name, value in _TOLD.items()})


def _items(store: Path) -> dict[str, dict[str, Any]]:
    rows = open_corpus(str(store)).to_arrow(["title", *_ITEM]).to_pylist()
    for row in rows:
        row["embargo"] = row["embargo"] and row["embargo"].strftime("%Y-%m-%dT%H:%M:%SZ")
    return {row.pop("title"): row for row in rows}


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ingest: Ingest, article: Write) -> Iterator[Path]:
    """Return a store as it was made before there were these columns: a wire item in it, and an article of a page."""
    before = pa.schema([field for field in parts.ARTICLE_SCHEMA if field.name not in _ITEM])
    drops, store = tmp_path / "before", tmp_path / "store"
    drops.mkdir()
    (drops / "rows.jsonl").write_text("\n".join((_wire_row(1, article), _row(2, article))))
    with monkeypatch.context() as patched:
        patched.setattr(parts, "ARTICLE_SCHEMA", before)
        patched.setattr(tables, "ARTICLE_SCHEMA", before)
        ingest(drops, store)
    assert not set(_ITEM) & {field.name for field in DeltaTable(str(store / "articles")).schema().fields}
    return store


def test_what_a_wire_item_tells_is_in_the_corpus_in_exports_and_shown(
    ingest: Ingest, tmp_path: Path, article: Write, winnow: Callable[..., CompletedProcess[str]]
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    (drops / "rows.jsonl").write_text("\n".join((_wire_row(1, article), _row(2, article))))
    ingest(drops, store)
    assert _items(store) == {"Row 1": _TOLD, "Row 2": _NOTHING}
    exported = winnow("export", "--store", store, "--as", "jsonl").stdout.splitlines()
    (wire,) = [row for row in map(json.loads, exported) if row["guid"]]
    assert {name: wire[name] for name in _ITEM} == _TOLD
    assert "ferry; harbour council" in winnow("export", "--store", store, "--as", "csv").stdout
    shown = json.loads(winnow("show", wire["document_id"], "--store", store, "--json").stdout)["article"]
    assert {name: shown[name] for name in _ITEM[:4]} == {name: _TOLD[name] for name in _ITEM[:4]}
    assert "ferry, harbour council" in winnow("show", wire["document_id"], "--store", store).stdout


def test_an_older_store_reads_as_before_and_takes_what_comes(older: Path, ingest: Ingest, article: Write) -> None:
    assert _items(older) == {"Row 1": _NOTHING, "Row 2": _NOTHING}
    drops = older.parent / "after"
    drops.mkdir()
    (drops / "rows.jsonl").write_text(_wire_row(3, article))
    ingest(drops, older)
    assert _items(older) == {"Row 1": _NOTHING, "Row 2": _NOTHING, "Row 3": _TOLD}
    table = DeltaTable(str(older / "articles"))
    found = table.to_pyarrow_table(columns=["title"], filters=[("urgency", "=", 2)])
    assert found["title"].to_pylist() == ["Row 3"]
    counted = duckdb.sql(
        "SELECT count(guid), count(*) FROM read_parquet($files, union_by_name = true)",
        params={"files": table.file_uris()},
    )
    assert counted.fetchall() == [(1, 3)]
    with closing(open_store(str(older))) as opened:
        assert check(opened).findings == []
        rebuild_catalog(opened, plan_rebuild(opened))
        assert check(opened).findings == []
    assert open_corpus(str(older), 1).to_arrow(["guid"])["guid"].to_pylist() == [None, None]


def test_cleaning_again_fills_them_for_what_was_there_before(older: Path) -> None:
    """What tells nothing stays as it is: its part is written anew only for its neighbour."""
    assert +run_reprocess(str(older), Settings(), Selection(again=True)).counts == {"changed": 1, "unchanged": 1}
    assert _items(older) == {"Row 1": _TOLD, "Row 2": _NOTHING}
    assert +run_reprocess(str(older), Settings(), Selection(again=True)).counts == {"unchanged": 2}
    with closing(open_store(str(older))) as opened:
        assert check(opened).findings == []
