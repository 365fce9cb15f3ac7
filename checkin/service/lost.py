"""A text that did not reach its reader: a lost question is our miss, and a lost alert needs somebody else."""

import logging
from datetime import date, datetime, timedelta

from checkin.config import Services
from checkin.core.events import Event, QuestionLost, Sort
from checkin.service import operator
from checkin.service.advance import advance
from checkin.service.plan import QUESTIONS, YESTERDAY
from checkin.service.trouble import where
from checkin.store import Tx, Unavailable, runners, savepoint, sending
from checkin.store.outgoing import ALERT, Queued

log = logging.getLogger(__name__)

KINDS = frozenset(sort.value for sort in QUESTIONS)


def lock(tx: Tx, text: Queued) -> None:
    """The runner before the text, as everywhere; for an alert the one it tells of, so that of two alerts that
    fail at once the second knows of the first."""
    if (runner_id := text.runner_id or text.about_id) is not None:
        runners.get(tx, runner_id, lock=True)


def step(tx: Tx, services: Services, runner_id: int, event: Event) -> None:
    """What became of a text changes its runner. One who cannot be stepped must not stop the others' texts."""
    try:
        with savepoint(tx):
            advance(tx, services, runner_id, event)
    except Unavailable:
        raise
    except Exception as error:
        log.error("runner %d was not told what became of a text (%s)", runner_id, where(error))


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
        step(tx, services, text.runner_id, QuestionLost(now, day, evening))
    tell_of_alert(tx, services, text, now)


def tell_of_alert(tx: Tx, services: Services, text: Queued, now: datetime) -> None:
    """An alert did not arrive, not yet at least: if no other coach has it, the operator must."""
    if text.kind == ALERT and not sending.alive_like(tx, text):
        operator.tell(tx, services, "alert", now)


def _about(text: Queued, day: date) -> tuple[date, bool]:
    evening = text.kind == Sort.EVENING.value
    return day - timedelta(days=1) if evening and text.seq == YESTERDAY else day, evening
