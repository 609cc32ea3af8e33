"""Parquet files with a column of texts."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.record import UnreadableError
from storage.formats.compressed import check_ratio
from storage.formats.mapping import DEFAULT, FieldMapping, article_of, columns_of, has_text
from storage.formats.record import Counted, Refused
from storage.formats.spool import spooled
from storage.formats.streams import megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.record import Limits, Read
    from storage.formats.streams import Source

# Rows decoded at a time: of the longest articles that is some 30 MB.
_BATCH: Final = 32
# What one row group may claim to unpack to; writers aim at 128 MB.
_LARGEST_GROUP: Final = 1024 * 2**20
_LARGEST_FOOTER: Final = 64 * 2**20
_MOST_COLUMNS: Final = 10_000
_BUFFER: Final = 2**20


def read_parquet(source: Source, limits: Limits, mapping: FieldMapping | None = None) -> Iterator[Read]:
    """Read the rows of a Parquet file. A reason for the whole file where its own directory does not hold."""
    with spooled(source, limits.drop_bytes) as file:
        try:
            yield from _rows(source, file, limits, mapping or DEFAULT)
        except pa.ArrowMemoryError:
            raise  # though an ArrowException too: the file is not damaged
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            reason = str(error) if isinstance(error, UnreadableError) else "the Parquet file is damaged"
            yield Refused("", b"", reason)


def _rows(source: Source, file: IO[bytes], limits: Limits, mapping: FieldMapping) -> Iterator[Read]:
    _check_footer(file)
    table = pq.ParquetFile(
        file,
        buffer_size=_BUFFER,
        pre_buffer=False,
        thrift_string_size_limit=_LARGEST_FOOTER,
        thrift_container_size_limit=limits.values,
    )
    names = table.schema_arrow.names
    size = file.seek(0, 2)
    if len(names) > _MOST_COLUMNS or not has_text(names, mapping):
        raise UnreadableError("a Parquet file without a column of texts" + _known(names))
    _check_groups(table.metadata)
    read = 0
    for first, rows in _pieces(source, table, columns_of(names, mapping)):
        if isinstance(rows, Refused):
            yield rows
            continue
        for number, row in enumerate(rows, first):
            if fatal := source.begin():
                yield Refused(f"row {number}", b"", fatal)
                continue
            raw = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace")
            read += len(raw)  # not as Arrow counts: a dictionary's one text may be the text of every row
            if read > limits.expanded_bytes:
                raise UnreadableError(f"unpacks to more than {megabytes(limits.expanded_bytes)}")
            check_ratio(size, read, limits)
            yield _row(row, raw, f"row {number}", mapping, limits)
    if not table.metadata.num_rows:
        yield Counted("table without rows", 1)


def _pieces(
    source: Source, table: pq.ParquetFile, columns: list[str]
) -> Iterator[tuple[int, list[dict[str, Any]] | Refused]]:
    """Yield some rows at a time after the number of the first; what can't be told apart of a row group as one."""
    first = 1
    for group in range(table.num_row_groups):
        end = first + table.metadata.row_group(group).num_rows
        batches = table.iter_batches(batch_size=_BATCH, row_groups=[group], columns=columns, use_threads=False)
        while not (fatal := source.begin()) and (batch := next(batches, None)):
            yield first, batch.to_pylist()
            first += batch.num_rows
        if fatal:
            yield first, Refused(f"rows {first} to {end - 1}", b"", fatal)
        first = end


def _row(row: dict[str, Any], raw: bytes, place: str, mapping: FieldMapping, limits: Limits) -> Read:
    if len(raw) > limits.member_bytes:
        return Refused(place, raw[: limits.refused_bytes], f"larger than {megabytes(limits.member_bytes)}")
    found = article_of({name: _json_like(value) for name, value in row.items()}, place, raw, mapping, limits)
    return found or Refused(place, raw[: limits.refused_bytes], "a table row without a text")


def _json_like(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | list | dict) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _check_footer(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - 8))
    ending = file.read(8)
    footer = int.from_bytes(ending[:4], "little")
    if size < 12 or ending[4:] != b"PAR1" or footer > size - 12 or footer > _LARGEST_FOOTER:
        raise UnreadableError("the Parquet file is damaged or ends early")
    file.seek(0)


def _check_groups(metadata: pq.FileMetaData) -> None:
    # Not column by column: Arrow ends the process over a column's own record where it is forged.
    for group in range(metadata.num_row_groups):
        if not 0 <= metadata.row_group(group).total_byte_size <= _LARGEST_GROUP:
            raise UnreadableError(f"a Parquet row group of more than {megabytes(_LARGEST_GROUP)}")


def _known(names: list[str]) -> str:
    return f" (it has {', '.join(repr(name[:30]) for name in names[:5])})" if names else ""
