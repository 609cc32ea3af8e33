"""What is forgotten is nowhere, does not come back, and is told by its hash alone."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from dedup.scheme import SignatureScheme
from storage import schema
from storage.catalog import Catalog, create_tables
from storage.check import Reading, check
from storage.corpus import open_corpus
from storage.engines import open_engine
from storage.errors import NotInStoreError
from storage.forget import Chosen, Receipt, forget, plan_forget
from storage.forget_search import holding
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.store import open_store
from tests.storage.corpus.conftest import EDIT, kept_by, replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.postgres import Postgres
    from tests.s3_place import S3Place

    Desk = Any
    Write = Callable[..., str]

# Words that only the article that is forgotten has, in its text, headline, author, address, advert and caption.
_SECRETS = ["quillfeather", "zanzibarquay", "brambleworth", "mockturtleton", "gossamerlane"]
_URL = "https://web.example/news/mockturtleton-quillfeather"


def _secret_page(article: Write, page: Write, advert: str = "Visit gossamerlane") -> str:
    text = "\n\n".join(f"The zanzibarquay rose again. {block}" for block in article(31).strip().split("\n\n"))
    made = page(text, url=_URL, title="Quillfeather returns to the water", advert=advert)
    return made.replace("<head>", '<head><meta name="author" content="Ada Brambleworth">')


@pytest.fixture
def secretive(desk: Desk, article: Write, page: Write) -> Desk:
    """Return a desk whose corpus has the article among others, with a history: versions, packed and replaced parts."""
    for number in range(3):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.drop("web/secret.html", _secret_page(article, page))
    desk.run()
    desk.drop("web/copy.txt", EDIT + article(31))
    desk.drop("mirror/same.html", _secret_page(article, page, advert="Sail away").replace(_URL, "https://m.example/2"))
    desk.run()
    return desk


def _forget(desk: Desk, **chosen: Any) -> Receipt:
    with contextlib.closing(open_store(str(desk.store))) as store:
        return forget(store, plan_forget(store, Chosen(**chosen)))


def _findings(desk: Desk) -> list[str]:
    with contextlib.closing(open_store(str(desk.store))) as store:
        return [f"{one.kind} {one.key} {one.problem}" for one in check(store, Reading(1.0, 1)).findings]


def _opened(path: Path) -> list[bytes]:
    """Return a file's bytes, and what is in it where it is compressed."""
    content = path.read_bytes()
    if path.suffix != ".parquet":
        return [content]
    return [content, repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode()]


