"""A text that did not reach its reader: a lost question is our miss, and a lost alert needs somebody else."""

from datetime import date, datetime, timedelta

from checkin.config import Services
from checkin.core.events import QuestionLost, Sort
from checkin.service import operator
from checkin.service.advance import advance
from checkin.service.plan import QUESTIONS, YESTERDAY
from checkin.store import Tx, runners, sending
from checkin.store.outgoing import Queued

KINDS = frozenset(sort.value for sort in QUESTIONS)
ALERT = "alert"


def lock(tx: Tx, text: Queued) -> None:
    """The runner before the text, as everywhere."""
    if text.runner_id is not None:
        runners.get(tx, text.runner_id, lock=True)


def end(
    tx: Tx,
    services: Services,
    text: Queued,
    state: str,
    was: tuple[str, ...],
    now: datetime,
    code: int | None = None,
) -> bool:
    """A text ends in a state in which it did not arrive. False if another process moved it first."""
    moved = sending.end(tx, text, state, was, code)
    if moved:
        tell(tx, services, text, now)
    return moved


def tell(tx: Tx, services: Services, text: Queued, now: datetime) -> None:
    """Whoever must know that a text did not arrive."""
    if text.kind in KINDS and text.runner_id is not None and text.local_date is not None:
        day, evening = _about(text, text.local_date)
        advance(tx, services, text.runner_id, QuestionLost(now, day, evening))
    elif text.kind == ALERT and not sending.alive_like(tx, text):
        operator.tell(tx, services, "alert", now)


def _about(text: Queued, day: date) -> tuple[date, bool]:
    evening = text.kind == Sort.EVENING.value
    return day - timedelta(days=1) if evening and text.seq == YESTERDAY else day, evening
