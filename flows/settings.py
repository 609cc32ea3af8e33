"""Every setting, read from the environment once."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from storage.errors import WinnowError
from storage.options import StoreOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX = "WINNOW_"


class SettingError(WinnowError):
    """A setting in the environment is not of its kind."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run; each is read from ``WINNOW_<NAME>``."""

    store: str = "winnow-corpus"
    """The store that ``--to`` and ``--store`` name where they are not given."""

    batch: int = 500
    """Documents a commit. A commit costs about 0.1 s of its own; a batch of 500 pages is 5 s of cleaning."""

    workers: int = 0
    """Worker processes that clean and sign; 0: one a core."""

    document_seconds: int = 10
    """A document that takes longer to clean is quarantined. The slowest real page of 1,018 took 0.4 s."""

    seed: int = -1
    """Seed of a new corpus's signature scheme; -1: drawn at random, so that nobody can forge matches."""

    def store_options(self) -> StoreOptions:
        """Return what of this shapes a store."""
        return StoreOptions(seed=None if self.seed < 0 else self.seed)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; SettingError, with the variable's name, for a number that is none."""
        given = os.environ if environment is None else environment
        found: dict[str, str | int] = {}
        for field in fields(cls):
            name = _PREFIX + field.name.upper()
            if name in given:
                found[field.name] = _number(name, given[name]) if field.type == "int" else given[name]
        return cls(**found)  # type: ignore[arg-type]


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise SettingError(f"{name} must be a whole number, not {text[:40]!r}") from error
