"""Everyone for whom something has fallen due: some at a time, and one who fails never stops the others."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.core.events import TimeArrived
from checkin.service.plan import Plan, plan
from checkin.service.trouble import where
from checkin.service.write import write
from checkin.store import Tx, Unavailable, runners, savepoint
from checkin.store.runners import Kept

log = logging.getLogger(__name__)

TOGETHER = 100  # runners in one transaction
LATER = timedelta(hours=1)  # when one who failed is tried again


class NeverDone(Exception):
    """After the step something is still due: it would be due for ever."""


def anyone_due(services: Services, now: datetime) -> bool:
    """Whether something has fallen due for anyone."""
    with services.store.read() as tx:
        return runners.any_due(tx, now)


def arrive_all(services: Services, now: datetime) -> tuple[int, bool]:
    """It is `now` for some of those who are due, in one commit; how many, and whether there may be more."""
    with services.store.begin() as tx:
        due = runners.due(tx, now, TOGETHER)
        if not due:
            return 0, False
        plans, failed = _plans(services, due, now)
        try:
            with savepoint(tx):
                write(tx, services, plans, now)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("%d runners could not be saved together (%s)", len(plans), where(error))
            failed += _one_by_one(tx, services, plans, now)
        if failed:
            runners.postpone(tx, failed, now + LATER)
    return len(due), len(due) == TOGETHER


def _plans(services: Services, due: Sequence[Kept], now: datetime) -> tuple[list[Plan], list[int]]:
    plans, failed = [], []
    for kept in due:
        try:
            made = plan(services, kept, TimeArrived(now))
            if made.next_due is not None and made.next_due <= now:
                raise NeverDone(f"next due at {made.next_due.isoformat()}")
            plans.append(made)
        except Exception as error:
            log.error("runner %d could not be stepped, tried again in an hour (%s)", kept.id, where(error))
            failed.append(kept.id)
    return plans, failed


def _one_by_one(tx: Tx, services: Services, plans: Sequence[Plan], now: datetime) -> list[int]:
    failed = []
    for made in plans:
        try:
            with savepoint(tx):
                write(tx, services, [made], now)
        except Unavailable:
            raise
        except Exception as error:
            log.error("runner %d could not be saved, tried again in an hour (%s)", made.kept.id, where(error))
            failed.append(made.kept.id)
    return failed
