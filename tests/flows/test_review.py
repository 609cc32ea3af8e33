"""What waits for somebody: quarantine and hold, listed, shown and decided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from flows.replaying import release, replay
from flows.settings import Settings
from storage.check import check
from storage.errors import NotInStoreError
from storage.options import StoreOptions
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.review import Choice, discard, waiting
from storage.store import Store, open_store
from tests.storage.formats.support import http, record, warc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., Any]
    Write = Callable[..., str]

_INDEX = "\n\n".join(f"Ten more things about the harbour, part {number}" for number in range(40))


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "herald"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def opened(tmp_path: Path, drops: Path, ingest: Run, article: Write) -> Iterator[Store]:
    """Return a store with an article, a page that is no article, and a record that needs two wrappers more."""
    (drops / "good.txt").write_text(article(1))
    (drops / "index.txt").write_text(_INDEX)
    block = http(b"<p>" + article(2).encode() + b"</p>")
    (drops / "crawl.warc").write_bytes(warc(record(block), record(b"x" * 5_000, url="https://herald.example/b")))
    (drops / "long.jsonl").write_text(json.dumps({"text": article(3, 900), "url": "https://herald.example/long"}))
    found = ingest(drops.parent, tmp_path / "store", text_chars=50_000)
    assert {name: count for name, count in found.outcomes.items() if count} == {
        "stored": 2,
        "held": 1,
        "quarantined": 2,
    }
    store = open_store(str(tmp_path / "store"), options=StoreOptions())
    yield store
    store.close()


def _sound(store: Store) -> None:
    """Hold a store against itself, and against the catalog that its bucket gives."""
    assert check(store).findings == []
    before = [sorted(map(str, waiting(store, kind, Choice(discarded=True)))) for kind in ("held", "quarantined")]
    rebuild_catalog(store, plan_rebuild(store))
    assert check(store).findings == []
    after = [sorted(map(str, waiting(store, kind, Choice(discarded=True)))) for kind in ("held", "quarantined")]
    assert after == before


def test_what_a_limit_refused_is_replayed_once_the_limit_is_raised(
    opened: Store, tmp_path: Path, corpus: Callable[[Path], Any], article: Write
) -> None:
    (row,) = waiting(opened, "quarantined", Choice(reason="longer than any article"))
    assert (row.place, row.source) == ("", "herald")
    done = replay(opened, [row], Settings(text_chars=50_000))
    assert (dict(done.outcomes), len(done.left)) == ({}, 1)
    done = replay(opened, [row], Settings())
    assert (dict(done.outcomes), done.left) == ({"stored": 1}, {})
    assert waiting(opened, "quarantined", Choice(reason="longer than any article")) == []
    (found,) = [one for one in corpus(tmp_path / "store").articles if one["text"] == article(3, 900).strip()]
    assert (found["source"], found["url"]) == ("herald", "https://herald.example/long")
    _sound(opened)


def test_what_still_can_not_be_read_stays(opened: Store) -> None:
    (row,) = waiting(opened, "quarantined", Choice(reason="HTTP"))
    done = replay(opened, [row], Settings())
    assert dict(done.outcomes) == {}
    assert set(done.left) == {row.document_id}
    assert len(waiting(opened, "quarantined", Choice())) == 2
    _sound(opened)


def test_a_drop_that_is_gone_is_replayed_from_its_kept_bytes(opened: Store, drops: Path) -> None:
    (row,) = waiting(opened, "quarantined", Choice(reason="longer than any article"))
    (drops / "long.jsonl").unlink()
    done = replay(opened, [row], Settings())
    assert (dict(done.outcomes), done.left) == ({"stored": 1}, {})
    _sound(opened)


def test_a_released_document_is_in_the_corpus_once_and_stays_there(
    opened: Store, tmp_path: Path, corpus: Callable[[Path], Any], ingest: Run, drops: Path
) -> None:
    (row,) = waiting(opened, "held", Choice())
    for _ in range(2):
        release(opened, [row], Settings())
    names = [one["document_id"] for one in corpus(tmp_path / "store").articles]
    assert names.count(row.document_id) == 1
    assert waiting(opened, "held", Choice()) == []
    again = ingest(drops.parent, tmp_path / "store")
    assert again.outcomes["seen"] == again.read
    _sound(opened)


def test_a_released_document_stays_when_it_is_cleaned_again(opened: Store, tmp_path: Path) -> None:
    from flows.recleaning import run_reprocess
    from storage.reprocess import Selection

    release(opened, waiting(opened, "held", Choice()), Settings())
    counts = run_reprocess(str(tmp_path / "store"), Settings(), Selection(again=True)).counts
    assert +counts == {"unchanged": 3}


@pytest.mark.parametrize("kind", ["held", "quarantined"])
def test_what_was_discarded_is_not_asked_again(opened: Store, kind: Any, ingest: Run, drops: Path) -> None:
    rows = waiting(opened, kind, Choice())
    assert discard(opened, kind, rows) == len(rows)
    assert discard(opened, kind, rows) == 0
    assert waiting(opened, kind, Choice()) == []
    assert len(waiting(opened, kind, Choice(discarded=True))) == len(rows)
    _sound(opened)
    ingest(drops.parent, opened.address)
    assert waiting(opened, kind, Choice()) == []


def test_an_id_that_names_nothing_is_told(opened: Store) -> None:
    with pytest.raises(NotInStoreError, match="nothing is held under 'abcdef'"):
        waiting(opened, "held", Choice(("abcdef",)))


def test_the_commands_list_show_and_decide(opened: Store, winnow: Run, drops: Path) -> None:
    at = ("--store", opened.address)
    listed = json.loads(winnow("quarantine", "list", *at, "--json").stdout)
    assert {row["drop"] for row in listed} == {str(drops / "crawl.warc"), str(drops / "long.jsonl")}
    name = next(row["document_id"] for row in listed if row["place"].startswith("record"))
    shown = winnow("quarantine", "show", name[:12], *at)
    assert (shown.returncode, "record at byte" in shown.stdout, "xxxx" in shown.stdout) == (0, True, True)
    planned = winnow("quarantine", "discard", name, *at, "--dry-run")
    assert planned.stdout.endswith("1 to discard\n")
    done = winnow("quarantine", "discard", "--reason", "HTTP", *at, "--json")
    assert json.loads(done.stdout) == {"discarded": 1}
    nobody = winnow("hold", "release", *at)
    assert (nobody.returncode, nobody.stderr) == (2, "winnow: say which: ids, --source, --reason, or --all\n")
    released = winnow("hold", "release", "--all", *at, "--json")
    assert json.loads(released.stdout) == {"released": 1, "outcomes": {"stored": 1}, "left": {}}
