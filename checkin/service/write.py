"""Writes what steps came to: runners, journals, decisions, texts to runners and to their coaches."""

import logging
from collections.abc import Sequence
from datetime import datetime

from checkin.config import Services
from checkin.core.events import Farewell, Sort
from checkin.core.facts import Fact, Kind
from checkin.service import alerting, joining, leaving
from checkin.service.plan import YESTERDAY, Plan
from checkin.store import Tx, history, outgoing, runners
from checkin.store.joining import MINOR, OPTED_OUT

log = logging.getLogger(__name__)

MARKS = {Farewell.ASKED: OPTED_OUT, Farewell.MINOR: MINOR}
ASKS_MORNING = (Sort.MORNING.value, Sort.NUDGE.value)
ASKS_EVENING = (Sort.EVENING.value,)


def write(
    tx: Tx,
    services: Services,
    plans: Sequence[Plan],
    now: datetime,
    sid: str | None = None,
    by: int | None = None,
) -> None:
    """All that some plans hold, but for their direct replies. Runners are locked first, texts after them.
    `sid`: the text that the only plan answers. `by`: the coach who did it, as far as one did."""
    runners.save(tx, [plan.row for plan in plans])
    history.record(tx, [line for plan in plans for line in plan.lines], now)
    history.withdraw(tx, [taken for plan in plans for taken in plan.taken], now)
    history.decide(tx, [made for plan in plans for made in plan.made], now)
    for plan in plans:
        if plan.opted_out:
            outgoing.cancel(tx, plan.kept.id, now)
        if plan.agreed:
            joining.record_consent(tx, services, plan.kept, now, sid)
        for line in plan.lines:
            _answered(tx, plan.kept.id, line.fact)
    drafts = [draft for plan in plans for draft in plan.started]
    drafts += alerting.drafts(tx, services, plans, by)
    if outgoing.queue(tx, drafts, now) < len(drafts):
        log.warning("a question was not queued: one of its kind and day is there already")
    for plan in plans:
        if plan.farewell is not None:
            leaving.erase(tx, plan.kept, MARKS[plan.farewell], now)


def _answered(tx: Tx, runner_id: int, fact: Fact) -> None:
    """A question that still waits is not asked in vain."""
    if fact.kind is Kind.MORNING:
        outgoing.answered(tx, runner_id, ASKS_MORNING, fact.day)
    elif fact.kind is Kind.NO_RUN or (fact.kind is Kind.RUN and fact.score is not None):
        outgoing.answered(tx, runner_id, ASKS_EVENING, fact.day, next_day=YESTERDAY)
