"""A text on its way: leased, handed over, asked after, settled. Every move names the attempt it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, literal, or_, select, update

from checkin.core.events import ASKING
from checkin.core.model import Phase, Standing
from checkin.core.protocol import NO_TEAM_RULES, TeamRules
from checkin.store import rules
from checkin.store.engine import Tx
from checkin.store.outgoing import FIELDS, QUEUED, URGENT, Queued, texts
from checkin.store.tables import callback, coach, coach_team, outbox, past_attempt, runner, team
from checkin.store.upsert import insert_once

ORDER = {state: place for place, state in enumerate(("queued", "sending", "accepted", "sent"))}
LAST = len(ORDER)  # a state that no callback moves
# The provider's word on a text we had given up on is believed.
GIVEN_UP = ("unknown", "expired")
OPEN = ("sending", "queued", *GIVEN_UP)
UNSENT = ("cancelled", "expired")
STARTED = tuple(sorted(sort.value for sort in ASKING))


@dataclass(frozen=True)
class Waiting:
    """A text that may be sent now, and what must be looked at once more before it is.

    `zone`: where its reader is. `earlier`: texts we started to this runner on this day, before this one.
    `unwanted`: its reader opted out or stopped. `away`: they paused, or must see a doctor. `bad`: the number
    takes no texts. `own`: what the team of the runner that it is for, or about, sets for itself.
    """

    text: Queued
    zone: str
    unwanted: bool
    away: bool
    bad: bool
    earlier: int
    own: TeamRules = NO_TEAM_RULES


_earlier = outbox.alias("earlier")
EARLIER = (
    select(func.count())
    .select_from(_earlier)
    .where(
        _earlier.c.runner_id == outbox.c.runner_id,
        _earlier.c.local_date == outbox.c.local_date,
        _earlier.c.kind.in_(STARTED),
        _earlier.c.state.not_in(UNSENT),
        _earlier.c.id < outbox.c.id,
    )
    .correlate(outbox)
    .scalar_subquery()
)
_any = team.alias("any")
OF_COACH = (  # where the first of a coach's teams is, for a text that is about nobody any more
    select(_any.c.zone)
    .join(coach_team, coach_team.c.team_id == _any.c.id)
    .where(coach_team.c.coach_id == outbox.c.coach_id)
    .order_by(_any.c.id)
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
READY = (
    QUEUED,
    or_(outbox.c.not_before.is_(None), outbox.c.not_before <= bindparam("now")),
    or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > bindparam("now")),
)
ANY = select(outbox.c.id).where(*READY).limit(1)
_about, _home = runner.alias("about"), team.alias("home")
WAITING = (
    select(
        *FIELDS,
        func.coalesce(runner.c.zone, team.c.zone, OF_COACH, "UTC"),
        or_(
            func.coalesce(runner.c.standing, "") == Standing.OPTED_OUT.value,
            coach.c.stopped_at.is_not(None),
        ),
        or_(
            func.coalesce(runner.c.standing, "") == Standing.PAUSED.value,
            func.coalesce(runner.c.phase, "") == Phase.REFERRAL.value,
        ),
        func.coalesce(runner.c.bad_since, coach.c.bad_since).is_not(None),
        EARLIER,
        func.coalesce(_home.c.settings, team.c.settings),
    )
    .outerjoin(runner, runner.c.id == outbox.c.runner_id)
    .outerjoin(coach, coach.c.id == outbox.c.coach_id)
    .outerjoin(_about, _about.c.id == outbox.c.about_id)
    .outerjoin(team, team.c.id == _about.c.team_id)
    .outerjoin(_home, _home.c.id == runner.c.team_id)
    .where(*READY)
    .order_by(outbox.c.rank, outbox.c.expires_at, outbox.c.id)
    .with_for_update(skip_locked=True, of=outbox)
)
TO_LOOK_AT = (
    select(*FIELDS)
    .where(outbox.c.look_at.is_not(None), outbox.c.look_at <= bindparam("now"))
    .order_by(outbox.c.look_at)
    .with_for_update(skip_locked=True)
)


def any_waiting(tx: Tx, now: datetime, *, urgent: bool = False) -> bool:
    """Whether any text, or any urgent one, may go out now: a glance, once a second."""
    query = ANY.where(outbox.c.rank == URGENT) if urgent else ANY
    return tx.execute(query, {"now": now}).first() is not None


def waiting(tx: Tx, now: datetime, limit: int, *, urgent: bool | None = None) -> list[Waiting]:
    """Locks and returns texts that may go out now, the most pressing first; urgent ones, others, or both."""
    query = WAITING.limit(limit)
    if urgent is not None:
        query = query.where(outbox.c.rank == URGENT if urgent else outbox.c.rank > URGENT)
    rows = tx.execute(query, {"now": now}).all()
    own = rules.owns(tx, {row[-1] for row in rows})
    return [_waiting(row, own[row[-1]]) for row in rows]


def _waiting(row: Sequence[Any], own: TeamRules) -> Waiting:
    zone, unwanted, away, bad, earlier, _ = row[len(FIELDS) :]
    return Waiting(Queued(*row[: len(FIELDS)]), zone, bool(unwanted), bool(away), bool(bad), earlier, own)


def lease(
    tx: Tx, ids: Sequence[int], sender: str, now: datetime, lease_until: datetime, look_at: datetime
) -> None:
    """Texts that this process will now send. One more attempt of each begins."""
    values = {
        "state": "sending",
        "sender": sender,
        "claimed_at": now,
        "lease_until": lease_until,
        "look_at": look_at,
        "looks": 0,
        "attempt": outbox.c.attempt + 1,
    }
    _move(tx, ids, values)


def stands(tx: Tx, text: Queued) -> bool:
    """Whether an attempt is still this process's to make: nothing was heard of it, nobody took it over, and
    its reader has not opted out since it was claimed."""
    unwanted = or_(runner.c.standing == Standing.OPTED_OUT.value, coach.c.stopped_at.is_not(None))
    query = (
        select(outbox.c.state, outbox.c.attempt, func.coalesce(unwanted, literal(False)))
        .outerjoin(runner, runner.c.id == outbox.c.runner_id)
        .outerjoin(coach, coach.c.id == outbox.c.coach_id)
        .where(outbox.c.id == text.id)
    )
    row = tx.execute(query).one_or_none()
    return row is not None and row[:2] == ("sending", text.attempt) and (text.kind == "reply" or not row[2])


def cancel(tx: Tx, ids: Sequence[int]) -> None:
    """Texts that must not go out any more."""
    _move(tx, ids, {"state": "cancelled"})


def hold(tx: Tx, text_id: int, not_before: datetime) -> None:
    """A text that waits for its hour."""
    _move(tx, [text_id], {"not_before": not_before})


def give_back(tx: Tx, text: Queued, not_before: datetime | None) -> bool:
    """It has certainly not gone out: it waits its turn again, and this was no attempt."""
    values = {"state": "queued", "not_before": not_before, "attempt": outbox.c.attempt - 1}
    return _moved(tx, text, ("sending",), values)


def requeue(tx: Tx, text: Queued, not_before: datetime | None, was: Sequence[str]) -> bool:
    """It did not arrive, and is sent once more. Another process that moved it first: False."""
    values = {"state": "queued", "not_before": not_before, "direct": False, "sid": None, "code": None}
    return _moved(tx, text, was, values, claimed=text.claimed_at)


def keep_attempt(tx: Tx, text: Queued, sid: str, state: str, code: int | None, now: datetime) -> None:
    """What the provider had of an attempt that is over: whatever it still says of that one is no news."""
    row = {"sid": sid, "text_id": text.id, "attempt": text.attempt, "state": state, "code": code}
    insert_once(tx, past_attempt, [{**row, "ended_at": now}])


def end(tx: Tx, text: Queued, state: str, was: Sequence[str], code: int | None = None) -> bool:
    """A text ends unsent. False if another process moved it first."""
    return _moved(tx, text, was, {"state": state, "code": code})


def accepted(
    tx: Tx, text: Queued, sid: str, now: datetime, look_at: datetime | None, state: str = "accepted"
) -> bool:
    """The provider took this attempt. False if that is known already, or a later attempt has begun."""
    values = {"state": state, "sid": sid, "sent_at": now}
    return _moved(tx, text, OPEN, values, look_at)


def absent(tx: Tx, text: Queued, look_at: datetime) -> None:
    """The provider has no such text yet; when to ask again."""
    same = and_(
        outbox.c.id == text.id,
        outbox.c.attempt == text.attempt,
        outbox.c.claimed_at == text.claimed_at,
        outbox.c.state == text.state,
    )
    tx.execute(update(outbox).where(same).values(look_at=look_at, looks=outbox.c.looks + 1))


def look_later(tx: Tx, text: Queued, look_at: datetime | None) -> None:
    """A text that the provider has and has not delivered yet; when to ask again, or (None) never."""
    same = and_(outbox.c.id == text.id, outbox.c.sid == text.sid, outbox.c.look_at.is_not(None))
    tx.execute(update(outbox).where(same).values(look_at=look_at))


def to_look_at(tx: Tx, now: datetime, again_at: datetime, limit: int) -> list[Queued]:
    """Texts to ask the provider about; nobody else asks about them before `again_at`."""
    found = texts(tx, TO_LOOK_AT.limit(limit), {"now": now})
    _move(tx, [text.id for text in found], {"look_at": again_at})
    return found


def report(
    tx: Tx,
    text: Queued,
    state: str,
    sid: str | None,
    code: int | None,
    now: datetime,
    look_at: datetime | None,
) -> bool:
    """The carrier says where a text is. Only forward: a late or repeated word changes nothing."""
    reached = case(ORDER, value=outbox.c.state, else_=LAST)
    further = or_(reached < ORDER.get(state, LAST), outbox.c.state.in_(GIVEN_UP))
    forward = and_(outbox.c.id == text.id, further)
    values: dict[str, Any] = {"state": state, "lease_until": None, "look_at": look_at, "code": code}
    if sid is not None:
        forward = and_(forward, or_(outbox.c.sid.is_(None), outbox.c.sid == sid))
        values["sid"] = sid
    values["sent_at"] = case((outbox.c.sent_at.is_(None), now), else_=outbox.c.sent_at)
    return tx.execute(update(outbox).where(forward).values(values)).rowcount == 1


def unadopt(tx: Tx, text: Queued, look_at: datetime) -> None:
    """What the provider has is another text: nothing is known of this one."""
    values = {"state": "sending", "sid": None, "code": None, "looks": 0, "look_at": look_at}
    same = and_(outbox.c.id == text.id, outbox.c.sid == text.sid)
    tx.execute(update(outbox).where(same).values(values))


def is_past(tx: Tx, sid: str) -> bool:
    """Whether the provider's id is that of an attempt that is over."""
    return tx.execute(select(past_attempt.c.sid).where(past_attempt.c.sid == sid)).first() is not None


