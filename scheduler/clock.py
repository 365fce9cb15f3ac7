"""APScheduler as a clock only: it says when to look, and all truth is in rows."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.base import BaseScheduler

from checkin.config import Services, wall_clock
from checkin.store import StoreError, beats
from scheduler import jobs

log = logging.getLogger("scheduler")

Job = Callable[[Services, datetime], int]

# Each job, and the seconds between two runs of it.
EVERY: tuple[tuple[Job, float], ...] = (
    (jobs.recover, 10),
    (jobs.ask, 5),
    (jobs.deliver, 1),
    (jobs.settle, 10),
    (jobs.alerts, 60),
    (jobs.digest, 60),
    (jobs.tidy, 3600),
)
MISSED = 5  # runs that may fail to end before a job counts as hung
PATIENCE = 120.0  # seconds; a long run of a frequent job is no hang
WRITTEN = 15.0  # seconds between two heartbeats that are written down
HUNG = 70  # exit status
SLIGHT = 2.0  # seconds by which a clock may be corrected without a word
LARGE = 60.0  # seconds: a clock that jumps so far may jump back; nothing is sent until it has settled
SETTLING = 10.0  # seconds
HELD = ("ask", "deliver", "settle", "digest")  # jobs that wait until then


class Pulse:
    """When each job last ended, by a clock that nobody can set."""

    def __init__(self) -> None:
        self._ended = {job.__name__: monotonic() for job, _ in EVERY}
        self._written = dict.fromkeys(self._ended, -WRITTEN)
        self._held_until = 0.0
        self._drift: float | None = None
        self._jumped = False
        self._lock = threading.Lock()

    def look(self, wall: datetime) -> None:
        """The machine's clock says `wall`. If it was set by much since the last look, nobody can be sure what
        time it is for a moment."""
        with self._lock:
            drift = wall.timestamp() - monotonic()
            jump = 0.0 if self._drift is None else drift - self._drift
            if self._drift is not None and abs(jump) < SLIGHT:
                return
            self._drift = drift
            if not jump:
                return
            log.warning("the clock was set by %+.0f s", jump)
            self._jumped = True
            if abs(jump) >= LARGE:
                self._held_until = monotonic() + SETTLING

    def has_jumped(self) -> bool:
        """Whether the clock was set since this was last asked."""
        with self._lock:
            jumped, self._jumped = self._jumped, False
        return jumped

    def is_held(self, name: str) -> bool:
        """Whether a job has to wait until the clock has settled."""
        return name in HELD and monotonic() < self._held_until

    def beat(self, name: str) -> None:
        """A job has ended, well or not."""
        self._ended[name] = monotonic()

    def to_write(self, name: str) -> bool:
        """Whether it is time to write a job's heartbeat down again."""
        if monotonic() - self._written[name] < WRITTEN:
            return False
        self._written[name] = monotonic()
        return True

    def hung(self, patience: float = PATIENCE) -> list[str]:
        """The jobs that have not ended for too long."""
        now = monotonic()
        return [
            job.__name__
            for job, every in EVERY
            if now - self._ended[job.__name__] > max(patience, every * MISSED)
        ]


def make(kind: type[BaseScheduler], services: Services, pulse: Pulse) -> BaseScheduler:
    """A scheduler with every job on its interval, the first run at once.

    Nothing is stored, no run is dropped for being late, and none starts while the last one of its job runs.
    """
    scheduler = kind(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(len(EVERY) + 1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=UTC,
    )
    for job, every in EVERY:
        arguments = [job, every, services, pulse]
        name, first = job.__name__, wall_clock()
        scheduler.add_job(run, "interval", arguments, seconds=every, id=name, next_run_time=first)
    return scheduler


def run(job: Job, every: float, services: Services, pulse: Pulse) -> None:
    """One run. An error is logged, and the next run tries again; it is no reason to stop the others."""
    name = job.__name__
    try:
        now = services.clock()
        pulse.look(now)
        if not pulse.is_held(name):
            job(services, now)
        if pulse.to_write(name):
            with services.store.begin() as tx:
                beats.beat(tx, name, wall_clock(), max(every, WRITTEN))
    except StoreError as error:
        log.error("%s failed: %s", name, error)
    except Exception as error:
        log.error("%s failed: %s", name, type(error).__name__)
    finally:
        pulse.beat(name)


def watch(pulse: Pulse, stop: threading.Event, *, every: float = 5.0, patience: float = PATIENCE) -> None:
    """Ends the process if a job hangs: whoever started it starts it again."""
    while not stop.wait(every):
        if hung := pulse.hung(patience):
            log.critical("%s did not end in time; giving up", ", ".join(hung))
            os._exit(HUNG)


def keep_time(
    scheduler: BaseScheduler,
    pulse: Pulse,
    stop: threading.Event,
    wall: Callable[[], datetime] = wall_clock,
    *,
    every: float = 1.0,
) -> None:
    """Notices when the machine's clock is set. APScheduler computes its next run from that clock: after one
    that is set back an hour it would do nothing for an hour, so every job is made due now."""
    pulse.look(wall())
    while not stop.wait(every):
        pulse.look(wall())
        if pulse.has_jumped():
            for job in scheduler.get_jobs():
                scheduler.modify_job(job.id, next_run_time=wall())
