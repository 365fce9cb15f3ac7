"""Texts that go out: each is a row before it is a request. What happens to it then is in `sending`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, insert, literal_column, or_, select, update

from checkin.store.engine import Tx
from checkin.store.tables import outbox
from checkin.store.upsert import insert_once

URGENT, REPLY, QUESTION, NOTICE, REMINDER = range(5)  # what goes first, `rank`


ALERT = "alert"  # the kind of a text about a danger sign, to a coach


@dataclass(frozen=True)
class Draft:
    """A text to be kept. `local_date` and `seq` make a question unique among its runner's of that kind.

    `direct`: it leaves in the answer to the carrier's own request. `look_at`: when to ask the provider what
    became of it.
    """

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
    direct: bool = False
    attempt: int = 0
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    look_at: datetime | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """A text as it is kept, as far as sending it needs.

    `attempt` counts how often it may have gone out; it fences one attempt from the next. `looks` counts how
    often the provider was asked in vain what became of this one.
    """

    id: int
    runner_id: int | None
    coach_id: int | None
    about_id: int | None
    number: str
    kind: str
    body: str
    local_date: date | None
    seq: int
    rank: int
    state: str
    attempt: int
    looks: int
    sender: str | None
    sid: str | None
    created_at: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    expires_at: datetime | None


FIELDS = tuple(outbox.c[name] for name in Queued.__dataclass_fields__)
QUEUED = outbox.c.state == literal_column("'queued'")
OVERDUE = select(*FIELDS).where(QUEUED).order_by(outbox.c.expires_at)


def queue(tx: Tx, drafts: Sequence[Draft], now: datetime) -> int:
    """Keep texts to be sent; one that is there already (the same question of a day) is left out."""
    return insert_once(tx, outbox, [{**vars(draft), "created_at": now} for draft in drafts])


def reply(tx: Tx, draft: Draft, now: datetime) -> int:
    """Keep a text that leaves at once, in the answer to the carrier; its id."""
    key = tx.execute(insert(outbox).values(**vars(draft), created_at=now)).inserted_primary_key
    assert key is not None
    return int(key[0])


def unsettled(tx: Tx, reply_to: str, now: datetime, lease_until: datetime, look_at: datetime) -> list[Queued]:
    """The direct replies to a text of which nothing was heard yet; they are on their way once more.

    Their lease begins anew, so that nobody sends them by another way in the meantime.
    """
    waits = and_(outbox.c.reply_to == reply_to, outbox.c.direct, outbox.c.state == "sending")
    again = {"claimed_at": now, "lease_until": lease_until, "look_at": look_at, "looks": 0}
    tx.execute(update(outbox).where(waits).values(again))
    return texts(tx, select(*FIELDS).where(waits).order_by(outbox.c.seq))


def cancel(tx: Tx, runner_id: int, now: datetime) -> None:
    """What still waits for a runner is not sent, answers included: they opted out. The last one follows. What
    is on its way is not sent again, should it turn out not to have arrived."""
    waiting = and_(outbox.c.runner_id == runner_id, QUEUED)
    tx.execute(update(outbox).where(waiting).values(state="cancelled"))
    on_its_way = and_(outbox.c.runner_id == runner_id, outbox.c.state.in_(("sending", "accepted", "sent")))
    tx.execute(update(outbox).where(on_its_way).values(expires_at=now))


def withdraw(tx: Tx, runner_id: int, keys: Sequence[str]) -> None:
    """What still waits for a runner by one of these keys (% stands for anything) is true no longer."""
    same = and_(outbox.c.runner_id == runner_id, QUEUED, or_(*(outbox.c.key.like(key) for key in keys)))
    tx.execute(update(outbox).where(same).values(state="cancelled"))


def answered(tx: Tx, runner_id: int, kinds: Sequence[str], day: date, next_day: int | None = None) -> None:
    """Questions about a day that still wait are not asked any more: the answer has come before them.

    `next_day`: the `seq` by which a question about a day is put on the day after it.
    """
    when = outbox.c.local_date == day
    if next_day is not None:
        put_late = and_(outbox.c.local_date == day + timedelta(days=1), outbox.c.seq == next_day)
        when = or_(and_(when, outbox.c.seq != next_day), put_late)
    same = and_(outbox.c.runner_id == runner_id, outbox.c.kind.in_(kinds), when, QUEUED)
    tx.execute(update(outbox).where(same).values(state="cancelled"))


def get(tx: Tx, text_id: int) -> Queued | None:
    """The text of an id."""
    return next(iter(texts(tx, select(*FIELDS).where(outbox.c.id == text_id))), None)


def by_sid(tx: Tx, sid: str) -> Queued | None:
    """The text that the provider knows under an id of its own."""
    return next(iter(texts(tx, select(*FIELDS).where(outbox.c.sid == sid))), None)


def overdue(tx: Tx, now: datetime, limit: int) -> list[Queued]:
    """Texts that wait and are not worth sending any more."""
    return texts(tx, OVERDUE.where(outbox.c.expires_at <= now).limit(limit))


def texts(tx: Tx, query: Select[Any], values: dict[str, Any] | None = None) -> list[Queued]:
    """What a query of FIELDS finds."""
    return [Queued(*row) for row in tx.execute(query, values)]


FAREWELLS = ("coach.erased", "coach.erased_flag")  # they name somebody who was erased
DONE = ("delivered", "undelivered", "failed", "expired", "cancelled", "unknown", "sent")


def forget(tx: Tx, before: datetime) -> int:
    """Forget what was said before an instant to nobody we know, and of nobody we know any more. How many."""
    nobody = and_(outbox.c.runner_id.is_(None), outbox.c.coach_id.is_(None), outbox.c.kind != "operator")
    gone = and_(or_(nobody, outbox.c.key.in_(FAREWELLS)), outbox.c.state.in_(DONE))
    return tx.execute(delete(outbox).where(gone, outbox.c.created_at < before)).rowcount
