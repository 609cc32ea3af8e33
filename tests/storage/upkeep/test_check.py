"""A check finds whatever is spoilt, says of what kind it is and what mends it, and finds nothing in a whole store."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

import storage
from storage.finding import MENDS, Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    Kept = Any


def test_a_whole_store_is_clean_with_all_its_bytes_read(kept: Kept) -> None:
    found = kept.check()
    assert found.findings == []
    assert found.documents == 11
    assert found.read == found.objects > 4
    assert (found.orphans, found.unpublished) == (0, 0)


# What is done to the catalog, and the kind of finding that it must give.
_SPOILT_ROWS = [
    ("update documents set outcome = 'held' where outcome = 'stored' and seq = 1", "outcome-wrong"),
    ("delete from members where relation = 'duplicate'", "outcome-wrong"),
    ("update documents set part = 'articles/part-0.parquet' where seq = 1", "object-unlisted"),
    ("update documents set text_id = 'another' where seq = 1", "article-differs"),
    ("update documents set version_of = 'nobody' where version_of != ''", "link-dead"),
    ("delete from signatures where rowid = 1", "signature-missing"),
    ("delete from matches", "cluster-differs"),
    ("update matches set scheme = 'another'", "match-wrong"),
    ("update matches set left = right, right = left", "match-wrong"),
    ("update matches set right = 'nobody'", "match-wrong"),
    ("update members set canonical = not canonical where relation = 'reprint'", "cluster-differs"),
    ("update members set jaccard = 0.5 where relation = 'reprint'", "cluster-differs"),
    ("update members set reason = 'a whim'", "member-differs"),
    ("update members set parent = (select document_id from documents where seq = 1) where relation = 'duplicate'", "duplicate-astray"),
    ("update members set relation = 'reprint' where relation = 'duplicate'", "duplicate-astray"),
    ("insert into aliases values ('old', 'nobody')", "alias-dead"),
    ("insert into aliases select cluster_id, cluster_id from members limit 1", "alias-dead"),
    ("update sightings set seen_as = 'nobody'", "link-dead"),
    ("insert into removals select document_id, 'made-up', 1, 1 from documents where seq = 1", "removals-differ"),
    ("update runs set stored = stored + 1", "run-total"),
    ("delete from runs", "run-total"),
    ("update parts set size = size + 1", "object-damaged"),
    ("update outbox set version = version + 10", "table-behind"),
    ("update documents set title = 'Another' where seq = 1", "member-differs"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "kind"), _SPOILT_ROWS, ids=[f"{kind}-{at}" for at, (_, kind) in enumerate(_SPOILT_ROWS)]
)
def test_a_spoilt_catalog_is_found(kept: Kept, statement: str, kind: str) -> None:
    before = kept.catalog(), kept.sql("select version from outbox")
    kept.sql(statement)
    assert (kept.catalog(), kept.sql("select version from outbox")) != before, "the statement must change something"
    assert kind in kept.kinds()


@pytest.mark.parametrize("folder", ["articles", "raw"])
def test_a_lost_object_is_found(kept: Kept, folder: str) -> None:
    path = min((kept.folder / folder).glob("part-*.parquet"))
    path.unlink()
    (found,) = [one for one in kept.check().findings if one.kind == "object-missing"]
    assert found.key == f"{folder}/{path.name}"


def test_a_changed_byte_in_what_no_table_reads_is_found_only_by_reading(kept: Kept) -> None:
    key = _flip_a_byte(kept, "raw")
    assert kept.check(0.0).findings == []
    (found,) = kept.check().findings
    assert (found.kind, found.key, found.problem) == ("object-damaged", key, "its bytes do not hash to its name")


def test_a_changed_byte_in_an_article_is_found(kept: Kept) -> None:
    key = _flip_a_byte(kept, "articles")
    assert {(one.kind, one.key) for one in kept.check().findings} == {("object-damaged", key)}


def _flip_a_byte(kept: Kept, folder: str) -> str:
    path = min((kept.folder / folder).glob("part-*.parquet"))
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    return f"{folder}/{path.name}"


def test_a_shortened_object_is_found_without_reading(kept: Kept) -> None:
    path = min((kept.folder / "raw").glob("part-*.parquet"))
    path.write_bytes(path.read_bytes()[:-1])
    assert {one.kind for one in kept.check(0.0).findings} == {"object-damaged"}


@pytest.mark.parametrize(("table", "kind"), [("articles", "table-missing"), ("members", "table-missing")])
def test_a_lost_table_is_found(kept: Kept, table: str, kind: str) -> None:
    shutil.rmtree(kept.folder / table / "_delta_log")
    assert kind in kept.kinds()


def test_rows_that_a_table_lost_are_found(kept: Kept) -> None:
    """Each table loses a row through a commit of its own, as a consumer with write access could make it."""
    name = kept.sql("select document_id from documents where seq = 1")[0][0]
    for table in ("articles", "members"):
        DeltaTable(str(kept.folder / table)).delete(f"document_id = '{name}'")
    found = kept.check().findings
    assert {one.kind for one in found} == {"article-missing", "article-unknown", "member-missing"}


def test_rows_that_a_table_has_twice_are_found(kept: Kept) -> None:
    path = str(kept.folder / "members")
    rows = DeltaTable(path).to_pyarrow_table().slice(0, 1)
    from deltalake import write_deltalake

    write_deltalake(path, rows, mode="append")
    assert kept.kinds() == {"member-twice"}


def test_what_waits_and_what_nothing_refers_to_is_told_and_no_fault(kept: Kept) -> None:
    (kept.folder / "raw" / f"part-{'0' * 64}.parquet").write_bytes(b"left by a crash")
    found = kept.check()
    assert (found.findings, found.orphans, found.orphan_bytes) == ([], 1, 15)


def test_the_same_seed_draws_the_same_share() -> None:
    from storage.check_objects import chosen

    keys = [str(number) for number in range(100)]
    assert chosen(keys, 0.05, 3) == chosen(list(reversed(keys)), 0.05, 3)
    assert len(chosen(keys, 0.05, 3)) == 5
    assert chosen(keys, 0.05, 3) != chosen(keys, 0.05, 4)
    assert chosen(keys, 0.001, 3) != []


def test_every_kind_of_finding_has_something_that_mends_it() -> None:
    """A kind without a mend would fail when it is printed: all that the checks make are listed."""
    made = set()
    for source in (path.read_text(encoding="utf-8") for path in Path(storage.__path__[0]).glob("*.py")):
        made |= set(re.findall(r'Finding\(\s*"([a-z-]+)"', source))
    assert made == set(MENDS)
    assert all(Finding(kind, "key", "problem").mend for kind in made)


def test_the_command_prints_findings_and_ends_with_8(kept: Kept, winnow: Callable[..., Any]) -> None:
    clean = winnow("check", "--store", kept.folder, "--read-data")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "no findings" in clean.stdout
    kept.sql("update runs set stored = stored + 1")
    spoilt = winnow("check", "--store", kept.folder)
    assert spoilt.returncode == 8
    assert spoilt.stderr.endswith(f"1 findings in {kept.folder}\n")
    (line,) = [line for line in spoilt.stdout.splitlines() if line.startswith("run-total: ")]
    assert line.endswith("[mend: winnow repair --rebuild-catalog]")
    told = json.loads(winnow("check", "--store", kept.folder, "--read-data=50%", "--seed", "4", "--json").stdout)
    assert (told["findings"][0]["kind"], told["seed"], 0 < told["read"] < told["objects"]) == ("run-total", 4, True)


@pytest.mark.parametrize("share", ["0%", "101%", "some", "-5%"])
def test_a_share_that_is_none_is_a_wrong_usage(kept: Kept, winnow: Callable[..., Any], share: str) -> None:
    assert winnow("check", "--store", kept.folder, f"--read-data={share}").returncode == 2


def test_a_check_writes_nothing(kept: Kept, snapshot: Callable[..., Any]) -> None:
    before = snapshot(kept.folder)
    kept.check()
    after = {name: one for name, one in snapshot(kept.folder).items() if not name.startswith("catalog.db-")}
    assert after == before
