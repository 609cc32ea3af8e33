"""A catalog on each database that Winnow knows, and processes that use it beside the test's own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from dedup.scheme import SignatureScheme
from storage.catalog import Catalog, create_tables
from storage.engines import open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    Postgres = Any

_START = """
import json, sys, time
from pathlib import Path
from storage import engines, schema
from storage.catalog import Catalog, create_tables
url, arguments = sys.argv[1], json.loads(sys.argv[2])
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.db'}"
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    """Return an opener of databases, which closes them at the end."""
    engines: list[Engine] = []

    def open_database(url: str) -> Engine:
        engines.append(open_engine(url))
        return engines[-1]

    yield open_database
    for engine in engines:
        engine.dispose()


@pytest.fixture
def catalog(database: str, opened: Callable[[str], Engine]) -> Catalog:
    """Return a new catalog."""
    engine = opened(database)
    create_tables(engine, SignatureScheme.create(7), "here")
    return Catalog(engine, "here")


@pytest.fixture
def beside(database: str, project: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a starter of processes: ``beside(code, **arguments)`` runs code that finds ``url`` and ``arguments``."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, **arguments: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _START + code, database, json.dumps(arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=project, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
