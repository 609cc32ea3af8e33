"""From where on something is an alarm; the reason for each stands at its setting, ``flows.settings``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlarmLimits:
    """Where an alarm begins. A source's own spread may set its limit higher, never lower."""

    silent_hours: int = 6
    removed: float = 0.1
    languages: float = 0.2
    quarantined: int = 20
    waiting_hours: int = 1
    cluster: int = 1000
