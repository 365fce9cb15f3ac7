"""One runner through one event: load, step, save, queue, in a transaction of its own."""

from datetime import datetime

from checkin.config import Services
from checkin.core.events import CoachActed, Enrolled, Event, TimeArrived
from checkin.service.plan import plan
from checkin.service.write import write
from checkin.store import Tx, runners


class Unknown(Exception):
    """There is no runner of that id."""


def arrive(services: Services, runner_id: int, now: datetime) -> None:
    """It is `now` for a runner: whatever fell due by then happens."""
    with services.store.begin() as tx:
        advance(tx, services, runner_id, TimeArrived(now))


def act(services: Services, runner_id: int, event: CoachActed) -> None:
    """A coach recorded something about a runner."""
    with services.store.begin() as tx:
        advance(tx, services, runner_id, event)


def enrol(services: Services, runner_id: int, event: Enrolled) -> None:
    """A runner has consented in some other way than by texting YES."""
    with services.store.begin() as tx:
        advance(tx, services, runner_id, event)


def advance(tx: Tx, services: Services, runner_id: int, event: Event) -> None:
    """Step and save one runner, and queue what comes of it."""
    kept = runners.get(tx, runner_id, lock=True)
    if kept is None:
        raise Unknown(f"there is no runner {runner_id}")
    write(tx, services, [plan(services, kept, event)], event.at)
