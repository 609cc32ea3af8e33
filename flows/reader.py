"""A process that reads drops: it can be killed, and what its parsers do to memory ends with it.

parent ── drop ──► child: open, unpack, parse ── documents, some at a time ──► parent: cleans, commits
└ silent for too long, or dead: a new child reads the drop again, sends what was not received yet, and passes over the
  record that the last one had begun, which is quarantined
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, Self

from cleaners.record import UnreadableError
from flows.memory import be_frugal, held_by, limit_memory
from flows.processes import forking
from storage.delivery import documents_of, refused_whole
from storage.document import Document
from storage.drop import OpenDrop, ReadDrop
from storage.drops import unreadable_reason
from storage.errors import WinnowError
from storage.formats import read_drop
from storage.formats.progress import Progress, reached
from storage.limits import Bounds

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from storage.drop import Drop
    from storage.formats import Counted, FieldMapping, Limits
    from storage.formats.progress import Told

READER = "winnow reader"
# What a message to the parent holds at most, and how long (seconds) a document waits for it to fill.
_DOCUMENTS = 64
_BYTES = 1024 * 1024
_WAIT = 0.5
# Seconds to start a process in on a busy machine.
_START = 120


@dataclass(frozen=True, slots=True)
class Order:
    """A drop to be read; ``content`` are its bytes where they were fetched already. ``source`` is "" if unknown."""

    drop: Drop
    content: bytes | None = None
    fingerprint: str = ""
    source: str = ""
    mapping: FieldMapping | None = None


@dataclass(slots=True)
class _Course:
    """How the reading of a drop goes, over all processes that it ends.

    ``received`` is how much came of what is in it, in order; ``fatal`` says of records, by their number, why they must
    be passed over unread; ``ended`` counts the processes, ``spared`` is the record that is tried twice, ``lost``
    the seconds that ended processes had.
    """

    received: int = 0
    documents: int = 0
    ended: int = 0
    spared: int = 0
    lost: float = 0.0
    fatal: dict[int, str] = field(default_factory=dict)

    def take(self, found: Document | Counted) -> Document | Counted:
        self.received += 1
        self.documents += isinstance(found, Document)
        return found

    def goes_on(self, reason: str, told: Told, restarts: int) -> bool:
        """Take why a process ended; tell whether another one can pass over the record that it was at."""
        record, before = reached(told)
        farthest = max(self.fatal, default=0)
        self.ended += 1
        # None had begun; or one kills unread.
        if record == farthest or self.ended > restarts:
            return False
        if self.received > before and record != self.spared:  # it gave something: its end may be somebody else's doing
            self.spared = record
        elif record > farthest:  # else it was read before: something outside the drop kills readers
            self.fatal[record] = reason
            self.received = min(self.received, before)  # its refusal takes the place of what it gave
        return True


class DropReader:
    """Reads drops in a process of its own, which is started when the first drop needs it."""

    def __init__(self, limits: Limits, bounds: Bounds | None = None) -> None:
        self._limits = limits
        self._bounds = bounds or Bounds()
        self._context = forking()
        self._told = self._context.RawValue("q", 0)
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._before = 0  # bytes that the child was forked with

    def read(self, order: Order) -> Iterator[Document | Counted | ReadDrop]:
        """Yield what the drop holds, and at the end how it looked while it was read.

        A parser that hangs, dies or wants too much memory costs the record that it was at, which is quarantined; or the
        rest of the drop, as one, where no record can be told or too many are so. DropError, and whatever ends a run,
        passes through.
        """
        course, drop = _Course(), order.drop
        while isinstance(answer := (yield from self._attempt(order, course)), str):
            if not course.goes_on(answer, self._told, self._bounds.restarts):
                yield refused_whole(drop.name, order.source, _rest(answer, course.documents))
                answer = ReadDrop(drop.name, order.fingerprint or drop.fingerprint, course.documents + 1)
                break
        # It may have changed between two readings, of which only the last one is known to the end.
        same = not course.ended or answer.fingerprint in (drop.fingerprint, order.fingerprint)
        yield replace(answer, fingerprint=answer.fingerprint if same else "", seconds=answer.seconds + course.lost)

    def _attempt(self, order: Order, course: _Course) -> Generator[Document | Counted, None, ReadDrop | str]:
        """Yield what was not received yet; return how it ended: as a drop that was read, or why not, in words."""
        whole = False
        pipe = self._started()
        began = time.monotonic()
        self._told.value = 0
        try:
            pipe.send((order, course.received, course.fatal))
            while not isinstance(answer := self._answer(pipe), ReadDrop | str):
                yield from map(course.take, answer)
            whole = True
        finally:
            # Whoever asked wants no more of it, the child is in the middle; or the next drop would pay for this one.
            if not whole or self._has_grown():
                self.close()
        if isinstance(answer, str):
            course.lost += time.monotonic() - began
            return answer
        return replace(answer, documents=course.documents)

    def _answer(self, pipe: Connection) -> list[Document | Counted] | ReadDrop | str:
        """Return the next answer; why there is none, in words, where the child had to be given up."""
        try:
            answer = pipe.recv() if pipe.poll(self._bounds.seconds) else None
        except (EOFError, OSError):
            self.close()
            return f"its reader died, or needed more than {self._bounds.megabytes} MB of memory"
        if answer is None:
            self.close()
            return f"its reader made no progress for {self._bounds.seconds} s"
        if isinstance(answer, WinnowError):
            raise answer
        found: list[Document | Counted] | ReadDrop = answer
        return found

    def _has_grown(self) -> bool:
        """Tell whether the child holds on to more than half of what it may have: freed memory stays in its pieces."""
        now = held_by(self._child.pid) if self._child and self._child.pid else 0
        return now - self._before > self._bounds.megabytes * 2**20 // 2

    def _started(self) -> Connection:
        if self._pipe and self._child and self._child.is_alive():
            return self._pipe
        self.close()
        self._pipe, theirs = self._context.Pipe()
        # The server that it is forked from may be older than this environment, in which S3's credentials stand.
        arguments = (theirs, self._told, self._limits, self._bounds, dict(os.environ))
        self._child = self._context.Process(target=_serve, args=arguments, name=READER, daemon=True)
        self._child.start()
        theirs.close()
        if not self._pipe.poll(_START):
            raise RuntimeError("the process that reads drops did not start")
        self._pipe.recv()
        self._before = held_by(self._child.pid or 0)
        return self._pipe

    def close(self) -> None:
        """End the process, whatever it is at."""
        if self._child:
            self._child.kill()
            self._child.join()
        if self._pipe:
            self._pipe.close()
        self._child = self._pipe = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _rest(reason: str, documents: int) -> str:
    return f"the rest can't be read: {reason}" if documents else reason


def _serve(pipe: Connection, told: Told, limits: Limits, bounds: Bounds, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted parent ends this process itself
    limit_memory(bounds.megabytes)
    be_frugal()
    # The parent is gone where the pipe ends; after a MemoryError what is left of this process can't be trusted.
    with contextlib.suppress(EOFError, BrokenPipeError, MemoryError):
        pipe.send([])
        while True:
            order, known, fatal = pipe.recv()
            progress = Progress(told, fatal)
            pipe.send(_read(order, limits, progress, _Sender(pipe, progress, known)))


def _read(order: Order, limits: Limits, progress: Progress, sender: _Sender) -> ReadDrop | WinnowError:
    drop, began = order.drop, time.thread_time()
    try:
        with _opened(order) as opened:
            stream = _Noted(opened.stream, sender)
            try:
                read = read_drop(stream, limits, order.mapping, progress)
                for found in documents_of(read, drop.name, order.source):
                    sender.add(found)
            except MemoryError:
                sender.flush()  # what was read before it is not to blame
                raise
            fingerprint = opened.fingerprint()
    except (OSError, UnreadableError) as error:
        sender.add(refused_whole(drop.name, order.source, _rest(unreadable_reason(error), sender.documents)))
        fingerprint = ""
    except WinnowError as error:
        return error
    sender.flush()
    return ReadDrop(drop.name, fingerprint, sender.documents, time.thread_time() - began)


def _opened(order: Order) -> AbstractContextManager[OpenDrop]:
    return order.drop.inbox.open(order.drop) if order.content is None else _Held(order.content, order.fingerprint)


class _Held:
    """A drop whose bytes were fetched, as one that is open."""

    def __init__(self, content: bytes, fingerprint: str) -> None:
        self._open = OpenDrop(io.BytesIO(content), lambda: fingerprint)

    def __enter__(self) -> OpenDrop:
        return self._open

    def __exit__(self, *_: object) -> None:
        pass


class _Sender:
    """Gathers what is read into messages, but for the first ``known``, which the parent has."""

    def __init__(self, pipe: Connection, progress: Progress, known: int) -> None:
        self._pipe = pipe
        self._progress = progress
        self._known = known
        self._ready: list[Document | Counted] = []
        self._size = 0
        self._last = time.monotonic()
        self.documents = 0

    def add(self, found: Document | Counted) -> None:
        """Take what was read."""
        self._progress.found += 1
        self.documents += isinstance(found, Document)
        if self._progress.found > self._known:
            self._ready.append(found)
            self._size += len(found.raw) + len(found.body or "") if isinstance(found, Document) else 0
        if len(self._ready) >= _DOCUMENTS or self._size >= _BYTES:
            self.flush()
        else:
            self.tell()

    def tell(self) -> None:
        """Let the parent know, now and then, that it goes on."""
        if time.monotonic() - self._last > _WAIT:
            self.flush()

    def flush(self) -> None:
        """Send what there is, be it nothing."""
        self._pipe.send(self._ready)
        self._ready, self._size, self._last = [], 0, time.monotonic()


class _Noted:
    """A stream of which each piece that is read counts as progress."""

    def __init__(self, stream: BinaryIO, sender: _Sender) -> None:
        self._stream = stream
        self._sender = sender

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._sender.tell()
        return piece
