"""What runs in the processes that are killed and stopped: the real jobs, on the real door to a fake Twilio."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import twilio.rest.api.v2010  # noqa: F401 (loaded once, in the process that the others are forked from)

from checkin import outbox
from checkin.config import Services, Settings, Timing, offline, wall_clock
from checkin.sms import Account, Found, Sought, TwilioDoor
from checkin.store import StoreError
from scheduler import jobs

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
OURS, PUBLIC = "+12025550100", "https://checkin.example.org"
LONGEST_LIFE = 240.0  # seconds: a process that nobody kills ends by itself
# A tenth of the real ones or less. What keeps a text from going twice is `lease - begin + look + apart`
# against how long a process may be kept waiting in the middle of a call: four seconds here.
QUICK = Timing(
    lease=timedelta(seconds=3),
    begin=timedelta(seconds=1),
    look=timedelta(seconds=1),
    apart=timedelta(seconds=1),
    later=(timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)),
)


@dataclass(frozen=True)
class Spec:
    """A worker. `rate`: segments a second. `blind`: it believes that the provider has nothing (a control).

    `stalls`: the share of texts before whose call it stands still for longer than its lease. `guarded`: it
    looks at its lease once more before a call.
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
    door = (BlindDoor if spec.blind else TwilioDoor)(account)
    timing = QUICK if spec.guarded else replace(QUICK, begin=timedelta(days=1))
    return offline(spec.database_url, wall_clock, made, door=door, timing=timing, durable=True)


def work(spec: Spec) -> None:
    """Send, settle and recover, each in a thread of its own as in the scheduler, until somebody ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    made = services(spec)
    chance = random.Random(f"{spec.seed} {os.getpid()}")
    pause = _stalling(spec, chance) if spec.stalls else time.sleep

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
