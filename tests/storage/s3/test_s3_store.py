"""What an S3 store does beyond the contract of all object stores: promises kept on a bad line, and readable refusals."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage.errors import DropError, StoreError, StoreFullError
from storage.options import S3Options
from storage.s3 import Bucket
from storage.s3_address import store_address
from storage.s3_store import S3Store
from tests.proxy import FaultyProxy
from tests.s3_place import BUCKET, S3Place
from tests.servers import ACCESS_KEY, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _store(place: S3Place, **options: Any) -> S3Store:
    return S3Store(store_address(place.store), replace(place.options, **options))


def _first(fault: str, method: str = "PUT") -> Callable[[str, str], str]:
    """Do a fault to the first request of a method, and nothing to the others."""
    left = [fault]
    return lambda found, _path: left.pop() if found == method and left else ""


@pytest.fixture
def proxy(s3: S3Place) -> Iterator[FaultyProxy]:
    with FaultyProxy(s3.server.endpoint) as proxy:
        s3.endpoint = proxy.endpoint
        s3.read_seconds = 1
        yield proxy


@pytest.mark.parametrize("fault", ["lost", "silent", "reset", "500", "503", "slow down", "twice"])
def test_a_create_only_put_that_meets_its_own_first_attempt_has_won(
    s3: S3Place, proxy: FaultyProxy, fault: str
) -> None:
    objects = _store(s3)
    proxy.plan = _first(fault)
    won = objects.put("a", b"content", if_absent=True)
    # A network that doubles a request hands back the second answer: nothing can tell whose object that is.
    assert won is (fault != "twice")
    assert objects.get("a") == b"content"
    assert proxy.done[fault] == 1


def test_a_create_only_put_that_was_sent_twice_leaves_what_another_put(s3: S3Place, proxy: FaultyProxy) -> None:
    objects = _store(s3)
    objects.put("a", b"theirs")
    proxy.plan = _first("lost")
    assert objects.put("a", b"ours", if_absent=True) is False
    assert objects.get("a") == b"theirs"


def test_a_put_that_meets_another_one_under_way_is_sent_again(s3: S3Place, proxy: FaultyProxy) -> None:
    objects = _store(s3)
    proxy.answers["conflict"] = (409, "ConditionalRequestConflict")
    proxy.plan = _first("conflict")
    assert objects.put("a", b"content", if_absent=True) is True
    assert objects.get("a") == b"content"


@pytest.mark.parametrize("fault", ["cut", "lost", "silent", "500"])
def test_a_body_that_was_cut_is_asked_for_again(s3: S3Place, proxy: FaultyProxy, fault: str) -> None:
    objects = _store(s3)
    content = bytes(range(256)) * 4000
    objects.put("a", content)
    proxy.plan = _first(fault, "GET")
    assert objects.get("a") == content
    assert proxy.done[fault] == 1


def test_a_service_that_stays_away_is_one_line(s3: S3Place, proxy: FaultyProxy) -> None:
    objects = _store(s3)
    proxy.plan = lambda _method, _path: "500"
    with pytest.raises(StoreError, match="the service failed, many times in a row") as caught:
        objects.put("a", b"content")
    assert "\n" not in str(caught.value)
    assert proxy.done["500"] == 6


def test_a_full_service_is_a_full_store(s3: S3Place, proxy: FaultyProxy) -> None:
    objects = _store(s3)
    proxy.answers["full"] = (403, "QuotaExceeded")
    proxy.plan = lambda _method, _path: "full"
    with pytest.raises(StoreFullError, match="no space left"):
        objects.put("a", b"content")


def test_what_is_put_has_its_checksum_and_is_refused_when_it_was_changed_on_the_way(
    s3: S3Place, proxy: FaultyProxy
) -> None:
    objects = _store(s3)
    objects.put("a", b"content")
    key = f"{s3.prefix}/corpus/a"
    found = s3.client.get_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert found["ChecksumSHA256"] == base64.b64encode(hashlib.sha256(b"content").digest()).decode()
    proxy.plan = lambda _method, _path: "garbled"
    with pytest.raises(StoreError, match="what arrived is not what was sent"):
        objects.put("b", b"content")
    assert _store(replace(s3, endpoint="")).head("b") is None


def test_requests_say_what_the_options_say(s3: S3Place, proxy: FaultyProxy) -> None:
    for options in ({"encryption": "aws:kms", "kms_key": "key-1"}, {"checksums": "when_required"}):
        proxy.plan = lambda _method, _path: "503"
        with pytest.raises(StoreError):
            _store(s3, **options).put("a", b"content", if_absent=True)
    encrypted, plain = proxy.seen[0], proxy.seen[-1]
    assert encrypted["x-amz-server-side-encryption"] == "aws:kms"
    assert encrypted["x-amz-server-side-encryption-aws-kms-key-id"] == "key-1"
    assert encrypted["If-None-Match"] == "*"
    assert "x-amz-checksum-sha256" in encrypted
    assert "x-amz-sdk-checksum-algorithm" not in plain
    assert not any(name.startswith(("x-amz-checksum", "x-amz-acl")) for name in plain)


def test_a_listing_of_more_than_a_page_is_whole(s3: S3Place) -> None:
    objects = _store(s3)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: objects.put(f"many/{number:04}", b"x"), range(1005)))
    assert [head.key for head in objects.list("many/")] == [f"many/{number:04}" for number in range(1005)]


def test_addresses_name_bucket_and_prefix(s3: S3Place) -> None:
    assert _store(s3).uri("articles/part-1") == f"s3://{BUCKET}/{s3.prefix}/corpus/articles/part-1"


def test_tables_are_reached_as_objects_are(s3: S3Place) -> None:
    options = _store(s3, encryption="AES256").table_options()
    assert options["aws_endpoint"] == s3.server.endpoint
    assert options["aws_allow_http"] == "true"
    assert options["aws_access_key_id"] == ACCESS_KEY
    assert options["aws_conditional_put"] == "etag"
    assert options["aws_server_side_encryption"] == "AES256"
    assert "aws_session_token" not in options


def test_tables_of_a_careless_service_are_renamed_into_place(s3: S3Place) -> None:
    objects = _store(s3)
    objects.create_only = False
    assert objects.table_options()["aws_s3_allow_unsafe_rename"] == "true"
    assert "aws_conditional_put" not in objects.table_options()


@pytest.mark.usefixtures("s3")
def test_the_bucket_stands_in_the_host_name_where_that_is_asked_for() -> None:
    options = S3Options(endpoint="https://objects.example:9000", addressing="virtual", region="north-1")
    found = S3Store(store_address("s3://news/corpus"), options).table_options()
    assert found["aws_endpoint"] == "https://news.objects.example:9000"
    assert found["aws_virtual_hosted_style_request"] == "true"
    assert found["aws_region"] == "north-1"


@pytest.mark.usefixtures("s3")
def test_amazon_needs_no_endpoint() -> None:
    objects = S3Store(store_address("s3://news/corpus"), S3Options(region="eu-west-1"))
    assert objects.service == ""
    assert "aws_endpoint" not in objects.table_options()
    assert objects.table_options()["aws_region"] == "eu-west-1"


@pytest.mark.parametrize(
    ("changes", "environment", "reason"),
    [
        ({"endpoint": "http://127.0.0.1:9"}, {}, "nothing answers there"),
        ({"endpoint": "objects.example"}, {}, "no http:// or https:// address"),
        ({"profile": "nobody"}, {}, "no such profile"),
        ({}, {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "there are no credentials"),
        ({}, {"AWS_ACCESS_KEY_ID": "stranger"}, "does not know this access key"),
        ({}, {"AWS_SECRET_ACCESS_KEY": "wrong-but-secret"}, "does not fit the access key"),
    ],
)
def test_each_trouble_is_one_readable_line_without_secrets(
    s3: S3Place,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    environment: dict[str, str],
    reason: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for kind in (StoreError, DropError):
        with pytest.raises(kind, match=reason) as caught:
            Bucket(BUCKET, replace(s3.options, **changes), kind).get("a")
        told = str(caught.value)
        assert "\n" not in told
        assert BUCKET in told
        assert SECRET_KEY not in told
        assert "wrong-but-secret" not in told


def test_a_bucket_that_is_not_there_is_told(s3: S3Place) -> None:
    bucket = Bucket("no-such-bucket", s3.options)
    for ask in (
        lambda: bucket.get("a"),
        lambda: bucket.put("a", b""),
        lambda: list(bucket.pages("")),
    ):
        with pytest.raises(StoreError, match="there is no such S3 bucket"):
            ask()


def test_what_speaks_no_s3_is_one_line_too(s3: S3Place, proxy: FaultyProxy) -> None:
    proxy.answers["page"] = (200, "<html>not S3 at all")
    proxy.plan = lambda _method, _path: "page"
    with pytest.raises(StoreError, match="can't be used"):
        list(_store(s3).list())


@pytest.mark.parametrize(
    "address", ["s3://", "s3:///prefix", "s3://bucket/a//b", "s3://bucket/../b", "s3://bucket/a b"]
)
def test_an_address_that_some_reader_would_have_to_escape_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match=r"prefix|names no S3 bucket"):
        store_address(address)
