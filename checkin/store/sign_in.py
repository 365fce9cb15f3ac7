"""One-time sign-in links. Only a hash of a token is kept."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import sign_in


def issue(tx: Tx, coach_id: int, token: str, now: datetime, until: datetime) -> None:
    """Remember that a token signs a coach in, once, until an instant."""
    row = {"token": _hash(token), "coach_id": coach_id, "created_at": now, "expires_at": until}
    tx.execute(insert(sign_in).values(row))


def whose(tx: Tx, token: str, now: datetime) -> int | None:
    """The id of the coach whom a token would sign in."""
    query = select(sign_in.c.coach_id).where(
        sign_in.c.token == _hash(token), sign_in.c.used_at.is_(None), sign_in.c.expires_at > now
    )
    return tx.execute(query).scalar_one_or_none()


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


def revoke(tx: Tx, coach_id: int) -> None:
    """No link of a coach works any more."""
    tx.execute(delete(sign_in).where(sign_in.c.coach_id == coach_id, sign_in.c.used_at.is_(None)))


def tidy(tx: Tx, before: datetime) -> int:
    """Forget tokens that expired before an instant; how many."""
    return tx.execute(delete(sign_in).where(sign_in.c.expires_at < before)).rowcount


def _hash(token: str) -> str:
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
