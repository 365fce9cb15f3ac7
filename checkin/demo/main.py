"""`checkin demo`: play the history once, then serve it until the keys are pressed."""

import logging
import secrets
import socket
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from werkzeug.serving import make_server

from checkin.config import Services, Settings, wall_clock
from checkin.demo.cast import COACHES, NUMBER, ZONE
from checkin.demo.clock import DemoClock
from checkin.demo.folder import Folder
from checkin.demo.history import actors, build, connect
from checkin.demo.stage import DemoStage
from checkin.demo.world import World
from checkin.store import StoreError, beats, people
from checkin.web import create_app

HOST = "127.0.0.1"
TICK = 5  # seconds between two looks at what is due
DATA = Path("var") / "demo"


class Demo:
    """A demo on this machine, ready to serve. A port that is taken is known before weeks are played."""

    def __init__(self, folder: Folder, port: int, *, fresh: bool = False, last: date | None = None) -> None:
        with _bound(port) as listening:
            self._server = make_server(HOST, port, _not_yet, threaded=True, fd=listening.fileno())
        self._folder = folder
        try:
            settings = settings_for(self.address)
            if fresh or not folder.is_built:
                day = last or datetime.now(ZoneInfo(ZONE)).date()
                folder.rebuild(lambda path: build(path, day, settings))
            self._open(settings)
        except BaseException:
            self._server.server_close()
            raise

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://{HOST}:{self._server.port}"

    @property
    def services(self) -> Services:
        """What this run works with; nothing else knows its secret."""
        return self._world.services

    def serve(self) -> None:
        """Until `stop`, or the keys are pressed. Time passes from here on."""
        self._clock.flow()
        self._ticks.start()
        try:
            self._server.serve_forever()
        finally:
            self._ticks.shutdown()
            self._server.server_close()
            self._folder.keep(self._clock())
            self._world.services.store.close()

    def stop(self) -> None:
        """From another thread."""
        self._server.shutdown()

    def _open(self, settings: Settings) -> None:
        self._clock = DemoClock(self._folder.now())
        end, url = self._folder.now(), f"sqlite:///{self._folder.database}"
        services, carrier = connect(url, self._clock, settings, end, durable=True)
        services.store.check()
        self._world = World(services, self._clock, carrier)
        for actor in actors(services, self._folder.last()):
            self._world.add(actor)
        with services.store.read() as tx:
            coach = people.coach_by_number(tx, COACHES[0][1])
        if coach is None:
            raise StoreError("the demo's coach is gone: start it with --fresh")
        stage = DemoStage(self._world, coach.id)
        app = create_app(services, stage)
        stage.open(app)
        self._server.app = app
        self._ticks = BackgroundScheduler(timezone=UTC)
        self._ticks.add_job(self._tick, "interval", seconds=TICK, coalesce=True, max_instances=1)

    def _tick(self) -> None:
        self._world.catch_up()
        self._folder.keep(self._clock())
        with self._world.services.store.begin() as tx:
            beats.beat(tx, "demo", wall_clock(), TICK)


def run(port: int = 8000, data: Path | str | None = None, fresh: bool = False) -> int:
    """Serve the demo on this machine only; 0 when it was stopped, 2 if it can't start."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("checkin").setLevel(logging.ERROR)  # one number of the cast is dead on purpose
    folder = Folder(Path(data) if data else DATA)
    if fresh or not folder.is_built:
        _say("Playing eight weeks of a running team, once.")
    try:
        demo = Demo(folder, port, fresh=fresh)
    except (OSError, StoreError) as error:
        _say(f"The demo can't start: {error}")
        return 2
    _say(f"The roster:  {demo.address}/")
    _say(f"A phone:     {demo.address}/phone")
    _say("Ctrl-C stops it. What you did is kept; --fresh starts anew.")
    try:
        demo.serve()
    except KeyboardInterrupt:
        _say("")
    return 0


def settings_for(address: str) -> Settings:
    """Secrets of this run only: nothing outside the machine knows or needs them."""
    return Settings(
        secret_key=secrets.token_urlsafe(48),
        public_url=address,
        account_sid=f"AC{secrets.token_hex(16)}",
        auth_tokens=(secrets.token_hex(16),),
        sender=NUMBER,
    )


def _bound(port: int) -> socket.socket:
    """Our own socket: the server, given a port that is taken, would end the program."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise OSError(f"port {port} is taken; choose another with --port") from error
    return listening


def _not_yet(environ: object, start_response: object) -> list[bytes]:
    return []


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
