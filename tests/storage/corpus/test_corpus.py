"""What a consumer reads: each article once, at one version of both tables."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

from storage import tables
from storage.corpus import open_corpus
from storage.errors import NotInStoreError, StoreError
from storage.maintain import maintain, plan_maintenance
from storage.parts import MEMBER_ROW
from storage.store import open_store
from storage.view import VIEW_SCHEMA
from tests.storage.corpus.conftest import EDIT, kept_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.corpus import Corpus

    Desk = Any
    Write = Callable[..., str]


def test_each_article_is_there_once_with_its_copies_and_sources_counted(small_corpus: Corpus, article: Write) -> None:
    rows = {row["text"]: row for row in small_corpus}
    assert len(rows) == small_corpus.to_arrow().num_rows == 5
    assert all(row["canonical"] for row in rows.values())
    told = {(row["copies"], row["sources"]) for row in rows.values() if article(0).strip() in row["text"]}
    assert told == {(2, 2)}
    assert (rows[article(1).strip()]["copies"], rows[article(1).strip()]["sources"]) == (2, 2)
    assert (rows[article(2).strip()]["copies"], rows[article(2).strip()]["sources"]) == (1, 1)


def test_all_copies_come_when_they_are_asked_for(small_corpus: Corpus, article: Write) -> None:
    rows = kept_by(small_corpus.select(all_copies=True))
    assert len(rows) == 7
    (same,) = [row for row in rows.values() if row["relation"] == "duplicate"]
    parent = rows[same["parent"]]
    assert parent["text"] == article(1).strip()
    assert same["text"] is None
    assert [same[name] for name in ("text_id", "language", "words")] == [
        parent[name] for name in ("text_id", "language", "words")
    ]
    assert (same["source"], same["url"], parent["source"]) == ("web", "https://web.example/1", "wire")


def test_a_selection_is_by_source_language_and_day(small_corpus: Corpus) -> None:
    assert {row["source"] for row in small_corpus.select(source="wire")} == {"wire"}
    assert small_corpus.select(source=["wire", "web"]).to_arrow().num_rows == 5
    assert small_corpus.select(source="nobody").to_arrow().num_rows == 0
    assert small_corpus.select(language="en").to_arrow().num_rows == 5
    assert small_corpus.select(language="de", all_copies=True).to_arrow().num_rows == 0
    assert small_corpus.select(language=("de", "en"), all_copies=True).to_arrow().num_rows == 7
    for start, end, count in (
        ("2026-11-18", None, 1),
        (date(2026, 11, 18), "2026-11-19", 1),
        (None, "2026-11-18T09:00:00+00:00", 0),
        (datetime(2026, 11, 18, 9, tzinfo=UTC), None, 1),
        ("2026-11-18T09:00:01", None, 0),
    ):
        chosen = small_corpus.select(published_from=start, published_before=end)
        assert chosen.to_arrow(["title"]).num_rows == count, (start, end)


def test_only_the_columns_that_are_named_are_read(small_corpus: Corpus) -> None:
    found = small_corpus.select(language="en").to_arrow(["title", "copies"])
    assert found.column_names == ["title", "copies"]
    with pytest.raises(KeyError):
        small_corpus.to_arrow(["titel"])


def test_arrow_pandas_and_polars_hold_the_same(small_corpus: Corpus) -> None:
    table = small_corpus.to_arrow()
    assert table.schema == VIEW_SCHEMA
    assert small_corpus.to_pandas()["document_id"].tolist() == table["document_id"].to_pylist()
    assert small_corpus.to_polars()["text"].to_list() == table["text"].to_pylist()


def test_a_store_with_nothing_in_it_is_an_empty_corpus(desk: Desk) -> None:
    desk.drop("wire/empty.txt", b"")
    desk.run()
    corpus = open_corpus(str(desk.store))
    assert (corpus.version, corpus.to_arrow().num_rows, corpus.changes(0).to_arrow().num_rows) == (0, 0, 0)


def test_a_place_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no Winnow store at"):
        open_corpus(str(tmp_path / "nothing"))
    assert not (tmp_path / "nothing").exists()


def test_the_tables_alone_are_enough(small: Desk, tmp_path: Path) -> None:
    """No catalog, no mark: a consumer may have been given the two folders only."""
    for name in ("articles", "members"):
        (tmp_path / name).symlink_to(small.store / name)
    assert open_corpus(str(tmp_path)).to_arrow() == open_corpus(str(small.store)).to_arrow()


def test_a_version_is_read_as_it_was(small: Desk, small_corpus: Corpus, article: Write) -> None:
    assert small_corpus.version == 3
    first = open_corpus(str(small.store), 1)
    assert (first.version, {row["text"] for row in first}) == (1, {article(number).strip() for number in range(4)})
    assert {row["copies"] for row in first} == {1}
    second = open_corpus(str(small.store), 2).select(all_copies=True)
    assert (second.version, second.to_arrow().num_rows) == (2, 5)


@pytest.mark.parametrize(("version", "told"), [(4, "it stands at 3"), (-1, "it stands at 3"), (0, None)])
def test_a_version_that_never_was_is_told(small: Desk, version: int, told: str | None) -> None:
    if told is None:
        assert open_corpus(str(small.store), version).to_arrow().num_rows == 0
        return
    with pytest.raises(NotInStoreError, match=told):
        open_corpus(str(small.store), version)


def test_versions_that_were_published_together_are_one(desk: Desk, article: Write) -> None:
    desk.drop("wire/a.txt", article(20))
    desk.run()
    for number in range(3):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run(batch=1)
    assert open_corpus(str(desk.store)).version == 4
    with pytest.raises(NotInStoreError, match="never published as version 2; the one before it is 1"):
        open_corpus(str(desk.store), 2)


def test_a_version_whose_files_are_gone_is_told(desk: Desk, article: Write) -> None:
    for number in range(3):
        desk.drop(f"wire/{number}.txt", article(0) + "\n" + EDIT * number)
        desk.run()
    members = DeltaTable(str(desk.store / "members"))
    assert open_corpus(str(desk.store), 1).to_arrow().num_rows == 1
    members.vacuum(0, dry_run=False, enforce_retention_duration=False)
    with pytest.raises(NotInStoreError, match="version 1 of the corpus can't be read any more"):
        open_corpus(str(desk.store), 1)
    for entry in sorted((desk.store / "members/_delta_log").glob("*.json"))[:1]:
        members.create_checkpoint()
        entry.unlink()
    with pytest.raises(NotInStoreError, match="version 1"):
        open_corpus(str(desk.store), 1)
    assert open_corpus(str(desk.store)).changes(1).to_arrow().num_rows


def test_a_reader_between_two_commits_of_a_publisher_sees_one_version(
    desk: Desk, article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.run()
    before = open_corpus(str(desk.store)).to_arrow()
    desk.drop("wire/2.txt", article(2))
    with monkeypatch.context() as patched:
        patched.setattr(tables, "_merge_members", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.run()
    assert DeltaTable(str(desk.store / "articles")).transaction_version("winnow") == 2
    assert (open_corpus(str(desk.store)).version, open_corpus(str(desk.store)).to_arrow()) == (1, before)
    desk.run()
    assert (open_corpus(str(desk.store)).version, open_corpus(str(desk.store)).to_arrow().num_rows) == (2, 2)


def test_packing_parts_together_is_a_version_too(desk: Desk, article: Write) -> None:
    """The packed parts are read, and not the small ones of the version before."""
    for number in range(10):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run(batch=1)
    before = kept_by(open_corpus(str(desk.store)))
    with contextlib.closing(open_store(str(desk.store))) as store:
        maintain(store, plan_maintenance(store, now=datetime.now(UTC)))
    corpus = open_corpus(str(desk.store))
    assert (corpus.version, kept_by(corpus)) == (11, before)
    assert corpus.changes(10).to_arrow().num_rows == 0
    assert corpus.tables.articles is not None
    assert len(corpus.tables.articles.file_uris()) == 1


def test_a_store_of_an_older_winnow_is_read_and_brought_up(desk: Desk, article: Write) -> None:
    """Its members carry no versions yet; the first publication adds the columns."""
    desk.drop("wire/1.txt", article(1))
    desk.run()
    path = str(desk.store / "members")
    rows = DeltaTable(path).to_pyarrow_table(columns=MEMBER_ROW.names)
    shutil.rmtree(path)
    write_deltalake(path, rows, commit_properties=CommitProperties(app_transactions=[Transaction("winnow", 1)]))
    corpus = open_corpus(str(desk.store))
    assert [row["added"] for row in corpus] == [None]
    assert [row["change"] for row in corpus.changes(0)] == ["new"]
    assert list(corpus.changes(1)) == []
    desk.drop("wire/1-copy.txt", EDIT + article(1))
    desk.run()
    corpus = open_corpus(str(desk.store)).select(all_copies=True)
    assert sorted((row["change"], row["added"]) for row in corpus.changes(1)) in (
        [("linked", None), ("new", 2)],
        [("new", 2), ("updated", None)],
    )


def test_bounds_of_a_part_leave_nothing_out(small: Desk, small_corpus: Corpus) -> None:
    """Parts are skipped by when their articles were first seen: every article is found, also alone."""
    for row in small_corpus.select(all_copies=True):
        assert json.dumps(row, default=str)
    assert {row["document_id"] for row in small.corpus.members} == {
        row["document_id"] for row in small_corpus.select(all_copies=True)
    }
