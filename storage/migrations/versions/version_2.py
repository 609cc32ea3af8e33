"""What drops tell of their articles, withdrawals and holds."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String, Text

revision = "2"
down_revision = "1"

_OUTCOMES = ("stored", "near_duplicate", "duplicate", "seen", "held", "quarantined")


def upgrade() -> None:
    """Bring the tables from version 1 to 2."""
    op.create_table(
        "items",
        Column("document_id", String(64), primary_key=True),
        Column("item", Text, nullable=False),
        Column("guid", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("corrects", Text, nullable=False),
        Column("embargo", String, nullable=False),
        Column("urgency", Integer, nullable=False),
        Column("keywords", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_items_item", "items", ["item"])
    op.create_index("ix_items_embargo", "items", ["embargo"])
    op.create_table(
        "tombstones",
        Column("scope", String, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("kind", String, nullable=False),
        Column("reason", Text, nullable=False),
        Column("since", String, nullable=False),
        Column("notice", String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dismissed",
        Column("document_id", String(64), primary_key=True),
        Column("outcome", String, nullable=False),
        Column("drop", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("raw_part", Text, nullable=False),
        Column("run_id", String, nullable=False),
        Column("first_seen", String, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_documents_version_of", "documents", ["version_of"])
    _count_withdrawn()


def _count_withdrawn() -> None:
    # SQLite would put a new column behind the table's constraints and keep its default: the table is written anew.
    op.rename_table("runs", "runs_before")
    op.create_table(
        "runs",
        Column("run_id", String, primary_key=True),
        Column("started", String, nullable=False),
        Column("updated", String, nullable=False),
        *(Column(outcome, Integer, nullable=False) for outcome in (*_OUTCOMES, "withdrawn")),
        Column("full_buckets", Integer, nullable=False),
    )
    columns = ", ".join(("run_id", "started", "updated", *_OUTCOMES, "full_buckets"))
    op.execute(f"INSERT INTO runs ({columns}, withdrawn) SELECT {columns}, 0 FROM runs_before")  # noqa: S608 - our own
    op.drop_table("runs_before")
