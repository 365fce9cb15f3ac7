"""One runner through one event: load, step, save, queue, in a transaction of its own."""

from datetime import datetime

from checkin.config import Services
from checkin.core.events import CoachActed, Enrolled, Event, TimeArrived
from checkin.service.plan import plan
from checkin.service.write import write
from checkin.store import Tx, belonging, runners
from checkin.store.runners import Kept


class Unknown(Exception):
    """There is no runner of that id."""


def arrive(services: Services, runner_id: int, now: datetime) -> None:
    """It is `now` for a runner: whatever fell due by then happens."""
    with services.store.begin() as tx:
        advance(tx, services, runner_id, TimeArrived(now))


def act(services: Services, runner_id: int, event: CoachActed) -> None:
    """A coach recorded something about a runner, told by name at the operator's desk: the team's one coach of
    that name, if there is one, needs no text about it."""
    with services.store.begin() as tx:
        kept = _locked(tx, runner_id)
        coaches = belonging.coaches(tx, [kept.team_id]).get(kept.team_id, [])
        named = [one.id for one in coaches if one.name == event.who]
        by = named[0] if len(named) == 1 else None
        write(tx, services, [plan(services, kept, event)], event.at, by=by)


def enrol(services: Services, runner_id: int, event: Enrolled) -> None:
    """A runner has consented in some other way than by texting YES."""
    with services.store.begin() as tx:
        advance(tx, services, runner_id, event)


def advance(tx: Tx, services: Services, runner_id: int, event: Event) -> None:
    """Step and save one runner, and queue what comes of it."""
    write(tx, services, [plan(services, _locked(tx, runner_id), event)], event.at)


def _locked(tx: Tx, runner_id: int) -> Kept:
    kept = runners.get(tx, runner_id, lock=True)
    if kept is None:
        raise Unknown(f"there is no runner {runner_id}")
    return kept
