"""Who comes in: teams, their coaches, and runners who are invited or ask to join."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkin import numbers
from checkin.config import Services
from checkin.core import engine
from checkin.core.events import TextReceived, TimeArrived
from checkin.core.model import Profile
from checkin.numbers import Number, NumberError
from checkin.service.plan import Plan, sort_out
from checkin.service.words import bare
from checkin.store import Tx, outgoing, people, runners
from checkin.store.people import Coach, Team
from checkin.store.runners import Kept


class Refused(Exception):
    """It cannot be added; the message says why."""


def add_team(services: Services, name: str, keyword: str, zone: str) -> Team:
    """A team, the word that joins it, and the zone its coaches live by."""
    word = bare(keyword)
    if not word or word != keyword.strip().upper():
        raise Refused(f'"{keyword}" cannot be texted as a keyword: use letters and digits, like RIVER')
    _check_zone(zone)
    with services.store.begin() as tx:
        if people.team_by_keyword(tx, word):
            raise Refused(f"the keyword {word} is another team's: choose another word")
        return people.add_team(tx, clean_name(name), word, zone, services.clock())


def add_coach(services: Services, name: str, number: str, team: Team) -> Coach:
    """A coach of a team; one who is a coach already takes on this team too."""
    parsed = numbers.parse(number)
    with services.store.begin() as tx:
        if runners.by_number(tx, parsed.e164):
            raise Refused(f"{parsed.e164} is a runner's number: a coach needs another one")
        coach = people.coach_by_number(tx, parsed.e164)
        if coach is None:
            coach = people.add_coach(tx, clean_name(name), parsed.e164, services.clock())
        people.assign(tx, coach.id, team.id)
        return coach


def invite(services: Services, team: Team, name: str, number: str, **profile: Any) -> int:
    """A runner whom the team wants; the text that asks for their consent is queued. Their id."""
    now = services.clock()
    with services.store.begin() as tx:
        made = _invited(tx, services, team, name, numbers.parse(number), now, profile)
        outgoing.queue(tx, made.started, now)
        return made.kept.id


def add_runner(services: Services, team: Team, name: str, number: str, **profile: Any) -> int:
    """A runner who is not told: their consent is on record elsewhere, and `enrol` follows. Their id."""
    with services.store.begin() as tx:
        parsed = numbers.parse(number)
        return _invited(tx, services, team, name, parsed, services.clock(), profile).kept.id


def ask_in(
    tx: Tx, services: Services, team: Team, sender: str, now: datetime
) -> tuple[Kept, list[tuple[str, str]]]:
    """A stranger texted the team's keyword: they are invited, and the texts that say so answer them."""
    try:
        number = numbers.parse(sender)
    except NumberError:  # the carrier knows better what can text
        number = Number(sender, "", ())
    made = _invited(tx, services, team, "", number, now, {}, answering=True)
    return made.kept, [(" ".join(made.keys), body) for body in made.replies]


def zones_for(number: Number, team: Team) -> str:
    """The zone to start a runner with: the team's, where their number allows it."""
    return number.zone(team.zone)


def clean_name(name: str) -> str:
    """A name on one line, without characters that no writing has."""
    return " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())


def _invited(
    tx: Tx,
    services: Services,
    team: Team,
    name: str,
    number: Number,
    now: datetime,
    details: dict[str, Any],
    *,
    answering: bool = False,
) -> Plan:
    if people.coach_by_number(tx, number.e164):
        raise Refused(f"{number.e164} is a coach's number: a runner needs another one")
    if runners.by_number(tx, number.e164):
        raise Refused(f"{number.e164} is a runner's number already: see `checkin runner show {number.e164}`")
    coaches = people.coaches(tx, [team.id]).get(team.id, [])
    known = {
        "zone": zones_for(number, team),
        "language": number.language,
        "country": number.country,
        "team": team.name,
        "coach": coaches[0].name if coaches else "",
    }
    profile = Profile(name=clean_name(name), **{**known, **details})
    _check_zone(profile.zone)
    step = engine.invite(profile, now)
    kept = runners.add(tx, team.id, number.e164, step.runner, now)
    return sort_out(
        services, kept, step.runner, step, TextReceived(now, "") if answering else TimeArrived(now)
    )


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(f'"{zone}" is not a time zone: write it like America/New_York') from error
