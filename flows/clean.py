"""`winnow clean`: the cleaner alone, on files or on a stream of JSON lines."""

from __future__ import annotations

import os
import sys
from collections import deque
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaners.html.door import clean_html
from cleaners.record import CleanCopy, UnreadableError
from cleaners.text.door import clean_texts
from flows.lines import Line, read_lines, write_line
from flows.prepare import clean_document
from flows.workers import Failed, Workers
from storage.delivery import documents_of, refused_whole
from storage.document import Document
from storage.drops import unreadable_reason
from storage.folder import file_drop
from storage.formats import read_drop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flows.settings import Settings
    from storage.drop import Drop

_BAD = 1
# Lines a message to a worker; a stream that ends within one is cleaned in this process.
_CHUNK = 64


def clean_lines(files: Sequence[Path], settings: Settings) -> int:
    """Clean a stream: one line out for each line in, in order, in constant memory. Return the exit code."""
    lines = read_lines(files, texts=("html", "text"), optional=("url", "title"))
    bad = 0
    for answer in _answers(lines, settings):
        bad += "error" in answer
        write_line(answer)
    sys.stdout.buffer.flush()
    return _BAD if bad else 0


def _answers(lines: Iterator[Line], settings: Settings) -> Iterator[dict[str, Any]]:
    first = list(islice(lines, _CHUNK))
    if len(first) < _CHUNK:
        yield from clean_chunk(first)
        return
    with Workers(settings.workers or os.cpu_count() or 1) as workers:
        pending: deque[Any] = deque([(first, workers.submit(clean_chunk, first, settings.document_seconds * _CHUNK))])
        while pending:
            while len(pending) < 2 * workers.count + 1 and (chunk := list(islice(lines, _CHUNK))):
                pending.append((chunk, workers.submit(clean_chunk, chunk, settings.document_seconds * _CHUNK)))
            chunk, future = pending.popleft()
            yield from _result(workers, chunk, future, settings.document_seconds)


def _result(workers: Workers, chunk: list[Line], future: Any, seconds: int) -> Iterator[dict[str, Any]]:
    if not isinstance(found := workers.outcome(future), Failed):
        yield from found
        return
    for line in chunk:
        alone = workers.outcome(workers.submit(clean_line, line, seconds))
        yield {"id": line.id, "error": alone.reason} if isinstance(alone, Failed) else alone


def clean_chunk(lines: list[Line]) -> list[dict[str, Any]]:
    """Clean some lines, flattened texts together; runs in a worker process."""
    flat = [line.record for line in lines if _is_flat(line)]
    copies = iter(clean_texts([one["text"] for one in flat], [one.get("title") or "" for one in flat]))
    return [{"id": line.id, **as_record(next(copies))} if _is_flat(line) else clean_line(line) for line in lines]


def clean_line(line: Line) -> dict[str, Any]:
    """Return the answer to one line: its clean copy, or why there is none."""
    if line.error:
        return line.refusal()
    if _is_flat(line):
        return clean_chunk([line])[0]
    try:
        copy = clean_html(line.record["html"], url=line.record.get("url") or "")
    except UnreadableError as error:
        return {"id": line.id, "error": str(error)}
    return {"id": line.id, **as_record(copy)}


def _is_flat(line: Line) -> bool:
    return not line.error and line.record.get("html") is None


def as_record(copy: CleanCopy) -> dict[str, Any]:
    """Return a clean copy as plain values: ``text``, its fields, ``removed`` and ``hold`` (null for an article)."""
    return {
        "text": copy.text,
        **asdict(copy.fields),
        "removed": [removal._asdict() for removal in copy.removals],
        "hold": copy.hold or None,
    }


def clean_files(files: Sequence[Path], *, explain: bool) -> int:
    """Print the clean copy of each file, or with ``explain`` what was kept and removed. Return the exit code."""
    bad = 0
    for document in _documents(files):
        found = clean_document(document)
        name = document.drop if len(files) > 1 else ""
        if found.clean is None:
            bad += 1
            print(f"winnow: {document.drop}: {found.reason}", file=sys.stderr)
        elif explain:
            from flows.explain import print_explanation

            print_explanation(found)
        else:
            print(f"── {name}\n{found.clean.text}\n" if name else found.clean.text)
            if found.clean.hold:
                print(f"winnow: {document.drop}: would be held: {found.clean.hold}", file=sys.stderr)
    return _BAD if bad else 0


def _documents(files: Sequence[Path]) -> Iterator[Document]:
    if not files:
        found = documents_of(read_drop(sys.stdin.buffer), "standard input", "")
        yield from (one for one in found if isinstance(one, Document))
    for path in files:
        yield from _read_file(file_drop(path))


def _read_file(drop: Drop) -> Iterator[Document]:
    try:
        with drop.inbox.open(drop) as opened:
            found = list(documents_of(read_drop(opened.stream), drop.name, ""))
    except (OSError, UnreadableError) as error:
        found = [refused_whole(drop.name, "", unreadable_reason(error))]
    yield from (one for one in found if isinstance(one, Document))
