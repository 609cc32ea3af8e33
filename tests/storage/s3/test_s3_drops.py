"""Drops on S3: each is read once, in the version that stands there, whatever happens while they are listed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flows.batches import Reading
from flows.reader import DropReader
from flows.sources import Sources
from storage.document import Document
from storage.drop import ReadDrop
from storage.drops import fetch_drop, fetch_drops, list_drops
from storage.errors import DropError
from storage.limits import Limits
from tests.proxy import FaultyProxy
from tests.s3_place import BUCKET, S3Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.drop import Drop


def _listed(place: S3Place, address: str = "") -> list[Drop]:
    return list(list_drops([address or place.inbox], place.options))


def _names(drops: list[Drop], place: S3Place) -> list[str]:
    return [drop.name.removeprefix(f"{place.inbox}/") for drop in drops]


def test_drops_are_the_objects_below_a_prefix_without_hidden_ones_and_folder_marks(s3: S3Place) -> None:
    for name in ("2.txt", "wire/b.txt", "wire/2026/a.txt", ".hidden", "wire/.part", ".git/config", "wire/"):
        s3.drop(name, b"")
    s3.drop("1.txt", "Ärger ".encode())
    s3.client.put_object(Bucket=BUCKET, Key=f"{s3.prefix}/inbox-old/1.txt", Body=b"x")
    found = _listed(s3)
    assert sorted(_names(found, s3)) == ["1.txt", "2.txt", "wire/2026/a.txt", "wire/b.txt"]
    assert {drop.folder for drop in found} == {"", "wire"}
    assert {drop.name for drop in _listed(s3, s3.inbox + "/")} == {drop.name for drop in found}


def test_one_object_can_be_named(s3: S3Place) -> None:
    s3.drop("wire/1.txt", b"one")
    s3.drop("wire/1.txt.old", b"other")
    (drop,) = _listed(s3, f"{s3.inbox}/wire/1.txt")
    assert fetch_drop(drop).content == b"one"


def test_an_odd_key_is_a_drop_like_others(s3: S3Place) -> None:
    for name in ("a b+c&d=e.txt", "größe/漢字.txt", "100%.txt", "<p>.txt"):
        s3.drop(name, name.encode())
    found = _listed(s3)
    assert len(found) == 4
    for drop in found:
        assert (fetch_drop(drop).content or b"").decode() == drop.name.removeprefix(f"{s3.inbox}/")


def test_what_a_terminal_would_obey_in_a_key_is_escaped_in_its_name_alone(s3: S3Place) -> None:
    key = "wi\u202ere/\x1b]0;owned\x07\x9b.txt"
    s3.drop(key, b"words of it")
    (drop,) = _listed(s3)
    assert drop.name == rf"{s3.inbox}/wi\u202ere/\x1b]0;owned\x07\x9b.txt"
    assert (drop.folder, drop.key) == (r"wi\u202ere", f"{s3.prefix}/inbox/{key}")
    assert fetch_drop(drop).content == b"words of it"


def test_a_listing_of_more_than_a_page_is_whole(s3: S3Place) -> None:
    s3.drop_all({f"{number:04}.txt": "x" for number in range(1003)})
    assert len(_listed(s3)) == 1003


def test_a_prefix_under_which_nothing_lies_is_like_an_empty_folder(s3: S3Place) -> None:
    assert _listed(s3) == []
    assert s3.run() == {}


def test_a_bucket_that_is_not_there_is_told_before_a_store_is_made(s3: S3Place) -> None:
    with pytest.raises(DropError, match="there is no such S3 bucket"):
        s3.run("s3://no-such-bucket/inbox")
    assert s3.listing() == {}


def test_drops_without_a_bucket_are_told(s3: S3Place) -> None:
    with pytest.raises(DropError, match="names no S3 bucket"):
        _listed(s3, "s3://")


def test_an_unchanged_drop_is_not_fetched_again(s3: S3Place, article: Callable[[int], str]) -> None:
    s3.drop_all({f"{number}.txt": article(number) for number in range(3)})
    with FaultyProxy(s3.server.endpoint) as proxy:
        place = replace(s3, endpoint=proxy.endpoint)
        assert place.run() == {"stored": 3}
        proxy.seen.clear()
        assert place.run() == {"seen": 3}
        fetched = [headers for headers in proxy.seen if "If-Match" in headers]
    assert fetched == []


def test_a_drop_that_changed_after_it_was_listed_is_read_as_it_is_now(s3: S3Place) -> None:
    s3.drop("1.txt", b"first")
    (drop,) = _listed(s3)
    s3.drop("1.txt", b"second, and longer")
    found = fetch_drop(drop)
    assert found.content == b"second, and longer"
    assert found.fingerprint == _listed(s3)[0].fingerprint != drop.fingerprint


def test_a_drop_that_vanished_is_quarantined_and_read_when_it_comes_back(
    s3: S3Place, article: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.drop_all({f"{number}.txt": article(number) for number in range(2)})
    (gone,) = [drop for drop in _listed(s3) if drop.name.endswith("/1.txt")]
    s3.client.delete_object(Bucket=BUCKET, Key=f"{s3.prefix}/inbox/1.txt")
    monkeypatch.setattr("flows.pipeline.list_drops", lambda *_: iter([gone]))
    assert s3.run() == {"quarantined": 1}
    found = fetch_drop(gone)
    assert (found.error, found.fingerprint) == ("gone before it was read", "")
    monkeypatch.undo()
    for name, value in s3.server.environment.items():
        monkeypatch.setenv(name, value)
    s3.drop("1.txt", article(1).encode())
    assert s3.run() == {"stored": 2}


def test_a_large_drop_is_read_in_ranges_of_one_version(s3: S3Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.s3_drops._RANGE", 1000)
    content = bytes(range(256)) * 20
    s3.drop("1.bin", content)
    (drop,) = _listed(s3)
    assert fetch_drop(drop).content == content
    with drop.inbox.open(drop) as opened:
        first = opened.stream.read(500)
        s3.drop("1.bin", content[::-1])
        assert first == content[:500]
        rest = opened.stream.read(400)
    assert rest == content[500:900]


def test_a_drop_that_changes_while_it_is_read_is_quarantined_and_not_remembered(
    s3: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.s3_drops._RANGE", 1000)
    s3.drop("1.bin", b"a" * 5000)
    (drop,) = _listed(s3)
    with FaultyProxy(s3.server.endpoint) as proxy:
        place = replace(s3, endpoint=proxy.endpoint)
        (drop,) = _listed(place)

        def plan(method: str, _path: str) -> str:
            if method == "GET" and len([headers for headers in proxy.seen if "Range" in headers]) == 2:
                s3.drop("1.bin", b"b" * 5000)
            return ""

        proxy.plan = plan
        found = fetch_drop(drop)
    assert (found.error, found.fingerprint) == ("changed while it was read", "")
    assert fetch_drop(_listed(s3)[0]).content == b"b" * 5000


def test_a_drop_that_is_read_as_a_stream_and_changes_meanwhile_is_quarantined_and_not_remembered(
    s3: S3Place, monkeypatch: pytest.MonkeyPatch, article: Callable[[int], str]
) -> None:
    """The reading process opens the drop itself; what it read before the change is kept."""
    for name, value in s3.server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("storage.drops.HELD_BYTES", 1000)
    lines = "".join(json.dumps({"text": article(number), "id": str(number)}) + "\n" for number in range(12_000))
    s3.drop("1.jsonl", lines.encode())
    (drop,) = _listed(s3)
    with DropReader(Limits()) as reader:
        found = Reading(reader, Limits(), Sources()).documents([drop])
        first = next(found)
        s3.drop("1.jsonl", lines.encode()[::-1])
        *rest, read = found
    assert isinstance(first, Document)
    assert isinstance(rest[-1], Document)
    assert rest[-1].reason == "the rest can't be read: changed while it was read"
    assert read == ReadDrop(drop.name, "", len(rest) + 1)


def test_a_drop_over_the_limit_is_not_fetched(s3: S3Place) -> None:
    s3.drop("1.txt", b"x" * 101)
    (drop,) = _listed(s3)
    s3.client.delete_object(Bucket=BUCKET, Key=f"{s3.prefix}/inbox/1.txt")
    limits = Limits(drop_bytes=100)
    document, read = Reading(DropReader(limits), limits, Sources()).documents([drop])
    assert isinstance(document, Document)
    assert document.reason.startswith("larger than")
    assert read == ReadDrop(drop.name, drop.fingerprint, 1)


def test_a_drop_that_may_not_be_read_costs_only_itself(s3: S3Place, article: Callable[[int], str]) -> None:
    s3.drop_all({f"{number}.txt": article(number) for number in range(3)})
    with FaultyProxy(s3.server.endpoint) as proxy:
        proxy.answers["denied"] = (403, "AccessDenied")
        proxy.answers["frozen"] = (403, "InvalidObjectState")
        proxy.plan = lambda _method, path: {"0.txt": "denied", "1.txt": "frozen"}.get(path.rsplit("/", 1)[-1], "")
        place = replace(s3, endpoint=proxy.endpoint)
        found = list(fetch_drops(sorted(_listed(place), key=lambda drop: drop.name)))
        assert [one.error for one in found] == [
            "can't be read: access denied: these credentials may not do that",
            "can't be read: it is in an archive: restore it first",
            "",
        ]
        assert place.run() == {"stored": 1, "quarantined": 2}
        assert place.run() == {"seen": 3}
        proxy.plan = lambda _method, _path: ""
        assert place.run() == {"seen": 1, "stored": 2}


def test_drops_fetched_ahead_come_in_order_and_within_the_memory_limit(
    s3: S3Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.drops.HELD_BYTES", 100)
    monkeypatch.setattr("storage.drops._AHEAD_BYTES", 250)
    s3.drop_all({f"{number:02}.txt": "x" * (number * 4) for number in range(1, 40)})
    found = [one.content for one in fetch_drops(_listed(s3))]
    assert [len(raw) if raw else 0 for raw in found] == [number * 4 if number <= 25 else 0 for number in range(1, 40)]
