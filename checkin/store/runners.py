"""Runners: found, locked, saved, and claimed when something falls due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, select, update

from checkin.core.model import Runner
from checkin.core.protocol import NO_TEAM_RULES, Protocol, TeamRules, parse
from checkin.roster.key import Key, key
from checkin.store import rules
from checkin.store.codec import pack_runner, unpack_runner
from checkin.store.engine import Tx
from checkin.store.tables import inbound, outbox, runner, stranger, team


class Stale(Exception):
    """Someone else saved this runner since it was loaded: a lock was forgotten."""


Change = dict[str, Any]  # the columns of a runner who changed, and which runner that was


@dataclass(frozen=True)
class Kept:
    """A runner as they are kept. `state` is read when it is first looked at, and may then raise. `own`: what
    their team sets for itself."""

    id: int
    team_id: int
    number: str
    version: int
    state: str
    own: TeamRules = NO_TEAM_RULES

    @cached_property
    def runner(self) -> Runner:
        """The core's value, kept for the next look."""
        return self.load()

    def load(self) -> Runner:
        """The core's value, for one look: a crowd of them at once is slow to have in memory."""
        return unpack_runner(self.state)


SETTINGS = select(team.c.settings).where(team.c.id == runner.c.team_id).scalar_subquery()
COLUMNS = (runner.c.id, runner.c.team_id, runner.c.number, runner.c.version, runner.c.state, SETTINGS)
DUE = select(*COLUMNS).where(runner.c.next_due <= bindparam("now")).order_by(runner.c.next_due)
PAGE = select(*COLUMNS).where(runner.c.id > bindparam("last")).order_by(runner.c.id)
SAVE = (
    update(runner)
    .where(runner.c.id == bindparam("at_id"), runner.c.version == bindparam("at_version"))
    .values(version=runner.c.version + 1)
)


def add(
    tx: Tx,
    team_id: int,
    number: str,
    value: Runner,
    now: datetime,
    protocol: Protocol | None = None,
    own: TeamRules = NO_TEAM_RULES,
) -> Kept:
    """A new runner, by a number that no other runner has. `protocol`: what they are ranked by. `own`: what is
    their team's own."""
    row: dict[str, Any] = {"team_id": team_id, "number": number, "version": 1, "created_at": now}
    row |= _columns(value, number, protocol)
    made = tx.execute(insert(runner).values(row)).inserted_primary_key
    assert made is not None
    return Kept(made[0], team_id, number, 1, row["state"], own)


def get(tx: Tx, runner_id: int, *, lock: bool = False) -> Kept | None:
    """The runner of an id; locked until the transaction ends if it is to be changed."""
    return _one(tx, select(*COLUMNS).where(runner.c.id == runner_id), lock)


def by_number(tx: Tx, number: str, *, lock: bool = False) -> Kept | None:
    """The runner who has a number; locked until the transaction ends if it is to be changed."""
    return _one(tx, select(*COLUMNS).where(runner.c.number == number), lock)


