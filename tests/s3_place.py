"""A prefix of its own in an S3 bucket: a place for one test's drops and store."""

from __future__ import annotations

import contextlib
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from deltalake import DeltaTable

from flows.pipeline import run_ingest
from flows.settings import Settings
from storage.options import S3Options
from storage.parts import VERSION_COLUMNS
from storage.store import open_store
from tests.servers import ACCESS_KEY, REGION, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.servers import S3Server

BUCKET = "winnow-tests"
# Seconds until a server that was just started must take objects; SeaweedFS grows its first volumes for 5.
_PATIENCE = 90


def client_of(endpoint: str) -> Any:
    """Return a plain boto3 client, to look behind Winnow's back."""
    config = Config(s3={"addressing_style": "path"}, max_pool_connections=16, retries={"mode": "standard"})
    session = Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
    return session.client("s3", endpoint_url=endpoint, config=config)


def make_bucket(server: S3Server) -> None:
    """Make the tests' S3 bucket, and wait until it takes objects: a gateway answers before all behind it is up."""
    client = client_of(server.endpoint)
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            with contextlib.suppress(client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
                client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="warm", Body=b"up")
        except (BotoCoreError, ClientError):
            if time.monotonic() > give_up:
                raise
            time.sleep(0.5)
        else:
            return


@dataclass(slots=True)
class S3Place:
    """A prefix with an ``inbox`` and a ``corpus`` below it. ``endpoint`` may be a proxy's."""

    server: S3Server
    folder: Path
    endpoint: str = ""
    prefix: str = field(default_factory=lambda: uuid.uuid4().hex)
    read_seconds: int = 30
    drops_at: str = ""
    catalog: str = ""

    @property
    def inbox(self) -> str:
        """Return the address of the drops."""
        return self.drops_at or f"s3://{BUCKET}/{self.prefix}/inbox"

    @property
    def store(self) -> str:
        """Return the address of the store."""
        return f"s3://{BUCKET}/{self.prefix}/corpus"

    @property
    def client(self) -> Any:
        """Return a client that no proxy disturbs."""
        return client_of(self.server.endpoint)

    @property
    def options(self) -> S3Options:
        """Return how the tests reach it."""
        return S3Options(endpoint=self.endpoint or self.server.endpoint, read_seconds=self.read_seconds)

    @property
    def settings(self) -> Settings:
        """Return the settings of a run here; its catalog is in the test's folder."""
        return Settings(
            batch=10,
            seed=7,
            workers=1,
            catalog=self.catalog or f"sqlite:///{self.folder / self.prefix}.db",
            s3_endpoint=self.options.endpoint,
            s3_read_seconds=self.read_seconds,
        )

    def anew(self, **changes: Any) -> S3Place:
        """Return another, empty place on the same server."""
        return replace(self, prefix=uuid.uuid4().hex, **changes)

    def drop(self, name: str, content: bytes) -> None:
        """Deliver a drop."""
        self.client.put_object(Bucket=BUCKET, Key=f"{self.prefix}/inbox/{name}", Body=content)

    def drop_all(self, drops: Mapping[str, str]) -> None:
        """Deliver drops, several at once."""
        client = self.client
        with ThreadPoolExecutor(8) as pool:
            for name, text in drops.items():
                pool.submit(client.put_object, Bucket=BUCKET, Key=f"{self.prefix}/inbox/{name}", Body=text.encode())

    def listing(self) -> dict[str, tuple[str, int, Any]]:
        """Return etag, size and time of every object of the store."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{self.prefix}/corpus/")
        found = (one for page in pages for one in page.get("Contents", ()))
        return {one["Key"]: (one["ETag"], one["Size"], one["LastModified"]) for one in found}

    def run(self, *drops: str) -> dict[str, int]:
        """Ingest drops (the inbox where none are named); return the outcomes that there were."""
        tally = run_ingest(drops or [self.inbox], self.store, self.settings)
        return {name: count for name, count in tally.outcomes.items() if count}

    def corpus(self) -> dict[str, list[str]]:
        """Return what two stores of the same drops must have in common: everything but times and versions."""
        with contextlib.closing(open_store(self.store, options=self.settings.store_options())) as store:
            return {name: self._rows(store.objects, name) for name in ("articles", "members")}

    def _rows(self, objects: Any, name: str) -> list[str]:
        table = DeltaTable(objects.uri(name), storage_options=objects.table_options())
        own = {"first_seen", *(column.name for column in VERSION_COLUMNS)}
        columns = [field.name for field in table.schema().fields if field.name not in own]
        return sorted(map(str, table.to_pyarrow_table(columns=columns).to_pylist()))
