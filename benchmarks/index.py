"""The band index at a million documents: look-up and insert in SQLite, through the catalog's own transactions.

    nice python benchmarks/index.py [--documents 1000000] [--batch 10000] [--signatures] [--write]

The documents are invented where the index can't tell: band keys are uniform 64-bit numbers as ``dedup.keys`` makes
them, anchor keys the smallest hashes of a text of 600 words, and of every ten documents one is a copy that shares half
of its keys with an earlier document. Figures are CPU seconds of this process (user and system), so checkpoints and the
settling of keys are in them. The documents' rows, with --signatures also the 600 shingles of each, are written as well,
in a transaction before, so that their cost stands apart.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from results import table, write_section

from dedup.scheme import SignatureScheme
from storage import schema
from storage.catalog import Catalog, create_tables
from storage.engines import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


_SCHEME = SignatureScheme.create(7)
_BANDS = _SCHEME.bands + _SCHEME.head_bands
_SHINGLES = 600
_COPIES = 10  # one of so many documents is a copy of an earlier one


@dataclass(slots=True)
class Spent:
    """CPU seconds since the last line, by what they were spent on."""

    documents: int = 0
    lookup: float = 0.0
    insert: float = 0.0
    rows: float = 0.0
    hits: int = 0


def keys_of(lot: np.random.Generator, count: int, known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys of so many documents, shape (count, keys); ``known`` are rows of earlier ones to copy from."""
    bands = lot.integers(-(2**63), 2**63 - 1, size=(count, _BANDS)) & ~1
    anchors = lot.integers(0, 2**64 * _SCHEME.anchors // _SHINGLES, size=(count, _SCHEME.anchors)) | 1
    keys = np.concatenate([bands, anchors], axis=1)
    copied = np.arange(0, min(count // _COPIES, len(known)))
    keys[copied * _COPIES, ::2] = known[copied, ::2]
    return keys


def ingest(catalog: Catalog, first: int, keys: NDArray[np.int64], spent: Spent, *, signatures: bool) -> None:
    """Write a batch's rows, then look its keys up and index them; count what each takes."""
    rows = list(_document_rows(first, len(keys)))
    signed = list(_signature_rows(rows)) if signatures else []
    started = time.process_time()
    with catalog.exclusive() as transaction:
        transaction.add(schema.documents, rows)
        transaction.add(schema.signatures, signed)
    wrote = time.process_time()
    with catalog.exclusive() as transaction:
        spent.hits += len(transaction.hits(set(keys.ravel().tolist())))
        looked = time.process_time()
        transaction.index(_band_rows(first, keys))
    spent.rows += wrote - started
    spent.lookup += looked - wrote
    spent.insert += time.process_time() - looked
    spent.documents += len(keys)


def _band_rows(first: int, keys: NDArray[np.int64]) -> Iterator[dict[str, int]]:
    for seq, row in enumerate(keys.tolist(), first):
        yield from ({"band": key, "seq": seq} for key in set(row))


def _document_rows(first: int, count: int) -> Iterator[dict[str, Any]]:
    texts = dict.fromkeys((column.name for column in schema.documents.c), "a value")
    for seq in range(first, first + count):
        name = f"{seq * 0x9E3779B97F4A7C15 % 2**64:016x}" * 4
        numbers = {"seq": seq, "words": _SHINGLES, "shingles": _SHINGLES, "revision": 0}
        yield {**texts, **numbers, "document_id": name, "text_id": name[::-1], "url_key": f"site.example/{name}"}


def _signature_rows(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    noise = np.random.default_rng(rows[0]["seq"]).bytes(4 * (_SHINGLES + len(rows)))
    for at, row in enumerate(rows):
        blob = noise[4 * at : 4 * (at + _SHINGLES)]
        yield {"document_id": row["document_id"], "whole": blob[:512], "head": blob[:128], "shingles": blob}


def measure(folder: Path, documents: int, batch: int, *, signatures: bool) -> list[list[Any]]:
    """Fill an index; return a row of figures for each tenth of it."""
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    create_tables(engine, _SCHEME, "the benchmark")
    lot, rows = np.random.default_rng(1), []
    keys = np.empty((0, _BANDS + _SCHEME.anchors), dtype=np.int64)
    with contextlib.closing(Catalog(engine, "the benchmark")) as catalog:
        spent = Spent()
        for first in range(1, documents + 1, batch):
            keys = keys_of(lot, batch, keys)
            ingest(catalog, first, keys, spent, signatures=signatures)
            if (first - 1 + batch) % max(documents // 10, batch) == 0:
                rows.append(_row(first - 1 + batch, spent, folder))
                print(rows[-1], flush=True)
                spent = Spent()
    return rows


def _row(documents: int, spent: Spent, folder: Path) -> list[Any]:
    per = 1000 / spent.documents
    index = spent.lookup + spent.insert
    return [
        f"{documents:,}",
        spent.lookup * per,
        spent.insert * per,
        spent.rows * per,
        f"{spent.documents / index:,.0f}",
        f"{spent.documents / (index + spent.rows):,.0f}",
        f"{spent.hits / spent.documents:.1f}",
        f"{sum(path.stat().st_size for path in folder.iterdir()) / 2**20:,.0f}",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:,.0f}",
    ]


_HEADS = ["documents", "look-up ms/doc", "insert ms/doc", "rows ms/doc", "index docs/s", "all docs/s"]
_HEADS += ["hits/doc", "files MB", "peak memory MB"]


def main() -> None:
    """Measure, print and, with --write, put the section into RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=10_000)
    parser.add_argument("--folder", default=None, help="where the catalog is made; a temporary folder by default")
    parser.add_argument("--signatures", action="store_true", help="write signatures too: 3 kB a document")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        rows = measure(Path(folder), given.documents, given.batch, signatures=given.signatures)
    body = table(_HEADS, rows) + f"\n\n{_SCHEME.bands + _SCHEME.head_bands + _SCHEME.anchors} keys a document, "
    body += (
        f"batches of {given.batch:,}, SQLite; CPU time of the tenth of the documents that ends with the row's number."
    )
    print(write_section("index", "The band index", body, ["sqlalchemy"]) if given.write else body)


if __name__ == "__main__":
    main()
