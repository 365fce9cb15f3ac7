"""Texts that never reached the webhook: read from the provider's list, and handled in their order."""

import logging
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.service import operator
from checkin.service.receive import Inbound, missed
from checkin.sms import Received, SmsError
from checkin.store import inbox, listing

log = logging.getLogger(__name__)


def catch_up(services: Services, now: datetime) -> int:
    """Read the provider's list of texts to us on from where it was read to; how many were new.

    One process at a time does that. Where the provider does not answer, the next run tries again.
    """
    timing = services.timing
    if services.door.final:
        return 0
    with services.store.begin() as tx:
        known = listing.take(tx, now, now + timing.lease)
    if known is None:
        return 0
    try:
        came = services.door.received(min(known.read_to, now) - timing.overlap)
        new = missed(services, [_inbound(one) for one in came], now)
    except Exception as error:
        with services.store.begin() as tx:
            listing.failed(tx, now)
            if known.failing_since and now - known.failing_since > timing.patience:
                operator.tell(tx, services, "listing", now)
        if not isinstance(error, SmsError):
            raise
        log.warning("the list of texts to us could not be read: %s", error)
        return 0
    with services.store.begin() as tx:
        # By the provider's clock, not ours: one that is ahead would skip what came in between.
        listing.done(tx, max([known.read_to, *(one.at for one in came)]), now)
        if known.failing_since:
            operator.over(tx, "listing")
    if new:
        log.warning("%d texts had not reached the webhook", new)
    return new


def is_due(services: Services, now: datetime) -> bool:
    """Whether the list was not read for a while."""
    return not _read_within(services, now, services.timing.listed)


def may_ask(services: Services, now: datetime) -> bool:
    """Whether every text that came is known, so that nobody is asked what they have answered.

    If the provider has not answered for long, asking goes on: not to ask would be a miss as well.
    """
    with services.store.read() as tx:
        known = listing.state(tx)
        if not services.door.final and inbox.to_retry(tx, now, 1):
            return False
    if _read_within(services, now, services.timing.known):
        return True
    failing = known.failing_since if known else None
    return failing is not None and now - failing > services.timing.patience


def _read_within(services: Services, now: datetime, wait: timedelta) -> bool:
    if services.door.final:
        return True
    with services.store.read() as tx:
        known = listing.state(tx)
    # A clock that was set back makes `read_at` lie ahead: then nothing is known of the time between.
    return known is not None and known.read_at is not None and abs(now - known.read_at) <= wait


def _inbound(one: Received) -> tuple[Inbound, datetime]:
    return Inbound(one.sid, one.sender, one.to, one.body, one.media), one.at
