"""Look-ups of many keys at once: a few queries a batch, never one a document."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Column, Connection, Select

# SQLite takes 32,766 parameters a statement (SQLITE_MAX_VARIABLE_NUMBER); PostgreSQL's protocol 65,535.
_PARAMETERS = 8192


def rows_in(connection: Connection, query: Select[Any], column: Column[Any], values: Iterable[object]) -> Iterator[Any]:
    """Yield the query's rows whose ``column`` is one of ``values``, in as few statements as the database takes."""
    left = iter(values)
    while chunk := list(islice(left, _PARAMETERS)):
        yield from connection.execute(query.where(column.in_(chunk)))
