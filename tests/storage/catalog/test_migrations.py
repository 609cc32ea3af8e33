"""The schema, and how an older store comes to it, on both databases."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from dedup.scheme import SignatureScheme
from storage import migrations, schema
from storage.catalog import Catalog, create_tables
from storage.engines import exclusive_connection
from storage.errors import StoreError
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    Beside = Callable[..., subprocess.Popen[str]]
    Open = Callable[[str], Engine]

# What a second version could be: a column more, filled from what is there.
_NEXT = """
from alembic import op
from sqlalchemy import Column, Integer

revision = "{after}"
down_revision = "{last}"


def upgrade():
    op.add_column("drops", Column("extra", Integer))
    op.execute("UPDATE drops SET extra = documents * 2")
"""
_OPEN = """
from storage import migrations
migrations.SCRIPTS = Path(arguments["scripts"])
schema.SCHEMA_VERSION += 1
while not Path(arguments["start"]).exists():
    time.sleep(0.001)
catalog = Catalog(engines.open_engine(url), "here")
with catalog.reading() as connection:
    print(connection.exec_driver_sql("SELECT extra FROM drops").all())
"""
_SCHEME = SignatureScheme.create(7)


def _first(engine: Engine) -> Engine:
    """Make a store's catalog as the first version made it."""
    with exclusive_connection(engine) as connection:
        upgrade(connection, "1")
        rows = [("scheme", _SCHEME.to_json()), ("corpus_id", "a-corpus")]
        for name, content in rows:
            connection.execute(text("INSERT INTO settings VALUES (:n, :c)"), {"n": name, "c": content})
        connection.execute(text("INSERT INTO drops VALUES ('wire/1.txt', 'print', 21, 'run')"))
    return engine


@pytest.fixture
def next_scripts(tmp_path: Path) -> Path:
    """Return the migrations with one more than this version has."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrations.SCRIPTS, scripts)
    last, after = schema.SCHEMA_VERSION, schema.SCHEMA_VERSION + 1
    (scripts / "versions" / f"version_{after}.py").write_text(_NEXT.format(last=last, after=after))
    return scripts


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, next_scripts: Path) -> None:
    """Be the next version of Winnow."""
    monkeypatch.setattr(migrations, "SCRIPTS", next_scripts)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)


def test_the_migrations_make_the_tables_that_the_schema_says(opened: Open, database: str) -> None:
    engine = _first(opened(database))
    Catalog(engine, "here").close()
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "version_table": schema.schema_version.name}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata) == []


def test_a_migrated_catalog_is_laid_out_as_a_new_one(opened: Open, tmp_path: Path) -> None:
    """What Alembic does not compare: keys and tables without row ids, as SQLite has them."""
    found = []
    for name, make in (("old", _first), ("new", _new)):
        engine = make(opened(f"sqlite:///{tmp_path / name}"))
        Catalog(engine, "here").close()
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE tbl_name != 'schema_version'")
            found.append({row.name: " ".join(str(row.sql).split()) for row in rows})
    assert found[0] == found[1]
    assert "WITHOUT ROWID" in found[0]["bands"]


def _new(engine: Engine) -> Engine:
    create_tables(engine, _SCHEME, "here")
    return engine


def test_a_new_catalog_says_the_version_it_has(opened: Open, database: str) -> None:
    with _new(opened(database)).connect() as connection:
        assert connection.scalars(select(schema.schema_version)).all() == [str(schema.SCHEMA_VERSION)]


@pytest.mark.usefixtures("newer")
def test_an_older_store_is_brought_up_when_it_is_opened(opened: Open, database: str) -> None:
    engine = _first(opened(database))
    catalog = Catalog(engine, "here")
    assert (catalog.corpus_id, catalog.scheme) == ("a-corpus", _SCHEME)
    assert catalog.known_drops(["wire/1.txt"]) == {"wire/1.txt": ("print", 21)}
    with catalog.reading() as connection:
        assert connection.scalars(text("SELECT extra FROM drops")).all() == [42]
        assert connection.scalars(select(schema.schema_version)).all() == [str(schema.SCHEMA_VERSION)]


@pytest.mark.usefixtures("newer")
def test_a_migration_that_fails_leaves_the_store_as_it_was(opened: Open, database: str, next_scripts: Path) -> None:
    broken = next_scripts / "versions" / f"version_{schema.SCHEMA_VERSION}.py"
    broken.write_text(broken.read_text() + "    raise ZeroDivisionError\n")
    engine = _first(opened(database))
    with pytest.raises(ZeroDivisionError):
        Catalog(engine, "here")
    assert "extra" not in {column["name"] for column in inspect(engine).get_columns("drops")}
    with engine.connect() as connection:
        assert connection.scalars(select(schema.schema_version)).all() == ["1"]


def test_two_processes_may_bring_a_store_up_at_once(
    opened: Open, database: str, beside: Beside, next_scripts: Path, tmp_path: Path
) -> None:
    _first(opened(database))
    start = tmp_path / "start"
    racers = [beside(_OPEN, scripts=str(next_scripts), start=str(start)) for _ in range(3)]
    time.sleep(2)
    start.touch()
    for racer in racers:
        output, errors = racer.communicate(timeout=120)
        assert (output, errors) == ("[(42,)]\n", "")


def test_a_newer_catalog_is_refused_and_left_alone(opened: Open, database: str) -> None:
    engine = _new(opened(database))
    with exclusive_connection(engine) as connection:
        connection.execute(schema.schema_version.update().values(version_num="99"))
    reason = rf"^the store at here was made by a newer Winnow \(catalog schema 99, this version knows {schema.SCHEMA_VERSION}\)"
    with pytest.raises(StoreError, match=reason):
        Catalog(engine, "here")


def test_a_database_without_a_catalog_is_none(opened: Open, database: str) -> None:
    with pytest.raises(StoreError, match=r"^here holds no Winnow catalog$"):
        Catalog(opened(database), "here")


def test_tables_of_somebody_else_are_not_taken_for_ours(opened: Open, database: str) -> None:
    engine = opened(database)
    with exclusive_connection(engine) as connection:
        connection.execute(text("CREATE TABLE documents (theirs INTEGER)"))
    with pytest.raises(StoreError, match=r"can't be used: .*documents.* already exists"):
        create_tables(engine, _SCHEME, "here")
    assert inspect(engine).get_table_names() == ["documents"]


@pytest.mark.parametrize(
    "code", ["import flows.cli", "Catalog(engines.open_engine(url), 'here').exclusive().__enter__()"]
)
def test_alembic_is_imported_by_nobody_who_has_no_store_to_bring_up(
    opened: Open, tmp_path: Path, project: Path, code: str
) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    _new(opened(url))
    program = "from storage import engines\nfrom storage.catalog import Catalog\nimport sys\nurl = sys.argv[1]\n"
    program += f"{code}\nprint(sorted({{'alembic', 'mako', 'psycopg'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program, url], cwd=project, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
