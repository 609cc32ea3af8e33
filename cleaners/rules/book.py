"""A rule book: every wording of a folder, compiled once, asked for thousands of blocks a second."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.wording import folded, inner_expression, opening, start_expression, whole_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Characters a block may have, unless the file's [limits] says otherwise: an article sentence may open like a
# prompt, but a prompt is short. A longer block is a paragraph, and its wording is not asked.
_DEFAULT_LIMITS: Final = {"whole": 200, "starts": 160, "contains": 200}
_OPEN_WHOLE_LIMIT: Final = 60  # characters, for a ``whole`` wording with a ``*`` in it
_MEMORY: Final = 64 << 20  # bytes RE2 may use for each automaton's states
_EXPRESSIONS: Final = {"whole": whole_expression, "starts": start_expression, "contains": inner_expression}


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording: the rule it speaks for, which list it stands in, the longest block it may judge."""

    rule: str
    mode: str
    wording: str
    limit: int


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Compiled wordings.

    ``sieve`` finds every block that may match, ``exact`` says which entries do, ``longest`` is the longest
    limit, in characters.
    """

    entries: tuple[Entry, ...]
    sieve: Any
    exact: Any
    longest: int

    def rule_of(self, text: str) -> str:
        """Return the rule of the first entry that judges the block boilerplate, or ""."""
        if len(text) > self.longest:
            return ""
        return self._rule_of_folded(folded(text))

    def rules_of(self, blocks: Sequence[str]) -> list[str]:
        """Return ``rule_of`` for every block, in order, with one pass of the sieve over all of them."""
        lines = [folded(block) if len(block) <= self.longest else "" for block in blocks]
        rules = [""] * len(lines)
        for number in self._suspects(lines):
            rules[number] = self._rule_of_folded(lines[number])
        return rules

    def _suspects(self, lines: Sequence[str]) -> Iterator[int]:
        joined = "\n".join(lines).encode()
        number, reached, last = 0, 0, -1
        for match in self.sieve.finditer(joined):
            start = match.start()
            if joined[start : start + 1] == b"\n":
                start += 1
            number += joined.count(b"\n", reached, start)
            reached = start
            if number != last:
                yield number
            last = number

    def _rule_of_folded(self, text: str) -> str:
        if not text:
            return ""
        hits = (self.entries[index] for index in sorted(self.exact.Match(text) or ()))
        return next((entry.rule for entry in hits if len(text) <= entry.limit), "")


def load_book(folder: str) -> RuleBook:
    """Compile every ``.toml`` file of ``cleaners/rules/<folder>``; ``whole`` entries are asked first."""
    entries = tuple(sorted(_entries(folder), key=lambda entry: tuple(_EXPRESSIONS).index(entry.mode)))
    exact = re2.Set.SearchSet(_options())
    for entry in entries:
        exact.Add(_EXPRESSIONS[entry.mode](entry.wording))
    exact.Compile()
    return RuleBook(entries, re2.compile(_sieve(entries), _options()), exact, max(entry.limit for entry in entries))


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _sieve(entries: Iterable[Entry]) -> str:
    """Return one expression that every match of an entry also matches: what stands before its first ``*``."""
    outer = {opening(entry.wording) for entry in entries if entry.mode != "contains"}
    inside = {opening(entry.wording) for entry in entries if entry.mode == "contains"}
    return "(?m)^(?:" + "|".join(sorted(outer)) + ")|(?:" + "|".join(sorted(inside)) + ")"


def _entries(folder: str) -> Iterator[Entry]:
    for path in sorted(files("cleaners.rules").joinpath(folder).iterdir(), key=lambda item: item.name):
        if path.name.endswith(".toml"):
            yield from _entries_of_file(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8"))


def _entries_of_file(kind: str, source: str) -> Iterator[Entry]:
    tables = tomllib.loads(source)
    limits = _DEFAULT_LIMITS | tables.pop("limits", {})
    for language, lists in tables.items():
        for mode, wordings in lists.items():
            for wording in wordings:
                limit = _OPEN_WHOLE_LIMIT if mode == "whole" and "*" in wording else limits[mode]
                yield Entry(f"{kind}/{language}", mode, wording, limit)
