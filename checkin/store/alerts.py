"""Alerts as they are kept: which reach nobody, who was told, how many there are; and morning digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from checkin.core.danger import URGENT_TIERS
from checkin.core.facts import Kind
from checkin.core.model import Standing
from checkin.core.reading.model import Tier
from checkin.store.belonging import THEIRS
from checkin.store.codec import unpack_fact
from checkin.store.engine import Tx
from checkin.store.outgoing import ALERT, QUEUED
from checkin.store.runners import COLUMNS, Kept, kept_of
from checkin.store.tables import coach, coach_team, consent, journal, outbox, runner, team, trouble

SIGNS = ("coach.emergency", "coach.same_day", "coach.crisis", "coach.untold")  # until somebody takes it
ON_ITS_WAY = ("sending", "accepted", "sent")
HAD = (*ON_ITS_WAY, "delivered", "unknown")
HOPEFUL = or_(
    outbox.c.state.in_((*ON_ITS_WAY, "delivered")),
    and_(QUEUED, outbox.c.attempt == 0),
)
A_WEEK = timedelta(weeks=1)
RAISE = (Kind.FLAG.value, Kind.CHECK_YES.value, Kind.SOFT_YES.value)  # lines that may raise an alert


@dataclass(frozen=True)
class Reader:
    """A coach who wants the morning's digest: their teams by id, in the zone of the first of them."""

    id: int
    number: str
    language: str
    digested_on: date | None
    zone: str
    teams: tuple[int, ...]


@dataclass(frozen=True)
class Budget:
    """How often coaches are called to a danger sign. `taken_back`: alerts that a coach called false."""

    alerts: int
    taken_back: int
    runner_weeks: float

    @property
    def rate(self) -> float:
        """Alerts per 100 runner-weeks."""
        return 100 * self.alerts / self.runner_weeks if self.runner_weeks else 0.0

    @property
    def false_share(self) -> float:
        """The share of alerts that were false, 0 to 1."""
        return self.taken_back / self.alerts if self.alerts else 0.0


def told(tx: Tx, runner_id: int, since: datetime) -> set[int]:
    """The coaches who have been told of a runner's sign since an instant, as far as is known."""
    query = select(outbox.c.coach_id).where(
        outbox.c.about_id == runner_id,
        outbox.c.kind == ALERT,
        outbox.c.key.in_(SIGNS),
        outbox.c.created_at >= since,
        outbox.c.state.in_(HAD),
        outbox.c.coach_id.is_not(None),
    )
    return set(tx.execute(query).scalars())


def withdraw(tx: Tx, runner_id: int, now: datetime) -> None:
    """A runner's sign is somebody's now: what waits is not sent, and what is on its way not sent anew."""
    about = and_(outbox.c.about_id == runner_id, outbox.c.kind == ALERT, outbox.c.key.in_(SIGNS))
    tx.execute(update(outbox).where(about, QUEUED).values(state="cancelled"))
    tx.execute(update(outbox).where(about, outbox.c.state.in_(ON_ITS_WAY)).values(expires_at=now))


def open_ones(tx: Tx) -> list[Kept]:
    """Every runner with a sign that nobody has taken."""
    query = select(*COLUMNS).where(runner.c.alerting).order_by(runner.c.id)
    return kept_of(tx, tx.execute(query))


def last_hope(tx: Tx, runner_ids: Sequence[int]) -> dict[int, datetime]:
    """When the last of the alerts about some runners was written that has reached a coach of their team, or
    still may."""
    theirs = and_(
        coach_team.c.coach_id == outbox.c.coach_id, coach_team.c.team_id == runner.c.team_id, THEIRS
    )
    query = (
        select(outbox.c.about_id, func.max(outbox.c.created_at))
        .join(runner, runner.c.id == outbox.c.about_id)
        .join(coach_team, theirs)
        .where(outbox.c.about_id.in_(runner_ids), outbox.c.kind == ALERT, outbox.c.key.in_(SIGNS), HOPEFUL)
        .group_by(outbox.c.about_id)
    )
    return {runner_id: at for runner_id, at in tx.execute(query)}  # noqa: C416 (rows are no pairs)


