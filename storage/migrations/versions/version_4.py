"""What runs leave for alarms."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text

revision = "4"
down_revision = "3"

_OUTCOMES = ("stored", "near_duplicate", "duplicate", "seen", "held", "quarantined", "withdrawn")


def upgrade() -> None:
    """Bring the tables from version 3 to 4."""
    op.create_table(
        "source_days",
        Column("source", Text, primary_key=True),
        Column("day", String(10), primary_key=True),
        *(Column(name, Integer, nullable=False) for name in _OUTCOMES),
        Column("size", BigInteger, nullable=False),
        Column("kept", BigInteger, nullable=False),
        Column("removed", BigInteger, nullable=False),
        Column("first", String, nullable=False),
        Column("last", String, nullable=False),
        Column("gap", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "language_days",
        Column("source", Text, primary_key=True),
        Column("day", String(10), primary_key=True),
        Column("language", String, primary_key=True),
        Column("documents", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
