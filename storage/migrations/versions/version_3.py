"""The versions of the corpus: when each was committed, and why documents left in it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, MetaData, String, Table

revision = "3"
down_revision = "2"

_tables = MetaData()

Table(
    "versions",
    _tables,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("committed", String, nullable=False),
    Column("because", String, nullable=False),
    sqlite_with_rowid=False,
)


def upgrade() -> None:
    """Bring the tables from version 2 to 3."""
    _tables.create_all(op.get_bind(), checkfirst=False)
