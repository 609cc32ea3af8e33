"""The flows that can be deployed, by the name that `winnow.toml`, `winnow trigger` and the UI use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.backfill import backfill
from flows.check import check
from flows.ingest import ingest
from flows.maintain import maintain
from flows.reprocess import reprocess

if TYPE_CHECKING:
    from prefect import Flow

FLOWS: dict[str, Flow[Any, Any]] = {
    "ingest": ingest,
    "backfill": backfill,
    "reprocess": reprocess,
    "maintain": maintain,
    "check": check,
}