def operator_knows(tx: Tx) -> tuple[datetime | None, datetime | None]:
    """When it last came up that an alert reached no coach, and when the operator was last texted about it."""
    row = tx.execute(select(trouble.c.last_at, trouble.c.told_at).where(trouble.c.key == "alert")).first()
    return (row[0], row[1]) if row else (None, None)


def want_digest(tx: Tx, coach_id: int, *, wanted: bool) -> None:
    """A coach wants one text in the morning, or none."""
    tx.execute(update(coach).where(coach.c.id == coach_id).values(digest=wanted))


REACHED = and_(coach.c.digest, coach.c.stopped_at.is_(None), coach.c.bad_since.is_(None))


def readers(tx: Tx) -> list[Reader]:
    """The coaches with a team who want the digest and can be reached."""
    columns = (coach.c.id, coach.c.number, coach.c.language, coach.c.digested_on)
    query = (
        select(*columns, team.c.id, team.c.zone)
        .join(coach_team, coach_team.c.coach_id == coach.c.id)
        .join(team, team.c.id == coach_team.c.team_id)
        .where(REACHED, THEIRS)
        .order_by(coach.c.id, team.c.id)
    )
    found: dict[int, Reader] = {}
    for coach_id, number, language, digested_on, team_id, zone in tx.execute(query):
        one = found.get(coach_id)
        teams = (*one.teams, team_id) if one else (team_id,)
        found[coach_id] = Reader(coach_id, number, language, digested_on, one.zone if one else zone, teams)
    return list(found.values())


def claim_digest(tx: Tx, coach_id: int, day: date) -> bool:
    """A day's digest is this transaction's to write; False if it was written before, or is not wanted."""
    new = or_(coach.c.digested_on.is_(None), coach.c.digested_on < day)
    one = update(coach).where(coach.c.id == coach_id, REACHED, new)
    return tx.execute(one.values(digested_on=day)).rowcount == 1


def budget(tx: Tx, since: datetime, until: datetime) -> Budget:
    """What was asked of coaches from one instant to another, of the runners who are still on record.

    An alert is a sign that was put on record; its repeats are not counted. A runner counts from their yes, or
    else from when they were added; one who has opted out, until their last line.
    """
    alerts = taken_back = 0
    for line in tx.execute(_signs(since, until)).scalars():
        fact = unpack_fact(line)
        asked_first = fact.kind is Kind.SOFT_YES and fact.tier is Tier.ASK_NUMB
        if fact.kind is Kind.CHECK_YES or fact.tier in URGENT_TIERS or asked_first:
            alerts += 1
            taken_back += fact.void
    weeks = 0.0
    for begun, last, standing in tx.execute(_spans()):
        ended = min(last or begun, until) if standing == Standing.OPTED_OUT.value else until
        weeks += max((ended - max(begun, since)) / A_WEEK, 0.0)
    return Budget(alerts, taken_back, weeks)


def _signs(since: datetime, until: datetime) -> Select[Any]:
    newest = (
        select(journal.c.runner_id, journal.c.seq, func.max(journal.c.revision).label("revision"))
        .where(journal.c.at >= since, journal.c.at < until)
        .where(journal.c.kind.in_(RAISE))
        .group_by(journal.c.runner_id, journal.c.seq)
        .subquery()
    )
    return select(journal.c.fact).join(
        newest,
        and_(*(journal.c[name] == newest.c[name] for name in ("runner_id", "seq", "revision"))),
    )


def _spans() -> Select[Any]:
    agreed = select(func.min(consent.c.agreed_at)).where(consent.c.runner_id == runner.c.id)
    last = select(func.max(journal.c.at)).where(journal.c.runner_id == runner.c.id)
    begun = func.coalesce(agreed.scalar_subquery(), runner.c.created_at)
    return select(begun, last.scalar_subquery(), runner.c.standing).where(
        runner.c.standing != Standing.INVITED.value
    )
