"""Teams, their coaches, and strangers who were told whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, not_, select, update

from checkin.store import rules
from checkin.store.engine import Tx
from checkin.store.rules import TeamSettings
from checkin.store.tables import coach, coach_team, outbox, runner, session, stranger, team
from checkin.store.upsert import counted, insert_into, insert_once


@dataclass(frozen=True)
class Team:
    """A team, the word that joins it, and the zone its coaches live by."""

    id: int
    name: str
    keyword: str
    zone: str
    stored: str | None = None

    @property
    def settings(self) -> TeamSettings:
        """What the team sets for itself."""
        return rules.unpack(self.stored)


@dataclass(frozen=True)
class Coach:
    """A coach. `stopped`: they texted STOP, or were invited and have not come yet (`invited`): no alerts go
    there. `stamp`: sessions with another one have ended. `told`: they have seen what a coach takes on.
    `seen`: they signed in last, or were added. `bad`: no text reaches their number."""

    id: int
    name: str
    number: str
    language: str
    stopped: bool
    stamp: int
    told: bool
    invited: bool
    bad: bool
    seen: datetime


@dataclass(frozen=True)
class Place:
    """A coach's place in a team. `owner`: they may invite and remove coaches. `asked_as`: the name by which
    an owner invited them, until they say yes; what other teams know of them is not this one's."""

    coach: Coach
    owner: bool
    asked_as: str | None = None

    @property
    def name(self) -> str:
        """What the team may call them."""
        return self.coach.name if self.asked_as is None else self.asked_as


@dataclass(frozen=True)
class Role:
    """A team as one coach has it. `asked`: they are invited, and have not said yes."""

    team: Team
    owner: bool
    asked: bool


TEAMS = select(team.c.id, team.c.name, team.c.keyword, team.c.zone, team.c.settings).order_by(team.c.id)
BEFORE = timedelta(seconds=1)  # the invited are stopped from before they were there, as no STOP can do it
THEIRS = coach_team.c.asked_as.is_(None)
INVITED = and_(coach.c.stopped_at.is_not(None), coach.c.stopped_at < coach.c.created_at)
COACHES = select(
    coach.c.id,
    coach.c.name,
    coach.c.number,
    coach.c.language,
    coach.c.stopped_at.is_not(None),
    coach.c.stamp,
    coach.c.told_at.is_not(None),
    INVITED,
    coach.c.bad_since.is_not(None),
    func.coalesce(coach.c.seen_at, coach.c.created_at),
).order_by(coach.c.id)


def add_team(tx: Tx, name: str, keyword: str, zone: str, now: datetime) -> Team:
    """A new team, by a keyword that no other has."""
    row = {"name": name, "keyword": keyword, "zone": zone, "created_at": now}
    key = tx.execute(insert(team).values(row)).inserted_primary_key
    assert key is not None
    return Team(key[0], name, keyword, zone)


def ownerless(tx: Tx) -> list[str]:
    """The names of teams that nobody owns: no coach of theirs can invite another."""
    owned = select(coach_team.c.team_id).where(coach_team.c.owner)
    return list(tx.execute(select(team.c.name).where(team.c.id.not_in(owned)).order_by(team.c.id)).scalars())


def teams(tx: Tx) -> list[Team]:
    """Every team."""
    return [Team(*row) for row in tx.execute(TEAMS)]


def team_by_id(tx: Tx, team_id: int) -> Team | None:
    """The team of an id."""
    row = tx.execute(TEAMS.where(team.c.id == team_id)).one_or_none()
    return None if row is None else Team(*row)


def team_by_keyword(tx: Tx, keyword: str) -> Team | None:
    """The team that a word joins, whatever its case."""
    row = tx.execute(TEAMS.where(team.c.keyword == keyword.strip().upper())).one_or_none()
    return None if row is None else Team(*row)


def teams_of(tx: Tx, coach_id: int) -> list[Team]:
    """The teams whose alerts are a coach's to take: none of one who was invited and has not come yet."""
    theirs = TEAMS.join(coach_team, coach_team.c.team_id == team.c.id)
    query = theirs.join(coach, coach.c.id == coach_team.c.coach_id)
    return [Team(*row) for row in tx.execute(query.where(coach.c.id == coach_id, not_(INVITED), THEIRS))]


def add_coach(
    tx: Tx, name: str, number: str, now: datetime, *, invited: bool = False, language: str = "en"
) -> Coach:
    """A new coach, by a number that no other has. `invited`: alerts go there once they have come."""
    stopped_at = now - BEFORE if invited else None
    row = {
        "name": name,
        "number": number,
        "language": language,
        "created_at": now,
        "stopped_at": stopped_at,
    }
    key = tx.execute(insert(coach).values(row)).inserted_primary_key
    assert key is not None
    stopped = {"stopped": invited, "invited": invited, "bad": False}
    return Coach(key[0], name, number, language, stamp=1, told=False, seen=now, **stopped)


def assign(tx: Tx, coach_id: int, team_id: int, asked_as: str | None = None) -> bool:
    """A coach takes on a team, and the first of a team owns it; False if it was theirs already. `asked_as`:
    they are only asked to, by that name."""
    first = tx.execute(select(coach_team.c.coach_id).where(coach_team.c.team_id == team_id)).first() is None
    row = {"coach_id": coach_id, "team_id": team_id, "owner": first, "asked_as": asked_as}
    return insert_once(tx, coach_team, [row]) == 1


