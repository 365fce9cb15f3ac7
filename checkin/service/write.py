"""Writes what steps came to: runners, journals, decisions, texts to runners and to their coaches."""

import logging
from collections.abc import Sequence
from datetime import datetime

from checkin.config import Services
from checkin.core.events import Farewell, Sort, Values
from checkin.core.facts import Fact, Kind
from checkin.service import joining, leaving, operator
from checkin.service.plan import YESTERDAY, Plan, day_time
from checkin.store import Tx, history, outgoing, people, runners
from checkin.store.joining import MINOR, OPTED_OUT
from checkin.store.outgoing import Draft
from checkin.store.people import Coach, Team

log = logging.getLogger(__name__)

MARKS = {Farewell.ASKED: OPTED_OUT, Farewell.MINOR: MINOR}
ASKS_MORNING = (Sort.MORNING.value, Sort.NUDGE.value)
ASKS_EVENING = (Sort.EVENING.value,)


def write(tx: Tx, services: Services, plans: Sequence[Plan], now: datetime, sid: str | None = None) -> None:
    """All that some plans hold, but for their direct replies. Runners are locked first, texts after them.
    `sid`: the text that the only plan answers."""
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
    drafts += _to_coaches(tx, services, [plan for plan in plans if plan.told])
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


def _to_coaches(tx: Tx, services: Services, plans: Sequence[Plan]) -> list[Draft]:
    """Every coach of the team is told. Only urgent words reach them in quiet hours."""
    if not plans:
        return []
    known = people.coaches(tx, sorted({plan.kept.team_id for plan in plans}))
    drafts: list[Draft] = []
    for plan in plans:
        team = people.team_by_id(tx, plan.kept.team_id)
        coaches = [coach for coach in known.get(plan.kept.team_id, ()) if not coach.stopped]
        if team is None or not coaches:
            log.error("runner %d: no coach can be told", plan.kept.id)
            if any(tell.urgent for tell in plan.told):
                operator.tell(tx, services, "alert", plan.now)
            continue
        for coach in coaches:
            drafts += _to_coach(services, plan, coach, team)
    return drafts


def _to_coach(services: Services, plan: Plan, coach: Coach, team: Team) -> list[Draft]:
    return [
        Draft(
            number=coach.number,
            kind=outgoing.ALERT if tell.urgent else "coach",
            key=tell.key,
            body=services.texts.render(tell.key, coach.language, _named(tell.values, plan)),
            rank=outgoing.URGENT if tell.urgent else outgoing.NOTICE,
            coach_id=coach.id,
            about_id=None if plan.farewell else plan.kept.id,  # what is about the erased goes with them
            seq=place,
            not_before=None if tell.urgent else day_time(plan.now, team.zone, services),
        )
        for place, tell in enumerate(plan.told)
    ]


def _named(values: Values, plan: Plan) -> Values:
    """Who has told no name yet goes by their number: somebody must be able to call them."""
    return values if values.get("name") else {**values, "name": plan.kept.number}
