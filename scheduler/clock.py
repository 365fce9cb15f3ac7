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
    (jobs.settle, 60),
    (jobs.tidy, 3600),
)
MISSED = 5  # runs that may fail to end before a job counts as hung
PATIENCE = 120.0  # seconds; a long run of a frequent job is no hang
WRITTEN = 15.0  # seconds between two heartbeats that are written down
HUNG = 70  # exit status


class Pulse:
    """When each job last ended, by a clock that nobody can set."""

    def __init__(self) -> None:
        self._ended = {job.__name__: monotonic() for job, _ in EVERY}
        self._written = dict.fromkeys(self._ended, -WRITTEN)

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
        job(services, services.clock())
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
