"""The kinds of the flows' parameters: what Prefect's UI shows, and what is refused before a run starts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

Drops = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
StoreAddress = Annotated[str, Field(min_length=1)]
Since = date | None
# How much of the objects a check reads: choices in the UI, where the command line takes any share.
Share = Literal["none", "1%", "5%", "25%", "100%"]
