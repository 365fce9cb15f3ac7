"""Codes by text, kept as keyed hashes, and how often something was asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import asking, code

Limit = tuple[str, int, timedelta]  # a hashed key: so many within so long


def issue(tx: Tx, coach_id: int, asker: str, hashed: str, now: datetime, until: datetime) -> None:
    """A new code of a coach, for one who asked; those this one asked for before are over, and no others."""
    theirs = and_(code.c.coach_id == coach_id, code.c.asker == asker)
    tx.execute(
        update(code).where(theirs, code.c.used_at.is_(None), code.c.expires_at > now).values(expires_at=now)
    )
    row = {"coach_id": coach_id, "asker": asker, "hash": hashed, "created_at": now, "expires_at": until}
    tx.execute(insert(code).values(row))


def spend(tx: Tx, coach_id: int, asker: str, hashed: str, now: datetime, most: int) -> bool:
    """One try at the newest code of a coach that this one asked for, which counts whether or not it is right.
    A right one is used."""
    theirs = and_(code.c.coach_id == coach_id, code.c.asker == asker)
    newest = select(func.max(code.c.id)).where(theirs).scalar_subquery()
    valid = and_(code.c.id == newest, code.c.used_at.is_(None), code.c.expires_at > now)
    tried = update(code).where(valid, code.c.tries < most).values(tries=code.c.tries + 1)
    if tx.execute(tried).rowcount != 1:  # the row is locked from here on: tries follow each other
        return False
    used = update(code).where(valid, code.c.hash == hashed).values(used_at=now)
    return tx.execute(used).rowcount == 1


def revoke(tx: Tx, coach_id: int, now: datetime) -> None:
    """No code of a coach holds any more."""
    tx.execute(
        update(code).where(code.c.coach_id == coach_id, code.c.expires_at > now).values(expires_at=now)
    )


def may(tx: Tx, limits: Sequence[Limit], now: datetime) -> bool:
    """Whether something may be done once more; if so, it counts. Whoever asks too often only waits."""
    keys = sorted({key for key, _, _ in limits})
    if tx.dialect.name == "postgresql":  # two who ask at once see each other
        for key in keys:
            tx.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
    if any(_asked(tx, key, now - within) >= most for key, most, within in limits):
        return False
    tx.execute(insert(asking), [{"key": key, "at": now} for key in keys])
    return True


def tidy(tx: Tx, before: datetime) -> int:
    """Forget codes that were over before an instant, and what was asked for before it; how many."""
    over = tx.execute(delete(code).where(code.c.expires_at < before)).rowcount
    return over + tx.execute(delete(asking).where(asking.c.at < before)).rowcount


def _asked(tx: Tx, key: str, since: datetime) -> int:
    query = select(func.count()).select_from(asking).where(asking.c.key == key, asking.c.at > since)
    return int(tx.execute(query).scalar_one())
