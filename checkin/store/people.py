"""Teams, their coaches, and strangers who were told whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import coach, coach_team, stranger, team
from checkin.store.upsert import counted, insert_into, insert_once


@dataclass(frozen=True)
class Team:
    """A team, the word that joins it, and the zone its coaches live by."""

    id: int
    name: str
    keyword: str
    zone: str


@dataclass(frozen=True)
class Coach:
    """A coach. `stopped`: they texted STOP. `stamp`: sessions with another one have ended."""

    id: int
    name: str
    number: str
    language: str
    stopped: bool
    stamp: int


TEAMS = select(team.c.id, team.c.name, team.c.keyword, team.c.zone).order_by(team.c.id)
COACHES = select(
    coach.c.id, coach.c.name, coach.c.number, coach.c.language, coach.c.stopped_at.is_not(None), coach.c.stamp
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


def teams_of(tx: Tx, coach_id: int) -> list[Team]:
    """The teams of a coach."""
    query = TEAMS.join(coach_team, coach_team.c.team_id == team.c.id).where(coach_team.c.coach_id == coach_id)
    return [Team(*row) for row in tx.execute(query)]


def add_coach(tx: Tx, name: str, number: str, now: datetime) -> Coach:
    """A new coach, by a number that no other has."""
    row = {"name": name, "number": number, "created_at": now}
    key = tx.execute(insert(coach).values(row)).inserted_primary_key
    assert key is not None
    return Coach(key[0], name, number, "en", stopped=False, stamp=1)


def assign(tx: Tx, coach_id: int, team_id: int) -> bool:
    """A coach takes on a team; False if it was theirs already."""
    return insert_once(tx, coach_team, [{"coach_id": coach_id, "team_id": team_id}]) == 1


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
    for *columns, team_id in tx.execute(query.where(coach_team.c.team_id.in_(team_ids))):
        found.setdefault(team_id, []).append(Coach(*columns))
    return found


def set_stopped(tx: Tx, coach_id: int, at: datetime | None) -> None:
    """A coach wants no more texts, or (None) wants them again."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(stopped_at=at))


def set_bad(tx: Tx, coach_id: int, at: datetime | None) -> None:
    """No text reaches a coach's number, or (None) one came from it."""
    changed = coach.c.bad_since.is_(None) if at else coach.c.bad_since.is_not(None)
    tx.execute(update(coach).where(coach.c.id == coach_id, changed).values(bad_since=at))


def end_sessions(tx: Tx, coach_id: int) -> None:
    """Every session of a coach ends."""
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
