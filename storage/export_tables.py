"""The corpus as tables of other tools: Parquet, a folder for Hugging Face's datasets, a DuckDB file."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from storage.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Rows of a row group: some tens of megabytes of text, which a reader decodes at once.
_GROUP = 10_000
# Rows of one file of a data set: a few hundred megabytes.
_SHARD = 100_000

_CARD = """---
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
---

# News corpus, version {version}

{what} Made by `winnow export --as hf`; load it with `datasets.load_dataset("PATH OF THIS FOLDER")`.

The rights in the texts are their publishers': this card gives none.

| column | type |
|---|---|
{columns}
"""


def write_parquet(batches: Iterable[pa.Table], schema: pa.Schema, sink: BinaryIO) -> None:
    """Write one Parquet file, zstd."""
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for rows in _groups(batches):
            writer.write_table(rows)


def write_data_set(batches: Iterable[pa.Table], schema: pa.Schema, folder: Path, version: int) -> None:
    """Write Parquet files and a card that ``datasets.load_dataset(folder)`` reads without a network."""
    (folder / "data").mkdir()
    groups, number = _groups(batches), 0
    rows: pa.Table | None = next(groups, schema.empty_table())
    while rows is not None:
        rows = _write_shard(folder / "data" / f"train-{number:05}.parquet", rows, groups)
        number += 1
    columns = "\n".join(f"| {field.name} | {field.type} |" for field in schema)
    what = "What changed since an earlier version." if "change" in schema.names else "One row an article."
    card = _CARD.format(version=version, what=what, columns=columns)
    (folder / "README.md").write_text(card, encoding="utf-8")


def _write_shard(path: Path, rows: pa.Table, groups: Iterator[pa.Table]) -> pa.Table | None:
    """Write these rows and those that follow, up to the size of a shard; return the first of the next one."""
    following: pa.Table | None = rows
    written = 0
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        while following is not None and written < _SHARD:
            writer.write_table(following)
            written += following.num_rows
            following = next(groups, None)
    return following


def write_duckdb(batches: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    """Write a DuckDB database with one table, ``articles``."""
    try:
        import duckdb
    except ImportError as error:
        raise ExportError("--as duckdb needs the duckdb package: pip install 'newswinnow[duckdb]'") from error
    reader = pa.RecordBatchReader.from_batches(schema, (one for rows in batches for one in rows.to_batches()))
    try:
        with closing(duckdb.connect(str(path))) as database:
            database.register("rows", reader)
            database.execute("CREATE TABLE articles AS SELECT * FROM rows")
    except duckdb.Error as error:
        raise OSError(str(error).partition("\n")[0]) from error


def _groups(batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    for rows in batches:
        waiting.append(rows)
        if sum(one.num_rows for one in waiting) >= _GROUP:
            yield pa.concat_tables(waiting)
            waiting.clear()
    if any(one.num_rows for one in waiting):
        yield pa.concat_tables(waiting)
