"""Carries signed requests to our webhooks, with the time limits and second attempts that Twilio has."""

import hashlib
import hmac
import threading
import time
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from select import poll
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit, urlunsplit
from uuid import uuid4

from tests.support.twilio.config import Config
from tests.support.twilio.log import Log

LOCAL = ("127.0.0.1", "localhost")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Where:
    """Our webhook, and where our addresses are really served. Tests may change it at any time."""

    webhook_url: str = ""
    fallback_url: str = ""
    routes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Patience:
    """How long Twilio waits and how often it tries, in seconds: its defaults, or what the address asks."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})


@dataclass(frozen=True)
class Delivery:
    """What came of it. Status 0: no answer; then `error` says what is to blame (ct or rt)."""

    status: int
    attempts: int = 1
    error: str | None = None
    content_type: str = ""
    body: bytes = b""


class Courier:
    """Posts forms. Connections are kept between requests, but one that was closed meanwhile is not used."""

    def __init__(self, config: Config, log: Log) -> None:
        self._config = config
        self._log = log
        self._idle: defaultdict[str, deque[HTTPConnection]] = defaultdict(deque)
        self._lock = threading.Lock()
        self.where = Where(config.webhook_url, config.fallback_url, config.routes)

    def post(self, url: str, fields: Mapping[str, str], event: str, **facts: Any) -> Delivery:
        """Carry a form there, again where the address asks for it; each attempt is logged as `event`."""
        parts, patience = urlsplit(url), patience_of(url)
        target = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
        signature = sign(self._config.auth_token, target, fields)
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": str(uuid4())}
        scale = self._config.time_scale
        deadline = time.monotonic() + patience.total * scale
        attempt = 0
        while True:
            attempt += 1
            left = max(deadline - time.monotonic(), 0.001)
            limits = (min(patience.connect * scale, left), min(patience.read * scale, left))
            done = self._try(urlsplit(target), headers, urlencode(fields).encode(), limits, attempt)
            told = {"url": target, "attempt": attempt, "status": done.status, "error": done.error}
            self._log.write(event, **facts, **told)
            again = done.error in patience.on or (done.error and "all" in patience.on)
            if not again or attempt > patience.retries:
                return done
            time.sleep(self._config.retry_pause)
            if time.monotonic() >= deadline:
                return done

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            kept, self._idle = self._idle, defaultdict(deque)
        for connections in kept.values():
            for connection in connections:
                connection.close()

    def _try(
        self,
        target: SplitResult,
        headers: Mapping[str, str],
        body: bytes,
        limits: tuple[float, float],
        attempt: int,
    ) -> Delivery:
        try:
            origin, connection = self._connect(target, limits[0])
        except (OSError, ValueError):
            return Delivery(0, attempt, "ct")
        sent = {**headers, "Content-Type": FORM, "Host": target.netloc, "User-Agent": "TwilioProxy/1.1"}
        sent["X-Forwarded-Proto"] = target.scheme
        path = urlunsplit(("", "", target.path or "/", target.query, ""))
        try:
            connection.sock.settimeout(limits[1])
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            connection.close()
            return Delivery(0, attempt, "rt")
        self._keep(origin, connection)
        error = f"{answer.status // 100}xx" if answer.status >= 300 else None
        return Delivery(answer.status, attempt, error, answer.headers.get("Content-Type", ""), content)

    def _connect(self, target: SplitResult, timeout: float) -> tuple[str, HTTPConnection]:
        public = f"{target.scheme}://{target.netloc}"
        origin = self.where.routes.get(public, public)
        local = urlsplit(origin)
        if local.scheme != "http" or local.hostname not in LOCAL:
            raise ValueError(f"no route to {public}")  # a fake calls nobody
        while True:
            with self._lock:
                kept = self._idle[origin].pop() if self._idle[origin] else None
            if kept is None:
                break
            if _is_alive(kept):
                return origin, kept
            kept.close()
        connection = HTTPConnection(local.hostname, local.port or 80, timeout=timeout)
        connection.connect()
        return origin, connection

    def _keep(self, origin: str, connection: HTTPConnection) -> None:
        if connection.sock is not None:  # else the answer said that it closes
            with self._lock:
                self._idle[origin].append(connection)


def _is_alive(connection: HTTPConnection) -> bool:
    """Whether an idle connection is still there: anything to read from it is its end."""
    waiting = poll()
    with suppress(OSError, ValueError):
        waiting.register(connection.sock)
        return not waiting.poll(0)
    return False


def patience_of(url: str) -> Patience:
    """What the fragment asks for, as in #rc=3&rp=ct,rt,5xx&ct=2000&rt=4000."""
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
    usual = Patience()
    return Patience(
        connect=int(asked.get("ct", usual.connect * 1000)) / 1000,
        read=int(asked.get("rt", usual.read * 1000)) / 1000,
        total=int(asked.get("tt", usual.total * 1000)) / 1000,
        retries=min(int(asked.get("rc", usual.retries)), 5),
        on=frozenset(asked["rp"].split(",")) if "rp" in asked else usual.on,
    )


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Twilio's signature of a form posted to an address."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()
