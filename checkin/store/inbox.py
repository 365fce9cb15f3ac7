"""Texts that came in: each kept once, raw, before anything is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update

from checkin.store.engine import Tx
from checkin.store.tables import inbound
from checkin.store.upsert import insert_once


@dataclass(frozen=True)
class Inbound:
    """A text as the carrier handed it over. `body` is raw: any characters, half surrogate pairs included.
    `answered`: the carrier has answered it as its own keyword, STOP, START or HELP."""

    sid: str
    sender: str
    to: str
    body: str
    media: int = 0
    answered: str = ""


@dataclass(frozen=True)
class Waiting:
    """A text that could not be handled yet, and how often that was tried."""

    text: Inbound
    received_at: datetime
    attempts: int


def keep(tx: Tx, text: Inbound, came: datetime, next_try: datetime | None = None) -> bool:
    """Keep a text that came at an instant, to be handled at `next_try` or (None) at once by who keeps it.
    False if it is already kept: then nothing more must come of it."""
    row = {
        "sid": text.sid,
        "number": text.sender,
        "to_number": text.to,
        "body": text.body,
        "media": text.media,
        "received_at": came,
        "next_try": next_try,
    }
    return insert_once(tx, inbound, [row]) == 1


def known(tx: Tx, sids: Sequence[str]) -> set[str]:
    """Those of some texts that are kept."""
    return set(tx.execute(select(inbound.c.sid).where(inbound.c.sid.in_(sids))).scalars())


def handled(tx: Tx, sid: str, now: datetime, **known: Any) -> None:
    """It was handled. `known`: whose it was (runner_id or coach_id) and what it was read as (label)."""
    tx.execute(update(inbound).where(inbound.c.sid == sid).values(handled_at=now, next_try=None, **known))


def failed(tx: Tx, sid: str, failure: str, next_try: datetime | None, runner_id: int | None) -> None:
    """It could not be handled. It is tried again at `next_try`; None: never by itself."""
    values = {
        "failure": failure,
        "next_try": next_try,
        "attempts": inbound.c.attempts + 1,
        "runner_id": runner_id,
    }
    tx.execute(update(inbound).where(inbound.c.sid == sid).values(values))


def lock(tx: Tx, sid: str) -> Waiting | None:
    """A text that still waits to be handled, locked; None if another process has it or has handled it, or is
    at an earlier one of the same number."""
    query = select(inbound).where(inbound.c.sid == sid, inbound.c.handled_at.is_(None))
    row = tx.execute(query.with_for_update(skip_locked=True)).mappings().one_or_none()
    if row is None or waits_before(tx, row["number"], row["received_at"]):
        return None
    text = Inbound(row["sid"], row["number"], row["to_number"], row["body"], row["media"])
    return Waiting(text, row["received_at"], row["attempts"])


def postpone(tx: Tx, sid: str, next_try: datetime) -> None:
    """A text that is to be handled later, as others are before it."""
    tx.execute(update(inbound).where(inbound.c.sid == sid).values(next_try=next_try))


def waits_before(tx: Tx, number: str, came: datetime, since: datetime | None = None) -> bool:
    """Whether a text of a number that came before an instant waits, but for those that failed before.

    `since`: those that nobody has handled since then do not count either.
    """
    earlier = and_(
        inbound.c.number == number,
        inbound.c.received_at < came,
        inbound.c.handled_at.is_(None),
        inbound.c.next_try.is_not(None),
        inbound.c.attempts == 0,
    )
    if since is not None:
        earlier = and_(earlier, inbound.c.next_try > since)
    return tx.execute(select(inbound.c.sid).where(earlier).limit(1)).first() is not None


def said_since(tx: Tx, number: str, after: datetime, labels: Sequence[str]) -> str | None:
    """The last of some labels that a number's texts of after an instant were read as."""
    query = select(inbound.c.label).where(
        inbound.c.number == number, inbound.c.received_at > after, inbound.c.label.in_(labels)
    )
    return tx.execute(query.order_by(inbound.c.received_at.desc()).limit(1)).scalar()


def to_retry(tx: Tx, now: datetime, limit: int) -> list[str]:
    """The sids of texts to try again by now, in the order they came."""
    query = select(inbound.c.sid).where(inbound.c.handled_at.is_(None), inbound.c.next_try <= now)
    return list(tx.execute(query.order_by(inbound.c.received_at, inbound.c.sid).limit(limit)).scalars())


def unhandled(tx: Tx) -> int:
    """How many texts wait to be handled."""
    return tx.execute(select(func.count()).where(inbound.c.handled_at.is_(None))).scalar_one()
