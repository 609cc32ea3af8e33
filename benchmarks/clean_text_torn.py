"""Sentences that ``bs4_get_text`` tore at their links: how many breaks are mended, how many joints are wrong.

    python -m benchmarks.clean_text_torn [--every N]

The bench's gold bodies say which lines stand in one paragraph, and which end one and begin the next; breaks between
lines that are not both labelled as body, or of which the gold says neither, are not counted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from benchmarks.clean_text_drops import BENCH, rows_of
from benchmarks.results import table
from cleaners.text.lines import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLE: Final = "bs4_get_text"
HEADS: Final = ("breaks inside paragraphs", "mended", "joints of two paragraphs", "of all joints")
_READ: Final = 20  # characters on either side of a break, without spaces
_SURE: Final = 12  # of these that end a paragraph, or begin one
_BODY: Final = "1"


@dataclass(frozen=True, slots=True)
class Joints:
    """Breaks inside paragraphs and those mended; breaks between paragraphs, and those taken for the others."""

    inside: int
    mended: int
    between: int
    wrong: int


def measured(*, bench: Path = BENCH, every: int = 1) -> Joints:
    """Read every ``every``-th text and compare where its lines were put together with its gold body."""
    counts: Counter[tuple[str, bool]] = Counter()
    for row in list(rows_of(bench, STYLE))[::every]:
        begun = {line.place for line in read_lines(row["drop_text"])}
        counts.update((kind, place not in begun) for place, kind in _breaks(row))
    inside, between = counts["inside", True], counts["between", True]
    return Joints(inside + counts["inside", False], inside, between + counts["between", False], between)


def _breaks(row: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the place of each line of the body that follows one, and where in the gold body the break stands."""
    golds = "\n".join([row["gold_text"], row["gold_alt"] or ""]).split("\n")
    paragraphs = [paragraph for gold in golds if (paragraph := "".join(gold.split()))]
    text = "\n".join(paragraphs)
    ends, starts = {one[-_SURE:] for one in paragraphs}, {one[:_SURE] for one in paragraphs}
    lines = ["".join(line.split()) for line in row["drop_text"].split("\n")]
    for place, ((above, line), labels) in enumerate(zip(pairwise(lines), pairwise(row["labels"]), strict=True), 2):
        if not above or not line or labels != (_BODY, _BODY):
            continue
        inside = above[-_READ:] + line[:_READ] in text
        between = above[-_SURE:] in ends and line[:_SURE] in starts
        if inside != between:
            yield place, "inside" if inside else "between"


def row(found: Joints) -> list[object]:
    """Return the row of a table as ``HEADS`` names its columns."""
    return [found.inside, found.mended / found.inside, found.wrong, found.wrong / (found.wrong + found.mended)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="every N-th text only")
    print(table(HEADS, [row(measured(every=parser.parse_args().every))]))


if __name__ == "__main__":
    main()
