"""What a transaction promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from dedup.record import Match, Member
from storage import schema, transaction
from storage.document import Outcome
from storage.rows import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Table

    from storage.catalog import Catalog

# What a text may hold that some database, or the way into it, could take for something else.
_TEXTS = [
    "",
    " ",
    "plain",
    'it\'s "quoted" and `ticked`',
    "back\\slash, \\N, \\., \\x41",
    "tab\tnew\nline\r\nreturn",
    "100 % of :names and %(names)s and ?",
    "{curly}, [square], (round); -- /* comment */",
    "NULL",
    "Zürich, Ελλάδα, 東京, עברית, 🗞️, e\u0301",
    "\u2028\u2029\ufeff\ufffd\x01\x7f",
    "x" * 100_000,
]
_MANY = 40_000  # more than two statements of either kind


def _name(number: int) -> str:
    return f"{number:064x}"


def _document(seq: int, **changed: Any) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: "" for column in schema.documents.c}
    numbers = {"seq": seq, "words": 100, "shingles": 98, "revision": 0}
    texts = {"document_id": _name(seq), "text_id": _name(10**9 + seq), "outcome": "stored", "part": "articles/part"}
    return {**row, **numbers, **texts, **changed}


def _filled(table: Table, **given: Any) -> dict[str, Any]:
    """Return a row with something in every column that is not given."""
    empty = {str: "", int: 0, float: 0.0, bool: False, bytes: b""}
    return {column.name: given.get(column.name, empty[column.type.python_type]) for column in table.c}


def _add(catalog: Catalog, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    with catalog.exclusive() as opened:
        opened.add(table, rows)


def _rows(catalog: Catalog, table: Table) -> list[dict[str, Any]]:
    with catalog.reading() as connection:
        return [row._asdict() for row in connection.execute(select(table))]


def test_an_empty_catalog_knows_nothing_and_counts_from_one(catalog: Catalog) -> None:
    with catalog.exclusive() as opened:
        assert opened.known({_name(1)}) == set()
        assert opened.text_owners({_name(1)}) == {}
        assert opened.latest_versions({"a.example/b"}) == {}
        assert opened.hits({1, 2}) == []
        assert opened.assignments({_name(1)}) == {}
        assert list(opened.pending()) == []
        assert (opened.next_seq(), opened.next_version()) == (1, 1)
    assert not catalog.has_pending()
    assert catalog.known_drops(["a"]) == {}


def test_asking_for_nothing_and_adding_nothing_is_fine(catalog: Catalog) -> None:
    with catalog.exclusive() as opened:
        opened.add(schema.documents, [])
        opened.put(schema.drops, "drop", [])
        opened.index([])
        opened.point_aliases({})
        assert opened.known(set()) == set()
        assert opened.hits(set()) == []
        assert opened.connected(set()) == set()
        assert opened.matches_within(set()) == []


def test_a_document_is_known_however_it_was_delivered(catalog: Catalog) -> None:
    _add(catalog, schema.documents, [_document(1)])
    _add(catalog, schema.quarantine, [_filled(schema.quarantine, document_id=_name(2))])
    _add(catalog, schema.sightings, [_filled(schema.sightings, document_id=_name(3))])
    asked = {_name(number) for number in range(6)}
    assert catalog.known(asked) == {_name(1), _name(2), _name(3)}


def test_a_look_up_of_more_keys_than_a_statement_takes_finds_each_once(catalog: Catalog) -> None:
    _add(catalog, schema.documents, (_document(number) for number in range(1, _MANY, 2)))
    with catalog.exclusive() as opened:
        assert opened.known({_name(number) for number in range(_MANY)}) == {
            _name(number) for number in range(1, _MANY, 2)
        }
        members = opened.members({_name(number) for number in range(_MANY)})
        assert sorted(member.seq for member in members) == list(range(1, _MANY, 2))


def test_text_comes_back_as_it_was_stored_and_is_found(catalog: Catalog) -> None:
    rows = [_document(number, title=text, url_key=text) for number, text in enumerate(_TEXTS)]
    _add(catalog, schema.documents, rows)
    assert [row["title"] for row in sorted(_rows(catalog, schema.documents), key=lambda row: row["seq"])] == _TEXTS
    with catalog.exclusive() as opened:
        assert opened.latest_versions(_TEXTS).keys() == set(_TEXTS)


def test_a_nul_in_a_text_is_stored_as_a_replacement_on_every_database(catalog: Catalog) -> None:
    _add(catalog, schema.documents, [_document(1, title="a\0b")])
    assert [row["title"] for row in _rows(catalog, schema.documents)] == ["a\ufffdb"]


def test_bytes_numbers_and_truth_come_back_as_they_were_stored(catalog: Catalog) -> None:
    blobs = [b"", bytes(range(256)), b"\\x41\t\n\\N", b"\0" * 5000]
    rows = [_filled(schema.outbox, version=at, changes=blob, size=2**40 + at) for at, blob in enumerate(blobs, 1)]
    rows[0]["published"] = True
    _add(catalog, schema.outbox, rows)
    found = sorted(_rows(catalog, schema.outbox), key=lambda row: row["version"])
    assert [bytes(row["changes"]) for row in found] == blobs
    assert [row["size"] for row in found] == [2**40 + at for at in range(1, 5)]
    assert [row["published"] for row in found] == [True, False, False, False]
    _add(catalog, schema.matches, [_filled(schema.matches, left="a", right="b", jaccard=1 / 3, containment=5e-324)])
    (match,) = _rows(catalog, schema.matches)
    assert (match["jaccard"], match["containment"]) == (1 / 3, 5e-324)


def test_a_text_has_an_owner_only_where_it_is_stored(catalog: Catalog) -> None:
    _add(
        catalog,
        schema.documents,
        [_document(1, text_id="a"), _document(2, text_id="a", part=""), _document(3, text_id="b", part="")],
    )
    with catalog.exclusive() as opened:
        assert opened.text_owners({"a", "b", "c"}) == {"a": _name(1)}


def test_the_newest_document_under_a_url_that_is_not_held_is_its_latest_version(catalog: Catalog) -> None:
    url = "a.example/b"
    rows = [_document(seq, url_key=url) for seq in (5, 3, 9)]
    _add(catalog, schema.documents, [*rows, _document(11, url_key=url, outcome="held"), _document(12, url_key="c")])
    with catalog.exclusive() as opened:
        assert opened.latest_versions({url}) == {url: (_name(9), _name(10**9 + 9))}
        assert opened.next_seq() == 13


def test_hits_name_the_documents_of_a_key_the_oldest_first(catalog: Catalog) -> None:
    keys = [-(2**63), -1, 0, 1, 2**63 - 1]
    _add(catalog, schema.documents, [_document(seq) for seq in range(1, 5)])
    with catalog.exclusive() as opened:
        opened.index({"band": key, "seq": seq} for seq in (4, 2) for key in keys)
    with catalog.exclusive() as opened:
        opened.index({"band": key, "seq": seq} for seq in (3, 1) for key in keys[:2])
        hits = opened.hits([*keys, 77])
    assert {key: [name for found, name in hits if found == key] for key in keys} == {
        key: [_name(seq) for seq in ((1, 2, 3, 4) if key in keys[:2] else (2, 4))] for key in keys
    }


def test_settling_band_keys_changes_no_answer(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of ten documents whose keys overlap; every third batch is settled, in parts of a few rows."""
    monkeypatch.setattr(transaction, "SETTLE_AFTER", 25)
    monkeypatch.setattr(transaction, "_SETTLED_AT_ONCE", 7)
    expected = []
    for first in range(1, 101, 10):
        seqs = range(first, first + 10)
        rows = [{"band": seq * step % 37 - 18, "seq": seq} for seq in seqs for step in (1, 5)]
        rows = list({(row["band"], row["seq"]): row for row in rows}.values())
        expected += [(row["band"], _name(row["seq"])) for row in rows]
        with catalog.exclusive() as opened:
            opened.add(schema.documents, map(_document, seqs))
            opened.index(rows)
        with catalog.exclusive() as opened:
            assert opened.hits(set(range(-20, 20))) == sorted(expected)
    assert 0 < len(_rows(catalog, schema.bands)) < 60
    assert len(_rows(catalog, schema.settled_bands)) + len(_rows(catalog, schema.bands)) == len(expected)


