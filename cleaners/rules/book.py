"""A rule book: every wording of a folder, compiled once, asked for thousands of blocks a second."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.folding import folded_blocks
from cleaners.rules.wording import full_expression, opening_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Characters a block may have, unless the file's [limits] says otherwise: an article sentence may open like a
# prompt, but a prompt is short. A longer block is a paragraph, and its wording is not asked.
_DEFAULT_LIMITS: Final = {"whole": 200, "starts": 160, "contains": 200}
_OPEN_WHOLE_LIMIT: Final = 60  # characters, for a ``whole`` wording with a ``*`` in it
_MODES: Final = tuple(_DEFAULT_LIMITS)  # a block that is a wording is judged before one that only holds it
# A longer block can only be taken by how it starts: no list of whole or inner wordings allows it.
_READ_WHOLE: Final = 420
_READ_START: Final = 200
_MEMORY: Final = 64 << 20  # bytes RE2 may use for the states of one automaton


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording: the rule it speaks for, which list it stands in, the longest block it may judge."""

    rule: str
    mode: str
    wording: str
    limit: int

    def judges(self, block: bytes, length: int) -> bool:
        """Tell whether the folded block, of which the wording's opening is known to match, matches it all."""
        if length > self.limit:
            return False
        known = self.mode != "contains" and "*" not in self.wording
        return known or _compiled(self.mode, self.wording).search(block) is not None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The entries in the order in which they judge, and the automaton that finds those whose opening matches."""

    entries: tuple[Entry, ...]
    openings: Any
    longest: int

    def rule_of(self, text: str) -> str:
        """Return the rule of the first entry that judges the block boilerplate, or ""."""
        return self.rules_of([text])[0]

    def rules_of(self, texts: Sequence[str]) -> list[str]:
        """Return the rule of every block, in order: they are folded at once and asked one by one."""
        blocks = folded_blocks([self._read(text) for text in texts])
        return [self._rule(block, len(text)) if block else "" for block, text in zip(blocks, texts, strict=True)]

    def _read(self, text: str) -> str:
        length = len(text)
        if length <= _READ_WHOLE:
            return text
        return text[:_READ_START] if length <= self.longest else ""

    def _rule(self, folded_block: str, length: int) -> str:
        block = folded_block.encode()
        matches = self.openings.Match(block)
        if not matches:
            return ""
        hits = (self.entries[index] for index in sorted(matches))
        return next((entry.rule for entry in hits if entry.judges(block, length)), "")


def load_book(folder: str) -> RuleBook:
    """Compile every ``.toml`` file of ``cleaners/rules/<folder>``."""
    unordered = tuple(entries_of(folder))
    entries = tuple(entry for mode in _MODES for entry in unordered if entry.mode == mode)
    openings = re2.Set.SearchSet(_options())
    for entry in entries:
        openings.Add(opening_expression(entry.mode, entry.wording).encode())
    openings.Compile()
    return RuleBook(entries, openings, max(entry.limit for entry in entries))


def entries_of(folder: str) -> Iterator[Entry]:
    """Give every wording of the folder, files and lists in a fixed order."""
    for path in sorted(files("cleaners.rules").joinpath(folder).iterdir(), key=lambda item: item.name):
        if path.name.endswith(".toml"):
            yield from _entries_of_file(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8"))


@cache
def _compiled(mode: str, wording: str) -> Any:
    return re2.compile(full_expression(mode, wording).encode(), _options())


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1  # bytes of UTF-8, one by one: automata stay small
    return options


def _entries_of_file(kind: str, source: str) -> Iterator[Entry]:
    tables = tomllib.loads(source)
    limits = _DEFAULT_LIMITS | tables.pop("limits", {})
    for language, lists in tables.items():
        for mode, wordings in lists.items():
            for wording in wordings:
                limit = _OPEN_WHOLE_LIMIT if mode == "whole" and "*" in wording else limits[mode]
                yield Entry(f"{kind}/{language}", mode, wording, limit)
