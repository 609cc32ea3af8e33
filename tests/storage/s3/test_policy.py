"""`deploy/iam-policy.json` against what Winnow really asks of S3, all its commands, recorded between the two."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from storage.check import Reading
from storage.check import check as check_store
from storage.errors import DropError, StoreError
from storage.maintain import maintain, plan_maintenance
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.repair import plan_repair, repair
from storage.store import open_store
from tests.proxy import FaultyProxy, calm
from tests.s3_place import BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.s3_place import S3Place

# What a request to an object needs, by Amazon's table of actions; a HEAD is a GET without a body.
_ACTIONS = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}
# Granted for what no test here makes happen: the end of an upload in parts that broke off.
_UNSEEN = {"s3:AbortMultipartUpload"}


def _needed(method: str, path: str, prefix: str) -> tuple[str, str]:
    """Return the action and the resource of a request, by the names that the policy uses."""
    split = urlsplit(path)
    key = unquote(split.path).removeprefix(f"/{BUCKET}").removeprefix("/")
    asked = parse_qs(split.query).get("prefix", [""])[0]
    assert (key or asked).startswith(prefix), f"asks outside its own prefixes: {path!r}"
    drops, store = f"{prefix}/inbox", f"{prefix}/corpus"
    named = (key or asked).replace(drops, "NEWS-DROPS/inbox").replace(store, "NEWS-CORPUS/corpus")
    if not key:
        assert method == "GET"
        return "s3:ListBucket", f"arn:aws:s3:::{named.partition('/')[0]}"
    return _ACTIONS.get(method, "s3:PutObject" if method == "POST" else method), f"arn:aws:s3:::{named}"


def _allows(policy: dict[str, Any], action: str, resource: str) -> bool:
    return any(
        action in statement["Action"] and any(fnmatchcase(resource, one) for one in statement["Resource"])
        for statement in policy["Statement"]
    )


def _every_command(place: S3Place, article: Callable[[int], str]) -> None:
    """Do to a store what its commands do: make, ingest twice, check, repair, maintain, rebuild."""
    for number in range(3):
        place.drop(f"wire/{number}.txt", article(number).encode())
        place.run()
    assert place.run() == {"seen": 3}
    later = datetime.now(UTC) + timedelta(days=60)
    with contextlib.closing(open_store(place.store, options=place.settings.store_options())) as store:
        assert check_store(store, Reading(1.0, 1)).findings == []
        maintain(store, plan_maintenance(store, now=datetime.now(UTC), retention_days=30), retention_days=30)
        maintain(store, plan_maintenance(store, now=later, retention_days=30), retention_days=30)
        place.client.put_object(Bucket=BUCKET, Key=f"{place.prefix}/corpus/raw/part-{'0' * 64}.parquet", Body=b"orphan")
        plan = plan_repair(store, now=later.timestamp(), grace_hours=1)
        assert not plan.is_empty
        repair(store, plan)
    os.remove(place.settings.catalog.removeprefix("sqlite:///"))  # noqa: PTH107 - a URL's path
    with contextlib.closing(open_store(place.store, renew=True, options=place.settings.store_options())) as store:
        assert rebuild_catalog(store, plan_rebuild(store)).documents == 3


def test_the_policy_allows_what_winnow_asks_and_nothing_that_it_does_not(
    s3: S3Place, project: Path, article: Callable[[int], str]
) -> None:
    policy = json.loads((project / "deploy" / "iam-policy.json").read_text())
    asked: set[tuple[str, str]] = set()

    def record(method: str, path: str) -> str:
        asked.add(_needed(method, path, s3.prefix))
        return ""

    with FaultyProxy(s3.server.endpoint, plan=record) as proxy:
        s3.endpoint = proxy.endpoint
        _every_command(s3, article)
    assert [one for one in sorted(asked) if not _allows(policy, *one)] == []
    granted = {action for statement in policy["Statement"] for action in statement["Action"]}
    assert granted - {one[0] for one in asked} == _UNSEEN
    writes = {"s3:PutObject", "s3:DeleteObject"}
    assert not [one for one in asked if one[0] in writes and "NEWS-DROPS" in one[1]], "drops are only read"


def test_rights_that_go_are_one_line_and_a_repeat_after_they_came_back_is_whole(
    s3: S3Place, article: Callable[[int], str]
) -> None:
    for number in range(3):
        s3.drop(f"wire/{number}.txt", article(number).encode())
    with FaultyProxy(s3.server.endpoint, answers={"denied": (403, "AccessDenied")}) as proxy:
        s3.endpoint = proxy.endpoint
        proxy.plan = lambda method, path: "denied" if method == "PUT" and "/corpus/" in path else ""
        with pytest.raises(StoreError, match="access denied"):
            s3.run()
        proxy.plan = lambda _, path: "denied" if "inbox" in path else ""
        with pytest.raises(DropError, match="access denied"):
            s3.run()
        proxy.plan = calm
        assert sum(s3.run().values()) == 3
