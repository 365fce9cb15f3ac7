"""What an error code asks for beyond the text itself: of the number, of the sender, of the operator."""

from datetime import datetime

from checkin.config import Services
from checkin.core.events import Unreachable, Unsubscribed
from checkin.service import lost, operator
from checkin.sms import Mark, Remedy
from checkin.store import Tx, people, runners, senders
from checkin.store.outgoing import Queued

DOUBTS = 3  # in a row, and the number counts as bad


def apply(tx: Tx, services: Services, text: Queued, remedy: Remedy, code: int | None, now: datetime) -> None:
    """Mark the number, hold the sender, tell the operator: whatever the remedy says."""
    if remedy.mark is Mark.OPTED_OUT:
        _opted_out(tx, services, text, now)
    elif remedy.mark is not Mark.NONE:
        _not_reached(tx, services, text, now, surely=remedy.mark is Mark.BAD)
    if remedy.hold is not None and (name := _sender(services, text)):
        senders.hold(tx, name, now, now + remedy.hold.wait, remedy.hold.reason)
    if remedy.trouble:
        operator.tell(tx, services, remedy.trouble, now, code)


def _sender(services: Services, text: Queued) -> str:
    """A direct reply leaves by the number that was texted: that of most texts."""
    return text.sender or (services.door.senders[0].name if services.door.senders else "")


def _opted_out(tx: Tx, services: Services, text: Queued, now: datetime) -> None:
    """The carrier blocks us there, in answer to words that may never have reached us."""
    if text.runner_id is not None:
        lost.step(tx, services, text.runner_id, Unsubscribed(now))
    elif text.coach_id is not None:
        people.set_stopped(tx, text.coach_id, now)


def _not_reached(tx: Tx, services: Services, text: Queued, now: datetime, *, surely: bool) -> None:
    """Once a number counts as bad nothing more is sent there, until it texts us."""
    if text.runner_id is not None:
        if runners.doubt(tx, text.runner_id, now, 1 if surely else DOUBTS):
            lost.step(tx, services, text.runner_id, Unreachable(now))
    elif text.coach_id is not None and surely:
        people.set_bad(tx, text.coach_id, now)
