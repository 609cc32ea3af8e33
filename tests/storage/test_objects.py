"""The object store's contract, kept by every adapter: each test takes the store from one fixture."""

from __future__ import annotations

import string
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import StoreError, StoreFullError
from storage.local import LocalStore
from storage.objects import KeyRefusedError, checked_key, put_by_content
from storage.s3_address import store_address
from storage.s3_store import S3Store

if TYPE_CHECKING:
    from pathlib import Path

    from storage.objects import ObjectStore

_RACERS = 16
_ALPHABET = string.ascii_lowercase + string.digits + "._=-"


@pytest.fixture(params=["local", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "local":
        return LocalStore(tmp_path / "objects")
    place = request.getfixturevalue("s3")
    return S3Store(store_address(place.store), place.options)


def _keys(objects: ObjectStore, prefix: str = "") -> set[str]:
    return {head.key for head in objects.list(prefix)}


def test_an_object_comes_back_as_it_was_put(objects: ObjectStore) -> None:
    content = bytes(range(256)) * 1000
    assert objects.put("raw/part-1.parquet", content) is True
    assert objects.get("raw/part-1.parquet") == content


def test_an_empty_object_is_an_object(objects: ObjectStore) -> None:
    objects.put("empty", b"")
    assert objects.get("empty") == b""
    assert _keys(objects) == {"empty"}


def test_head_gives_size_and_age(objects: ObjectStore) -> None:
    before = time.time() - 5
    objects.put("a/b", b"12345")
    head = objects.head("a/b")
    assert head is not None
    assert (head.key, head.size) == ("a/b", 5)
    assert before < head.modified < time.time() + 5


def test_a_missing_object_is_a_key_error_and_no_head(objects: ObjectStore) -> None:
    objects.put("a/b", b"x")
    for missing in ("c", "a/c", "a", "a/b/c"):
        with pytest.raises(KeyError, match=missing):
            objects.get(missing)
        assert objects.head(missing) is None, missing


def test_put_replaces_an_object(objects: ObjectStore) -> None:
    objects.put("a", b"old")
    assert objects.put("a", b"new") is True
    assert objects.get("a") == b"new"


def test_a_create_only_put_leaves_what_stands(objects: ObjectStore) -> None:
    assert objects.put("a", b"first", if_absent=True) is True
    assert objects.put("a", b"second", if_absent=True) is False
    assert objects.get("a") == b"first"


def test_what_is_named_by_its_content_is_put_once_and_mended_where_it_is_damaged(objects: ObjectStore) -> None:
    put_by_content(objects, "raw/part-1", b"content")
    put_by_content(objects, "raw/part-1", b"content")
    assert objects.get("raw/part-1") == b"content"
    objects.put("raw/part-1", b"damage")
    put_by_content(objects, "raw/part-1", b"content")
    assert objects.get("raw/part-1") == b"content"


def test_of_sixteen_creators_one_wins_and_its_content_stays(objects: ObjectStore) -> None:
    for round_number in range(10):
        start = threading.Barrier(_RACERS)

        def create(racer: int, key: str = f"race/{round_number}", start: threading.Barrier = start) -> bool:
            start.wait()
            return objects.put(key, f"racer {racer} ".encode() * 1000, if_absent=True)

        with ThreadPoolExecutor(_RACERS) as pool:
            won = list(pool.map(create, range(_RACERS)))
        assert won.count(True) == 1
        assert objects.get(f"race/{round_number}") == f"racer {won.index(True)} ".encode() * 1000


def test_a_reader_never_sees_half_an_object(objects: ObjectStore) -> None:
    versions = [letter * 500_000 for letter in (b"a", b"b")]
    objects.put("hot", versions[0])
    done = threading.Event()
    seen: set[bytes] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(objects.get("hot"))

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(40):
        objects.put("hot", versions[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(versions)


def test_list_gives_the_objects_under_a_prefix(objects: ObjectStore) -> None:
    """A prefix is a string, as on S3: it may end within a name."""
    for key in ("raw/part-1", "raw/part-2", "raw/other", "rawer", "articles/part-1"):
        objects.put(key, b"x")
    assert _keys(objects) == {"raw/part-1", "raw/part-2", "raw/other", "rawer", "articles/part-1"}
    assert _keys(objects, "raw/") == {"raw/part-1", "raw/part-2", "raw/other"}
    assert _keys(objects, "raw/part") == {"raw/part-1", "raw/part-2"}
    assert _keys(objects, "raw") == {"raw/part-1", "raw/part-2", "raw/other", "rawer"}
    assert _keys(objects, "nothing/") == set()


def test_list_gives_sizes(objects: ObjectStore) -> None:
    objects.put("a", b"123")
    (head,) = objects.list()
    assert (head.key, head.size) == ("a", 3)


def test_list_does_not_climb(objects: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "file").touch()
    for prefix in ("../", "../secret/", "/etc/", "a/../../secret/"):
        with pytest.raises(KeyRefusedError):
            list(objects.list(prefix))


def test_a_deleted_object_is_gone_and_deleting_it_again_is_no_error(objects: ObjectStore) -> None:
    objects.put("a/b", b"x")
    objects.put("a/c", b"y")
    objects.delete("a/b")
    objects.delete("a/b")
    objects.delete("never/there")
    assert _keys(objects) == {"a/c"}
    with pytest.raises(KeyError):
        objects.get("a/b")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../x",
        "a/../b",
        "a/..",
        ".",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "/a",
        "A",
        "part-É",
        "a b",
        "a\n",
        "a\0b",
        "a\\b",
        "a%2fb",
        "~",
        ".staging/x",
        "a" * 513,
    ],
)
def test_a_key_that_we_never_make_is_refused_everywhere(objects: ObjectStore, key: str) -> None:
    with pytest.raises(KeyRefusedError):
        objects.put(key, b"x")
    with pytest.raises(KeyRefusedError):
        objects.get(key)
    with pytest.raises(KeyRefusedError):
        objects.head(key)
    with pytest.raises(KeyRefusedError):
        objects.delete(key)
    assert _keys(objects) == set()


@given(st.lists(st.text(_ALPHABET, min_size=1, max_size=40), min_size=1, max_size=6).map("/".join))
def test_a_key_of_plain_segments_is_taken_unless_a_segment_starts_with_a_dot(key: str) -> None:
    if any(segment.startswith(".") for segment in key.split("/")):
        with pytest.raises(KeyRefusedError):
            checked_key(key)
    else:
        assert checked_key(key) == key


@given(st.text())
def test_whatever_is_taken_stays_within_the_store(key: str) -> None:
    try:
        checked_key(key)
    except KeyRefusedError:
        return
    assert set(key) <= set(_ALPHABET + "/")
    assert not key.startswith("/")
    assert ".." not in key.split("/")


def test_a_failed_write_leaves_no_object_and_no_staging_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "objects"
    objects = LocalStore(root)

    def fill_up(path: Path, content: bytes) -> None:
        path.write_bytes(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.local._write_synced", fill_up)
    with pytest.raises(StoreFullError, match="no space left"):
        objects.put("a/b", b"content")
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_a_staging_file_that_a_killed_writer_left_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = LocalStore(tmp_path)
    monkeypatch.setattr("pathlib.Path.unlink", lambda _path, **_options: None)
    objects.put("a", b"x", if_absent=True)
    monkeypatch.undo()
    assert len(list((tmp_path / ".staging").iterdir())) == 1
    assert _keys(objects) == {"a"}


def test_a_store_below_a_file_is_a_readable_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="can't be used"):
        LocalStore(tmp_path / "file").put("a", b"x")
