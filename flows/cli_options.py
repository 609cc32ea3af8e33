"""Options that several commands have in common."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.settings import Settings

StoreOption = Annotated[
    str, typer.Option("--store", help="The store: a folder or s3://bucket/prefix.", envvar="WINNOW_STORE")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
DEFAULT_STORE = Settings().store
