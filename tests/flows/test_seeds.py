"""The five real articles that the project was asked about, through the command line and out of the tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable
from sqlalchemy import select

from storage import schema
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def ingested(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, ingest: Callable[..., Any]
) -> dict[str, dict[str, Any]]:
    """Return the article of each seed by the file's name, with its cluster."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    drops = tmp_path_factory.mktemp("drops")
    for path in (shared / "seeds").glob("*.txt"):
        shutil.copy(path, drops)
    tally = ingest(drops, store)
    assert tally.outcomes["stored"] == 5
    clusters = {
        row["document_id"]: row["cluster_id"]
        for row in DeltaTable(str(store / "members")).to_pyarrow_table().to_pylist()
    }
    articles = {row["document_id"]: row for row in DeltaTable(str(store / "articles")).to_pyarrow_table().to_pylist()}
    opened = open_store(str(store))
    with opened.catalog.reading() as connection:
        documents = schema.documents.c
        drops = connection.execute(select(documents.document_id, documents.drop)).all()
    opened.close()
    return {
        Path(drop).name: {**articles[name], "cluster_id": clusters[name]} for name, drop in drops if name in articles
    }


def _expected_blocks(lines: list[str], gold: dict[str, Any]) -> list[str]:
    joined = {second: first for first, second in gold.get("joined", [])}
    blocks: dict[int, str] = {}
    for number in gold["body"]:
        text = " ".join(lines[number - 1].split())
        first = joined.get(number)
        blocks[first or number] = f"{blocks[first]} {text}" if first else text
    return list(blocks.values())


def test_the_kept_lines_are_exactly_the_body(shared: Path, ingested: dict[str, dict[str, Any]]) -> None:
    gold = json.loads((shared / "seeds" / "gold.json").read_text(encoding="utf-8"))
    assert len(gold) == 5
    for name, truth in gold.items():
        lines = (shared / "seeds" / name).read_text(encoding="utf-8").splitlines()
        assert ingested[name]["text"].split("\n\n") == _expected_blocks(lines, truth), name


@pytest.mark.parametrize("field", ["title", "credit"])
def test_title_and_credit_are_fields(shared: Path, ingested: dict[str, dict[str, Any]], field: str) -> None:
    gold = json.loads((shared / "seeds" / "gold.json").read_text(encoding="utf-8"))
    for name, truth in gold.items():
        lines = (shared / "seeds" / name).read_text(encoding="utf-8").splitlines()
        expected = " ".join(lines[truth[field] - 1].split()) if truth[field] else None
        assert ingested[name][field] == expected, name


def test_they_are_five_clusters(ingested: dict[str, dict[str, Any]]) -> None:
    assert len({row["cluster_id"] for row in ingested.values()}) == len(ingested) == 5


def test_the_command_line_gives_them_five_clusters_too(
    shared: Path, winnow: Callable[..., Any], tmp_path: Path
) -> None:
    files = sorted((shared / "seeds").glob("*.txt"))
    found = json.loads(winnow("ingest", *files, "--to", tmp_path / "store", "--json").stdout)
    assert (found["documents"], found["outcomes"]["stored"]) == (5, 5)
    standing = json.loads(winnow("status", "--store", tmp_path / "store", "--json").stdout)
    assert (standing["clusters"], standing["copied_clusters"]) == (5, 0)
