"""What runs in the processes that are killed: the real jobs, on the real door to a fake Twilio."""

import itertools
import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from flask.testing import FlaskClient

from checkin import outbox, service
from checkin.config import Services, Settings, Timing, offline, wall_clock
from checkin.sms import Accepted, Account, Found, Outgoing, Sought, TwilioDoor
from checkin.store import Store, StoreError, people
from checkin.web import create_app
from scheduler import clock, jobs
from tests.service.cast import MONDAY, Clock
from tests.support.twilio.courier import sign

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
OURS, PUBLIC = "+12025550100", "https://checkin.example.org"
PAGE = 4096  # bytes of SQLite's file
LONGEST_LIFE = 240.0  # seconds: a process that nobody kills ends by itself
# A tenth of the real ones or less. What keeps a text from going twice is `lease - begin + look + apart`
# against how long a process may be kept waiting in the middle of a call: four seconds here.
QUICK = Timing(
    lease=timedelta(seconds=3),
    begin=timedelta(seconds=1),
    look=timedelta(seconds=1),
    apart=timedelta(seconds=1),
    again=timedelta(seconds=0.2),
    rest=timedelta(seconds=1),
    listed=timedelta(seconds=1),
    later=(timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)),
)


@dataclass(frozen=True)
class Spec:
    """A worker. `rate`: segments a second. `blind`: it believes that the provider has nothing (a control).

    `stalls`: the share of texts before whose call it stands still for longer than its lease. `guarded`: its
    last look at the lease comes after that, right before the call; else (a control) before it.
    """

    database_url: str
    twilio_url: str
    rate: float = 1000.0
    blind: bool = False
    stalls: float = 0.0
    guarded: bool = True
    settles: bool = True
    recovers: bool = False
    seed: int = 0


class StallingDoor(TwilioDoor):
    """The control: it stands still where nothing looks at the lease any more."""

    def __init__(self, account: Account, pause: Callable[[float], None]) -> None:
        super().__init__(account)
        self.pause = pause

    def send(self, text: Outgoing) -> Accepted:
        self.pause(0.0)
        return super().send(text)


class BlindDoor(TwilioDoor):
    """The control: it finds nothing, whatever the provider has."""

    def find(self, text: Sought) -> tuple[Found, ...]:
        return ()


def settings(spec: Spec) -> Settings:
    return Settings(
        secret_key="s" * 40,
        public_url=PUBLIC,
        account_sid=ACCOUNT,
        auth_tokens=(TOKEN,),
        sender=OURS,
        twilio_base_url=spec.twilio_url,
    )


def services(spec: Spec) -> Services:
    """The service on a database, sending to a fake Twilio."""
    made = settings(spec)
    account = Account(
        ACCOUNT,
        ACCOUNT,
        TOKEN,
        sender=OURS,
        base_url=spec.twilio_url,
        callback=made.callback,
        rate=spec.rate,
        timeout=2.0,
    )
    door = BlindDoor(account) if spec.blind else TwilioDoor(account)
    if not spec.guarded:
        door = StallingDoor(account, _stalling(spec, random.Random(f"{spec.seed} {os.getpid()}")))
    return offline(spec.database_url, wall_clock, made, door=door, timing=QUICK, durable=True)