def _where(store: Path, words: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(path for path in store.rglob("*") if path.is_file()):
        told = b"\n".join(_opened(path)).lower()
        if hits := [word for word in words if word.encode() in told]:
            found[str(path.relative_to(store))] = hits
    return found


def _secret_id(desk: Desk) -> str:
    (found,) = [row["document_id"] for row in desk.rows(schema.documents) if "secret.html" in row["drop"]]
    return str(found)


@pytest.mark.parametrize("by", ["id", "url", "phrase"])
def test_its_words_are_found_nowhere(secretive: Desk, by: str) -> None:
    """Not in an object, decompressed, nor in the catalog's file with its free pages and its log, nor in a table's log."""
    name = _secret_id(secretive)
    before = _where(secretive.store, _SECRETS)
    assert {word for words in before.values() for word in words} == set(_SECRETS)
    assert any("_delta_log" in place for place in before)
    chosen = {"id": {"ids": (name[:12],)}, "url": {"url": _URL}, "phrase": {"phrase": "The  ZANZIBARQUAY rose"}}[by]
    receipt = _forget(secretive, **chosen)
    assert _where(secretive.store, _SECRETS) == {}
    assert name in receipt.forgotten
    assert len(receipt.forgotten + receipt.same_text) == 2, "the duplicate has the same words"
    assert _findings(secretive) == []


def test_nothing_else_is_lost(secretive: Desk, article: Write) -> None:
    before = kept_by(open_corpus(str(secretive.store)).select(all_copies=True))
    receipt = _forget(secretive, ids=(_secret_id(secretive),))
    after = kept_by(open_corpus(str(secretive.store)).select(all_copies=True))
    assert before.keys() - after.keys() == {*receipt.forgotten, *receipt.same_text}
    assert {row["text"] for row in after.values()} == {
        *(article(n).strip() for n in range(3)),
        (EDIT + article(31)).strip(),
    }
    with contextlib.closing(open_store(str(secretive.store))) as store, store.catalog.reading() as connection:
        kept = [row for row in connection.execute(schema.documents.select()) if row.outcome != "withdrawn"]
        for row in kept:
            (record,) = [
                one
                for one in pq.read_table(io.BytesIO(store.objects.get(row.raw_part))).to_pylist()
                if one["document_id"] == row.document_id and one["raw"]
            ]
            assert (
                hashlib.sha256(record["delivered_url"].encode() + b"\0" + record["raw"]).hexdigest() == row.document_id
            )


def test_its_cluster_chooses_another_copy_to_read(secretive: Desk) -> None:
    corpus = open_corpus(str(secretive.store))
    before, version = kept_by(corpus), corpus.version
    (stays,) = [row["document_id"] for row in secretive.rows(schema.documents) if "copy.txt" in row["drop"]]
    receipt = _forget(secretive, ids=(_secret_id(secretive),))
    assert receipt.copies_that_stay == (stays,)
    row = secretive.corpus.member(stays)
    assert (row["canonical"], row["reason"], row["relation"]) == (True, "only copy", "original")
    corpus = open_corpus(str(secretive.store))
    told = {row["document_id"]: (row["change"], row["because"]) for row in corpus.changes(version)}
    assert {told[name] for name in (*receipt.forgotten, *receipt.same_text)} == {("withdrawn", "forgotten")}
    assert replay(before, corpus.changes(version)) == kept_by(corpus)


def test_it_does_not_come_back(secretive: Desk, article: Write, page: Write) -> None:
    """Not by the same drop, nor scraped again with other adverts, nor with another text under its address."""
    _forget(secretive, ids=(_secret_id(secretive),))
    assert set(secretive.run()) <= {"seen", "withdrawn"}
    secretive.drop("web/renamed.html", _secret_page(article, page))
    secretive.drop("web/again.html", _secret_page(article, page, advert="Sell gossamerlane"))
    secretive.drop("web/edited.html", page(article(40), url=_URL, title="Brambleworth"))
    assert secretive.run()["withdrawn"] >= 3
    assert _where(secretive.store, _SECRETS) == {}
    assert _findings(secretive) == []


def test_a_catalog_made_again_has_not_forgotten_that_it_was_forgotten(
    secretive: Desk, article: Write, page: Write
) -> None:
    _forget(secretive, ids=(_secret_id(secretive),))
    stones = sorted(map(str, secretive.rows(schema.tombstones)))
    with contextlib.closing(open_store(str(secretive.store))) as store:
        rebuild_catalog(store, plan_rebuild(store))
    assert sorted(map(str, secretive.rows(schema.tombstones))) == stones
    assert _findings(secretive) == []
    secretive.drop("web/again.html", _secret_page(article, page, advert="Sell gossamerlane"))
    assert "stored" not in secretive.run()
    assert _where(secretive.store, _SECRETS) == {}


def test_a_source_goes_as_a_whole_also_what_is_held_or_could_not_be_read(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.drop("gone/2.txt", article(2))
    desk.drop("gone/notice.txt", "Please enable JavaScript and cookies to continue, zanzibarquay.\n")
    desk.drop("gone/broken.bin", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR brambleworth" * 20)
    assert desk.run() == {"stored": 2, "held": 1, "quarantined": 1}
    receipt = _forget(desk, source="gone")
    assert len(receipt.forgotten) == 3
    assert _where(desk.store, ["zanzibarquay", "brambleworth", *article(2).lower().split("\n\n")]) == {}
    assert {row["source"] for row in open_corpus(str(desk.store))} == {"wire"}
    assert _findings(desk) == []
    assert set(desk.run()) <= {"seen", "withdrawn"}


def test_the_receipt_stands_in_the_store_and_holds_no_word(secretive: Desk) -> None:
    receipt = _forget(secretive, phrase="zanzibarquay rose")
    (path,) = (secretive.store / "forgotten").iterdir()
    told = json.loads(path.read_text())
    assert told["forgotten"] == list(receipt.forgotten)
    assert told["version"] == open_corpus(str(secretive.store)).version
    assert told["objects_rewritten"]
    assert told["objects_deleted"]
    assert told["tombstones"] >= 4
    for key in told["objects_deleted"]:
        assert not (secretive.store / key).exists()


def test_a_forgetting_that_is_broken_off_is_done_by_its_repeat(
    secretive: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it ends, the document is on its way out and does not come back."""
    name = _secret_id(secretive)
    for step in (
        "storage.forget._take_out",
        "storage.forget.publish",
        "storage.forget.purge",
        "storage.purge._drop_history",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                _forget(secretive, ids=(name,))
    _forget(secretive, ids=(name,))
    assert _where(secretive.store, _SECRETS) == {}
    assert _findings(secretive) == []


def test_a_check_tells_what_is_still_there(secretive: Desk) -> None:
    name = _secret_id(secretive)
    saved = secretive.folder / "saved"
    shutil.copytree(secretive.store / "raw", saved)
    _forget(secretive, ids=(name,))
    with contextlib.closing(sqlite3.connect(secretive.store / "catalog.db")) as catalog:
        catalog.execute("update documents set title = 'Quillfeather' where document_id = ?", [name])
        for path in saved.iterdir():
            target = secretive.store / "raw" / path.name
            if not target.exists():
                shutil.copy(path, target)
                rows = pq.read_metadata(path).num_rows
                catalog.execute(
                    "insert into parts values (?, ?, ?, '')", [f"raw/{path.name}", path.stat().st_size, rows]
                )
        catalog.commit()
    found = _findings(secretive)
    assert any(one.startswith("forgotten-there") and "title" in one for one in found)
    assert any(one.startswith("forgotten-there") and "raw/part-" in one for one in found)
    _forget(secretive, ids=(name,))
    assert _findings(secretive) == []


def test_a_phrase_of_a_caption_or_a_quoted_post_finds_its_article(desk: Desk) -> None:
    """They are fields: no body holds their words."""
    body = "".join(
        f"<p>Paragraph {n} of a long story about the harbour and its pilots in the fog.</p>" for n in range(6)
    )
    figure = '<figure><img src="/1.jpg"><figcaption>Ottoline Harrowgate at the helm</figcaption></figure>'
    link = '<a href="https://x.com/q/status/1">May</a>'
    post = f'<blockquote class="twitter-tweet"><p>Signed: Quillon Featherstone</p>{link}</blockquote>'
    desk.drop("gazette/1.html", f"<h1>Pilots in the fog</h1><article>{body}{figure}{post}{body}</article>")
    desk.run()
    with contextlib.closing(open_store(str(desk.store))) as store:
        for phrase in ("ottoline harrowgate", "quillon  featherstone"):
            assert len(holding(store, phrase)) == 1


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"ids": ("ffffff",)}, "no document is under 'ffffff'"),
        ({"ids": ("abc",)}, "an id has 6 digits or more"),
        ({"url": "https://nobody.example/x"}, "is what you named"),
        ({"source": "nobody"}, "is what you named"),
        ({"phrase": "words that nobody wrote"}, "is what you named"),
    ],
)
def test_what_is_not_there_is_told(small: Desk, chosen: dict[str, Any], told: str) -> None:
    with contextlib.closing(open_store(str(small.store))) as store, pytest.raises(NotInStoreError, match=told):
        plan_forget(store, Chosen(**chosen))


def test_the_command_shows_its_plan_and_gives_a_receipt(secretive: Desk) -> None:
    winnow, name = str(Path(sys.executable).with_name("winnow")), _secret_id(secretive)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [winnow, "forget", "--store", str(secretive.store), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    planned = run("--id", name, "--dry-run").stdout
    assert f"would forget {name} (web)" in planned
    assert "it has the same text" in planned
    assert "would leave " in planned
    assert not any(word in planned.lower() for word in _SECRETS)
    assert name in {row["document_id"] for row in open_corpus(str(secretive.store)).select(all_copies=True)}
    wrong = run()
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert run("--id", "ffffff").returncode == 6
    receipt = json.loads(run("--id", name, "--json").stdout)
    assert receipt["forgotten"] == [name]
    assert "forgot 2 documents" in run("--id", name).stdout or receipt["same_text"]


def test_it_is_gone_from_s3_too(s3: S3Place, article: Write) -> None:
    for number in range(3):
        s3.drop(f"wire/{number}.txt", f"The zanzibarquay{number} rose.\n\n{article(number)}".encode())
    s3.run()
    with contextlib.closing(open_store(s3.store, options=s3.settings.store_options())) as store:
        receipt = forget(store, plan_forget(store, Chosen(phrase="zanzibarquay1")))
        assert check(store, Reading(1.0, 1)).findings == []
        objects = {head.key: store.objects.get(head.key) for head in store.objects.list()}
    assert len(receipt.forgotten) == 1
    told = {
        key: repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode() if key.endswith(".parquet") else content
        for key, content in objects.items()
    }
    assert any(b"zanzibarquay2" in content for content in told.values())
    assert not [key for key, content in told.items() if b"zanzibarquay1" in content]
    assert "stored" not in s3.run()
    assert open_corpus(s3.store, s3=s3.options).to_arrow().num_rows == 2


def test_postgresql_writes_its_tables_anew(postgres: Postgres) -> None:
    """A row that was deleted stays in a table's file until then."""
    engine = open_engine(postgres.new_database())
    create_tables(engine, SignatureScheme.create(7), "here")
    with contextlib.closing(Catalog(engine, "here")) as catalog:
        with catalog.exclusive() as transaction:
            row = {"drop": "zanzibarquay", "fingerprint": "", "documents": 1, "run_id": ""}
            transaction.put(schema.drops, "drop", [row])
        with catalog.exclusive() as transaction:
            transaction.remove(schema.drops.c.drop, ["zanzibarquay"])
        size = "select pg_relation_size('drops')"
        with catalog.reading() as connection:
            assert connection.exec_driver_sql(size).scalar() > 0
        catalog.shred()
        with catalog.reading() as connection:
            assert connection.exec_driver_sql(size).scalar() == 0
