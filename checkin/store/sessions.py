"""Where coaches are signed in. The cookie holds a token; only its hash is kept."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from checkin.store.engine import Tx
from checkin.store.tables import session


@dataclass(frozen=True)
class Session:
    """A coach who is signed in somewhere. `id`: the hash of the token; it opens nothing."""

    id: str
    coach_id: int
    created_at: datetime
    seen_at: datetime
    agent: str


FIELDS = (session.c.token, session.c.coach_id, session.c.created_at, session.c.seen_at, session.c.agent)


def begin(tx: Tx, token: str, coach_id: int, agent: str, now: datetime, until: datetime) -> None:
    """A coach comes in."""
    times = {"created_at": now, "seen_at": now, "until": until}
    tx.execute(insert(session).values(token=key(token), coach_id=coach_id, agent=agent, **times))


def find(tx: Tx, token: str, now: datetime) -> Session | None:
    """The session of a token, if it has not ended."""
    row = tx.execute(select(*FIELDS).where(_open(now), session.c.token == key(token))).one_or_none()
    return None if row is None else Session(*row)


def of_coach(tx: Tx, coach_id: int, now: datetime) -> list[Session]:
    """A coach's open sessions, the one used last first."""
    query = select(*FIELDS).where(_open(now), session.c.coach_id == coach_id)
    return [Session(*row) for row in tx.execute(query.order_by(session.c.seen_at.desc(), session.c.token))]


def seen(tx: Tx, session_id: str, now: datetime) -> None:
    """It is in use."""
    tx.execute(update(session).where(session.c.token == session_id).values(seen_at=now))


def end(tx: Tx, coach_id: int, session_id: str, now: datetime) -> bool:
    """One session of a coach ends. False: it is no open one of theirs."""
    one = and_(_open(now), session.c.coach_id == coach_id, session.c.token == session_id)
    return tx.execute(update(session).where(one).values(ended_at=now)).rowcount == 1


def end_others(tx: Tx, coach_id: int, kept: str, now: datetime) -> int:
    """All sessions of a coach but one end; how many."""
    others = and_(_open(now), session.c.coach_id == coach_id, session.c.token != kept)
    return tx.execute(update(session).where(others).values(ended_at=now)).rowcount


def tidy(tx: Tx, before: datetime) -> int:
    """Forget sessions that were over before an instant; how many."""
    over = or_(session.c.until < before, session.c.ended_at < before)
    return tx.execute(delete(session).where(over)).rowcount


def key(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


def _open(now: datetime) -> Any:
    return and_(session.c.ended_at.is_(None), session.c.until > now)
