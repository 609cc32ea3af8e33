"""A real PostgreSQL for the tests and the benchmarks: a cluster of our own, in a folder that goes away with it."""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEBIAN = Path("/usr/lib/postgresql")
# Below the range from which the kernel draws the ports of outgoing connections, so that none of them is in the way.
_PORTS = range(20000, 32000)
_USER = "winnow"
# The server refuses to run as root; Debian's package makes this user.
_UNPRIVILEGED = "postgres"


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL server installed."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster. Its one user may do everything, with a password that nobody else knows."""

    binaries: Path
    folder: Path
    port: int
    password: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://{_USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database; return its URL."""
        name = f"winnow_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the cluster's user; return what psql prints."""
        command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port)]
        command += ["-U", _USER, "-d", database, "-c", statement]
        return self._run(command, {"PGPASSWORD": self.password})

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._run(
            ["pg_ctl", "-D", str(self.folder / "cluster"), "-l", str(self.folder / "log"), "-w", "-t", "120", "start"]
        )

    def stop(self, mode: str = "immediate") -> None:
        """End the server: ``fast`` ends its connections in order, ``immediate`` is what a crash is."""
        self._run(["pg_ctl", "-D", str(self.folder / "cluster"), "-m", mode, "-w", "-t", "120", "stop"])

    def restart(self, mode: str = "immediate") -> None:
        """End the server and start it again."""
        self.stop(mode)
        self.start()

    def initialise(self) -> None:
        """Make the cluster: passwords asked on the network, tuned to be small and quick to start, durable as ever."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            shutil.chown(self.folder, _UNPRIVILEGED)
            shutil.chown(secret, _UNPRIVILEGED)
        cluster = self.folder / "cluster"
        options = [
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            f"--username={_USER}",
            f"--pwfile={secret}",
        ]
        self._run(["initdb", "-D", str(cluster), "--no-sync", *options])
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": self.port,
            "unix_socket_directories": f"'{self.folder}'",
            "shared_buffers": "'64MB'",
            "max_connections": 50,
        }
        with (cluster / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def _run(self, command: list[str], environment: Mapping[str, str] | None = None) -> str:
        program = [str(self.binaries / command[0]), *command[1:]]
        as_other = ["setpriv", "--reuid", _UNPRIVILEGED, "--regid", _UNPRIVILEGED, "--clear-groups"]
        done = subprocess.run(
            [*(as_other if os.geteuid() == 0 else []), *program],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if command[0] == "psql" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if command[0] == "psql" else subprocess.DEVNULL,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {(done.stdout or '')[:500]}")
        return done.stdout or ""


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a cluster on a free port; end it and take its folder away at the end. NoPostgresError where none is."""
    # Not in pytest's folder: the path of a socket has 107 bytes at most, and another user must reach it.
    with tempfile.TemporaryDirectory(prefix="winnow-pg-", ignore_cleanup_errors=True) as name:
        server = Postgres(_binaries(), Path(name), _free_port(), secrets.token_hex(16))
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(RuntimeError):  # a test may have ended it
                server.stop()


def _binaries() -> Path:
    found = shutil.which("pg_ctl")
    newest = sorted(_DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if not found and not newest:
        raise NoPostgresError("no PostgreSQL server here: apt-get install postgresql")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(_UNPRIVILEGED)
        except KeyError as error:
            raise NoPostgresError("PostgreSQL does not run as root, and there is no user postgres") from error
    return Path(found).resolve().parent if found else newest[-1].parent


def _free_port() -> int:
    for port in random.SystemRandom().sample(_PORTS, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 20000 and 32000")
