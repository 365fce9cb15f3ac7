"""Alerts to coaches: who is told, in which words, what the others hear once one has taken it, and who sees to
what reached nobody."""

import logging
from collections.abc import Sequence
from datetime import datetime

from checkin.config import Services
from checkin.core.events import TellCoach, Values
from checkin.core.model import Alert, Urgency
from checkin.core.protocol import Protocol
from checkin.service import operator
from checkin.service.plan import NOWHERE, Plan, day_time
from checkin.service.trouble import where
from checkin.store import Tx, alerts, belonging, outgoing, people
from checkin.store.outgoing import Draft
from checkin.store.people import Coach, Team
from checkin.store.runners import Kept
from checkin.texts import segments

log = logging.getLogger(__name__)

TAKEN_AT_ONCE = "taken"  # the kind of that text after an emergency: it is not held back at night


def drafts(tx: Tx, services: Services, plans: Sequence[Plan], by: int | None = None) -> list[Draft]:
    """Every coach of the team is told. Only urgent words reach them in quiet hours. `by`: the coach who did
    what is told, and needs no text about it."""
    telling = [plan for plan in plans if plan.told]
    taken = [(plan, who, alert) for plan in plans if (end := _taken(plan)) for who, alert in [end]]
    if not telling and not taken:
        return []
    team_ids = sorted({plan.kept.team_id for plan in [*telling, *(plan for plan, _, _ in taken)]})
    teams = {team.id: team for team_id in team_ids if (team := people.team_by_id(tx, team_id))}
    coaches = {
        team_id: [coach for coach in found if not coach.stopped]
        for team_id, found in belonging.coaches(tx, team_ids).items()
    }
    others = {team_id: [coach for coach in found if coach.id != by] for team_id, found in coaches.items()}
    made: list[Draft] = []
    for plan in telling:
        team, reached = teams.get(plan.kept.team_id), coaches.get(plan.kept.team_id, [])
        if team is None or not reached:
            log.error("runner %d: no coach can be told", plan.kept.id)
            if any(tell.urgent for tell in plan.told):
                operator.tell(tx, services, "alert", plan.now)
            continue
        made += [
            _alert(services, plan, tell, place, coach, team)
            for coach in reached
            for place, tell in enumerate(plan.told)
        ]
    return made + _to_the_others(tx, services, taken, others, teams)


def words(
    services: Services, key: str, language: str, values: Values, path: str, protocol: Protocol | None = None
) -> str:
    """A text with the address of a page of ours, which is left out where it would take a second segment.
    `protocol`: whose numbers it says."""
    address = f"{services.settings.public_url or NOWHERE}{path}"
    body, short = (
        services.texts.render(key, language, {**values, "link": link}, protocol) for link in (address, "")
    )
    return body if segments(body) == 1 else short


def _alert(services: Services, plan: Plan, tell: TellCoach, place: int, coach: Coach, team: Team) -> Draft:
    return Draft(
        number=coach.number,
        kind=outgoing.ALERT if tell.urgent else "coach",
        key=tell.key,
        body=words(
            services,
            tell.key,
            coach.language,
            _named(tell.values, plan),
            f"/runners/{plan.kept.id}",
            services.rules(plan.kept.own),
        ),
        rank=outgoing.URGENT if tell.urgent else outgoing.NOTICE,
        coach_id=coach.id,
        about_id=None if plan.farewell else plan.kept.id,  # what is about the erased goes with them
        seq=place,
        not_before=None if tell.urgent else _day_time(services, plan, team),
    )


def _day_time(services: Services, plan: Plan, team: Team) -> datetime | None:
    return day_time(plan.now, team.zone, services.rules(plan.kept.own))


def _named(values: Values, plan: Plan) -> Values:
    """Who has told no name yet goes by their number: somebody must be able to call them."""
    return values if values.get("name") else {**values, "name": plan.kept.number}


def _taken(plan: Plan) -> tuple[str, Alert] | None:
    """Who took an open alert by this step, called it false or recorded a visit, and which it was."""
    after = plan.after.talk.alert
    who = after.acknowledged if after else next((line.fact.by for line in plan.lines if line.fact.by), "")
    if not who or plan.farewell:
        return None
    before = plan.kept.runner.talk.alert
    return None if before is None or before.acknowledged else (who, before)


def _to_the_others(
    tx: Tx,
    services: Services,
    taken: Sequence[tuple[Plan, str, Alert]],
    coaches: dict[int, list[Coach]],
    teams: dict[int, Team],
) -> list[Draft]:
    """Whoever else was told hears that somebody is on it, in one text for all that was taken. What has not
    reached them yet does not."""
    hear: dict[int, list[tuple[Plan, str, Alert]]] = {}
    known: dict[int, Coach] = {}
    for plan, who, alert in taken:
        told = alerts.told(tx, plan.kept.id, alert.at)
        alerts.withdraw(tx, plan.kept.id, plan.now)
        for coach in coaches.get(plan.kept.team_id, []):
            if coach.id in told:
                hear.setdefault(coach.id, []).append((plan, who, alert))
                known[coach.id] = coach
    return [_hears(services, known[coach_id], found, teams) for coach_id, found in hear.items()]


def _hears(
    services: Services, coach: Coach, taken: Sequence[tuple[Plan, str, Alert]], teams: dict[int, Team]
) -> Draft:
    plan, who, _ = taken[0]
    at_once = any(alert.urgency is Urgency.EMERGENCY for _, _, alert in taken)
    name = plan.after.profile.name or plan.kept.number
    values: Values = {"coach": who, "name": name, "more": len(taken) - 1}
    return Draft(
        number=coach.number,
        kind=TAKEN_AT_ONCE if at_once else "coach",
        key="coach.taken",
        body=services.texts.render("coach.taken", coach.language, values),
        rank=outgoing.REPLY if at_once else outgoing.NOTICE,
        coach_id=coach.id,
        about_id=plan.kept.id,
        not_before=None if at_once else _day_time(services, plan, teams[plan.kept.team_id]),
    )


def see_to(services: Services, now: datetime) -> int:
    """Open alerts that no text carries to a coach any more, whatever became of the texts: the operator is
    told. How many alerts that was."""
    with services.store.read() as tx:
        if not _unheard(tx, services, now):
            return 0
    with services.store.begin() as tx:
        found = _unheard(tx, services, now)
        if found:
            log.error("nobody can have heard of the alerts about runners %s", found)
            operator.tell(tx, services, "alert", now)
        return len(found)


def _unheard(tx: Tx, services: Services, now: datetime) -> list[int]:
    """Those that the operator has not heard of since they were raised, or not for long."""
    came, texted = alerts.operator_knows(tx)
    known = texted if services.settings.operator_number else came
    if known is not None and now - known < operator.EVERY_ALERT:
        return []
    forgotten = known is None or now - known >= operator.EVERY
    opened = {kept.id: at for kept in alerts.open_ones(tx) if (at := _raised(kept))}
    news = {runner_id: at for runner_id, at in opened.items() if forgotten or (known and known < at)}
    hope = alerts.last_hope(tx, list(news))
    return [runner_id for runner_id, at in news.items() if runner_id not in hope or hope[runner_id] < at]


def _raised(kept: Kept) -> datetime | None:
    """When a runner's open alert was raised; None for one whose record cannot be read."""
    try:
        alert = kept.runner.talk.alert
    except Exception as error:
        log.error("runner %d cannot be read (%s)", kept.id, where(error))
        return None
    return alert.at if alert else None