def work(spec: Spec) -> None:
    """Send, settle and recover, each in a thread of its own as in the scheduler, until somebody ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    made = services(spec)
    chance = random.Random(f"{spec.seed} {os.getpid()}")
    pause = _stalling(spec, chance) if spec.stalls and spec.guarded else time.sleep

    def deliver(services: Services, now: datetime) -> int:
        return outbox.deliver(services, now, pause)

    chosen: list[Callable[[Services, datetime], int]] = [deliver]
    chosen += [jobs.settle] if spec.settles else []
    chosen += [jobs.recover] if spec.recovers else []
    for job in chosen:
        threading.Thread(target=_again_and_again, args=(job, made), daemon=True).start()
    time.sleep(LONGEST_LIFE)


def _again_and_again(job: Callable[[Services, datetime], int], made: Services) -> None:
    while True:
        with suppress(StoreError):  # the scheduler's clock logs it, and the next run tries again
            job(made, made.clock())
        time.sleep(0.05)


def _stalling(spec: Spec, chance: random.Random) -> Callable[[float], None]:
    def pause(seconds: float) -> None:
        stalled = chance.random() < spec.stalls
        time.sleep(seconds + (2.5 * QUICK.lease.total_seconds() if stalled else 0.0))

    return pause


@dataclass(frozen=True)
class Web:
    """A web process that is given one text after the other, by two threads, until somebody ends it.

    `kept`: the file in which it puts down what it has answered for. `place`: among such processes, so that
    no two have the same texts.
    """

    database_url: str
    numbers: tuple[str, ...]
    kept: str
    place: int = 0
    pause: float = 0.1


def take(spec: Web) -> None:
    """Give every text to the service until it is kept, as a carrier does that tries again."""
    made = offline(spec.database_url, wall_clock, durable=True)
    file = os.open(spec.kept, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for thread in range(2):
        threading.Thread(target=_take, args=(spec, made, file, thread), daemon=True).start()
    time.sleep(LONGEST_LIFE)


def _take(spec: Web, made: Services, file: int, thread: int) -> None:
    for count in itertools.count():
        number = spec.numbers[count % len(spec.numbers)]
        text = service.Inbound(f"SM{spec.place:04x}{thread:04x}{count:024x}", number, OURS, "no run")
        while not _is_kept(made, file, text):
            time.sleep(0.02)
        _put_down(file, text.sid)
        time.sleep(spec.pause)


def _is_kept(made: Services, file: int, text: service.Inbound) -> bool:
    try:
        service.receive(made, text)
    except StoreError:
        return False
    except Exception as error:
        _put_down(file, type(error).__name__)
        raise
    return True


def _put_down(file: int, word: str) -> None:
    """A line is one write: a kill tears none. The clock is one for all processes of a machine."""
    os.write(file, f"{word} {time.monotonic()}\n".encode())


def hold(database_url: str, inside: Connection) -> None:
    """Be in the middle of a write until told to go on."""
    store = Store(database_url)
    with store.begin() as tx:
        people.add_team(tx, "Slow", "SLOW", "UTC", wall_clock())
        inside.send("inside")
        inside.recv()
    inside.send("done")


def ask_all(database_url: str, now: datetime, start: float) -> tuple[int, int]:
    """Be one of several schedulers that wake at an instant of `monotonic`: questions asked, and sent."""
    made = offline(database_url, lambda: now, durable=True)
    time.sleep(max(0.0, start - time.monotonic()))
    return jobs.ask(made, now), jobs.deliver(made, now)


def receive_all(
    database_url: str, now: datetime, sids: list[str], number: str
) -> list[tuple[str, tuple[int, ...]]]:
    """Be one of several web processes: each text, and the ids of what it was answered with."""
    door = TwilioDoor(Account(ACCOUNT, ACCOUNT, TOKEN, OURS))
    made = offline(database_url, lambda: now, durable=True, door=door)
    found = [(sid, service.receive(made, service.Inbound(sid, number, OURS, "no run"))) for sid in sids]
    return [(sid, tuple(text.id for text in answer)) for sid, answer in found]


class Limit:
    """No file of this process may grow beyond what the database's log has by now. The kernel's word for it is
    EFBIG, an error of the disk."""

    def __init__(self, path: Path) -> None:
        self._log = path.with_name(path.name + "-wal")
        self._usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def on(self, room: int) -> None:
        size = self._log.stat().st_size if self._log.exists() else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, self._usual[1]))

    def off(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._usual)


class Filler:
    """Another file takes all the room there is. The kernel's word for it is ENOSPC, a full disk."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name("filler")

    def on(self, room: int) -> None:
        free = os.statvfs(self._file.parent)
        self._file.write_bytes(b"x" * max(free.f_bavail * free.f_bsize - room, 0))

    def off(self) -> None:
        self._file.unlink()


@dataclass
class Squeezed:
    """What came of texts and jobs while there was no room, and after there was again."""

    kept: list[str] = field(default_factory=list)
    turned_away: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def squeeze(
    url: str, kind: type[Limit] | type[Filler], numbers: Sequence[str], seed: int, laps: int
) -> Squeezed:
    """In a process of its own: day after day the disk is full for a while, sooner or later."""
    chance, found, time_of_day = random.Random(seed), Squeezed(), Clock()
    made = offline(url, time_of_day, settings(Spec(url, "")), durable=True)
    client = create_app(made).test_client()
    disk, counted = kind(made.store.path), itertools.count()
    for lap in range(laps):
        time_of_day.now = MONDAY + timedelta(days=lap, hours=8)
        if chance.random() < 0.5:  # else what is in the log is not in the file yet
            made.store.close()
        disk.on(chance.randrange(100 * PAGE) if lap else 0)
        texts = [(f"SM{next(counted):032x}", number) for number in numbers]
        away = [text for text in texts if not _bring(client, found, *text)]
        found.turned_away += len(away)
        _work(made, found)
        if chance.random() < 0.3:
            made.store.close()
        disk.off()
        left = [text for text in away if not _bring(client, found, *text)]
        found.wrong += [f"{text} is turned away though there is room" for text in left]
        _work(made, found, fails=False)
    made.store.close()
    return found


def _bring(client: FlaskClient, found: Squeezed, sid: str, number: str) -> bool:
    fields = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": number, "To": OURS, "Body": "no run"}
    headers = {"X-Twilio-Signature": sign(TOKEN, f"{PUBLIC}/sms", fields)}
    status = client.post("/sms", data=fields, headers=headers).status_code
    found.kept += [sid] if status == 200 else []
    found.wrong += [] if status in (200, 503) else [f"{sid} is answered by {status}"]
    return status == 200


def _work(made: Services, found: Squeezed, *, fails: bool = True) -> None:
    """Every job of the scheduler."""
    for job, _ in clock.EVERY:
        try:
            job(made, made.clock())
        except StoreError as error:
            found.failed[str(error)] += 1
            found.wrong += [] if fails else [f"{job.__name__} fails though there is room: {error}"]
        except Exception as error:
            found.wrong.append(f"{job.__name__} raised {type(error).__name__}: {error}")
