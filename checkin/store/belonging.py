"""Which coach belongs to which team, who owns it, and who is asked to be of it and has not said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, not_, or_, select, update

from checkin.store.engine import Tx
from checkin.store.people import COACHES, INVITED, TEAMS, Coach, Team
from checkin.store.tables import coach, coach_team, outbox, runner, team
from checkin.store.upsert import insert_once


@dataclass(frozen=True)
class Place:
    """A coach's place in a team. `owner`: they may invite and remove coaches. `asked_as`: the name by which
    an owner invited them, until they say yes; what other teams know of them is not this one's."""

    coach: Coach
    owner: bool
    asked_as: str | None = None
    asked_at: datetime | None = None

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


HOLDS = timedelta(days=14)  # an invitation; a number changes hands
THEIRS = coach_team.c.asked_as.is_(None)


def ownerless(tx: Tx) -> list[str]:
    """The names of teams that nobody owns: no coach of theirs can invite another."""
    owned = select(coach_team.c.team_id).where(coach_team.c.owner)
    return list(tx.execute(select(team.c.name).where(team.c.id.not_in(owned)).order_by(team.c.id)).scalars())


def teams_of(tx: Tx, coach_id: int) -> list[Team]:
    """The teams whose alerts are a coach's to take: none of one who was invited and has not come yet."""
    theirs = TEAMS.join(coach_team, coach_team.c.team_id == team.c.id)
    query = theirs.join(coach, coach.c.id == coach_team.c.coach_id)
    return [Team(*row) for row in tx.execute(query.where(coach.c.id == coach_id, not_(INVITED), THEIRS))]


def assign(tx: Tx, coach_id: int, team_id: int) -> None:
    """A coach takes on a team, whether or not it asked them, and the first of a team owns it."""
    first = tx.execute(select(coach_team.c.coach_id).where(coach_team.c.team_id == team_id)).first() is None
    row = {"coach_id": coach_id, "team_id": team_id, "owner": first}
    if not insert_once(tx, coach_team, [row]):
        place = and_(coach_team.c.coach_id == coach_id, coach_team.c.team_id == team_id)
        tx.execute(update(coach_team).where(place).values(asked_as=None, asked_at=None))


def ask(tx: Tx, coach_id: int, team_id: int, name: str, now: datetime) -> None:
    """A team asks somebody to be its coach, and may call them by a name until they say yes."""
    row = {"coach_id": coach_id, "team_id": team_id, "owner": False, "asked_as": name, "asked_at": now}
    insert_once(tx, coach_team, [row])


def accept(tx: Tx, coach_id: int, team_id: int, now: datetime) -> None:
    """A coach says yes to a team that asks them, while its invitation holds."""
    place = and_(coach_team.c.coach_id == coach_id, coach_team.c.team_id == team_id)
    asks = and_(place, not_(THEIRS), coach_team.c.asked_at > now - HOLDS)
    tx.execute(update(coach_team).where(asks).values(asked_as=None, asked_at=None))


def forget(tx: Tx, coach_id: int) -> None:
    """Somebody who was invited, never came, and is in no team: their number may be a runner's."""
    none = ~select(coach_team.c.team_id).where(coach_team.c.coach_id == coach_id).exists()
    tx.execute(delete(coach).where(coach.c.id == coach_id, INVITED, coach.c.seen_at.is_(None), none))


def drop(tx: Tx, coach_id: int) -> None:
    """Somebody who coaches nobody, and whom no team asks any more, is no coach: their number may be a
    runner's."""
    tx.execute(delete(coach_team).where(coach_team.c.coach_id == coach_id))
    tx.execute(delete(coach).where(coach.c.id == coach_id))


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


def places(tx: Tx, team_id: int) -> list[Place]:
    """The coaches of a team, those who are asked to be among them, and who owns it."""
    place = (coach_team.c.owner, coach_team.c.asked_as, coach_team.c.asked_at)
    query = COACHES.add_columns(*place).join(coach_team, coach_team.c.coach_id == coach.c.id)
    rows = tx.execute(query.where(coach_team.c.team_id == team_id))
    return [Place(Coach(*columns), bool(owner), name, at) for *columns, owner, name, at in rows]


def roles_of(tx: Tx, coach_id: int, now: datetime) -> list[Role]:
    """The teams of a coach, and those whose invitations hold."""
    part = (coach_team.c.owner, not_(THEIRS))
    query = TEAMS.add_columns(*part).join(coach_team, coach_team.c.team_id == team.c.id)
    holds = or_(THEIRS, coach_team.c.asked_at > now - HOLDS)
    rows = tx.execute(query.where(coach_team.c.coach_id == coach_id, holds))
    return [Role(Team(*columns), bool(owner), bool(asked)) for *columns, owner, asked in rows]


def coaches(tx: Tx, team_ids: Sequence[int]) -> dict[int, list[Coach]]:
    """The coaches of some teams, by team."""
    query = COACHES.add_columns(coach_team.c.team_id).join(coach_team, coach_team.c.coach_id == coach.c.id)
    found: dict[int, list[Coach]] = {}
    for *columns, team_id in tx.execute(query.where(coach_team.c.team_id.in_(team_ids), THEIRS)):
        found.setdefault(team_id, []).append(Coach(*columns))
    return found
