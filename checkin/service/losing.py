"""A question that never reached its runner: our miss, on record as such, and not their silence."""

from datetime import date, datetime, timedelta
from typing import Any

from checkin.config import Services
from checkin.core.events import QuestionLost, Sort
from checkin.service.advance import advance
from checkin.service.plan import QUESTIONS, YESTERDAY
from checkin.store import Tx, outgoing, runners
from checkin.store.outgoing import Queued

KINDS = frozenset(sort.value for sort in QUESTIONS)
LOST = frozenset({"failed", "undelivered", "expired"})


def lose(services: Services, text: Queued, now: datetime, state: str, *, was: str, **values: Any) -> bool:
    """A text ends unsent in `state`. False if another process moved it first."""
    with services.store.begin() as tx:
        _lock(tx, text)
        moved = outgoing.settle(tx, text, state, was=was, **values)
        if moved:
            _tell(tx, services, text, now)
        return moved


def report(
    services: Services, text_id: int, state: str, sid: str | None, code: int | None, now: datetime
) -> bool:
    """The carrier says where a text is. False if that changes nothing."""
    with services.store.begin() as tx:
        text = outgoing.get(tx, text_id)
        if text is None:
            return False
        _lock(tx, text)
        moved = outgoing.report(tx, text_id, state, sid, code, now)
        if moved and state in LOST:
            _tell(tx, services, text, now)
        return moved


def _lock(tx: Tx, text: Queued) -> None:
    """The runner before the text, as everywhere."""
    if text.runner_id is not None:
        runners.get(tx, text.runner_id, lock=True)


def _tell(tx: Tx, services: Services, text: Queued, now: datetime) -> None:
    if text.kind in KINDS and text.runner_id is not None and text.local_date is not None:
        day, evening = _about(text, text.local_date)
        advance(tx, services, text.runner_id, QuestionLost(now, day, evening))


def _about(text: Queued, day: date) -> tuple[date, bool]:
    evening = text.kind == Sort.EVENING.value
    return day - timedelta(days=1) if evening and text.seq == YESTERDAY else day, evening
