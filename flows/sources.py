"""Whose a drop is, and what its fields are called: by configuration first, then by folder.

Where neither tells, the delivery does (a feed's title, a wire's provider), and last the site of the article's page.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from flows.config import read_tables
from flows.settings import SettingError
from storage.formats import FieldMapping

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.settings import Settings
    from storage.drop import Drop

_FIELDS = tuple(field.name for field in fields(FieldMapping))


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A configured source: the drops whose names fit one of ``paths`` are its own; so are those in its folder."""

    name: str
    paths: tuple[str, ...] = ()
    mapping: FieldMapping | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The configured sources, in the order of the file: the first whose path fits has the drop."""

    rules: tuple[SourceRule, ...] = ()

    def told(self, drop: Drop) -> tuple[str, FieldMapping | None]:
        """Return a drop's source, "" where nothing tells it, and the names of its fields."""
        for rule in self.rules:
            if any(fnmatchcase(drop.name, path) for path in rule.paths):
                return rule.name, rule.mapping
        of_folder = next((rule.mapping for rule in self.rules if rule.name == drop.folder), None)
        return drop.folder, of_folder


def read_sources(settings: Settings) -> Sources:
    """Read the ``[sources.NAME]`` tables of the configuration; SettingError for what can't be meant."""
    file, tables = read_tables(settings.config)
    named = tables.get("sources", {})
    if not isinstance(named, dict):
        raise SettingError(f"{file}: [sources] must hold tables: [sources.NAME]")
    return Sources(tuple(_rule(file, name, table) for name, table in named.items()))


def _rule(file: Path, name: str, table: object) -> SourceRule:
    where = f"{file}: [sources.{name}]"
    if not isinstance(table, dict):
        raise SettingError(f"{where} must be a table")
    if unknown := table.keys() - {"paths", *_FIELDS}:
        raise SettingError(f'{where} has no setting {min(unknown)!r}; there are "paths" and {", ".join(_FIELDS)}')
    names = {field: _strings(where, table, field) for field in _FIELDS if field in table}
    paths = tuple(map(_anywhere, _strings(where, table, "paths")))
    return SourceRule(name, paths, FieldMapping(**names) if names else None)


def _anywhere(path: str) -> str:
    # Drops have absolute names; a path that is none may stand below any folder.
    return path if path.startswith(("*", "/")) or "://" in path else f"*/{path}"


def _strings(where: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = table.get(key, [])
    several = [found] if isinstance(found, str) else found
    if not isinstance(several, list) or not all(isinstance(one, str) for one in several):
        raise SettingError(f"{where}: {key!r} is a text or a list of texts")
    return tuple(several)
