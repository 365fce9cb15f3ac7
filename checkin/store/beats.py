"""Heartbeats of the scheduler's jobs, by the machine's own clock."""

from datetime import datetime, timedelta

from sqlalchemy import select

from checkin.store.engine import Tx
from checkin.store.tables import heartbeat
from checkin.store.upsert import insert_into

MISSED = 5  # beats that may fail to come before a job counts as silent
PATIENCE = timedelta(seconds=60)  # a long run of a frequent job is no silence


def beat(tx: Tx, name: str, at: datetime, every: float) -> None:
    """A job is alive, and is due again `every` seconds from now."""
    new = insert_into(tx, heartbeat).values(name=name, at=at, every=every)
    tx.execute(new.on_conflict_do_update(index_elements=["name"], set_={"at": at, "every": every}))


def silent(tx: Tx, now: datetime) -> list[str] | None:
    """The jobs that have not been heard from for too long; None if none was ever heard."""
    rows = list(tx.execute(select(heartbeat.c.name, heartbeat.c.at, heartbeat.c.every)))
    if not rows:
        return None
    return sorted(
        name for name, at, every in rows if now - at > max(PATIENCE, timedelta(seconds=every * MISSED))
    )
