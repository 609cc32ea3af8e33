"""JSON lines from files or standard input: read with a cap, written in order, bad lines told one by one."""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.errors import DropError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

# Longer than any article with its page around it (a page has at most 64 MB, JSON escapes included).
MAX_LINE_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream: the record it holds, or why it holds none. ``id`` is None where it can't be told."""

    id: str | None
    record: dict[str, Any]
    error: str = ""

    def refusal(self) -> dict[str, Any]:
        """Return the line's answer on the output."""
        return {"id": self.id, "error": self.error}


def read_lines(files: Sequence[Path], *, texts: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Line]:
    """Yield the lines of the files, or of standard input; blank ones are left out.

    A record is an object with a string ``id``, exactly one of ``texts``, and strings in ``optional``.
    """
    for stream in _streams(files):
        while line := stream.readline(MAX_LINE_BYTES):
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                _skip_rest(stream)
                yield Line(None, {}, f"line longer than {MAX_LINE_BYTES // 2**20} MB")
            elif line.strip():
                yield _parse(line, texts, optional)


def write_line(record: dict[str, Any]) -> None:
    """Write one line; lone surrogates, which JSON allows and UTF-8 does not, are escaped."""
    text = json.dumps(record, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")


def _streams(files: Sequence[Path]) -> Iterator[BinaryIO]:
    if not files:
        yield sys.stdin.buffer
    for path in files:
        with contextlib.ExitStack() as stack:
            try:
                stream = stack.enter_context(path.open("rb"))
            except OSError as error:
                raise DropError(f"no lines can be read at {path}: {error.strerror}") from error
            yield stream


def _skip_rest(stream: BinaryIO) -> None:
    while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


def _parse(line: bytes, texts: tuple[str, ...], optional: tuple[str, ...]) -> Line:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Line(None, {}, f"not JSON: {str(error)[:120]}")
    if not isinstance(record, dict):
        return Line(None, {}, "not a JSON object")
    name = record.get("id")
    if not isinstance(name, str):
        return Line(None, {}, '"id" must be a string')
    given = [key for key in texts if record.get(key) is not None]
    wanted = " or ".join(f'"{key}"' for key in texts)
    if len(given) != 1:
        return Line(name, {}, f"exactly one of {wanted} is wanted" if len(texts) > 1 else f"{wanted} is missing")
    if fault := _fault(record, ("id", *given, *optional)):
        return Line(name, {}, fault)
    return Line(name, record)


def _fault(record: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = record.get(key) or ""
        if not isinstance(value, str):
            return f'"{key}" must be a string'
        if _has_half_a_character(value):
            return f'"{key}" holds half a character (a lone surrogate)'
    return ""


def _has_half_a_character(text: str) -> bool:
    # JSON can say it, UTF-8 can not: nothing behind this door could store or hash it.
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
