"""What an operator must see to: one row a kind of trouble, however often it comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from checkin.store.engine import Tx
from checkin.store.tables import trouble
from checkin.store.upsert import counted, insert_into


@dataclass(frozen=True)
class Trouble:
    """A kind of trouble, how often it came and when first and last. `code` is the provider's last."""

    key: str
    code: int | None
    times: int
    first_at: datetime
    last_at: datetime


def note(tx: Tx, key: str, code: int | None, now: datetime) -> None:
    """It came, perhaps once more."""
    new = insert_into(tx, trouble).values(key=key, code=code, times=1, first_at=now, last_at=now)
    again = {"code": code, "times": trouble.c.times + 1, "last_at": now}
    tx.execute(new.on_conflict_do_update(index_elements=["key"], set_=again))


def may_tell(tx: Tx, key: str, now: datetime, every: timedelta) -> bool:
    """Whether it is time to tell the operator of it, again: once in `every`, by whoever asks first."""
    rested = or_(trouble.c.told_at.is_(None), trouble.c.told_at <= now - every)
    return counted(tx, update(trouble).where(trouble.c.key == key, rested).values(told_at=now)) == 1


def since(tx: Tx, after: datetime) -> list[Trouble]:
    """What came after an instant, the newest first."""
    query = select(*(trouble.c[name] for name in Trouble.__dataclass_fields__))
    query = query.where(trouble.c.last_at > after).order_by(trouble.c.last_at.desc(), trouble.c.key)
    return [Trouble(*row) for row in tx.execute(query)]


def clear(tx: Tx, key: str) -> None:
    """It is over."""
    tx.execute(trouble.delete().where(trouble.c.key == key))
