"""Addresses on S3: ``s3://bucket/prefix``."""

from __future__ import annotations

from dataclasses import dataclass

import re2

from storage.errors import StoreError

SCHEME = "s3://"
# What every reader of Delta tables takes unescaped. With it a key stays below S3's limit of 1,024 bytes.
_PREFIX = re2.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*")
_MAX_PREFIX = 256


@dataclass(frozen=True, slots=True)
class S3Address:
    """An S3 bucket and what stands after it, as given and without the slash between."""

    bucket: str
    rest: str

    @property
    def folder(self) -> str:
        """The prefix of all keys below the address: "", or something that ends with a slash."""
        return f"{self.rest.rstrip('/')}/" if self.rest.strip("/") else ""

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.rest}".rstrip("/")


def is_s3(address: str) -> bool:
    """Tell an address on S3 from a path."""
    return address.startswith(SCHEME)


def split_address(address: str) -> S3Address:
    """Split an address on S3. Its S3 bucket may turn out to be none."""
    bucket, _, rest = address.removeprefix(SCHEME).partition("/")
    return S3Address(bucket, rest)


def store_address(address: str) -> S3Address:
    """Return the place of a store; StoreError for a prefix that some reader would have to escape."""
    found = split_address(address)
    prefix = found.rest.rstrip("/")
    if not found.bucket:
        raise StoreError(f"{address} names no S3 bucket; a store is s3://bucket/prefix")
    if prefix and (len(prefix) > _MAX_PREFIX or not _PREFIX.fullmatch(prefix)):
        raise StoreError(f"{address}: a store's prefix is letters, digits and ._=- between single slashes")
    return S3Address(found.bucket, prefix)
