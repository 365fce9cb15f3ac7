"""When anything is due next: for clocks that jump from one event to the next."""

from datetime import datetime

from sqlalchemy import func, or_, select

from checkin.store.engine import Tx
from checkin.store.tables import inbound, outbox, runner


def next_at(tx: Tx, now: datetime) -> datetime | None:
    """The next instant at which a job has something to do; `now` if that is already so, None if never."""
    waiting = outbox.c.state == "queued"
    ready = select(outbox.c.id).where(waiting, or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now))
    if tx.execute(ready.limit(1)).first() is not None:
        return now
    instants = [
        tx.execute(select(func.min(runner.c.next_due))).scalar(),
        tx.execute(select(func.min(outbox.c.not_before)).where(waiting)).scalar(),
        tx.execute(select(func.min(outbox.c.expires_at)).where(waiting)).scalar(),
        tx.execute(select(func.min(inbound.c.next_try)).where(inbound.c.handled_at.is_(None))).scalar(),
    ]
    return max(now, min(known)) if (known := [at for at in instants if at is not None]) else None
