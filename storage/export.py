"""`winnow export`: a version of the corpus, or what changed in it, as a file or folder of another tool.

It is written beside its place and moved there when it is whole: nobody ever sees half of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyarrow.compute as pc

from storage.errors import ExportError
from storage.export_rows import write_csv, write_json_lines, write_texts
from storage.export_tables import write_data_set, write_duckdb, write_parquet
from storage.local import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from storage.corpus import Corpus

# What is written as a stream of bytes, and so may go to the standard output as well.
STREAMS = {"jsonl": write_json_lines, "csv": write_csv, "parquet": write_parquet}
FOLDERS = ("txt", "hf")
KINDS = (*STREAMS, *FOLDERS, "duckdb")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported: ``rows`` in all; ``changes`` counts them by kind where changes were asked for."""

    version: int
    since: int | None
    rows: int
    changes: dict[str, int]


def export_to_stream(corpus: Corpus, kind: str, sink: BinaryIO) -> Exported:
    """Write a corpus to a stream; ``kind`` is one of STREAMS."""
    counted: Counter[str] = Counter()
    STREAMS[kind](_counting(corpus, counted), corpus.schema, sink)
    return _exported(corpus, counted)


def export_to_path(corpus: Corpus, kind: str, target: Path) -> Exported:
    """Write a corpus to a file, or to a folder that is not there yet; ``kind`` is one of KINDS.

    ExportError where it can't be written; then nothing is left of it.
    """
    counted: Counter[str] = Counter()
    batches = _counting(corpus, counted)
    with _written_beside(target, folder=kind in FOLDERS) as path:
        if kind == "txt":
            write_texts(batches, path)
        elif kind == "hf":
            write_data_set(batches, corpus.schema, path, corpus.version)
        elif kind == "duckdb":
            write_duckdb(batches, corpus.schema, path)
        else:
            with path.open("xb") as sink:
                STREAMS[kind](batches, corpus.schema, sink)
    return _exported(corpus, counted)


def _counting(corpus: Corpus, counted: Counter[str]) -> Iterator[pa.Table]:
    for batch in corpus.batches():
        counted["rows"] += batch.num_rows
        if corpus.since is not None:
            found = pc.value_counts(batch["change"]).to_pylist()
            counted.update({one["values"]: one["counts"] for one in found})
        yield batch


def _exported(corpus: Corpus, counted: Counter[str]) -> Exported:
    changes = {name: count for name, count in sorted(counted.items()) if name != "rows"}
    return Exported(corpus.version, corpus.since, counted["rows"], changes)


@contextlib.contextmanager
def _written_beside(target: Path, *, folder: bool) -> Iterator[Path]:
    if target.is_dir() or (folder and target.exists()):
        raise ExportError(f"{target} is there already: name a place that is not")
    path = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if folder:
            path.mkdir()
        yield path
        _sync(path)
        path.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise ExportError(f"{target} can't be written: {error.strerror or error}") from error
    finally:
        _remove(path)


def _sync(path: Path) -> None:
    for folder, _, names in os.walk(path):
        for name in names:
            sync_folder(Path(folder, name))
    sync_folder(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
