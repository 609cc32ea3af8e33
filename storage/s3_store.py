"""The object store below a prefix of an S3 bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.errors import StoreError
from storage.objects import ObjectHead, checked_key
from storage.s3 import ATTEMPTS, Bucket, ObjectRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.options import S3Options
    from storage.s3_address import S3Address


class S3Store:
    """An object store below a prefix of an S3 bucket. ``create_only`` says whether the service keeps that promise."""

    def __init__(self, address: S3Address, options: S3Options, *, create_only: bool = True) -> None:
        self.create_only = create_only
        self._options = options
        self._prefix = address.folder
        self._bucket = Bucket(address.bucket, options)

    @property
    def service(self) -> str:
        """The service's URL; "" for Amazon's."""
        return self._bucket.service

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        """Write an object; with ``if_absent`` return False (and write nothing) where one stands."""
        if if_absent and not self.create_only and self.head(key):
            return False  # good for one writer, and no more is such a service used for
        return self._bucket.put(self._prefix + checked_key(key), content, if_absent=if_absent)

    def get(self, key: str) -> bytes:
        """Return an object's bytes; KeyError where there is none."""
        try:
            return self._bucket.get(self._prefix + checked_key(key))
        except ObjectRefusedError as error:
            raise StoreError(f"{self.uri(key)} can't be read: {error}") from error

    def head(self, key: str) -> ObjectHead | None:
        """Return an object's size and age, or None."""
        found = self._bucket.head(self._prefix + checked_key(key))
        return ObjectHead(key, found.size, found.modified) if found else None

    def list(self, prefix: str = "") -> Iterator[ObjectHead]:
        """List the objects under a prefix, page by page."""
        if "/" in prefix:
            checked_key(prefix.rpartition("/")[0])
        for page in self._bucket.pages(self._prefix + prefix):
            yield from (ObjectHead(one.key.removeprefix(self._prefix), one.size, one.modified) for one in page)

    def delete(self, key: str) -> None:
        """Delete an object; a missing one is no error."""
        self._bucket.delete(self._prefix + checked_key(key))

    def uri(self, key: str) -> str:
        """Return the object's s3:// address."""
        return f"s3://{self._bucket.name}/{self._prefix}{checked_key(key)}"

    def table_options(self) -> dict[str, str]:
        """Return what ``deltalake`` needs to reach the same service with the credentials of this moment.

        Names: https://docs.rs/object_store/latest/object_store/aws/enum.AmazonS3ConfigKey.html
        """
        access, secret, token = self._bucket.credentials()
        options = {
            "aws_access_key_id": access,
            "aws_secret_access_key": secret,
            "aws_session_token": token,
            "aws_region": self._bucket.region,
            "aws_server_side_encryption": self._options.encryption,
            "aws_sse_kms_key_id": self._options.kms_key,
            "connect_timeout": f"{self._options.connect_seconds}s",
            "timeout": f"{self._options.read_seconds}s",
            "max_retries": str(ATTEMPTS - 1),
            **self._where(),
        }
        promise = {"aws_conditional_put": "etag"} if self.create_only else {"aws_s3_allow_unsafe_rename": "true"}
        return {name: value for name, value in options.items() if value} | promise

    def settle(self, key: str, *, since: float) -> None:
        """Do nothing: an acknowledged put is durable."""

    def sweep(self, *, before: float, dry_run: bool) -> int:  # noqa: ARG002 - the contract's
        """Do nothing: a put that was not finished leaves nothing."""
        return 0

    def _where(self) -> dict[str, str]:
        addressing, service = self._options.addressing, self.service
        if not service:
            return {"aws_virtual_hosted_style_request": str(addressing != "path").lower()}
        parts = urlsplit(service)
        virtual = addressing == "virtual"
        host = f"{self._bucket.name}.{parts.netloc}" if virtual else parts.netloc
        return {
            "aws_endpoint": f"{parts.scheme}://{host}{parts.path}",
            "aws_allow_http": str(parts.scheme == "http").lower(),
            "aws_virtual_hosted_style_request": str(virtual).lower(),
        }