def test_a_document_that_leaves_the_index_is_hit_no_more(catalog: Catalog) -> None:
    _add(catalog, schema.documents, [_document(seq) for seq in (1, 2, 3)])
    with catalog.exclusive() as opened:
        opened.index({"band": key, "seq": seq} for seq in (1, 2) for key in range(3000))
        opened.settle()
        opened.index([{"band": key, "seq": 3} for key in range(3000)])
        opened.forget_bands({1, 3}, set(range(3000)))
        assert opened.hits(set(range(3000))) == [(key, _name(2)) for key in range(3000)]


def test_shingles_come_back_as_numbers(catalog: Catalog) -> None:
    shingles = np.array([0, 1, 2**31, 2**32 - 1], dtype=np.uint32)
    rows = [(1, shingles), (2, shingles[:0])]
    _add(
        catalog,
        schema.signatures,
        [_filled(schema.signatures, document_id=_name(seq), shingles=found.tobytes()) for seq, found in rows],
    )
    with catalog.exclusive() as opened:
        found = opened.shingles({_name(seq) for seq in range(4)})
    assert {name: values.tolist() for name, values in found.items()} == {_name(1): shingles.tolist(), _name(2): []}


def test_assignments_are_those_of_whole_clusters(catalog: Catalog) -> None:
    clusters = {1: 1, 2: 1, 3: 3, 4: 4}
    rows = [
        _filled(schema.members, document_id=_name(seq), cluster_id=_name(cluster)) for seq, cluster in clusters.items()
    ]
    _add(catalog, schema.members, rows)
    with catalog.exclusive() as opened:
        assert opened.assignments({_name(2), _name(3), _name(9)}).keys() == {_name(1), _name(2), _name(3)}


