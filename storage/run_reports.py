"""What runs leave in the store for people and scripts: ``runs/<day>/<run id>.html`` and ``.json``, written once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import re2

from storage.document import Outcome
from storage.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from storage.objects import ObjectHead, ObjectStore

RUNS = "runs"
_KEY = re2.compile(rf"{RUNS}/(\d{{4}}-\d\d-\d\d)/([0-9a-f]{{32}})\.(html|json)")
# What a catalog counts of a run as its report does; what was seen again leaves no trace in it.
_COUNTED = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.SEEN)


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


def check_figures(objects: ObjectStore, key: str, runs: Mapping[str, Any]) -> Iterator[Finding]:
    """Hold a run's figures against what the catalog counted of it; ``runs`` are the catalog's, by id."""
    found = _KEY.fullmatch(key)
    if not found or found.group(3) != "json":
        return
    try:
        outcomes = json.loads(objects.get(key))["outcomes"]
        told = {name: outcomes.get(name, 0) for name in _COUNTED}
    except (KeyError, TypeError, AttributeError, ValueError):
        yield Finding("report-damaged", key, "can't be read as the figures of a run")
        return
    row = runs.get(found.group(2))
    counted = {name: getattr(row, name) if row else 0 for name in _COUNTED}
    if told != counted:
        differing = ", ".join(name for name in _COUNTED if told[name] != counted[name])
        yield Finding("report-damaged", key, f"tells another number of documents than the catalog: {differing}")
