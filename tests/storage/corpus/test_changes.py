"""A consumer that comes back gets what changed since its version, and only that."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from storage import outbox, schema, tables
from storage.corpus import open_corpus
from storage.errors import NotInStoreError
from storage.recluster import cluster_again
from storage.rows import Replacing, published_row
from storage.store import open_store
from tests.storage.corpus.conftest import EDIT, kept_by, replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.corpus import Corpus

    Desk = Any
    Write = Callable[..., str]


def _kinds(corpus: Corpus, since: int) -> Counter[str]:
    return Counter(row["change"] for row in corpus.changes(since))


def test_what_is_new_is_told_once(small_corpus: Corpus) -> None:
    assert _kinds(small_corpus, 0) == {"new": 5}
    assert _kinds(small_corpus, 2) == {"new": 1, "linked": 1}
    assert _kinds(small_corpus, 3) == {}
    copies = small_corpus.select(all_copies=True)
    assert _kinds(copies, 2) == {"new": 2, "linked": 1}


def test_a_version_that_is_not_yet_is_told(small_corpus: Corpus) -> None:
    with pytest.raises(NotInStoreError, match="has no version 4: it stands at 3"):
        list(small_corpus.changes(4))


def test_a_day_stands_for_the_version_before_it(small_corpus: Corpus) -> None:
    assert small_corpus.changes("2026-01-01").since == 0
    assert small_corpus.changes(datetime(2999, 1, 1, tzinfo=UTC)).since == 3


def test_a_new_canonical_copy_takes_the_place_of_the_old_one(desk: Desk, article: Write) -> None:
    """For whoever reads each article once, the copy that is not the one to read any more is gone."""
    desk.drop("wire/1.txt", "\n\n".join(article(1).split("\n\n")[:3]))
    desk.run()
    before = kept_by(open_corpus(str(desk.store)))
    desk.drop("wire/1-full.txt", article(1) + "\n" + EDIT * 3)
    desk.run()
    corpus = open_corpus(str(desk.store))
    changes = list(corpus.changes(1))
    assert sorted((row["change"], row["because"]) for row in changes) == [("new", None), ("withdrawn", "copy")]
    assert replay(before, corpus.changes(1)) == kept_by(corpus)


def test_other_sources_are_no_business_of_a_selection(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", "\n\n".join(article(1).split("\n\n")[:3]))
    desk.run()
    desk.drop("web/1-full.txt", article(1) + "\n" + EDIT * 3)
    desk.run()
    corpus = open_corpus(str(desk.store))
    assert [row["change"] for row in corpus.select(source="web").changes(1)] == ["new"]
    assert [row["change"] for row in corpus.select(source="wire").changes(1)] == ["withdrawn"]


def _take_out(desk: Desk, name: str, because: str) -> None:
    """Take a document out of the corpus, as what withdraws does."""
    with contextlib.closing(open_store(str(desk.store))) as store:
        with store.catalog.exclusive() as transaction:
            around = transaction.connected({name})
            for column in (schema.matches.c.left, schema.matches.c.right):
                transaction.remove(column, [name])
            placed = cluster_again(transaction, around, around - {name}, {})
            told = {row.document_id: row for row in transaction.descriptions(placed.changed)}
            rows = [published_row(row, told[one]) for one, row in placed.changed.items()]
            replacing = Replacing(gone=placed.gone, because=because)
            outbox.announce(transaction, None, outbox.pack_changes(rows), replacing)
        tables.publish(store)


def test_a_copy_that_leaves_is_told_and_its_cluster_counts_anew(desk: Desk, article: Write) -> None:
    desk.drop("wire/1.txt", article(1) + "\n" + EDIT * 4)
    desk.drop("wire/2.txt", article(2))
    desk.run()
    desk.drop("web/1-copy.txt", article(1))
    desk.run()
    before = kept_by(open_corpus(str(desk.store)))
    all_before = kept_by(open_corpus(str(desk.store)).select(all_copies=True))
    (copy,) = all_before.keys() - before.keys()
    _take_out(desk, copy, "withdrawn")
    corpus = open_corpus(str(desk.store))
    assert corpus.version == 3
    told = [(row["change"], row["because"], row["document_id"]) for row in corpus.changes(2)]
    assert ("withdrawn", "withdrawn", copy) in told
    assert [change for change, *_ in told] == ["linked", "withdrawn"]
    assert {row["copies"] for row in corpus} == {1}
    assert replay(before, corpus.changes(2)) == kept_by(corpus)
    assert replay(all_before, corpus.select(all_copies=True).changes(2)) == kept_by(corpus.select(all_copies=True))


def test_publishing_again_after_a_crash_tells_a_withdrawal_once(
    desk: Desk, article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run()
    name = desk.corpus.id_of(article(1))
    with monkeypatch.context() as patched:
        patched.setattr(tables, "_merge_members", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            _take_out(desk, name, "withdrawn")
    # Half published: members still have it, and a reader sees the version before.
    assert open_corpus(str(desk.store)).version == 1
    with contextlib.closing(open_store(str(desk.store))) as store:
        tables.publish(store)
    corpus = open_corpus(str(desk.store))
    assert corpus.tables.withdrawals is not None
    (row,) = corpus.tables.withdrawals.to_pyarrow_table().to_pylist()
    assert (row["document_id"], row["version"], row["because"]) == (name, 2, "withdrawn")
    assert row["withdrawn_at"] is not None
    assert corpus.to_arrow().num_rows == 1
