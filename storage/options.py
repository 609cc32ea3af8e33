"""How a store is reached: what an operator may say beside its address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dedup.thresholds import Thresholds

Addressing = Literal["auto", "path", "virtual"]
Checksums = Literal["when_supported", "when_required"]


@dataclass(frozen=True, slots=True)
class S3Options:
    """How to talk to an S3 service. Credentials are boto3's own business: environment, profile, instance role."""

    endpoint: str = ""
    """URL of the service; "" for Amazon's own."""

    region: str = ""
    """Region; "" for what the profile or the environment says."""

    profile: str = ""
    """Profile of the AWS configuration files; "" for the default."""

    addressing: Addressing = "auto"
    """Whether the S3 bucket stands in the path or in the host name; auto: in Amazon's host names, in others' paths."""

    checksums: Checksums = "when_supported"
    """``when_required`` for servers that refuse (or even store) the checksum trailers of newer SDKs."""

    encryption: str = ""
    """Server-side encryption of what is written: "", ``AES256`` or ``aws:kms``."""

    kms_key: str = ""
    """Key id for ``aws:kms``; "" for the account's default."""

    connect_seconds: float = 5
    read_seconds: float = 30
    """A request that takes longer is given up and tried again."""

    threads: int = 16
    """Requests under way at once; the connection pool is as large."""


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """What shapes a store beside its address."""

    catalog: str = ""
    """SQLAlchemy URL of the catalog; "" for SQLite: inside a local store, in the user's state folder for one on S3."""

    seed: int | None = None
    """Seed of a new corpus's signature scheme; None draws one at random."""

    keep_raw: bool = True
    """Whether the raw bytes of what is stored are kept, so that it can be cleaned again."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    """What makes two articles a match."""

    s3: S3Options = field(default_factory=S3Options)
