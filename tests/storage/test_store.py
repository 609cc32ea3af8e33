"""Opening a store: what is one, what is none, and what a newer version made."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from dedup.scheme import SignatureScheme
from storage.errors import StoreError
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _make(folder: Path) -> Path:
    open_store(str(folder), create=True).close()
    return folder


def _set(store: Path, name: str, content: str) -> None:
    with contextlib.closing(sqlite3.connect(store / "catalog.db")) as connection, connection:
        connection.execute("UPDATE settings SET content = ? WHERE name = ?", (content, name))


def test_a_store_keeps_its_signature_scheme_and_its_corpus_id(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        with contextlib.closing(open_store(str(tmp_path / "store"), create=True)) as store:
            found.append((store.catalog.scheme, store.catalog.corpus_id))
    assert found[0] == found[1]


def test_two_stores_have_different_seeds(tmp_path: Path) -> None:
    """A seed that everybody knows can be forged against."""
    seeds = set()
    for name in ("one", "other"):
        with contextlib.closing(open_store(str(tmp_path / name), create=True)) as store:
            seeds.add(store.catalog.scheme.seed)
    assert len(seeds) == 2


def test_a_missing_store_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no Winnow store at"):
        open_store(str(tmp_path / "store"))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    _make(tmp_path)
    assert (tmp_path / "winnow.json").is_file()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="neither a store nor empty"):
        open_store(str(tmp_path), create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("content")
    with pytest.raises(StoreError, match="is a file"):
        open_store(str(file), create=True)
    assert file.read_text() == "content"


def test_a_store_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    store = _make(tmp_path / "store")
    (store / "winnow.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(StoreError, match=r"made by a newer Winnow \(format 2, this version knows 1\)"):
        open_store(str(store), create=True)


def test_a_catalog_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store = _make(tmp_path / "store")
    with contextlib.closing(sqlite3.connect(store / "catalog.db")) as connection, connection:
        connection.execute("UPDATE schema_version SET version_num = '99'")
    with pytest.raises(StoreError, match=r"made by a newer Winnow \(catalog schema 99"):
        open_store(str(store))


@pytest.mark.parametrize("mark", ["", "nonsense", "[]", '{"format": "one"}', "{}", "null", "\udcff"])
def test_a_damaged_mark_is_a_readable_error(tmp_path: Path, mark: str) -> None:
    store = _make(tmp_path / "store")
    (store / "winnow.json").write_bytes(mark.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError, match="damaged"):
        open_store(str(store))


def test_another_signature_scheme_is_refused(tmp_path: Path) -> None:
    """Signatures of two schemes must never be compared."""
    store = _make(tmp_path / "store")
    scheme = json.loads(SignatureScheme.create(7).to_json())
    _set(store, "scheme", json.dumps({**scheme, "version": 99}))
    with pytest.raises(StoreError, match="can't be used"):
        open_store(str(store))


@pytest.mark.parametrize("content", [b"", b"not a database, but longer than a header of one " * 100])
def test_a_damaged_catalog_is_a_readable_error(tmp_path: Path, content: bytes) -> None:
    store = _make(tmp_path / "store")
    (store / "catalog.db").write_bytes(content)
    with pytest.raises(StoreError, match="catalog"):
        open_store(str(store))


def test_many_that_make_one_store_at_once_all_get_it(tmp_path: Path) -> None:
    def make(address: Path) -> str:
        with contextlib.closing(open_store(str(address), create=True)) as store:
            return store.catalog.corpus_id

    for turn in range(5):
        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(make, [tmp_path / str(turn)] * 8))
        assert len(set(ids)) == 1


def test_a_store_stays_readable_while_it_is_written(tmp_path: Path) -> None:
    store = open_store(str(_make(tmp_path / "store")))
    with contextlib.closing(store), store.catalog.exclusive(), contextlib.closing(open_store(store.address)) as other:
        assert other.catalog.has_pending() is False


def test_deliveries_of_another_store_are_not_mixed_in(
    tmp_path: Path, ingest: Callable[..., object], article: Callable[..., str], corpus: Callable[[Path], object]
) -> None:
    """The same drops in two stores are two corpora, with the same documents."""
    (tmp_path / "drops").mkdir()
    (tmp_path / "drops" / "1.txt").write_text(article(1))
    for name in ("one", "other"):
        ingest(tmp_path / "drops", tmp_path / name)
    one, other = corpus(tmp_path / "one"), corpus(tmp_path / "other")
    assert one.lasting() == other.lasting()  # type: ignore[attr-defined]
