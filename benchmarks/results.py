"""RESULTS.md: every benchmark writes its own section, with the date, the machine and the versions it ran with."""

from __future__ import annotations

import contextlib
import io
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = (
    "# Results\n\nWritten by the benchmarks themselves (`make bench`, or one by one). All figures of a section were\n"
    "made in one run: read ratios, not absolute speeds.\n"
)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a markdown table; floats are shown with three digits."""
    lines = [list(heads), ["---"] * len(heads), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_section(name: str, title: str, body: str, packages: Iterable[str] = ()) -> str:
    """Put a section into RESULTS.md, in place of its last one; return it."""
    section = f"<!-- {name} -->\n## {title}\n\n{_circumstances(packages)}\n\n{body.strip()}\n<!-- /{name} -->\n"
    standing = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _HEAD
    pattern = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->\n", re.DOTALL)
    found = pattern.sub(lambda _: section, standing) if pattern.search(standing) else f"{standing}\n{section}"
    RESULTS.write_text(found, encoding="utf-8")
    return section


@contextlib.contextmanager
def recorded(name: str, title: str, packages: Iterable[str], *, write: bool) -> Iterator[None]:
    """Print what a benchmark prints when it has ended; with ``write`` it is its section, too."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        yield
    print(printed.getvalue())
    if write:
        write_section(name, title, printed.getvalue(), packages)


def _circumstances(packages: Iterable[str]) -> str:
    names = [f"{name} {_version(name)}" for name in packages]
    made = datetime.now(UTC).date().isoformat()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    return f"{made}; {machine}; " + (", ".join(names) if names else "no peers")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
