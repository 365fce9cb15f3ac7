"""How busy each sender is, shared by every process: a row each, locked while texts are claimed for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select, update

from checkin.store.engine import Tx
from checkin.store.tables import outbox, sender
from checkin.store.upsert import insert_once


@dataclass(frozen=True)
class Load:
    """A sender's load. `free_at`: when it has sent all that it was given; `as_of`: when that was written.

    `counted`: direct replies up to this id are in it. `held_until`: nothing leaves by it before.
    """

    name: str
    free_at: datetime
    as_of: datetime
    counted: int
    held_until: datetime | None
    reason: str | None


FIELDS = tuple(sender.c[name] for name in Load.__dataclass_fields__)


def lock(tx: Tx, names: Sequence[str], now: datetime) -> dict[str, Load]:
    """The loads of some senders, locked until the transaction ends; one that is new is free."""
    query = select(*FIELDS).where(sender.c.name.in_(names)).order_by(sender.c.name).with_for_update()
    found = {row.name: Load(*row) for row in tx.execute(query)}
    if len(found) < len(names):
        _add(tx, names, now)
        found = {row.name: Load(*row) for row in tx.execute(query)}
    return found


def _add(tx: Tx, names: Sequence[str], now: datetime) -> None:
    """A sender that is new owes nothing for replies that left before."""
    counted = tx.execute(select(func.coalesce(func.max(outbox.c.id), 0))).scalar_one()
    new = [{"name": name, "free_at": now, "as_of": now, "counted": counted} for name in sorted(names)]
    insert_once(tx, sender, new)


def save(tx: Tx, load: Load) -> None:
    """What a locked sender was given."""
    values = {"free_at": load.free_at, "as_of": load.as_of, "counted": load.counted}
    tx.execute(update(sender).where(sender.c.name == load.name).values(values))


def hold(tx: Tx, name: str, now: datetime, until: datetime, reason: str) -> None:
    """Nothing leaves by a sender for a while; a longer hold stands."""
    _add(tx, [name], now)
    longer = (sender.c.held_until.is_(None)) | (sender.c.held_until < until)
    values = {"held_until": until, "reason": func.coalesce(reason or None, sender.c.reason)}
    tx.execute(update(sender).where(sender.c.name == name, longer).values(values))


def release(tx: Tx, name: str, held_until: datetime) -> str | None:
    """A sender works again that was held until an instant, and not anew since; why, if it was said."""
    same = and_(sender.c.name == name, sender.c.held_until == held_until)
    reason = tx.execute(select(sender.c.reason).where(same).with_for_update()).scalar()
    tx.execute(update(sender).where(same).values(held_until=None, reason=None))
    return reason


def held(tx: Tx, now: datetime) -> list[Load]:
    """The senders that send nothing now."""
    query = select(*FIELDS).where(sender.c.held_until > now).order_by(sender.c.name)
    return [Load(*row) for row in tx.execute(query)]
