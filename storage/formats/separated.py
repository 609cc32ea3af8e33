"""CSV and its cousins: rows under a header line, one of whose columns is a text."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import re2

from cleaners.record import UnreadableError
from storage.formats.decoding import decoded
from storage.formats.mapping import DEFAULT, FieldMapping, article_of, has_text
from storage.formats.record import Counted, Refused
from storage.formats.streams import TooLongError
from storage.formats.wire import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.record import Limits, Read
    from storage.formats.streams import Source

_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_HEADER: Final = 16 * 1024
_MOST_COLUMNS: Final = 2_000
_MOST_CELLS: Final = 1_000_000  # that commas in one row could make; a text of 2 MB has 40,000
_SAMPLE: Final = 256 * 1024
_BYTES: Final = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
# Where a quoted cell starts, and a whole one, by what separates cells.
_OPENED: Final = {mark: re2.compile(rf'(?:^|{re2.escape(mark)})"'.encode(), _BYTES) for mark in _DELIMITERS}
_QUOTED: Final = {mark: re2.compile(rf'(?:^|{re2.escape(mark)})"[^"]*"'.encode(), _BYTES) for mark in _DELIMITERS}
# The csv module's own limit, one for the process, refuses articles of 131,072 characters.
_LONGEST_CELL: Final = 2**26
csv.field_size_limit(_LONGEST_CELL)


def delimiter_of(head: str, mapping: FieldMapping | None = None) -> str:
    """Return what separates the columns of a table that starts so, "" where it is no table with a text."""
    line = head.split("\n", 1)[0].rstrip("\r")
    if len(line) > _LONGEST_HEADER or "\n" not in head:
        return ""
    for delimiter in _DELIMITERS:
        names = _cells(line, delimiter)
        if len(names) > 1 and all(len(name) <= 64 for name in names) and has_text(names, mapping or DEFAULT):
            return delimiter
    return ""


def read_separated(
    source: Source, delimiter: str, limits: Limits, mapping: FieldMapping | None = None
) -> Iterator[Read]:
    """Read the rows of a table; a row that is broken costs itself. A row's bytes come with its header line."""
    table = _Table(source, delimiter, limits)
    empty = True
    while True:
        place, fatal = table.place(), source.begin()
        cells = table.passed_over(fatal) if fatal else table.row()
        if cells is None:
            break
        if not cells:
            continue
        empty = False
        raw = table.header + table.taken()
        if isinstance(cells, UnreadableError):
            yield refused(place, raw, cells, limits)
        elif len(cells) > len(table.names):
            yield Refused(place, raw[: limits.refused_bytes], "a table row with more cells than the header has names")
        else:
            row = dict(zip(table.names, cells, strict=False))
            found = article_of(row, place, raw, mapping or DEFAULT, limits)
            yield found or Refused(place, raw[: limits.refused_bytes], "a table row without a text")
    if empty:
        yield Counted("table without rows", 1)


class _Table:
    """Rows of a source, and the bytes that the last one took."""

    def __init__(self, source: Source, delimiter: str, limits: Limits) -> None:
        sample = source.peek(_SAMPLE)
        self._encoding = decoded(sample[: sample.rfind(b"\n") + 1] or sample).encoding
        self._source = source
        self._delimiter = delimiter
        self._limit = limits.member_bytes
        self._number = self._size = self._cells = 0
        self._raw: list[bytes] = []
        self._rows = csv.reader(self._lines(), delimiter=delimiter)
        first = self.row()
        names = first if isinstance(first, list) else []
        self.names = [name.strip().lstrip("\ufeff") for name in names][:_MOST_COLUMNS]
        self.header = self.taken()

    def place(self) -> str:
        """Return the words for where the next row starts."""
        return f"line {self._number + 1}"

    def row(self) -> list[str] | UnreadableError | None:
        """Return the next row, why it can't be read, or None at the end."""
        try:
            return next(self._rows, None)
        except csv.Error:
            return UnreadableError("a table row that does not end")
        except TooLongError as error:
            if not error.start:
                raise  # the drop's own end, not a line's
            self._raw.append(error.start)
            self._rows = csv.reader(self._lines(), delimiter=self._delimiter)
            return error

    def passed_over(self, reason: str) -> UnreadableError:
        """Take the lines of the next row, of which none is kept but the start of the first."""
        is_open, kept = True, b""
        while is_open and (line := self._source.line(self._limit)):
            self._number += 1
            is_open = _ends_inside_quotes(line, self._delimiter, is_open=bool(kept))
            kept = kept or line
        self._raw = [kept]
        return UnreadableError(reason)

    def taken(self) -> bytes:
        """Return the bytes of the lines since the last call."""
        raw, self._raw = b"".join(self._raw), []
        self._size = self._cells = 0
        return raw

    def _lines(self) -> Iterator[str]:
        while True:
            self._number += 1
            line = self._source.line(self._limit)
            if not line:
                self._number -= 1
                return
            self._size += len(line)
            self._cells += line.count(self._delimiter.encode())
            if self._size > self._limit or self._cells > _MOST_CELLS:
                raise TooLongError("a table row that does not end", line)
            self._raw.append(line)
            yield line.decode(self._encoding, "replace")


def _ends_inside_quotes(line: bytes, delimiter: str, *, is_open: bool) -> bool:
    """Tell whether a line of a table ends in a quoted cell, as the csv module sees it, if it starts in one or not."""
    left = line.replace(b'""', b"")  # a quote inside a quoted cell, or a cell without anything
    if is_open:
        _, closed, left = left.partition(b'"')
        if not closed:
            return True
        left = b"." + left
    return bool(_OPENED[delimiter].search(_QUOTED[delimiter].sub(b"", left)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip().lstrip("\ufeff") for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
