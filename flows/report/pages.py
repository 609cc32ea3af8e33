"""Writing a report's pages: each to its address below the report's folder, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from flows.report import addresses
from flows.report.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_One = TypeVar("_One")

ROWS_A_PAGE = 200
FOLDERS = ("articles", "clusters", "lists", "sources")
MAIN = (
    ("index.html", "Overview"),
    (addresses.listing("articles"), "Articles"),
    (addresses.listing("copies"), "Copies"),
    (addresses.listing("sources"), "Sources"),
    (addresses.listing("held"), "Held"),
    (addresses.listing("quarantine"), "Quarantine"),
)


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many this is, and where the others are."""

    page: int
    last: int
    address: Callable[[int], str]

    @property
    def near(self) -> list[int]:
        """Return the pages that are offered: the first, the last, and those around this one."""
        around = {1, self.last, *range(self.page - 2, self.page + 3)}
        return sorted(page for page in around if 1 <= page <= self.last)


class Pages:
    """The pages of a report below a folder; ``common`` is what every page says of the store.

    ``watch`` is told each time how many pages are written.
    """

    def __init__(self, folder: Path, common: Mapping[str, object], watch: Callable[[int], None] | None = None) -> None:
        self._folder = folder
        self._common = common
        self._watch = watch
        self.count = 0
        self.size = 0
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)

    def write(self, address: str, template: str, **values: object) -> None:
        """Write a page; its template knows the way back to the report's folder as ``root``."""
        root = "../" * address.count("/")
        content = render(template, **{"root": root, "pages": MAIN, **self._common, **values}).encode()
        (self._folder / address).write_bytes(content)
        self.count += 1
        self.size += len(content)
        if self._watch:
            self._watch(self.count)


def paged(rows: Iterable[_One], count: int, address: Callable[[int], str]) -> Iterator[tuple[Pager, Sequence[_One]]]:
    """Yield rows a page at a time, each with its pager; one empty page where there are none."""
    last = max(1, -(-count // ROWS_A_PAGE))
    some = iter(rows)
    for page in range(1, last + 1):
        yield Pager(page, last, address), list(islice(some, ROWS_A_PAGE))
