"""The Prefect flow that keeps a store quick to read: meant for a schedule, once a day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from prefect import flow, get_run_logger

from flows.parameters import StoreAddress
from flows.settings import Settings
from flows.store_at import store_at
from storage.maintain import checked_retention, plan_maintenance
from storage.maintain import maintain as maintain_store


@flow(name="maintain", persist_result=False)
def maintain(store: StoreAddress = "winnow-corpus") -> dict[str, Any]:
    """Pack small parts together, delete what only versions older than the retention read. Safe to repeat.

    Args:
        store: The store: a folder or s3://bucket/prefix.
    """
    retention = checked_retention(Settings.from_environment().retention_days)
    with store_at(store) as opened:
        plan = plan_maintenance(opened, now=datetime.now(UTC), retention_days=retention)
        done = asdict(maintain_store(opened, plan, retention_days=retention))
    get_run_logger().info(" ".join(f"{name}={count}" for name, count in done.items()))
    return done
