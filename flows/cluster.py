"""`winnow cluster --jsonl`: the de-duplication engine on a stream, without a store."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from dedup.engine import Engine, Text
from dedup.scheme import SignatureScheme
from flows.lines import Line, read_lines, write_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from dedup.engine import Placement

_BATCH = 10_000
_OPTIONAL = ("title", "published", "source")


def cluster_lines(files: Sequence[Path], seed: int | None) -> int:
    """Place every text of the stream; one line out for each line in, in order. Return the exit code."""
    engine = Engine(SignatureScheme.create(seed))
    refused: dict[int, Line] = {}
    taken: list[Text] = []
    seen: set[str] = set()
    count = 0
    for at, line in enumerate(read_lines(files, texts=("text",), optional=_OPTIONAL)):
        count = at + 1
        if line.error or line.id is None or line.id in seen:
            refused[at] = line if line.error else Line(line.id, {}, "this id came before")
            continue
        seen.add(line.id)
        taken.append(Text(line.id, line.record["text"], *(line.record.get(name) or "" for name in _OPTIONAL)))
        if len(taken) == _BATCH:
            engine.take(taken)
            taken = []
    engine.take(taken)
    _write(range(count), refused, engine.placements())
    return 1 if refused else 0


def _write(places: Iterable[int], refused: dict[int, Line], placements: Iterable[Placement]) -> None:
    left = iter(placements)
    for place in places:
        line = refused.get(place)
        write_line(line.refusal() if line else asdict(next(left)))
    sys.stdout.buffer.flush()