def test_members_and_descriptions_are_what_the_documents_say(catalog: Catalog) -> None:
    row = _document(7, published="2026-11-21", source="wire", credit="AP", title="A title")
    _add(catalog, schema.documents, [row, _document(8)])
    with catalog.exclusive() as opened:
        assert opened.members({_name(7)}) == [Member(_name(7), 7, 98, "2026-11-21", "wire", "AP", "A title")]
        assert [found._asdict() for found in opened.descriptions({_name(7)})] == [row]


def test_matches_tie_documents_over_any_number_of_steps(catalog: Catalog) -> None:
    pairs = [(1, 2), (3, 2), (3, 4), (5, 6)]
    ties = [Match(_name(left), _name(right), 0.5, 0.75, 40, "reprint", "abc") for left, right in pairs]
    _add(catalog, schema.matches, [_filled(schema.matches, **{n: getattr(t, n) for n in t.__slots__}) for t in ties])
    with catalog.exclusive() as opened:
        assert opened.connected({_name(4), _name(9)}) == {_name(number) for number in (1, 2, 3, 4, 9)}
        within = opened.matches_within({_name(1), _name(2), _name(3)})
    assert sorted(within, key=lambda match: match.left) == ties[:2]


def test_the_outbox_is_published_up_to_a_version(catalog: Catalog) -> None:
    _add(catalog, schema.outbox, [_filled(schema.outbox, version=number, changes=b"x") for number in (2, 3, 1)])
    with catalog.exclusive() as opened:
        assert [row.version for row in opened.pending()] == [1, 2, 3]
        assert opened.next_version() == 4
        opened.mark_published(2)
        assert [row.version for row in opened.pending()] == [3]
        assert catalog.has_pending()
        opened.mark_published(3)
    assert not catalog.has_pending()
    assert {bytes(row["changes"]) for row in _rows(catalog, schema.outbox)} == {b""}


def test_a_key_that_is_there_is_an_error_and_leaves_nothing(catalog: Catalog) -> None:
    _add(catalog, schema.documents, [_document(1)])
    with pytest.raises(IntegrityError):
        _add(catalog, schema.documents, [_document(2), _document(3, document_id=_name(1))])
    assert [row["seq"] for row in _rows(catalog, schema.documents)] == [1]


def test_putting_replaces_and_of_two_the_last_counts(catalog: Catalog) -> None:
    table = schema.drops
    with catalog.exclusive() as opened:
        opened.put(table, "drop", [_filled(table, drop=f"{number}", documents=1) for number in range(2500)])
        again = [_filled(table, drop="7", documents=count) for count in (2, 3)]
        opened.put(table, "drop", [*again, _filled(table, drop="new")])
    assert len(_rows(catalog, table)) == 2501
    assert catalog.known_drops(["7", "8", "9999"]) == {"7": ("", 3), "8": ("", 1)}


def test_an_alias_names_the_cluster_of_its_cluster(catalog: Catalog) -> None:
    with catalog.exclusive() as opened:
        opened.point_aliases({"c": "b", "d": "b"})
        opened.point_aliases({"b": "a"})
    assert {row["alias"]: row["cluster_id"] for row in _rows(catalog, schema.aliases)} == {"b": "a", "c": "a", "d": "a"}


def test_outcomes_of_a_run_are_added_up(catalog: Catalog) -> None:
    run = Run("run", "2026-11-21T10:00:00+00:00")
    with catalog.exclusive() as opened:
        opened.count_outcomes(run, "then", {"stored": 3, "seen": 1, "full_buckets": 2})
        opened.count_outcomes(run, "now", {"stored": 2, "held": 5, "full_buckets": 4})
    (row,) = _rows(catalog, schema.runs)
    expected = dict.fromkeys((outcome.value for outcome in Outcome), 0) | {"stored": 5, "seen": 1, "held": 5}
    assert row == {"run_id": "run", "started": run.started, "updated": "now", **expected, "full_buckets": 6}
    assert catalog.full_buckets("run") == 6
    assert catalog.full_buckets("another") == 0