def accept(tx: Tx, coach_id: int, team_id: int | None = None) -> None:
    """A coach says yes to a team, or to every one that asks them."""
    asks = and_(coach_team.c.coach_id == coach_id, not_(THEIRS))
    if team_id is not None:
        asks = and_(asks, coach_team.c.team_id == team_id)
    tx.execute(update(coach_team).where(asks).values(asked_as=None))


def unassign(tx: Tx, coach_id: int, team_id: int) -> None:
    """A team is no longer a coach's; what still waits to tell them of its runners is not sent."""
    tx.execute(delete(coach_team).where(coach_team.c.coach_id == coach_id, coach_team.c.team_id == team_id))
    theirs = select(runner.c.id).where(runner.c.team_id == team_id)
    waits = and_(outbox.c.coach_id == coach_id, outbox.c.state == "queued", outbox.c.about_id.in_(theirs))
    tx.execute(update(outbox).where(waits).values(state="cancelled"))


def lock_team(tx: Tx, team_id: int) -> None:
    """Nobody else changes a team's coaches until the transaction ends."""
    tx.execute(select(team.c.id).where(team.c.id == team_id).with_for_update())


def set_owner(tx: Tx, coach_id: int, team_id: int, *, owner: bool) -> None:
    """Whether a coach of a team may invite and remove its coaches."""
    place = and_(coach_team.c.coach_id == coach_id, coach_team.c.team_id == team_id)
    tx.execute(update(coach_team).where(place).values(owner=owner))


def change_team(tx: Tx, changed: Team) -> None:
    """A team's name, keyword and zone."""
    values = {"name": changed.name, "keyword": changed.keyword, "zone": changed.zone}
    tx.execute(update(team).where(team.c.id == changed.id).values(values))


def places(tx: Tx, team_id: int) -> list[Place]:
    """The coaches of a team, those who are asked to be among them, and who owns it."""
    place = (coach_team.c.owner, coach_team.c.asked_as)
    query = COACHES.add_columns(*place).join(coach_team, coach_team.c.coach_id == coach.c.id)
    rows = tx.execute(query.where(coach_team.c.team_id == team_id))
    return [Place(Coach(*columns), bool(owner), asked_as) for *columns, owner, asked_as in rows]


def roles_of(tx: Tx, coach_id: int) -> list[Role]:
    """The teams of a coach, and those that ask them."""
    part = (coach_team.c.owner, not_(THEIRS))
    query = TEAMS.add_columns(*part).join(coach_team, coach_team.c.team_id == team.c.id)
    rows = tx.execute(query.where(coach_team.c.coach_id == coach_id))
    return [Role(Team(*columns), bool(owner), bool(asked)) for *columns, owner, asked in rows]


def coach_by_id(tx: Tx, coach_id: int) -> Coach | None:
    """The coach of an id."""
    return _coach(tx, COACHES.where(coach.c.id == coach_id))


def coach_by_number(tx: Tx, number: str) -> Coach | None:
    """The coach who has a number."""
    return _coach(tx, COACHES.where(coach.c.number == number))


def coaches(tx: Tx, team_ids: Sequence[int]) -> dict[int, list[Coach]]:
    """The coaches of some teams, by team."""
    query = COACHES.add_columns(coach_team.c.team_id).join(coach_team, coach_team.c.coach_id == coach.c.id)
    found: dict[int, list[Coach]] = {}
    for *columns, team_id in tx.execute(query.where(coach_team.c.team_id.in_(team_ids), THEIRS)):
        found.setdefault(team_id, []).append(Coach(*columns))
    return found


def set_stopped(tx: Tx, coach_id: int, at: datetime | None) -> None:
    """A coach wants no more texts, or (None) wants them again."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(stopped_at=at))


def speak(tx: Tx, coach_id: int, language: str) -> None:
    """A coach is written to in a language from now on."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(language=language))


def set_bad(tx: Tx, coach_id: int, at: datetime | None) -> None:
    """No text reaches a coach's number, or (None) one came from it."""
    changed = coach.c.bad_since.is_(None) if at else coach.c.bad_since.is_not(None)
    tx.execute(update(coach).where(coach.c.id == coach_id, changed).values(bad_since=at))


def came_in(tx: Tx, coach_id: int, now: datetime) -> None:
    """A coach signed in."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(seen_at=now))


def took_on(tx: Tx, coach_id: int, now: datetime) -> None:
    """A coach has seen what they take on, and does; alerts go to one who was invited from now on."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(told_at=now))
    tx.execute(update(coach).where(coach.c.id == coach_id, INVITED).values(stopped_at=None))


def invite_anew(tx: Tx, coach_id: int, name: str, now: datetime) -> None:
    """Somebody who was invited once and never came is invited as if for the first time."""
    values = {"name": name, "created_at": now, "stopped_at": now - BEFORE}
    tx.execute(update(coach).where(coach.c.id == coach_id, INVITED).values(values))


def end_sessions(tx: Tx, coach_id: int) -> None:
    """Every session of a coach ends."""
    tx.execute(delete(session).where(session.c.coach_id == coach_id))
    tx.execute(update(coach).where(coach.c.id == coach_id).values(stamp=coach.c.stamp + 1))


def may_warn(tx: Tx, number: str, now: datetime, every: timedelta) -> bool:
    """Whether a stranger may be told whom to call: once in `every`, however many texts come at once."""
    new = insert_into(tx, stranger).values(number=number, warned_at=now)
    rested = stranger.c.warned_at <= now - every
    warned = new.on_conflict_do_update(index_elements=["number"], set_={"warned_at": now}, where=rested)
    return counted(tx, warned) == 1


def _coach(tx: Tx, query: Select[Any]) -> Coach | None:
    row = tx.execute(query).one_or_none()
    return None if row is None else Coach(*row)
