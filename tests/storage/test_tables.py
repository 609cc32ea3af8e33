"""The corpus tables as their consumers meet them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable

from flows.pipeline import Steps
from flows.prepare import prepare_batch
from storage.corpus import open_corpus
from storage.parts import ARTICLE_SCHEMA, MEMBER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    Desk = Any
    Write = Callable[..., str]


def test_the_tables_have_the_columns_that_consumers_are_told(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    for name, schema in (("articles", ARTICLE_SCHEMA), ("members", MEMBER_SCHEMA)):
        table = DeltaTable(str(desk.store / name)).to_pyarrow_table()
        assert table.column_names == schema.names


def test_a_table_from_before_a_column_gets_it_and_its_rows_stay_readable(
    desk: Desk, article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older store's parts are not written anew: what they do not have is null."""
    older = pa.schema([field for field in ARTICLE_SCHEMA if field.name != "embeds"])
    desk.drop("wire/1.txt", article(1))
    with monkeypatch.context() as before:
        before.setattr("storage.parts.ARTICLE_SCHEMA", older)
        before.setattr("storage.tables.ARTICLE_SCHEMA", older)
        desk.run()
    assert DeltaTable(str(desk.store / "articles")).to_pyarrow_table().column_names == older.names
    desk.drop("wire/2.txt", article(2))
    desk.run()
    table = DeltaTable(str(desk.store / "articles")).to_pyarrow_table()
    assert table.column_names == ARTICLE_SCHEMA.names
    embeds = dict(zip(table["text"].to_pylist(), table["embeds"].to_pylist(), strict=True))
    assert embeds == {article(1).strip(): None, article(2).strip(): []}
    seen = open_corpus(str(desk.store)).to_arrow(["text", "embeds"])
    assert dict(zip(seen["text"].to_pylist(), seen["embeds"].to_pylist(), strict=True)) == embeds


def test_text_and_cluster_are_never_in_one_table() -> None:
    """An upsert of clusters would rewrite the text."""
    assert "cluster_id" not in ARTICLE_SCHEMA.names
    assert "text" not in MEMBER_SCHEMA.names


def test_a_run_of_many_batches_is_one_version_of_each_table(desk: Desk, article: Write) -> None:
    for number in range(6):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run(batch=1)
    assert desk.corpus.versions == (0, 0)
    assert len(list((desk.store / "articles").glob("*.parquet"))) == 6
    desk.drop("wire/6.txt", article(6))
    desk.run(batch=1)
    assert desk.corpus.versions == (1, 1)


def test_an_older_version_can_still_be_read(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    desk.drop("wire/2.txt", article(2))
    desk.run()
    first = DeltaTable(str(desk.store / "articles"), version=0).to_pyarrow_table()
    assert first["text"].to_pylist() == [article(1).strip()]


def test_a_link_rewrites_no_text(desk: Desk, article: Write, page: Write) -> None:
    """An exact copy changes ``members`` alone."""
    desk.drop("wire/1.txt", article(1))
    desk.run()
    desk.drop("web/1.html", page(article(1)))
    assert desk.run() == {"duplicate": 1, "seen": 1}
    assert desk.corpus.versions == (0, 1)


def test_every_part_is_in_the_table_with_its_true_size_and_statistics(desk: Desk, article: Write) -> None:
    for number in range(4):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run(batch=2)
    table = DeltaTable(str(desk.store / "articles"))
    log = json.loads(
        "[" + (desk.store / "articles/_delta_log" / f"{0:020}.json").read_text().strip().replace("\n", ",") + "]"
    )
    added = {one["add"]["path"]: one["add"] for one in log if "add" in one}
    assert set(added) == {path.rsplit("/", 1)[1] for path in table.file_uris()}
    for path, action in added.items():
        file = desk.store / "articles" / path
        assert action["size"] == file.stat().st_size
        assert json.loads(action["stats"])["numRecords"] == pq.read_metadata(file).num_rows == 2


def test_statistics_let_a_reader_skip_and_lose_nothing(desk: Desk, article: Write) -> None:
    """Wrong minima would hide articles from a reader that filters by date."""
    dates = ["2026-01-05T08:00:00Z", "2026-06-07T12:30:00Z", "2026-11-21T23:59:59Z", ""]
    for number in range(len(dates)):
        desk.drop(f"wire/{number}.txt", article(number))

    def dated(documents: Any, *rest: Any) -> Any:
        return [_with_date(one, dates[int(one.drop[-5])]) for one in prepare_batch(documents, *rest)]

    desk.run(batch=2, steps=Steps(prepare=dated))
    table = DeltaTable(str(desk.store / "articles")).to_pyarrow_dataset()
    for date in filter(None, dates):
        moment = datetime.fromisoformat(date)
        assert moment.tzinfo == UTC
        assert table.to_table(filter=pc.field("published") == moment).num_rows == 1
    assert table.to_table(filter=pc.field("published").is_null()).num_rows == 1
    assert table.count_rows() == 4


def test_a_filter_on_any_column_finds_the_article(desk: Desk, article: Write, page: Write) -> None:
    """Statistics that leave a column out make PyArrow's filters on it find nothing, without a word."""
    desk.drop("wire/1.html", page(article(1), url="https://web.example/news/1", title="Wörter \U0010ffff am Wasser"))
    desk.drop("wire/2.txt", article(2))
    desk.run()
    table = DeltaTable(str(desk.store / "articles")).to_pyarrow_dataset()
    (row,) = [row for row in desk.corpus.articles if row["url"] or row["canonical_url"]]
    told = {name: value for name, value in row.items() if value is not None and not isinstance(value, list)}
    assert len(told) >= 9
    for name, value in told.items():
        assert row in table.to_table(filter=pc.field(name) == value).to_pylist(), name
        assert row in table.to_table(filter=pc.field(name) >= value).to_pylist(), name


def test_the_log_of_the_articles_holds_no_word_of_them(desk: Desk, page: Write) -> None:
    """A log entry outlives the article that it tells of."""
    desk.drop("wire/1.html", page("Zanzibarquay " * 80, title="Quillfeatherton at the water"))
    desk.run()
    (row,) = desk.corpus.articles
    assert "Zanzibarquay" in row["text"]
    assert "Quillfeatherton" in row["title"]
    for path in (desk.store / "articles/_delta_log").iterdir():
        assert b"Zanzibarquay" not in path.read_bytes()
        assert b"Quillfeatherton" not in path.read_bytes()


def _with_date(document: Any, date: str) -> Any:
    return replace(document, clean=replace(document.clean, fields=replace(document.clean.fields, published=date)))


def test_what_was_removed_is_kept_with_its_rule(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1) + "\nSign up for our free newsletter\n\nSubscribe now for $1 a week\n")
    desk.run()
    (row,) = desk.corpus.articles
    removed = {removal["text"]: removal["rule"] for removal in row["removals"]}
    assert removed.keys() >= {"Sign up for our free newsletter", "Subscribe now for $1 a week"}
    assert all(removed.values())
    assert row["text"] == article(1).strip()


def test_the_raw_bytes_of_every_document_are_kept(desk: Desk, article: Write) -> None:
    drops = {"wire/1.txt": article(1).encode(), "wire/2.bin": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20, "wire/3.txt": b""}
    for name, content in drops.items():
        desk.drop(name, content)
    desk.run()
    parts = [pq.read_table(path) for path in (desk.store / "raw").iterdir()]
    assert sorted(raw for part in parts for raw in part["raw"].to_pylist()) == sorted(drops.values())
