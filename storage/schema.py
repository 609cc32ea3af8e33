"""The catalog's tables. One schema for SQLite and PostgreSQL; ids are SHA-256 in hex unless said otherwise.

A change here needs a new SCHEMA_VERSION and a migration of that name in storage/migrations/versions; a test compares
the two. Small rows under long keys are kept in their key's tree in SQLite (``sqlite_with_rowid=False``): the key
stands once.
"""

from __future__ import annotations

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

from storage.document import Outcome

SCHEMA_VERSION = 4

metadata = MetaData()

# One row: the SCHEMA_VERSION that the tables have. The migrations keep it (Alembic's version table).
schema_version = Table("schema_version", metadata, Column("version_num", String(32), primary_key=True))

# One row a fact about the store itself: scheme (JSON), corpus_id, settled_to (the newest document of settled_bands).
settings = Table(
    "settings", metadata, Column("name", String, primary_key=True), Column("content", Text, nullable=False)
)

# Drops that were read to their end, so that an unchanged one needs no second reading.
drops = Table(
    "drops",
    metadata,
    Column("drop", Text, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("run_id", String, nullable=False),
    sqlite_with_rowid=False,
)

# Every document with a text: stored, near_duplicate, duplicate, held, or withdrawn after it was one of them. `seq` is
# the order of first sight.
documents = Table(
    "documents",
    metadata,
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
    Column("part", Text, nullable=False, index=True),  # object key of the Parquet part with the clean copy; "" for none
    Column("raw_part", Text, nullable=False),
    Column("version_of", String(64), nullable=False, index=True),
    Column("cleaner_version", String, nullable=False),
    Column("revision", Integer, nullable=False),  # how often it was cleaned again
    Column("run_id", String, nullable=False, index=True),
    Column("first_seen", String, nullable=False),
)

# What could not be read.
quarantine = Table(
    "quarantine",
    metadata,
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

# Deliveries that gave nothing new though their bytes were: a page scraped again with other ads.
sightings = Table(
    "sightings",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("seen_as", String(64), nullable=False),
    Column("drop", Text, nullable=False),
    Column("run_id", String, nullable=False),
    sqlite_with_rowid=False,
)

# What an index entry is computed from, so that bands can be thrown away and rebuilt.
signatures = Table(
    "signatures",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("whole", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
)

# What the delivery tells of a document's place among its source's items; where it tells nothing there is no row.
# `item` is the key of its source and guid (storage.tombstones.item_key), "" without a guid.
items = Table(
    "items",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("item", Text, nullable=False, index=True),
    Column("guid", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("corrects", Text, nullable=False),  # guid of what it corrects, "" for none
    Column("embargo", String, nullable=False, index=True),  # UTC, ISO 8601, "" for none
    Column("urgency", Integer, nullable=False),
    Column("keywords", Text, nullable=False),  # JSON
    sqlite_with_rowid=False,
)

# What must not be in the corpus, nor come into it again: taken back by its source or forgotten by us. A document that
# any key names is `withdrawn`. `scope` says what `key` is: a `document` id, a `text` id, a `url` key or an `item` key.
# `kind` is who took it out (`kill`: a notice of its source; `forget`: an operator), `reason` is in words, `since` UTC
# in ISO 8601, `notice` the document_id of the notice, "" for none.
tombstones = Table(
    "tombstones",
    metadata,
    Column("scope", String, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", String, nullable=False),
    Column("notice", String(64), nullable=False),
    sqlite_with_rowid=False,
)

# What was delivered and is done with, without a place in the corpus: `withdrawn` notices and what came after one, and
# what could not be read and was `replayed` since.
dismissed = Table(
    "dismissed",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("outcome", String, nullable=False),  # withdrawn | replayed
    Column("drop", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw_part", Text, nullable=False),
    Column("run_id", String, nullable=False),
    Column("first_seen", String, nullable=False),
    sqlite_with_rowid=False,
)

# The LSH buckets: which documents (by seq) have a band key. Keys come in no order, so every page of the index is
# written for a batch of any size: new keys stand in `bands`, which stays small, and are moved together, in order, into
# `settled_bands` (Transaction.index says when).
bands, settled_bands = (
    Table(
        name,
        metadata,
        Column("band", BigInteger, primary_key=True, autoincrement=False),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    for name in ("bands", "settled_bands")
)

matches = Table(
    "matches",
    metadata,
    Column("left", String(64), primary_key=True),
    Column("right", String(64), primary_key=True, index=True),
    Column("jaccard", Float, nullable=False),
    Column("containment", Float, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("scheme", String, nullable=False),
    sqlite_with_rowid=False,
)

# Which cluster each document of the corpus is in, and why.
members = Table(
    "members",
    metadata,
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

# Cluster ids that were merged away live on.
aliases = Table(
    "aliases",
    metadata,
    Column("alias", String(64), primary_key=True),
    Column("cluster_id", String(64), nullable=False, index=True),
    sqlite_with_rowid=False,
)

removals = Table(
    "removals",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("spans", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("started", String, nullable=False),
    Column("updated", String, nullable=False),
    *(Column(outcome.value, Integer, nullable=False) for outcome in Outcome),
    Column("full_buckets", Integer, nullable=False),  # band keys that more documents had than are compared
)

# What came from each source on each day (UTC, YYYY-MM-DD): what alarms hold a source's present against. `kept` and
# `removed` are characters of what was cleaned. `first` and `last` are when something new came (UTC ISO 8601), `gap` is
# the longest silence, in seconds, that ended on the day.
source_days = Table(
    "source_days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", String(10), primary_key=True),
    *(Column(outcome.value, Integer, nullable=False) for outcome in Outcome),
    Column("size", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("removed", BigInteger, nullable=False),
    Column("first", String, nullable=False),
    Column("last", String, nullable=False),
    Column("gap", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# In which languages it came.
language_days = Table(
    "language_days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("language", String, primary_key=True),
    Column("documents", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Every object that a commit put. `replaced` is when (UTC ISO 8601) a newer part took its place, "" for a living one:
# older versions of the tables still read it, so it stays for the retention.
parts = Table(
    "parts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("replaced", String, nullable=False),
    sqlite_with_rowid=False,
)

# What is committed but not yet in the corpus tables. `changes` is an Arrow IPC stream of member rows, `gone` (JSON) the
# documents whose member rows go, `replaced` (JSON) the parts that `part` takes the place of; with `compaction` it
# holds the very same rows.
outbox = Table(
    "outbox",
    metadata,
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

# The versions of the corpus: one a row of the outbox, with when it was committed (UTC ISO 8601), and because of what
# documents are gone in it (storage.rows.Replacing).
versions = Table(
    "versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("committed", String, nullable=False),
    Column("because", String, nullable=False),
    sqlite_with_rowid=False,
)