def held_sids(tx: Tx, sids: Sequence[str]) -> set[str]:
    """Those of the provider's ids that are some text's already, or were."""
    ours = select(outbox.c.sid).where(outbox.c.sid.in_(sids))
    past = select(past_attempt.c.sid).where(past_attempt.c.sid.in_(sids))
    return {sid for sid in tx.execute(ours.union(past)).scalars() if sid}


def alive_like(tx: Tx, text: Queued) -> int:
    """How many other texts tell the same of a runner to other coaches, and have not failed so far."""
    hopeful = or_(
        outbox.c.state.in_(("sending", "accepted", "sent", "delivered")),
        and_(outbox.c.state == "queued", outbox.c.attempt == 0),
    )
    same = and_(
        outbox.c.about_id == text.about_id,
        outbox.c.kind == text.kind,
        outbox.c.created_at == text.created_at,
        outbox.c.id != text.id,
        hopeful,
    )
    return tx.execute(select(func.count()).where(same)).scalar_one()


def keep_callback(tx: Tx, sid: str, state: str, code: int | None, now: datetime) -> None:
    """Word of a text that is not known to be ours yet."""
    insert_once(tx, callback, [{"sid": sid, "state": state, "code": code, "at": now}])


def kept_callbacks(tx: Tx, sid: str) -> list[tuple[str, int | None]]:
    """What was said of a text before it was known to be ours, states and codes, first to last."""
    query = select(callback.c.state, callback.c.code).where(callback.c.sid == sid)
    found = [(state, code) for state, code in tx.execute(query)]
    return sorted(found, key=lambda one: ORDER.get(one[0], LAST))


