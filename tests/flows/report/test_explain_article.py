"""`winnow explain ID`: all that the report shows of an article, in a terminal and for a script."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage import schema
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def ids(hostile_store: Path) -> dict[str, str]:
    """Return the documents' ids by the end of their drop's name."""
    with contextlib.closing(open_store(str(hostile_store))) as store, store.catalog.reading() as connection:
        tables = (schema.documents, schema.quarantine, schema.sightings)
        rows = [row for table in tables for row in connection.execute(select(table.c.drop, table.c.document_id))]
    return {"/".join(drop.split("/")[-3:]): name for drop, name in rows}


def test_a_script_learns_everything(winnow: Callable[..., Any], hostile_store: Path, ids: dict[str, str]) -> None:
    whole = json.loads(winnow("explain", ids["second/wire/whole.html"], "--store", hostile_store, "--json").stdout)
    half, other = ids["first/wire/half.html"], ids["first/wire/other.html"]
    assert [one["document_id"] for one in whole["cluster"]["members"]] == [half, other, whole["document_id"]]
    assert whole["cluster"]["cluster_id"] == half
    assert whole["cluster"]["merged"] == [other]
    assert whole["cluster"]["canonical"] == whole["document_id"]
    assert whole["cluster"]["reason"] == "fullest text"
    assert {one["document_id"]: one["rule"] for one in whole["matches"]} == {half: "reprint", other: "reprint"}
    assert whole["delivered"] == {"delivered_url": "", "media": "html"}
    assert whole["document"]["drop"].endswith("second/wire/whole.html")
    assert {"navigation", "title"} <= {one["rule"] for one in whole["removed"]}


def test_a_person_reads_versions_and_what_came_again(
    winnow: Callable[..., Any], hostile_store: Path, ids: dict[str, str]
) -> None:
    first, second = ids["first/paper/versions.html"], ids["second/paper/versions.html"]
    told = winnow("explain", first, "--store", hostile_store).stdout
    listed = told.partition("versions under its URL: 2")[2].splitlines()[1:3]
    assert [line.split()[0] for line in listed] == [first[:12], second[:12]]
    assert "this one" in listed[0]
    assert f"  {ids['second/paper/again.html'][:12]}  " in told
    assert "came again with other bytes: 1 times" in told
    again = winnow("explain", ids["second/paper/again.html"], "--store", hostile_store).stdout
    assert first in again, "what came again is explained as what it is"


def test_what_could_not_be_read_is_explained_by_its_reason(
    winnow: Callable[..., Any], hostile_store: Path, ids: dict[str, str]
) -> None:
    told = winnow("explain", ids["first/paper/empty.txt"], "--store", hostile_store)
    assert told.returncode == 0
    assert "quarantined" in told.stdout
    assert "the input is empty" in told.stdout
