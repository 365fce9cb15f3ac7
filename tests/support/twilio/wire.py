"""The least of HTTP/1.1 that the fake needs: quick, with connections kept, and able to hang up."""

import json
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, unquote

LONGEST_LINE = 65_536  # bytes
BACKLOG = 256


@dataclass(frozen=True)
class Request:
    """One request; header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """The fields of the body."""
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    @cached_property
    def asked(self) -> dict[str, str]:
        """The fields of the query, the first of each."""
        return {name: values[0] for name, values in parse_qs(self.query, keep_blank_values=True).items()}

    def field(self, name: str) -> str:
        """The form's field of this name; "" for none."""
        return self.form.get(name, [""])[0]


@dataclass(frozen=True)
class Answer:
    """One answer. Status 0 hangs up instead."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"

    @classmethod
    def of(cls, value: Any, status: int = 200) -> "Answer":
        """An answer in JSON."""
        return cls(status, json.dumps(value).encode())

    @property
    def head(self) -> bytes:
        """The lines before the body."""
        phrase = HTTPStatus(self.status).phrase
        return (
            f"HTTP/1.1 {self.status} {phrase}\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n\r\n"
        ).encode()


HANG_UP = Answer(0)


class _Handler(StreamRequestHandler):
    """One connection, request after request."""

    disable_nagle_algorithm = True
    server: "Server"

    def handle(self) -> None:
        with suppress(OSError), self.server.holds(self.connection):
            while request := _read(self.rfile.readline, self.rfile.read):
                answer = self.server.answer(request)
                if not answer.status:
                    return
                self.connection.sendall(answer.head + answer.body)
                if request.headers.get("connection", "").lower() == "close":
                    return


class Server(ThreadingTCPServer):
    """Answers on this machine with `answer`, a thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = BACKLOG

    def __init__(self, port: int, answer: Callable[[Request], Answer]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def holds(self, connection: socket.socket) -> "_Held":
        """Note that a connection is open, as long as it is."""
        return _Held(self._open, self._lock, connection)

    def hang_up(self) -> None:
        """End every open connection, so that no thread waits for another request."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bug of the fake is worth its traceback; a client that went away is not."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Held:
    def __init__(self, held: set[socket.socket], lock: threading.Lock, connection: socket.socket) -> None:
        self._held, self._lock, self._connection = held, lock, connection

    def __enter__(self) -> None:
        with self._lock:
            self._held.add(self._connection)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._held.discard(self._connection)


def _read(line: Callable[[int], bytes], some: Callable[[int], bytes]) -> Request | None:
    """The next request, None at the end of the connection or when it is no HTTP."""
    words = line(LONGEST_LINE).decode("latin-1").split()
    if len(words) != 3:
        return None
    headers = {}
    while (text := line(LONGEST_LINE).decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return None  # no client of ours does that
    length = int(headers.get("content-length", "0"))
    body = some(length) if length else b""
    if len(body) < length:
        return None
    path, _, query = words[1].partition("?")
    return Request(words[0], unquote(path), query, headers, body)
