"""When anything is due next: for clocks that jump from one event to the next."""

from datetime import datetime

from sqlalchemy import func, select

from checkin.store.engine import Tx
from checkin.store.outgoing import QUEUED
from checkin.store.tables import inbound, outbox, runner

FIRST = select(
    select(func.min(runner.c.next_due)).where(runner.c.next_due.is_not(None)).scalar_subquery(),
    select(func.min(inbound.c.next_try)).where(inbound.c.handled_at.is_(None)).scalar_subquery(),
    select(func.min(func.coalesce(outbox.c.not_before, outbox.c.created_at))).where(QUEUED).scalar_subquery(),
    select(func.min(outbox.c.expires_at)).where(QUEUED).scalar_subquery(),
)


def next_at(tx: Tx, now: datetime) -> datetime | None:
    """The next instant at which a job has something to do; `now` if that is already so, None if never."""
    known = [at for at in tx.execute(FIRST).one() if at is not None]
    return max(now, min(known)) if known else None
