"""The first schema, as it was: a copy that does not follow the present one."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

revision = "1"
down_revision = None

_OUTCOMES = ("stored", "near_duplicate", "duplicate", "seen", "held", "quarantined")
_tables = MetaData()

Table("settings", _tables, Column("name", String, primary_key=True), Column("content", Text, nullable=False))

Table(
    "drops",
    _tables,
    Column("drop", Text, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("run_id", String, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "documents",
    _tables,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("document_id", String(64), nullable=False, unique=True),
    Column("text_id", String(64), nullable=False, index=True),
    Column("url_key", Text, nullable=False, index=True),
    Column("drop", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("credit", Text, nullable=False),
    Column("published", String, nullable=False),
    Column("language", String, nullable=False),
    Column("words", Integer, nullable=False),
    Column("shingles", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("part", Text, nullable=False, index=True),
    Column("raw_part", Text, nullable=False),
    Column("version_of", String(64), nullable=False),
    Column("cleaner_version", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("run_id", String, nullable=False, index=True),
    Column("first_seen", String, nullable=False),
)

Table(
    "quarantine",
    _tables,
    Column("document_id", String(64), primary_key=True),
    Column("drop", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("raw_part", Text, nullable=False),
    Column("run_id", String, nullable=False),
    Column("first_seen", String, nullable=False),
)

Table(
    "sightings",
    _tables,
    Column("document_id", String(64), primary_key=True),
    Column("seen_as", String(64), nullable=False),
    Column("drop", Text, nullable=False),
    Column("run_id", String, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "signatures",
    _tables,
    Column("document_id", String(64), primary_key=True),
    Column("whole", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
)

for name in ("bands", "settled_bands"):
    Table(
        name,
        _tables,
        Column("band", BigInteger, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )

Table(
    "matches",
    _tables,
    Column("left", String(64), primary_key=True),
    Column("right", String(64), primary_key=True, index=True),
    Column("jaccard", Float, nullable=False),
    Column("containment", Float, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("scheme", String, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "members",
    _tables,
    Column("document_id", String(64), primary_key=True),
    Column("cluster_id", String(64), nullable=False, index=True),
    Column("relation", String, nullable=False),
    Column("parent", String(64), nullable=False),
    Column("jaccard", Float, nullable=False),
    Column("containment", Float, nullable=False),
    Column("canonical", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "aliases",
    _tables,
    Column("alias", String(64), primary_key=True),
    Column("cluster_id", String(64), nullable=False, index=True),
    sqlite_with_rowid=False,
)

Table(
    "removals",
    _tables,
    Column("document_id", String(64), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("spans", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "runs",
    _tables,
    Column("run_id", String, primary_key=True),
    Column("started", String, nullable=False),
    Column("updated", String, nullable=False),
    *(Column(outcome, Integer, nullable=False) for outcome in _OUTCOMES),
    Column("full_buckets", Integer, nullable=False),
)

Table(
    "parts",
    _tables,
    Column("key", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("replaced", String, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "outbox",
    _tables,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("stats", Text, nullable=False),
    Column("changes", LargeBinary, nullable=False),
    Column("gone", Text, nullable=False),
    Column("replaced", Text, nullable=False),
    Column("compaction", Boolean, nullable=False),
    Column("published", Boolean, nullable=False, index=True),
)


def upgrade() -> None:
    """Make all tables."""
    _tables.create_all(op.get_bind(), checkfirst=False)
