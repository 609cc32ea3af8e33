"""A rule book: every wording of a folder, compiled once, asked for thousands of blocks a second."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import re2

from cleaners.rules.folding import folded_blocks
from cleaners.rules.openings import openings_of, options
from cleaners.rules.wording import full_expression, inner_texts, opening_expression, sayings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cleaners.rules.openings import Openings

# Characters a block may have, unless the file's [limits] says otherwise: an article sentence may open like a
# prompt, but a prompt is short. A longer block is a paragraph, and its wording is not asked.
_DEFAULT_LIMITS: Final = {"whole": 200, "starts": 160, "contains": 200}
_OPEN_WHOLE_LIMIT: Final = 60  # characters, for a ``whole`` wording with a ``*`` in it
_INNER: Final = "contains"
_MODES: Final = tuple(_DEFAULT_LIMITS)  # a block that is a wording is judged before one that only holds it
# A longer block can only be taken by how it starts: no list of whole or inner wordings allows it.
_READ_WHOLE: Final = 420
_READ_START: Final = 200
# Sites say the same on every page: two of three blocks that a wording takes stood on a page before.
_LONGEST_KNOWN: Final = 60  # characters
_MOST_KNOWN: Final = 16_384  # texts


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording: the rule it speaks for, which list it stands in, the longest block it may judge."""

    rule: str
    mode: str
    wording: str
    limit: int

    def judges(self, block: str, length: int) -> bool:
        """Tell whether the folded block, of which the wording's opening is known to match, matches it all."""
        if length > self.limit:
            return False
        known = self.mode != _INNER and "*" not in self.wording
        return known or _compiled(self.mode, self.wording).search(block.encode()) is not None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The entries in the order in which they judge, and two ways to find those that may judge a block.

    ``sayings`` numbers the entries that say only a few things, under each of these in full; the other entries are
    found by their ``openings``.
    """

    entries: tuple[Entry, ...]
    sayings: Mapping[str, Sequence[int]]
    openings: Openings
    longest: int
    longest_saying: int  # characters: the hash of a longer block need not be made
    known: dict[str, str] = field(default_factory=dict)  # short texts that were judged, with their rules

    def rule_of(self, text: str) -> str:
        """Return the rule of the first entry that judges the block boilerplate, or ""."""
        return self.rules_of([text])[0]

    def rules_of(self, texts: Sequence[str]) -> list[str]:
        """Return the rule of every block, in order: they are folded and read at once, and asked one by one."""
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        rules = [""] * len(texts)
        blocks = folded_blocks([text if len(text) <= _READ_WHOLE else self._start_of(text) for text in texts])
        said, longest = self.sayings, self.longest_saying
        found = self.openings.found(blocks)
        for place, block in enumerate(blocks):
            if len(block) <= longest and block in said:
                found.setdefault(place, set()).update(said[block])
        for place, numbers in found.items():
            rules[place] = self._rule(numbers, blocks[place], texts[place])
        return rules

    def _start_of(self, text: str) -> str:
        return text[:_READ_START] if len(text) <= self.longest else ""

    def _rule(self, numbers: Collection[int], block: str, text: str) -> str:
        rule = self.known.get(text)
        if rule is None:
            rule = self._judged(numbers, block, len(text))
            if len(text) <= _LONGEST_KNOWN and len(self.known) < _MOST_KNOWN:
                self.known[text] = rule
        return rule

    def _judged(self, numbers: Collection[int], block: str, length: int) -> str:
        for number in sorted(numbers):
            if self.entries[number].judges(block, length):
                return self.entries[number].rule
        return ""


def load_book(folder: str) -> RuleBook:
    """Compile every ``.toml`` file of ``cleaners/rules/<folder>``."""
    unordered = tuple(entries_of(folder))
    entries = tuple(entry for mode in _MODES for entry in unordered if entry.mode == mode)
    said = [sayings(entry.wording) if entry.mode == "whole" else set() for entry in entries]
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, says in enumerate(said):
        for saying in says:
            numbers[saying].append(number)
    unsaid = [(number, entry) for number, entry in enumerate(entries) if not said[number]]
    openings = openings_of(
        {number: opening_expression(entry.mode, entry.wording) for number, entry in unsaid if entry.mode != _INNER},
        {number: inner_texts(entry.wording) for number, entry in unsaid if entry.mode == _INNER},
    )
    longest = max(entry.limit for entry in entries)
    return RuleBook(entries, dict(numbers), openings, longest, max(map(len, numbers), default=0))


def entries_of(folder: str) -> Iterator[Entry]:
    """Give every wording of the folder, files and lists in a fixed order."""
    for path in sorted(files("cleaners.rules").joinpath(folder).iterdir(), key=lambda item: item.name):
        if path.name.endswith(".toml"):
            yield from _entries_of_file(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8"))


@cache
def _compiled(mode: str, wording: str) -> Any:
    return re2.compile(full_expression(mode, wording).encode(), options())


def _entries_of_file(kind: str, source: str) -> Iterator[Entry]:
    tables = tomllib.loads(source)
    limits = _DEFAULT_LIMITS | tables.pop("limits", {})
    for language, lists in tables.items():
        for mode, wordings in lists.items():
            for wording in wordings:
                limit = _OPEN_WHOLE_LIMIT if mode == "whole" and "*" in wording else limits[mode]
                yield Entry(f"{kind}/{language}", mode, wording, limit)
