"""Eight weeks of a team, played through the real service: nothing in the database is written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from checkin import service
from checkin.cohort.actor import Actor
from checkin.cohort.member import Member
from checkin.cohort.tendon import Person
from checkin.config import Services, Settings, offline
from checkin.core.events import Enrolled
from checkin.demo.cast import COACHES, KEYWORD, MEMBERS, TEAM, ZONE
from checkin.demo.clock import DemoClock
from checkin.demo.world import DEAD_FOR, Carrier, World
from checkin.store import migrate, runners
from checkin.store.people import Team

DAYS = 56
ENDS = time(10, 40)  # in the team's zone: the morning is answered, a run may be ahead
SEED = 20
JOINS = time(16, 30)


def build(path: Path, last: date, settings: Settings) -> datetime:
    """Play the weeks up to `last` into a new database at `path`; the instant at which they end."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    end = datetime.combine(last, ENDS, ZoneInfo(ZONE)).astimezone(UTC)
    clock = DemoClock(end - timedelta(days=DAYS))
    services, carrier = connect(url, clock, settings, end)
    try:
        team = service.add_team(services, TEAM, KEYWORD, ZONE)
        for name, number in COACHES:
            service.add_coach(services, name, number, team)
        world = World(services, clock, carrier)
        for member in sorted(MEMBERS, key=lambda one: -one.joined):
            joins = datetime.combine(last - timedelta(days=member.joined), JOINS, ZoneInfo(member.zone))
            world.play(max(joins.astimezone(UTC), clock()))
            world.add(_join(services, team, member, last))
        world.play(end)
    finally:
        services.store.close()
    return end


def connect(
    url: str, clock: DemoClock, settings: Settings, end: datetime, *, durable: bool = False
) -> tuple[Services, Carrier]:
    """The program's services with the demo's carrier as their door."""
    carrier = Carrier(clock, end - DEAD_FOR)
    return replace(offline(url, clock, settings, durable=durable), door=carrier), carrier


def actors(services: Services, last: date) -> list[Actor]:
    """The people of a database that was built before, with tendons as they answered last."""
    found = []
    with services.store.read() as tx:
        for member in MEMBERS:
            kept = runners.by_number(tx, member.number)
            if kept is not None:
                mornings = kept.runner.course.mornings
                actor = _actor(member, kept.id, last, services.clock().date())
                actor.person.tendon.level = mornings[-1].score if mornings else member.tendon.level
                found.append(actor)
    return found


def _join(services: Services, team: Team, member: Member, last: date) -> Actor:
    """Invited by text, or, for those who run on, as a coach signs them up."""
    profile: dict[str, Any] = {
        "zone": member.zone,
        "morning": member.morning,
        "language": member.language,
        "place": member.place,
        "running": False,
    }
    now = services.clock()
    if member.running:
        runner_id = service.add_runner(services, team, member.name, member.number, **profile)
        service.enrol(services, runner_id, Enrolled(now, running=True, screened=member.screened))
    else:
        runner_id = service.invite(services, team, member.name, member.number, **profile)
    return _actor(member, runner_id, last, now.date())


def _actor(member: Member, runner_id: int, last: date, today: date) -> Actor:
    person = Person(replace(member.tendon), member.habits, Random(f"{SEED}{member.number}"))
    return Actor(member, runner_id, person, last, today)
