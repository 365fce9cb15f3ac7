"""What tests use: the fake started, its door in Python's words, and its history."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

from tests.support.twilio.config import Config, Faults, dumps
from tests.support.twilio.log import History
from tests.support.twilio.server import running

ROOT = Path(__file__).parents[3]
STARTS_WITHIN = 30.0  # seconds
LOG = "twilio.jsonl"


class Twilio:
    """A running fake. `url` is what our TWILIO_BASE_URL is to be. Safe for several threads."""

    def __init__(self, config: Config, port: int) -> None:
        self.config = config
        self.port = port
        self.history = History(Path(config.log))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def inbound(
        self, sender: str, to: str, body: str, *, num_media: int = 0, at: datetime | None = None
    ) -> str:
        """A text that reached Twilio, of which no webhook hears; its sid."""
        told = _text(sender, to, body, num_media, at)
        return str(self._post("inbound", told)["sid"])

    def receive(
        self,
        sender: str,
        to: str,
        body: str,
        *,
        num_media: int = 0,
        at: datetime | None = None,
        extra: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """A text that is handed to our webhook: sid, status (the last), attempts, delivered.

        `extra` are more fields, such as {"OptOutType": "STOP"}.
        """
        return self._post("receive", {**_text(sender, to, body, num_media, at), "extra": extra or {}})

    def receive_again(self, sid: str) -> dict[str, Any]:
        """Hand over a text that is known already, under the same sid."""
        return self._post("receive", {"sid": sid})

    def callback(self, sid: str, status: str, code: int | None = None) -> int:
        """One callback now, whatever the message's own status; what it was answered with."""
        return int(self._post("callback", {"sid": sid, "status": status, "code": code})["status"])

    def faults(self, **faults: Any) -> None:
        """From here on these faults and no others, by the names of Faults."""
        self._post("faults", asdict(Faults(**faults)))

    def point(self, **where: Any) -> None:
        """Another `webhook_url`, `fallback_url` or `routes`; what is not named stays."""
        self._post("point", where)

    def state(self) -> dict[str, Any]:
        """messages, inbound, statuses, blocked; walking and calling: what is still on its way."""
        return self._ask("GET", "state", b"")

    def settle(self, timeout: float = 30) -> None:
        """Wait until every message has come to its end and every callback was made."""
        deadline = time.monotonic() + timeout
        while (state := self.state())["walking"] or state["calling"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"after {timeout} s the fake still has {state}")
            time.sleep(0.01)

    def _post(self, act: str, told: dict[str, Any]) -> dict[str, Any]:
        return self._ask("POST", act, json.dumps(told).encode())

    def _ask(self, method: str, act: str, body: bytes) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"/_fake/{act}", body)
            answer = connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(told)
        return told


@contextmanager
def serve(config: Config) -> Iterator[Twilio]:
    """The fake in threads of this process."""
    with running(config) as server:
        yield Twilio(config, server.port)


class TwilioProcess(Twilio):
    """The fake in a process of its own, which ends with this one however this one ends.

    It writes to `folder`. `stop` and `start` again are an outage after which Twilio has forgotten everything
    but its port and its log; for one with its memory kept there is `faults(down=True)`.
    """

    def __init__(self, config: Config, folder: Path) -> None:
        super().__init__(replace(config, log=config.log or str(folder / LOG)), config.port)
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start it and wait until it listens."""
        settings, errors = self._folder / "twilio.json", self._folder / "twilio.err"
        settings.write_text(dumps(replace(self.config, port=self.port)), encoding="utf-8")
        command = [sys.executable, "-m", __package__, str(settings), "--while-stdin"]
        with errors.open("ab") as said:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
            )
        line = _first_line(self._process)
        if not line.strip().isdecimal():
            self.stop()
            raise RuntimeError(f"the fake did not start:\n{errors.read_text(encoding='utf-8')[-2000:]}")
        self.port = int(line)
        return self

    def stop(self) -> None:
        """End it; what it had not told by then, it never tells."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    """What it says first; "" if it ends, or says nothing for too long."""
    assert process.stdout is not None
    timer = threading.Timer(STARTS_WITHIN, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    return line


def _text(sender: str, to: str, body: str, num_media: int, at: datetime | None) -> dict[str, Any]:
    told: dict[str, Any] = {"from": sender, "to": to, "body": body, "num_media": num_media}
    return told | ({"at": at.isoformat()} if at else {})
