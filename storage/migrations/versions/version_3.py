"""The versions in which consumers saw a document change."""

from __future__ import annotations

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Bring the tables from version 2 to 3."""
