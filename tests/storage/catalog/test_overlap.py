"""Runs that overlap: several processes ingest the same drops into one store at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage import schema
from storage.options import StoreOptions
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ARTICLES = 120
# Small batches: many commits, between which the others come in.
_BATCH = 10
_PROCESSES = 2


@pytest.fixture
def catalog_url(database: str) -> str:
    """Return where the store's catalog is: in PostgreSQL, or inside the store."""
    return database if database.startswith("postgresql") else ""


def _ingest(drops: Path, store: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    program = Path(sys.executable).with_name("winnow")
    command = [str(program), "ingest", str(drops), "--to", str(store), "--json"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def environment_here(environment: dict[str, str], catalog_url: str) -> dict[str, str]:
    """Return the environment of runs that share a catalog and commit often."""
    return {**environment, "WINNOW_BATCH": str(_BATCH), "WINNOW_CATALOG": catalog_url, "WINNOW_WORKERS": "1"}


@pytest.mark.parametrize("articles", [_ARTICLES, _ARTICLES + 1])
def test_two_runs_on_the_same_drops_store_each_article_once_and_lose_none(
    tmp_path: Path,
    environment_here: dict[str, str],
    article: Callable[..., str],
    corpus: Callable[[Path], Any],
    articles: int,
) -> None:
    """The store is not there when they begin: they make it at once as well."""
    drops, store = tmp_path / "drops" / "wire", tmp_path / "store"
    drops.mkdir(parents=True)
    for number in range(articles):
        (drops / f"{number}.txt").write_text(article(number))
    runs = [_ingest(drops.parent, store, environment_here) for _ in range(_PROCESSES)]
    outcomes: Counter[str] = Counter()
    for run in runs:
        output, errors = run.communicate(timeout=300)
        assert run.returncode == 0, errors
        outcomes.update(json.loads(output)["outcomes"])
    assert +outcomes == {"stored": articles, "seen": articles}
    found = corpus(store)
    texts = {article(number).strip() for number in range(articles)}
    assert sorted(row["text"] for row in found.articles) == sorted(texts)
    names = {row["document_id"] for row in found.articles}
    assert sorted(row["document_id"] for row in found.members) == sorted(names)
    opened = open_store(str(store), options=StoreOptions(catalog=environment_here["WINNOW_CATALOG"]))
    with opened.catalog.reading() as connection:
        assert set(connection.scalars(select(schema.documents.c.document_id))) == names
    assert not opened.catalog.has_pending()
    opened.close()
