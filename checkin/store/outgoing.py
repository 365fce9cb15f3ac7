"""Texts that go out: each is a row before it is a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Update, and_, bindparam, case, insert, literal_column, or_, select, update

from checkin.core.model import Phase, Standing
from checkin.store.engine import Tx
from checkin.store.tables import coach, outbox, runner
from checkin.store.upsert import insert_once

URGENT, REPLY, QUESTION, NOTICE, REMINDER = range(5)  # what goes first, `rank`

ORDER = {state: place for place, state in enumerate(("queued", "sending", "accepted", "sent"))}
LAST = len(ORDER)  # a state that no callback moves

ACCEPTED = (
    update(outbox)
    .where(outbox.c.id == bindparam("the_id"), outbox.c.state == "sending")
    .values(sid=bindparam("the_sid"), lease_until=None)
)


@dataclass(frozen=True)
class Draft:
    """A text to be kept. `local_date` and `seq` make a question unique among its runner's of that kind."""

    number: str
    kind: str
    key: str
    body: str
    rank: int
    runner_id: int | None = None
    coach_id: int | None = None
    about_id: int | None = None
    local_date: date | None = None
    seq: int = 0
    reply_to: str | None = None
    state: str = "queued"
    lease_until: datetime | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """A text that was claimed for sending, or that nobody should send any more."""

    id: int
    runner_id: int | None
    number: str
    kind: str
    body: str
    local_date: date | None
    seq: int
    rank: int
    attempt: int
    expires_at: datetime | None


FIELDS = (
    outbox.c.id, outbox.c.runner_id, outbox.c.number, outbox.c.kind, outbox.c.body, outbox.c.local_date,
    outbox.c.seq, outbox.c.rank, outbox.c.attempt, outbox.c.expires_at,
)  # fmt: skip


QUEUED = outbox.c.state == literal_column("'queued'")
SENDING = outbox.c.state == literal_column("'sending'")

# Whether a text must not go out any more. A direct reply always may: they asked.
UNWANTED = or_(
    and_(runner.c.standing == Standing.OPTED_OUT.value, outbox.c.kind != "reply"),
    and_(
        or_(runner.c.standing == Standing.PAUSED.value, runner.c.phase == Phase.REFERRAL.value),
        outbox.c.kind.in_(bindparam("paused", expanding=True)),
    ),
    coach.c.stopped_at.is_not(None),
)
CLAIM = (
    select(*FIELDS, case((UNWANTED, True), else_=False).label("unwanted"))
    .outerjoin(runner, runner.c.id == outbox.c.runner_id)
    .outerjoin(coach, coach.c.id == outbox.c.coach_id)
    .where(
        QUEUED,
        or_(outbox.c.not_before.is_(None), outbox.c.not_before <= bindparam("now")),
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > bindparam("now")),
    )
    .order_by(outbox.c.rank, outbox.c.expires_at, outbox.c.id)
    .with_for_update(skip_locked=True, of=outbox)
)
OVERDUE = select(*FIELDS).where(QUEUED, outbox.c.expires_at <= bindparam("now")).order_by(outbox.c.expires_at)


def queue(tx: Tx, drafts: Sequence[Draft], now: datetime) -> int:
    """Keep texts to be sent; one that is there already (the same question of a day) is left out."""
    return insert_once(tx, outbox, [{**vars(draft), "created_at": now} for draft in drafts])


def reply(tx: Tx, draft: Draft, now: datetime) -> int:
    """Keep a text that leaves at once, in the answer to the carrier; its id."""
    key = tx.execute(insert(outbox).values(**vars(draft), created_at=now)).inserted_primary_key
    assert key is not None
    return int(key[0])


def cancel(tx: Tx, runner_id: int) -> None:
    """What still waits for a runner is not sent, answers included: they opted out. The last one follows."""
    waiting = and_(outbox.c.runner_id == runner_id, QUEUED)
    tx.execute(update(outbox).where(waiting).values(state="cancelled"))


def claim(tx: Tx, now: datetime, lease_until: datetime, limit: int, paused: Sequence[str]) -> list[Queued]:
    """Lease texts that may go out now, the most pressing first; fewer than `limit`: there are no more.

    Those whose reader has opted out, and those of the kinds `paused` to a paused or referred runner, are
    cancelled here.
    """
    leased: list[Queued] = []
    while (room := limit - len(leased)) > 0:
        rows = list(tx.execute(CLAIM.limit(room), {"now": now, "paused": list(paused)}))
        wanted = [Queued(*row[:-1]) for row in rows if not row.unwanted]
        _move(tx, [row.id for row in rows if row.unwanted], {"state": "cancelled"})
        lease = {"state": "sending", "lease_until": lease_until, "attempt": outbox.c.attempt + 1}
        _move(tx, [text.id for text in wanted], lease)
        leased += wanted
        if len(rows) < room:
            break
    return leased


def get(tx: Tx, text_id: int) -> Queued | None:
    """The text of an id."""
    return next(iter(_texts(tx, select(*FIELDS).where(outbox.c.id == text_id))), None)


def overdue(tx: Tx, now: datetime, limit: int) -> list[Queued]:
    """Texts that wait and are not worth sending any more."""
    return _texts(tx, OVERDUE.limit(limit), {"now": now})


def unsettled(tx: Tx, before: datetime, limit: int) -> list[Queued]:
    """Texts that were handed over, and not heard of since their lease ended before an instant."""
    query = select(*FIELDS).where(SENDING, outbox.c.lease_until < before)
    return _texts(tx, query.order_by(outbox.c.lease_until).limit(limit))


def settle(tx: Tx, text: Queued, state: str, *, was: str = "sending", **values: Any) -> bool:
    """A text moves on from `was`; False if another process moved it first."""
    same = and_(outbox.c.id == text.id, outbox.c.state == was)
    return _moved(tx, update(outbox).where(same).values(state=state, lease_until=None, **values))


def accepted(tx: Tx, taken: Sequence[tuple[Queued, str]], state: str, now: datetime) -> None:
    """Some texts were taken by the provider, each under an id of its own."""
    rows = [{"the_id": text.id, "the_sid": sid} for text, sid in taken]
    if rows:
        tx.execute(ACCEPTED.values(state=state, sent_at=now), rows)


def report(tx: Tx, text_id: int, state: str, sid: str | None, code: int | None, now: datetime) -> bool:
    """The carrier says where a text is. Only forward: a late or repeated word changes nothing."""
    reached = case(ORDER, value=outbox.c.state, else_=LAST)
    forward = and_(outbox.c.id == text_id, or_(reached < ORDER.get(state, LAST), outbox.c.state == "unknown"))
    values: dict[str, Any] = {"state": state, "lease_until": None, "code": code}
    if sid is not None:
        forward = and_(forward, or_(outbox.c.sid.is_(None), outbox.c.sid == sid))
        values["sid"] = sid
    values["sent_at"] = case((outbox.c.sent_at.is_(None), now), else_=outbox.c.sent_at)
    return _moved(tx, update(outbox).where(forward).values(values))


def _texts(tx: Tx, query: Select[Any], values: dict[str, Any] | None = None) -> list[Queued]:
    return [Queued(*row) for row in tx.execute(query, values)]


def _move(tx: Tx, ids: Sequence[int], values: dict[str, Any]) -> None:
    if ids:
        tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(values))


def _moved(tx: Tx, statement: Update) -> bool:
    return tx.execute(statement).rowcount == 1
