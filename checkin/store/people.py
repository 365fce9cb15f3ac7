"""Teams, coaches, and strangers who were told whom to call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, select, update

from checkin.store import rules
from checkin.store.engine import Tx
from checkin.store.rules import TeamSettings
from checkin.store.tables import coach, session, stranger, team
from checkin.store.upsert import counted, insert_into


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


TEAMS = select(team.c.id, team.c.name, team.c.keyword, team.c.zone, team.c.settings).order_by(team.c.id)
BEFORE = timedelta(seconds=1)  # the invited are stopped from before they were there, as no STOP can do it
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


def change_team(tx: Tx, changed: Team) -> None:
    """A team's name, keyword and zone."""
    values = {"name": changed.name, "keyword": changed.keyword, "zone": changed.zone}
    tx.execute(update(team).where(team.c.id == changed.id).values(values))


def coach_by_id(tx: Tx, coach_id: int) -> Coach | None:
    """The coach of an id."""
    return _coach(tx, COACHES.where(coach.c.id == coach_id))


def coach_by_number(tx: Tx, number: str) -> Coach | None:
    """The coach who has a number."""
    return _coach(tx, COACHES.where(coach.c.number == number))


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
