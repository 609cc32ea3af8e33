"""A proxy that stands between Winnow and an S3 server, and does to requests what networks and busy services do."""

from __future__ import annotations

import contextlib
import http.client
import random
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

# What is done to a request instead of passing it on and its answer back.
FAULTS = (
    "delayed",  # passed on late, within the client's patience
    "silent",  # passed on, and answered after the client's patience has ended
    "reset",  # the connection is reset, nothing was passed on
    "lost",  # passed on, and the connection reset instead of an answer
    "500",
    "503",
    "slow down",
    "cut",  # passed on, and the answer's body cut in the middle
    "twice",  # passed on twice; the second answer goes back
)
ANSWERS = {"500": (500, "InternalError"), "503": (503, "ServiceUnavailable"), "slow down": (503, "SlowDown")}
# Headers that are between two neighbours only.
_HOP = {"connection", "keep-alive", "transfer-encoding", "expect", "proxy-connection"}

Plan = "Callable[[str, str], str]"


def calm(_method: str, _path: str) -> str:
    """Do nothing to any request."""
    return ""


def rough(seed: int, share: float, faults: tuple[str, ...] = FAULTS) -> Callable[[str, str], str]:
    """Do one of the faults to this share of the requests, the same ones for the same seed and order."""
    lot = random.Random(seed)  # noqa: S311 - nobody has to be unable to guess it
    lock = threading.Lock()

    def plan(_method: str, _path: str) -> str:
        with lock:
            return lot.choice(faults) if lot.random() < share else ""

    return plan


@dataclass(slots=True)
class FaultyProxy:
    """A proxy to ``upstream``. ``plan`` says what to do to a request, by method and path; ``done`` counts it."""

    upstream: str
    patience: float = 1.0
    plan: Callable[[str, str], str] = calm
    answers: dict[str, tuple[int, str]] = field(default_factory=lambda: dict(ANSWERS))  # status, and code or body
    done: Counter[str] = field(default_factory=Counter)
    seen: list[dict[str, str]] = field(default_factory=list)  # the headers of all requests
    endpoint: str = ""
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        port = free_port()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up, too
        self.endpoint = f"http://127.0.0.1:{port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def pass_on(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send a request upstream; return status, headers and body of the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.upstream).netloc, timeout=60)
        with contextlib.closing(connection):
            connection.putrequest(request.command, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers.items():
                if name.lower() not in _HOP:
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultyProxy

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
        """Write no log."""

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.plan(self.command, self.path)
        self.proxy.done[fault or "passed"] += 1
        self.proxy.seen.append(dict(self.headers.items()))
        if fault in self.proxy.answers:
            self._refuse(*self.proxy.answers[fault])
            return
        if fault == "garbled":
            body = body[::-1]
        if fault == "reset":
            self._reset()
            return
        if fault == "delayed":
            time.sleep(self.proxy.patience * 0.3)
        status, headers, content = self.proxy.pass_on(self, body)
        if fault == "twice":
            status, headers, content = self.proxy.pass_on(self, body)
        if fault == "silent":
            time.sleep(self.proxy.patience * 1.5)
        if fault in ("lost", "silent"):
            self._reset()
            return
        self._answer(status, headers, content, cut=fault == "cut")

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {*_HOP, "content-length"}:
                self.send_header(name, value)
        length = next((value for name, value in headers if name.lower() == "content-length"), str(len(content)))
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self._reset()

    def _refuse(self, status: int, code: str) -> None:
        refusal = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>as the test wants it</Message></Error>"
        content = code if code.startswith("<") else refusal
        self._answer(status, [("Content-Type", "application/xml")], content.encode())

    def _reset(self) -> None:
        # With this option closing sends RST, as a crashed or overrun peer does.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()
