"""What runs leave in the store for people and scripts: ``runs/<day>/<run id>.html`` and ``.json``, written once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import re2

from storage.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.objects import ObjectHead, ObjectStore

RUNS = "runs"
_KEY = re2.compile(rf"{RUNS}/(\d{{4}}-\d\d-\d\d)/([0-9a-f]{{32}})\.(html|json)")


def report_key(run_id: str, began: str, kind: str) -> str:
    """Return the key of a run's page (``html``) or of its figures (``json``); ``began`` is UTC in ISO 8601."""
    return f"{RUNS}/{began[:10]}/{run_id}.{kind}"


def list_reports(objects: ObjectStore) -> dict[str, ObjectHead]:
    """Return the heads of everything under ``runs/``, by key."""
    return {head.key: head for head in objects.list(f"{RUNS}/")}


def expired_reports(objects: ObjectStore, before: str) -> list[str]:
    """Return the reports of runs that began before a day (YYYY-MM-DD)."""
    return sorted(key for key in list_reports(objects) if (found := _KEY.fullmatch(key)) and found.group(1) < before)


def check_names(keys: Sequence[str]) -> Iterator[Finding]:
    """Nothing but reports of runs stands under ``runs/``."""
    for key in keys:
        if not _KEY.fullmatch(key):
            yield Finding("report-foreign", key, "is no report of a run")


def check_figures(objects: ObjectStore, key: str) -> Iterator[Finding]:
    """Read a run's figures: they are its own, and documents in are the sum of outcomes.

    They tell how it was when the run ended. The catalog may count otherwise by now: what was held is released.
    """
    found = _KEY.fullmatch(key)
    if not found or found.group(3) != "json":
        return
    try:
        figures = json.loads(objects.get(key))
        whole = figures["run_id"] == found.group(2) and figures["documents"] == sum(figures["outcomes"].values())
    except (KeyError, TypeError, AttributeError, ValueError):
        whole = False
    if not whole:
        yield Finding("report-damaged", key, "can't be read as the figures of that run, or they do not add up")
