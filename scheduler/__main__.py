"""`python -m scheduler`: the clock in a process of its own, until a signal says to stop."""

import fcntl
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import IO

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from checkin.config import Services, SettingsError, connect
from checkin.service import with_past
from checkin.sms import TwilioDoor
from checkin.store import Store, StoreError
from scheduler.clock import Pulse, keep_time, make, watch

log = logging.getLogger("scheduler")

GRACE = 20.0  # seconds that running jobs have to end after a SIGTERM; supervisors kill after 30
WRONG = 2  # exit status: it cannot start as things are


def main(environ: Mapping[str, str]) -> int:
    """Run until a signal says to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        services = connect(environ)
        services.store.check()
        lock = alone(services.store)
        services = with_past(services)
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    if isinstance(services.door, TwilioDoor):
        services.door.warm()
    _run(services)
    services.store.close()
    if lock is not None:
        lock.close()
    return 0


def alone(store: Store) -> IO[str] | None:
    """The lock that a scheduler on SQLite holds as long as it lives; StoreError if another one holds it."""
    if not store.is_sqlite:
        return None
    lock = Path(f"{store.path}.scheduler").open("a")  # noqa: SIM115 (held until the process ends)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreError(
            f"another scheduler is at work on {store.path}: stop it first; "
            "only PostgreSQL takes more than one"
        ) from error
    return lock


def _run(services: Services) -> None:
    gc.collect()
    gc.freeze()  # what is here stays; looking through it again for every hundred runners cost a quarter
    pulse, stop = Pulse(), threading.Event()
    scheduler = make(BlockingScheduler, services, pulse)

    def end(_signal: int, _frame: FrameType | None) -> None:
        log.info("stopping: running jobs end first")
        stop.set()
        # Not from here: the signal interrupts the very thread that the shutdown waits for.
        threading.Thread(target=_shut_down, args=(scheduler,), daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=watch, args=(pulse, stop), daemon=True).start()
    threading.Thread(target=keep_time, args=(scheduler, pulse, stop), daemon=True).start()
    log.info("the scheduler is at work")
    scheduler.start()


def _shut_down(scheduler: BaseScheduler) -> None:
    last_word = threading.Timer(GRACE, os._exit, args=(0,))
    last_word.daemon = True
    last_word.start()
    scheduler.shutdown(wait=True)


if __name__ == "__main__":
    sys.exit(main(os.environ))
