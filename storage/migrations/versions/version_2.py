"""What drops tell of their articles, withdrawals and holds."""

from __future__ import annotations

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Bring the tables from version 1 to 2."""
