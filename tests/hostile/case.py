"""What an attack is: drops made by a function, and how every document of them must end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.conftest import written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MB = 2**20


@dataclass(frozen=True)
class Attack:
    """``make`` writes the drops into a folder whose name, ``name``, is their source; ``ends`` counts outcomes.

    ``reason`` must stand in the reason of each document that is quarantined or held.
    """

    name: str
    make: Callable[[Path], object]
    ends: Mapping[str, int]
    reason: str = ""


def drop(name: str, content: bytes | str | Callable[[], bytes], reason: str = "", **ends: int) -> Attack:
    """Return an attack of one file; it is quarantined where nothing else is said."""

    def make(folder: Path) -> None:
        raw = content() if callable(content) else content
        (folder / "drop").write_bytes(raw.encode() if isinstance(raw, str) else raw)

    return Attack(name, make, Counter(ends or {"quarantined": 1}), reason)


def story(number: int) -> str:
    """Return an article of its own for a case that must let one through."""
    return written(77_000 + number)


def page(number: int, before: str = "", after: str = "") -> str:
    """Return a page around an article of its own."""
    blocks = "".join(f"<p>{block}</p>" for block in story(number).strip().split("\n\n"))
    return f"<!doctype html><html><head><title>Things near the water</title></head><body>{before}<article>{blocks}</article>{after}</body></html>"