def due(tx: Tx, now: datetime, limit: int) -> list[Kept]:
    """Locks and returns some for whom something has fallen due, but none that another process has claimed."""
    claim = DUE.limit(limit).with_for_update(skip_locked=True)
    return kept_of(tx, tx.execute(claim, {"now": now}))


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether something has fallen due for anyone."""
    return tx.execute(DUE.limit(1), {"now": now}).first() is not None


def alerting(tx: Tx, team_ids: Sequence[int]) -> list[int]:
    """Those of some teams with a danger sign that no coach has taken yet."""
    query = select(runner.c.id).where(runner.c.team_id.in_(team_ids), runner.c.alerting).order_by(runner.c.id)
    return list(tx.execute(query).scalars())


def change(kept: Kept, value: Runner, protocol: Protocol | None = None) -> Change:
    """What is to be written when a runner has become `value`. `protocol`: what they are ranked by."""
    return {"at_id": kept.id, "at_version": kept.version, **_columns(value, kept.number, protocol)}


def save(tx: Tx, rows: Sequence[Change]) -> None:
    """Write what became of some locked runners."""
    if not rows:
        return
    if tx.execute(SAVE.values({name: bindparam(name) for name in COPIED}), rows).rowcount != len(rows):
        raise Stale("a runner was saved by someone else in between")


def postpone(tx: Tx, runner_ids: Sequence[int], until: datetime) -> None:
    """Leave some alone until an instant, whatever their state says."""
    tx.execute(update(runner).where(runner.c.id.in_(runner_ids)).values(next_due=until))


def doubt(tx: Tx, runner_id: int, now: datetime, enough: int) -> bool:
    """A text says that this number may take none. True if that makes `enough` in a row: from now on it is
    bad, and this is the first to say so."""
    one = runner.c.id == runner_id
    tx.execute(update(runner).where(one).values(doubts=runner.c.doubts + 1))
    bad = and_(one, runner.c.doubts >= enough, runner.c.bad_since.is_(None))
    return tx.execute(update(runner).where(bad).values(bad_since=now)).rowcount == 1


def arrived(tx: Tx, runner_id: int) -> None:
    """A text reached this number, or came from it: it is a good one."""
    doubted = or_(runner.c.doubts > 0, runner.c.bad_since.is_not(None))
    tx.execute(update(runner).where(runner.c.id == runner_id, doubted).values(doubts=0, bad_since=None))


def of_team(tx: Tx, team_id: int) -> list[Kept]:
    """Everyone in a team, by name."""
    query = (
        select(*COLUMNS).where(runner.c.team_id == team_id).order_by(func.lower(runner.c.name), runner.c.id)
    )
    return kept_of(tx, tx.execute(query))


def kept_of(tx: Tx, rows: Iterable[Any]) -> list[Kept]:
    """Rows of `COLUMNS` as runners, each with what is their team's own."""
    found = list(rows)
    own = rules.owns(tx, {settings for *_, settings in found})
    return [
        Kept(runner_id, team_id, number, version, state, own[settings])
        for runner_id, team_id, number, version, state, settings in found
    ]


def erase(tx: Tx, runner_id: int) -> None:
    """Forget a runner: all they wrote, all they were told, before they joined too, all that was decided."""
    number = select(runner.c.number).where(runner.c.id == runner_id).scalar_subquery()
    for table in (inbound, outbox, stranger):
        tx.execute(delete(table).where(table.c.number == number))
    tx.execute(delete(runner).where(runner.c.id == runner_id))


RANKED = tuple(Key.__dataclass_fields__)
COPIED = (
    "name", "zone", "language", "standing", "phase", "stage", "alerting", "next_due", "state", *RANKED,
)  # fmt: skip


def _columns(value: Runner, number: str, protocol: Protocol | None) -> dict[str, Any]:
    alert = value.talk.alert
    return {
        "name": value.profile.name,
        "zone": value.profile.zone,
        "language": value.profile.language,
        "standing": value.course.standing.value,
        "phase": value.course.phase.value,
        "stage": value.course.stage,
        "alerting": alert is not None and not alert.acknowledged,
        "next_due": value.next_due,
        "state": pack_runner(value),
        **vars(key(value, number, protocol or built_in())),
    }


@lru_cache(maxsize=1)
def built_in() -> Protocol:
    """The protocol that comes with the program, for whoever does not say which one is in force."""
    path = Path(__file__).parents[1] / "protocols" / "achilles.toml"
    return parse(path.read_text(encoding="utf-8"))


def _one(tx: Tx, query: Select[Any], lock: bool) -> Kept | None:
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else kept_of(tx, [row])[0]


def pages(tx: Tx, size: int = 100) -> Iterator[list[Kept]]:
    """Every runner, some at a time."""
    last = 0
    while found := kept_of(tx, tx.execute(PAGE.limit(size), {"last": last})):
        yield found
        last = found[-1].id
