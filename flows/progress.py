"""How far a flow run is, as an artifact that Prefect's UI shows while it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from prefect.artifacts import create_progress_artifact, update_progress_artifact

if TYPE_CHECKING:
    from uuid import UUID

# An update is a request of 10 ms and more; nobody looks more often than this.
_SECONDS = 3.0


@dataclass(slots=True)
class Progress:
    """A progress artifact over ``total`` pieces, of which ``done`` are."""

    artifact: UUID
    total: int
    done: int = 0
    told: float = 0.0

    def advance(self, pieces: int) -> None:
        """Count pieces that are done; tell Prefect now and then, and of the last one."""
        self.done += pieces
        now = time.monotonic()
        if now - self.told >= _SECONDS or self.done >= self.total:
            self.told = now
            update_progress_artifact(self.artifact, min(100.0, 100 * self.done / self.total) if self.total else 100.0)


def progress_of(key: str, total: int) -> Progress:
    """Make the artifact of a run that has ``total`` pieces to do."""
    made = create_progress_artifact(0.0 if total else 100.0, key=key, description="Drops read, cleaned and committed")
    return Progress(cast("UUID", made), total)