def tidy(tx: Tx, before: datetime) -> int:
    """Forget word about texts that is older than an instant. How many."""
    return tx.execute(delete(callback).where(callback.c.at < before)).rowcount


def newest_replies(tx: Tx, after: int) -> tuple[int, list[str]]:
    """The highest id so far, and the words of direct replies with an id above `after`."""
    last = tx.execute(select(func.max(outbox.c.id))).scalar_one() or 0
    left = and_(outbox.c.id > after, outbox.c.id <= last, outbox.c.direct)
    return last, list(tx.execute(select(outbox.c.body).where(left)).scalars())


def _move(tx: Tx, ids: Sequence[int], values: dict[str, Any]) -> None:
    if ids:
        tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(values))


def _moved(
    tx: Tx,
    text: Queued,
    was: Sequence[str],
    values: dict[str, Any],
    look_at: datetime | None = None,
    claimed: datetime | None = None,
) -> bool:
    """`claimed`: nobody has taken it in hand anew since then."""
    same = and_(outbox.c.id == text.id, outbox.c.attempt == text.attempt, outbox.c.state.in_(was))
    if claimed is not None:
        same = and_(same, outbox.c.claimed_at == claimed)
    moved = update(outbox).where(same).values(lease_until=None, look_at=look_at, **values)
    return tx.execute(moved).rowcount == 1
