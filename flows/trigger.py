"""`winnow trigger`: a run now, of what is deployed, from the command line or for an event that a drop landed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from flows.api import prefect_api
from flows.server import ServerError
from flows.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_event(file: Path) -> str:
    """Return an event's body, from standard input for ``-``; SettingError for what can't be read."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"the event can't be read from {file}: {error}") from error


def drops_of_event(body: str) -> list[str]:
    """Return the drops that an event names.

    Understood are S3 event notifications (also as SQS, SNS or EventBridge deliver them) and a webhook's
    ``{"drops": [...]}``. SettingError for anything else.
    """
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SettingError("the event is not JSON") from error
    found = _drops(event)
    if not found:
        raise SettingError('the event names no drop: an S3 event notification, or {"drops": [...]} is understood')
    return found


def _drops(event: Any) -> list[str]:
    if not isinstance(event, dict):
        return []
    if isinstance(event.get("drops"), list):
        return [one for one in event["drops"] if isinstance(one, str) and one]
    if isinstance(event.get("Message"), str):  # SNS carries the notification as a string
        return drops_of_event(event["Message"])
    if isinstance(event.get("detail"), dict):  # EventBridge
        return _s3_drop(event["detail"], quoted=False)
    records = event.get("Records")
    if not isinstance(records, list):
        return []
    return [drop for record in records if isinstance(record, dict) for drop in _record(record)]


def _record(record: dict[str, Any]) -> list[str]:
    if isinstance(record.get("body"), str):  # SQS
        return drops_of_event(record["body"])
    return _s3_drop(record.get("s3"), quoted=True)


def _s3_drop(found: Any, *, quoted: bool) -> list[str]:
    if not isinstance(found, dict):
        return []
    bucket, item = found.get("bucket"), found.get("object")
    if not isinstance(bucket, dict) or not isinstance(item, dict):
        return []
    name, key = bucket.get("name"), item.get("key")
    if not isinstance(name, str) or not isinstance(key, str):
        return []
    # S3's own notifications quote keys as a form does; EventBridge gives them as they are.
    return [f"s3://{name}/{unquote_plus(key) if quoted else key}"]


def trigger(name: str, parameters: dict[str, Any], *, wait: bool) -> tuple[str, str]:
    """Start a run of a deployment ("ingest", or "flow/deployment"); return its name and state.

    With ``wait`` the call returns when the run has ended.
    """
    address = prefect_api()
    if not address:
        raise ServerError("no Prefect API is configured: set PREFECT_API_URL to the one that `winnow serve` named")
    import httpx
    from prefect.deployments import run_deployment
    from prefect.exceptions import ObjectNotFound, ParameterTypeError, PrefectHTTPStatusError

    full = name if "/" in name else f"{name}/{name}"
    try:
        run: Any = run_deployment(full, parameters=parameters, timeout=None if wait else 0, as_subflow=False)
    except ObjectNotFound as error:
        raise SettingError(f"nothing is deployed as {full} at {address}") from error
    except (PrefectHTTPStatusError, ParameterTypeError) as error:
        raise SettingError(f"the run was refused: {str(error).splitlines()[0][:200]}") from error
    except httpx.TransportError as error:
        raise ServerError(f"the Prefect API at {address} does not answer") from error
    return run.name, run.state.name if run.state else "Scheduled"


def given_parameters(drops: Sequence[str], to: str, store: str) -> dict[str, Any]:
    """Return the parameters that were given; what was not is left to the deployment."""
    given = {"drops": list(drops), "to": to, "store": store}
    return {name: value for name, value in given.items() if value}
