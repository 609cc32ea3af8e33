"""S3, through boto3: the only module that imports it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.utils import is_valid_endpoint_url
from urllib3.exceptions import HTTPError, ProtocolError

from storage.errors import StoreError, StoreFullError, WinnowError
from storage.s3_reasons import means_full, reason_of_code, reason_of_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

    from storage.options import S3Options

# Attempts a request, the first included. botocore's standard mode pauses up to 0.1, 0.2 … 1.6 s between them, where the
# service says that it is too busy up to 2, 4 … 20 s.
ATTEMPTS = 6
# Pauses before an answer whose body was cut is asked for again: botocore sees to it no more, it has the head of it by
# then. And before a create-only put that met another one under way is sent again.
_PAUSES = (0.1, 0.4, 1.6, 3.2)
_CUT = (FlexibleChecksumError, IncompleteReadError, ResponseStreamingError, ProtocolError)
_UNSURE = (ClientError, *_CUT)
_MISSING = ("NoSuchKey", "404")
_CHANGED = ("PreconditionFailed", "412", "InvalidRange", "416")
# What may be wrong with one object and not with the next: rights of its own, a key of its own, frozen in an archive.
_REFUSED = (
    "AccessDenied",
    "403",
    "InvalidObjectState",
    "KMS.DisabledException",
    "KMS.NotFoundException",
    "KMS.KMSInvalidStateException",
)
_CONFLICT = ("ConditionalRequestConflict", "OperationAborted", "409")
# Services other than Amazon's have one region and do not look at its name, but it is part of every signature.
_ANY_REGION = "us-east-1"
_AMAZON = ".amazonaws.com"

_Answer = TypeVar("_Answer")


class ObjectChangedError(Exception):
    """The object is there, but not the version that was asked for."""


class ObjectRefusedError(Exception):
    """The object is there and we may not have it; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing, or an answer, names it: ``etag`` is "" where the service has none."""

    key: str
    size: int
    modified: float
    etag: str


class Bucket:
    """One S3 bucket. Every trouble is one line of the kind ``refusal``; a missing object is ``KeyError``."""

    def __init__(self, name: str, options: S3Options, refusal: type[WinnowError] = StoreError) -> None:
        self.name = name
        self._options = options
        self._refusal = refusal
        with self._readable():
            self._session = Session(profile_name=options.profile or None, region_name=options.region or None)
            self._client = self._connect()
        self._client.meta.events.register("before-send.s3.PutObject", _ask_nothing_first)

    @property
    def service(self) -> str:
        """The service's URL; "" for Amazon's."""
        url = self._client.meta.endpoint_url
        return "" if _AMAZON in (urlsplit(url).hostname or "") else url

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        """Write an object; with ``if_absent`` return False where one stands that is not this very put's."""
        condition: dict[str, Any] = {"IfNoneMatch": "*"} if if_absent else {}
        pauses = iter(_PAUSES)
        sent_before = False
        with self._readable():
            while True:
                try:
                    self._client.put_object(
                        Bucket=self.name, Key=key, Body=content, **condition, **self._on_write(content)
                    )
                except _UNSURE as error:
                    if if_absent and _code(error) in _CHANGED:
                        # A put that was sent twice meets its own first attempt, whose answer was lost.
                        return (sent_before or _was_retried(error)) and self._holds(key, content)
                    pause = next(pauses, None)
                    again = isinstance(error, _CUT) or (if_absent and _code(error) in _CONFLICT)
                    if pause is None or not again:
                        raise
                    time.sleep(pause)
                    sent_before = True
                else:
                    return True

    def get(self, key: str, *, etag: str = "", part: tuple[int, int] | None = None) -> bytes:
        """Return an object's bytes, or a part of them (from, up to).

        ObjectChangedError where it has not the ``etag`` that is asked for, or not as many bytes any more;
        ObjectRefusedError where it is this object that is refused and not everything.
        """
        request: dict[str, Any] = {"IfMatch": etag} if etag else {}
        if part:
            request["Range"] = f"bytes={part[0]}-{part[1] - 1}"
        with self._readable():
            return self._patiently(lambda: _read(self._open(key, request)))

    def head(self, key: str) -> Listed | None:
        """Return what an object is, or None."""
        with self._readable():
            try:
                found = self._patiently(lambda: self._client.head_object(Bucket=self.name, Key=key))
            except ClientError as error:
                if _code(error) in _MISSING:
                    return None
                raise
        return Listed(key, found["ContentLength"], found["LastModified"].timestamp(), found.get("ETag", ""))

    def pages(self, prefix: str) -> Iterator[list[Listed]]:
        """Yield what a listing's pages (of up to 1,000) hold, each page sorted by key."""
        request: dict[str, Any] = {"Bucket": self.name, "Prefix": prefix}
        while True:
            with self._readable():
                page = self._patiently(lambda: self._client.list_objects_v2(**request))
            found = (
                Listed(one["Key"], one["Size"], one["LastModified"].timestamp(), one.get("ETag", ""))
                for one in page.get("Contents", ())
            )
            yield sorted(found, key=lambda one: one.key)
            if not page.get("IsTruncated"):
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    def delete(self, key: str) -> None:
        """Delete an object; a missing one is no error."""
        with self._readable():
            self._patiently(lambda: self._client.delete_object(Bucket=self.name, Key=key))

    def credentials(self) -> tuple[str, str, str]:
        """Return access key, secret key and session token ("" for none) as they are now: some last an hour."""
        with self._readable():
            found = self._session.get_credentials()
            if found is None:
                raise NoCredentialsError
            frozen = found.get_frozen_credentials()
        return frozen.access_key or "", frozen.secret_key or "", frozen.token or ""

    @property
    def region(self) -> str:
        """The region that requests are signed for."""
        return str(self._client.meta.region_name or _ANY_REGION)

    def _connect(self) -> S3Client:
        options = self._options
        if options.endpoint and not is_valid_endpoint_url(options.endpoint):
            raise self._told("that is no http:// or https:// address: see WINNOW_S3_ENDPOINT")
        return self._session.client(
            "s3",
            endpoint_url=options.endpoint or None,
            region_name=self._session.region_name or _ANY_REGION,
            config=Config(
                connect_timeout=options.connect_seconds,
                read_timeout=options.read_seconds,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                max_pool_connections=options.threads,
                request_checksum_calculation=options.checksums,
                response_checksum_validation=options.checksums,
                s3={"addressing_style": options.addressing},
            ),
        )

    def _on_write(self, content: bytes) -> dict[str, Any]:
        # A checksum that we compute goes into a header; one that boto3 computes may go behind the body, in a form that
        # some services store as if it were content.
        found: dict[str, Any] = {}
        if self._options.checksums == "when_supported":
            found["ChecksumSHA256"] = base64.b64encode(hashlib.sha256(content).digest()).decode()
        if self._options.encryption:
            found["ServerSideEncryption"] = self._options.encryption
        if self._options.kms_key:
            found["SSEKMSKeyId"] = self._options.kms_key
        return found

    def _patiently(self, ask: Callable[[], _Answer]) -> _Answer:
        for pause in _PAUSES:
            try:
                return ask()
            except _CUT:
                time.sleep(pause)
        return ask()

    def _open(self, key: str, request: dict[str, Any]) -> StreamingBody:
        try:
            return self._client.get_object(Bucket=self.name, Key=key, **request)["Body"]
        except ClientError as error:
            code = _code(error)
            if code in _MISSING:
                raise KeyError(key) from error
            if code in _CHANGED:
                raise ObjectChangedError(key) from error
            if code in _REFUSED:
                raise ObjectRefusedError(reason_of_code(code, error.operation_name)) from error
            raise

    def _holds(self, key: str, content: bytes) -> bool:
        try:
            return self.get(key) == content
        except KeyError:
            return False

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn botocore's errors into one line that names the S3 bucket, what is wrong with it, and no secret."""
        try:
            yield
        except ClientError as error:
            code = _code(error)
            if means_full(code):
                raise StoreFullError.at(f"s3://{self.name}") from error
            raise self._told(reason_of_code(code, error.operation_name)) from error
        except (BotoCoreError, Boto3Error, HTTPError) as error:
            raise self._told(reason_of_exception(type(error).__name__)) from error

    def _told(self, reason: str) -> WinnowError:
        at = f" at {self._options.endpoint}" if self._options.endpoint else ""
        return self._refusal(f"the S3 bucket {self.name}{at} can't be used: {reason}")


def _ask_nothing_first(request: AWSPreparedRequest, **_event: object) -> None:
    # botocore asks before it sends a body, and waits up to a second for the answer: a round trip for nothing where
    # bodies are small, and where a create-only put is refused at once whole seconds (SeaweedFS: 1 to 6 for 0.03).
    del request.headers["Expect"]


def _read(body: StreamingBody) -> bytes:
    try:
        return body.read()
    except ReadTimeoutError as error:
        # Silence in the middle of a body; silence instead of an answer was waited for often enough already.
        raise ResponseStreamingError(error=error) from error


def _code(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def _was_retried(error: Exception) -> bool:
    return isinstance(error, ClientError) and bool(error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0))
