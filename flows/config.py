"""``winnow.toml``: what runs when. Settings stand at its top level, schedules in tables named after their flow."""

from __future__ import annotations

import tomllib
import zoneinfo
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import re2

from flows.settings import SettingError, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_FILE = "winnow.toml"
# What may stand in the file, so that a slip of the pen is told and not ignored.
SOURCES = "sources"  # read by flows.sources
FLOWS = ("ingest", "backfill", "reprocess", "maintain", "check")
TAKE_DROPS = ("ingest", "backfill")
SCHEDULE_KEYS = ("drops", "store", "every", "cron", "timezone")
# The same for ingesting where there is no file; drops are separated by commas.
SCHEDULE_VARIABLES = ("WINNOW_DROPS", "WINNOW_EVERY", "WINNOW_CRON", "WINNOW_TIMEZONE")
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
    """Read the file (``winnow.toml`` in the working folder where none is named); the environment wins over it.

    Paths in the file are relative to its folder. Without a file the environment alone can say what to ingest and when.
    """
    file, content = read_tables(str(path or ""))
    known = {setting.name for setting in fields(Settings)}
    if unknown := {key for key, value in content.items() if not isinstance(value, dict)} - known:
        raise SettingError(f"{file}: there is no setting {min(unknown)!r}")
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    if unknown := tables.keys() - {*FLOWS, SOURCES}:
        raise SettingError(f"{file}: no flow is called [{min(unknown)}]; there are {', '.join(FLOWS)}")
    settings = {f"WINNOW_{key.upper()}": str(value) for key, value in content.items() if key in known}
    if "store" in content:
        settings["WINNOW_STORE"] = _placed(file.parent, settings["WINNOW_STORE"])
    merged = settings | dict(environment)
    if SOURCES in content:
        merged.setdefault("WINNOW_CONFIG", str(file.absolute()))
    schedules = [_Table(file, name, table).schedule(merged) for name, table in tables.items() if name != SOURCES]
    if "ingest" not in tables and "WINNOW_DROPS" in environment:
        schedules.append(_Table(Path("the environment"), "ingest", _from_variables(environment)).schedule(merged))
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


def _from_variables(environment: Mapping[str, str]) -> dict[str, Any]:
    table: dict[str, Any] = {
        name.removeprefix("WINNOW_").lower(): environment[name] for name in SCHEDULE_VARIABLES if environment.get(name)
    }
    return table | {"drops": [one.strip() for one in environment["WINNOW_DROPS"].split(",") if one.strip()]}


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of one flow, as it stands in the file."""

    file: Path
    name: str
    content: Mapping[str, Any]

    def schedule(self, settings: Mapping[str, str]) -> Schedule:
        """Return what it says; SettingError with the place for what can't be meant."""
        if unknown := self.content.keys() - set(SCHEDULE_KEYS):
            raise self._wrong(f"has no setting {min(unknown)!r}")
        if "every" in self.content and "cron" in self.content:
            raise self._wrong('can\'t have both "every" and "cron"')
        folder = self.file.parent
        store = self.content.get("store")
        return Schedule(
            flow=self.name,
            store=_placed(folder, str(store))
            if store
            else _placed(Path(), settings.get("WINNOW_STORE", Settings().store)),
            drops=tuple(_placed(folder, one) for one in self._drops()),
            every=self._interval(),
            cron=str(self.content.get("cron", "")),
            timezone=self._timezone(),
        )

    def _wrong(self, problem: str) -> SettingError:
        return SettingError(f"{self.file}: [{self.name}] {problem}")

    def _drops(self) -> list[str]:
        drops = self.content.get("drops", [])
        if self.name not in TAKE_DROPS:
            if drops:
                raise self._wrong('takes no "drops"')
        elif not isinstance(drops, list) or not drops or not all(isinstance(one, str) and one for one in drops):
            raise self._wrong('needs "drops": a list of folders')
        return list(drops)

    def _interval(self) -> timedelta | None:
        if "every" not in self.content:
            return None
        text = str(self.content["every"])
        found = _EVERY.fullmatch(text.strip())
        if not found or int(found.group(1)) == 0:
            raise self._wrong(f'needs a number with s, m, h or d as "every", as in "15m", not {text[:40]!r}')
        return timedelta(seconds=int(found.group(1)) * _SECONDS[found.group(2)])

    def _timezone(self) -> str:
        name = str(self.content.get("timezone", "UTC"))
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise self._wrong(f"names no time zone: {name[:40]!r}") from error
        return name


def _placed(folder: Path, address: str) -> str:
    """Return an address that means the same wherever it is read: a run may have another working folder."""
    return address if "://" in address else str((folder / Path(address).expanduser()).absolute())
