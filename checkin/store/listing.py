"""How far the provider's list of texts to us has been read; one process at a time reads on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from checkin.store.engine import Tx
from checkin.store.tables import inbound, listing
from checkin.store.upsert import insert_once

NAME = "inbound"
FIRST = timedelta(hours=1)


@dataclass(frozen=True)
class Listing:
    """`read_to`: every text to us up to then, by the provider's clock, is known.

    `read_at`: when that was found out (None: never yet). `failing_since`: the provider has been silent since.
    """

    read_to: datetime
    read_at: datetime | None
    failing_since: datetime | None


FIELDS = tuple(listing.c[name] for name in Listing.__dataclass_fields__)


def state(tx: Tx) -> Listing | None:
    """How far it was read; None before the first time."""
    row = tx.execute(select(*FIELDS).where(listing.c.name == NAME)).one_or_none()
    return None if row is None else Listing(*row)


def take(tx: Tx, now: datetime, until: datetime) -> Listing | None:
    """Begin to read on, until an instant at the latest; None if another process is at it.

    Before the first time everything up to an hour before the newest text that the webhook took counts as
    read, and where there is none, up to an hour ago.
    """
    if state(tx) is None:
        newest = tx.execute(select(func.max(inbound.c.received_at))).scalar_one()
        insert_once(tx, listing, [{"name": NAME, "read_to": (newest or now) - FIRST}])
    # Nobody is at it for longer than that: an instant beyond it was written while the clock was ahead.
    free = or_(listing.c.busy_until.is_(None), listing.c.busy_until <= now, listing.c.busy_until > until)
    taken = update(listing).where(listing.c.name == NAME, free).values(busy_until=until)
    return state(tx) if tx.execute(taken).rowcount == 1 else None


def done(tx: Tx, read_to: datetime, now: datetime) -> None:
    """It was read up to an instant."""
    values = {"read_to": read_to, "read_at": now, "failing_since": None, "busy_until": None}
    tx.execute(update(listing).where(listing.c.name == NAME).values(values))


def failed(tx: Tx, now: datetime) -> None:
    """The provider did not answer."""
    since = func.coalesce(listing.c.failing_since, now)
    tx.execute(update(listing).where(listing.c.name == NAME).values(failing_since=since, busy_until=None))
