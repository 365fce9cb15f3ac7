"""A few numbers that say whether the service keeps up; each reads waiting rows alone, on their index."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from checkin.store.engine import Tx
from checkin.store.outgoing import QUEUED
from checkin.store.tables import heartbeat, inbound, outbox


@dataclass(frozen=True)
class Gauges:
    """`waiting`: texts queued; `late`: seconds since the oldest of those that may go was queued.

    `unsettled`: texts on their way that will be asked after; `unhandled`: texts from runners not handled yet.
    `silent`: seconds since each job was last heard from, by its name.
    """

    waiting: int
    late: float
    unsettled: int
    unhandled: int
    silent: dict[str, float]


def read(tx: Tx, now: datetime) -> Gauges:
    """As of `now`."""
    due = func.coalesce(outbox.c.not_before, outbox.c.created_at)
    waiting, oldest = tx.execute(select(func.count(), func.min(due)).where(QUEUED)).one()
    unsettled = tx.execute(select(func.count()).where(outbox.c.look_at.is_not(None))).scalar_one()
    unhandled = tx.execute(select(func.count()).where(inbound.c.handled_at.is_(None))).scalar_one()
    beats = tx.execute(select(heartbeat.c.name, heartbeat.c.at))
    silent = {name: (now - at).total_seconds() for name, at in beats}
    late = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    return Gauges(waiting, late, unsettled, unhandled, silent)
