"""One-time sign-in links, and who may still be signed in. Only a hash of a token is kept."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import sign_in


def issue(tx: Tx, coach_id: int, token: str, now: datetime, until: datetime) -> None:
    """Remember that a token signs a coach in, once, until an instant."""
    row = {"token": _hash(token), "coach_id": coach_id, "created_at": now, "expires_at": until}
    tx.execute(insert(sign_in).values(row))


def valid(tx: Tx, token: str, now: datetime) -> bool:
    """Whether a token would sign someone in."""
    query = select(sign_in.c.coach_id).where(
        sign_in.c.token == _hash(token), sign_in.c.used_at.is_(None), sign_in.c.expires_at > now
    )
    return tx.execute(query).one_or_none() is not None


def use(tx: Tx, token: str, now: datetime) -> int | None:
    """Spend a token: the id of the coach it signs in, or None if it is unknown, used or too old."""
    spent = (
        update(sign_in)
        .where(sign_in.c.token == _hash(token), sign_in.c.used_at.is_(None), sign_in.c.expires_at > now)
        .values(used_at=now)
    )
    if tx.execute(spent).rowcount != 1:
        return None
    owner = select(sign_in.c.coach_id).where(sign_in.c.token == _hash(token))
    return int(tx.execute(owner).scalar_one())


def tidy(tx: Tx, before: datetime) -> int:
    """Forget tokens that expired before an instant; how many."""
    return tx.execute(delete(sign_in).where(sign_in.c.expires_at < before)).rowcount


def _hash(token: str) -> str:
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
