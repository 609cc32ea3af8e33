"""Real S3 servers for the tests and the benchmarks: SeaweedFS, and JuiceFS's gateway as the one to be refused."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ACCESS_KEY = "winnow-tests"
SECRET_KEY = "not-a-secret-of-anybody"  # noqa: S105 - the servers below live as long as the tests
REGION = "us-east-1"

# SeaweedFS is up in 4 to 9 s on an idle machine; a busy one took 40.
_START_SECONDS = 120
# Below the range from which the kernel draws the ports of outgoing connections, so that none of them is in the way.
_PORTS = range(20000, 32000)

_STARTS = 3


class NotStartedError(RuntimeError):
    """A server ended, or did not answer in time; the message ends with its log."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return different ports of 127.0.0.1 that nobody listens on."""
    found = [port for port in random.SystemRandom().sample(_PORTS, 200) if _is_free(port)][:count]
    if len(found) < count:
        raise RuntimeError("no free ports between 20000 and 32000")
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass(slots=True)
class S3Server:
    """A server process of ours; ``stop`` ends it. ``log`` is where it writes what it thinks."""

    endpoint: str
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables with which boto3 and Winnow talk to it."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "WINNOW_S3_ENDPOINT": self.endpoint,
        }

    def stop(self) -> None:
        """End the server."""
        # Not asked but killed: SeaweedFS takes 15 s to end in peace, and nobody needs its objects any more.
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def seaweedfs(folder: Path) -> S3Server:
    """Start SeaweedFS (master, volumes, filer, S3 gateway in one process) with its objects in a folder."""
    for attempt in range(_STARTS):
        try:
            return _seaweedfs(folder / str(attempt))
        except NotStartedError:
            # Somebody else took one of its eight ports in the meantime: others, then.
            if attempt == _STARTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def _seaweedfs(folder: Path) -> S3Server:
    ports = free_ports(8)
    config = folder / "s3.json"
    identity = {"name": "tests", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]}
    folder.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps({"identities": [{**identity, "actions": ["Admin"]}]}))
    options = {
        "dir": folder / "objects",
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "master.port": ports[0],
        "master.port.grpc": ports[1],
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 64,
        "volume.port": ports[2],
        "volume.port.grpc": ports[3],
        "volume.max": 100,
        "filer": "true",
        "filer.port": ports[4],
        "filer.port.grpc": ports[5],
        "filer.localSocket": folder / "filer.sock",
        "s3": "true",
        "s3.port": ports[6],
        "s3.port.grpc": ports[7],
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.localSocket": folder / "s3.sock",
        "s3.config": config,
        "s3.autoCreateBucket": "false",
    }
    (folder / "objects").mkdir(exist_ok=True)
    arguments = [_program("weed"), "server", *(f"-{name}={value}" for name, value in options.items())]
    return _started(arguments, folder, f"http://127.0.0.1:{ports[6]}", {})


def juicefs(folder: Path) -> S3Server:
    """Start JuiceFS's gateway over a folder: an S3 server that ignores ``If-None-Match`` on puts."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = f"sqlite3://{folder / 'meta.db'}"
    bucket = folder / "objects"
    subprocess.run(
        [
            _program("juicefs"),
            "format",
            "--storage",
            "file",
            "--bucket",
            f"{bucket}/",
            "--trash-days",
            "0",
            meta,
            "winnow",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    port = free_port()
    address = f"127.0.0.1:{port}"
    paths = ["--log", str(folder / "gateway.log"), "--cache-dir", str(folder / "cache")]
    arguments = [_program("juicefs"), "gateway", "--multi-buckets", "--no-usage-report", *paths, meta, address]
    login = {"MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY}
    return _started(arguments, folder, f"http://{address}", login)


def _started(arguments: list[str], folder: Path, endpoint: str, environment: dict[str, str]) -> S3Server:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=folder, stdout=output, stderr=output, env={**os.environ, **environment, "HOME": str(folder)}
        )
    server = S3Server(endpoint, log, process)
    give_up = time.monotonic() + _START_SECONDS
    while not _answers(endpoint):
        if process.poll() is not None or time.monotonic() > give_up:
            server.stop()
            raise NotStartedError(f"{arguments[0]} did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)
    return server


def _answers(endpoint: str) -> bool:
    """Tell whether a server refuses us by name: an S3 gateway that is up answers 403 to an unsigned request."""
    try:
        with urllib.request.urlopen(endpoint, timeout=2):  # noqa: S310 - our own http address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is not installed: it comes with the development dependencies")
    return found
