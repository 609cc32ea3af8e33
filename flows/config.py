"""``winnow.toml``: what runs when. Settings stand at its top level, schedules in tables named after their flow."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import re2

from flows.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_FILE = "winnow.toml"
# What may stand in the file, so that a slip of the pen is told and not ignored.
SOURCES = "sources"  # read by flows.sources
FLOWS = ("ingest", "reprocess", "maintain", "check")
_SCHEDULE_KEYS = {"drops", "store", "every", "cron", "timezone"}
_EVERY = re2.compile(r"(\d{1,6})\s*(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a flow runs, and on what. At most one of ``every`` and ``cron`` is set; with none it runs on demand."""

    flow: str
    store: str
    drops: tuple[str, ...] = ()
    every: timedelta | None = None
    cron: str = ""
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration: settings (as environment variables are spelt) and schedules."""

    settings: dict[str, str] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] = ()


def read_config(path: Path | None, environment: Mapping[str, str]) -> Config:
    """Read the file (``winnow.toml`` in the working folder where none is named); the environment wins over it."""
    file, content = read_tables(str(path or ""))
    settings = {f"WINNOW_{key.upper()}": str(value) for key, value in content.items() if not isinstance(value, dict)}
    merged = settings | dict(environment)
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    if unknown := tables.keys() - {*FLOWS, SOURCES}:
        raise SettingError(f"{file}: no flow is called [{min(unknown)}]; there are {', '.join(FLOWS)}")
    if SOURCES in content:
        merged.setdefault("WINNOW_CONFIG", str(file.absolute()))
    schedules = (_schedule(file, name, table, merged) for name, table in tables.items() if name != SOURCES)
    return Config(merged, tuple(schedules))


def read_tables(path: str) -> tuple[Path, dict[str, Any]]:
    """Return the configuration's file and what it holds; nothing where none is named and none is there."""
    file = Path(path or DEFAULT_FILE)
    if not path and not file.exists():
        return file, {}
    try:
        return file, tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"{file} can't be read: {error}") from error


def _schedule(file: Path, name: str, table: dict[str, Any], settings: Mapping[str, str]) -> Schedule:
    where = f"{file}: [{name}]"
    if unknown := table.keys() - _SCHEDULE_KEYS:
        raise SettingError(f"{where} has no setting {min(unknown)!r}")
    if "every" in table and "cron" in table:
        raise SettingError(f'{where}: give "every" or "cron", not both')
    drops = table.get("drops", [])
    if name == "ingest" and (not drops or not all(isinstance(one, str) for one in drops)):
        raise SettingError(f'{where} needs "drops": a list of folders')
    return Schedule(
        flow=name,
        store=str(table.get("store", settings.get("WINNOW_STORE", "winnow-corpus"))),
        drops=tuple(drops),
        every=_interval(where, table["every"]) if "every" in table else None,
        cron=str(table.get("cron", "")),
        timezone=str(table.get("timezone", "UTC")),
    )


def _interval(where: str, text: object) -> timedelta:
    found = _EVERY.fullmatch(str(text).strip())
    if not found or int(found.group(1)) == 0:
        raise SettingError(f'{where}: "every" is a number with s, m, h or d, as in "15m", not {str(text)[:40]!r}')
    return timedelta(seconds=int(found.group(1)) * _SECONDS[found.group(2)])
