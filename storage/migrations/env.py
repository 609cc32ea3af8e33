"""What Alembic runs: the migrations, in the transaction of the connection that ``upgrade`` was given."""

from __future__ import annotations

from alembic import context

from storage import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    version_table=schema.schema_version.name,
)
context.run_migrations()
