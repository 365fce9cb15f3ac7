"""A web process to kill: `python -m tests.faults.delivery.web PORT`, told by CHECKIN_TRIED what to be."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket

from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy import select as select_rows

from checkin.config import Services
from checkin.sms import Outgoing
from checkin.store import Store, Tx
from checkin.store.tables import outbox
from checkin.web import create_app
from checkin.web.__main__ import THREADS
from checkin.web.webhook import twiml
from tests.faults.delivery.worker import LONGEST_LIFE, Spec, services

ROOT = Path(__file__).parents[3]
TRIED = "CHECKIN_TRIED"
PORTS = range(20_000, 30_000)  # below those that the system hands out: nobody takes one between two lives
STARTS_WITHIN = 30.0  # seconds


@dataclass(frozen=True)
class Site:
    """A web. `dawdles`: so many seconds pass between keeping a text and answering it.

    `forgets`: the share of its transactions of which nothing is kept (a control). `repeats`: a text that it
    knows is always answered as before (a control).
    """

    spec: Spec
    dawdles: float = 0.0
    forgets: float = 0.0
    repeats: bool = False


class Forgetful(Store):
    """The control: now and then nothing is kept, and nobody is told."""

    def __init__(self, url: str, share: float) -> None:
        super().__init__(url)
        self._share = share

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with super().begin() as tx:
            yield tx
            if random.random() < self._share:
                tx.rollback()


def create() -> Flask:
    """The whole web, over the services of a worker."""
    told = json.loads(os.environ[TRIED])
    site = Site(**{**told, "spec": Spec(**told["spec"])})
    made = services(site.spec)
    if site.forgets:
        made = replace(made, store=Forgetful(site.spec.database_url, site.forgets))
    app = create_app(made)
    if site.dawdles:
        _dawdle(app, site.dawdles)
    if site.repeats:
        _repeat(app, made)
    return app


def _dawdle(app: Flask, seconds: float) -> None:
    """Most kills then strike between the commit and the answer."""

    @app.after_request
    def wait(response: Response) -> Response:
        if request.path == "/sms":
            time.sleep(seconds)
        return response


def _repeat(app: Flask, made: Services) -> None:
    @app.before_request
    def again() -> Response | None:
        replied = select_rows(outbox).where(outbox.c.reply_to == request.form.get("MessageSid", ""))
        with made.store.read() as tx:
            known = [Outgoing(row.id, row.number, row.body) for row in tx.execute(replied)]
        if request.path != "/sms" or not known:
            return None
        return Response(twiml(known, made.settings.callback), mimetype="text/xml")


class WebProcess:
    """A web process as the tests hold it: started, killed with all its kin, started anew."""

    def __init__(self, site: Site, folder: Path, chance: random.Random) -> None:
        self.site = site
        self.port = _free_port(chance)
        self.kills = 0
        self._said = folder / "web.err"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it. It does not listen yet."""
        assert self._process is None
        command = [sys.executable, "-m", __name__, str(self.port)]
        environ = {**os.environ, TRIED: json.dumps(asdict(self.site))}
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            self._must_live()
            if time.monotonic() > deadline:
                raise TimeoutError(f"the web does not answer:\n{self._last_words()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """As `kill -9` of the whole group. One that has ended by itself is a fault of its own."""
        self._must_live()
        self.end()
        self.kills += 1

    def end(self) -> None:
        """Kill it if it lives."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with closing(process.stdin):
            # Not reaped yet, so the group is there, even if its first process has ended.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _answers(self) -> bool:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False

    def _must_live(self) -> None:
        assert self._process is not None
        status = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        assert status is None, f"the web ended by itself:\n{self._last_words()}"

    def _last_words(self) -> str:
        return self._said.read_text(encoding="utf-8", errors="replace")[-2000:]


def _free_port(chance: random.Random) -> int:
    while True:
        port = chance.choice(PORTS)
        with socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _end_with_the_tests() -> None:
    """However the tests end, their end of the pipe does too."""
    select.select([0], [], [], LONGEST_LIFE)
    os.killpg(0, signal.SIGKILL)


def main(port: str) -> None:
    """Serve until killed, as checkin/web/__main__.py does."""
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    Granian(
        f"{__spec__.name}:create",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=THREADS,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1])
