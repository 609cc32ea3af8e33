"""`winnow trigger`: which drops an event names, and what is told of one that names none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from flows.settings import SettingError
from flows.trigger import drops_of_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_RECORD = {"s3": {"bucket": {"name": "news"}, "object": {"key": "inbox/wire/a+b%C3%A9.xml", "size": 12}}}
_DROP = "s3://news/inbox/wire/a bé.xml"
_NOTIFICATION = json.dumps({"Records": [{"eventName": "ObjectCreated:Put", **_RECORD}, _RECORD]})


@pytest.mark.parametrize(
    ("event", "drops"),
    [
        (_NOTIFICATION, [_DROP, _DROP]),
        (json.dumps({"Records": [{"messageId": "1", "body": _NOTIFICATION}]}), [_DROP, _DROP]),
        (json.dumps({"Type": "Notification", "Message": _NOTIFICATION}), [_DROP, _DROP]),
        (
            json.dumps(
                {"detail-type": "Object Created", "detail": {"bucket": {"name": "n"}, "object": {"key": "a+b"}}}
            ),
            ["s3://n/a+b"],
        ),
        (json.dumps({"drops": ["inbox/a", "", 7, "s3://news/b"]}), ["inbox/a", "s3://news/b"]),
    ],
    ids=["S3", "SQS", "SNS", "EventBridge", "webhook"],
)
def test_an_event_names_its_drops(event: str, drops: list[str]) -> None:
    """S3's own notifications quote keys as a form does, EventBridge does not."""
    assert drops_of_event(event) == drops


@pytest.mark.parametrize(
    "event",
    ["", "{", "[]", "7", '{"drops": []}', '{"Event": "s3:TestEvent"}', '{"Records": [{"s3": {}}, 3]}', "[" * 99999],
    ids=range(8),
)
def test_an_event_that_names_none_is_told(event: str) -> None:
    with pytest.raises(SettingError, match="the event"):
        drops_of_event(event)


def test_a_trigger_that_can_not_work_is_one_line(winnow: Callable[..., Any], tmp_path: Path) -> None:
    missing = winnow("trigger", "--event", tmp_path / "nothing.json")
    assert missing.returncode == 2
    assert "nothing.json" in missing.stderr
    nowhere = winnow("trigger", "ingest")
    assert nowhere.returncode == 7
    (line,) = nowhere.stderr.splitlines()
    assert "PREFECT_API_URL" in line
