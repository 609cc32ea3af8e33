"""What runs leave for alarms."""

from __future__ import annotations

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Bring the tables from version 3 to 4."""
