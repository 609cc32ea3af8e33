"""Migrations of the catalog: what brings the tables of an older Winnow up to this one's.

Only a store that needs one imports this. To add one, raise SCHEMA_VERSION in storage.schema and write
``versions/version_N.py``: a revision N, after N-1, that makes of the tables what the schema says now.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run, in the connection's transaction, the migrations that its database lacks; none where it has them all."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)
