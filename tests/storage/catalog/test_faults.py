"""What a database refuses is told in one line, without its password, and a repeat is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url, text

from dedup.scheme import SignatureScheme
from storage import schema
from storage.catalog import Catalog, create_tables
from storage.engines import open_engine
from storage.errors import StoreError, StoreFullError
from tests.postgres import postgres as running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from tests.postgres import Postgres

    Open = Callable[[str], Engine]

_SECRET = "hunter2-of-nobody"  # noqa: S105 - what must not be shown


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Return a server that only these tests use: they end it."""
    with running_postgres() as found:
        yield found


@pytest.fixture
def shared(server: Postgres, opened: Open) -> Catalog:
    """Return a new catalog on the server that is ended."""
    engine = opened(server.new_database())
    create_tables(engine, SignatureScheme.create(7), "here")
    return Catalog(engine, "here")


def _drops(*names: str) -> list[dict[str, Any]]:
    return [{"drop": name, "fingerprint": "", "documents": 1, "run_id": ""} for name in names]


def _put(catalog: Catalog, *names: str, between: Callable[[], object] = lambda: None) -> None:
    with catalog.exclusive() as transaction:
        transaction.put(schema.drops, "drop", _drops(*names[:1]))
        between()
        transaction.put(schema.drops, "drop", _drops(*names[1:]))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "catalog.db",
        "mysql://root@host/db",
        f"postgresql+psycopg2//user:{_SECRET}@host",
        f"oracle://user:{_SECRET}@host/x",
        f"postgresql://user:{_SECRET}@host:port/x",
    ],
)
def test_what_is_no_url_of_a_catalog_is_told_how_one_looks(url: str) -> None:
    with pytest.raises(StoreError, match=r"sqlite:///PATH or postgresql\+psycopg://USER@HOST/DATABASE$") as refused:
        open_engine(url)
    assert _SECRET not in str(refused.value)


@pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_usual_names_of_postgresql_are_understood(name: str) -> None:
    assert open_engine(f"{name}://user@host/db").dialect.driver == "psycopg"


def _refusal(url: str, opened: Open) -> str:
    with pytest.raises(StoreError) as refused:
        Catalog(opened(url), "s3://bucket/corpus")
    assert "\n" not in str(refused.value)
    assert _SECRET not in str(refused.value)
    return str(refused.value)


def test_a_server_that_is_down_is_a_readable_error(opened: Open) -> None:
    reason = _refusal(f"postgresql+psycopg://user:{_SECRET}@127.0.0.1:9/db", opened)
    assert reason.startswith("the catalog of the store at s3://bucket/corpus can't be used: connection failed")
    assert "Connection refused" in reason


def test_a_wrong_password_is_a_readable_error_that_does_not_show_it(postgres: Postgres, opened: Open) -> None:
    url = make_url(postgres.new_database()).set(password=_SECRET).render_as_string(hide_password=False)
    expected = 'can\'t be used: password authentication failed for user "winnow"'
    assert _refusal(url, opened).endswith(expected)


def test_a_database_that_is_not_there_is_a_readable_error(postgres: Postgres, opened: Open) -> None:
    assert _refusal(postgres.url("nowhere"), opened).endswith('can\'t be used: database "nowhere" does not exist')


def test_a_folder_that_is_not_there_is_a_readable_error(tmp_path: Any, opened: Open) -> None:
    reason = _refusal(f"sqlite:///{tmp_path}/none/catalog.db", opened)
    assert reason.endswith("can't be used: unable to open database file")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_restarts_inside_a_commit_fails_it_and_a_repeat_is_right(
    server: Postgres, shared: Catalog, mode: str
) -> None:
    """Ended in order, and as by a crash."""
    _put(shared, "before")
    with pytest.raises(StoreError) as refused:
        _put(shared, "one", "two", between=lambda: server.restart(mode))
    assert str(refused.value).startswith("the catalog of the store at here went away (")
    assert str(refused.value).endswith("run the same command again when it is back")
    assert "\n" not in str(refused.value)
    assert shared.known_drops(["before", "one", "two"]).keys() == {"before"}
    _put(shared, "one", "two")
    assert shared.known_drops(["before", "one", "two"]).keys() == {"before", "one", "two"}


def test_a_server_that_restarts_before_the_commit_leaves_nothing(server: Postgres, shared: Catalog) -> None:
    with pytest.raises(StoreError, match="went away"):
        _put(shared, "one", between=server.restart)
    assert shared.known_drops(["one"]) == {}


def test_a_server_that_restarts_between_commits_is_not_noticed(server: Postgres, shared: Catalog) -> None:
    _put(shared, "one")
    server.restart()
    _put(shared, "two")
    assert shared.known_drops(["one", "two"]).keys() == {"one", "two"}


def test_a_server_that_is_gone_is_a_readable_error_until_it_is_back(server: Postgres, shared: Catalog) -> None:
    server.stop()
    try:
        with pytest.raises(StoreError, match=r"can't be used: connection failed: .*Connection refused$"):
            _put(shared, "one")
    finally:
        server.start()
    _put(shared, "one")
    assert shared.known_drops(["one"]).keys() == {"one"}


def test_a_disk_that_is_full_is_told_as_such_and_nothing_is_half_written(
    catalog: Catalog, database: str, opened: Open
) -> None:
    """SQLite at the size that it may have; PostgreSQL, which can't be confined to one here, by its own error code."""
    engine = opened(database)
    if engine.dialect.name == "sqlite":
        full = Catalog(engine, "here")
        with full.reading() as connection:  # of the one connection that the pool then gives again
            connection.exec_driver_sql("PRAGMA max_page_count = 100")
    else:
        full = catalog
        with engine.begin() as connection:
            connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(
                text(
                    "CREATE FUNCTION fill() RETURNS trigger AS 'BEGIN IF NEW.drop > ''5'' THEN "
                    "RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END IF; RETURN NEW; END' LANGUAGE plpgsql"
                )
            )
            connection.execute(text("CREATE TRIGGER fill BEFORE INSERT ON drops FOR EACH ROW EXECUTE FUNCTION fill()"))
    with pytest.raises(StoreFullError, match=r"^no space left for the store at here; free some and run the same"):
        _put(full, *(f"{number % 10}-{number}" + "x" * 1000 for number in range(2000)))
    with full.reading() as connection:
        assert connection.execute(schema.drops.select()).all() == []
