"""Queued rows to the door: claimed, checked once more, handed over outside any transaction, settled."""

import logging
from datetime import datetime, timedelta
from time import monotonic

from checkin import service
from checkin.config import Services
from checkin.core.events import Sort
from checkin.service.replying import LEASE
from checkin.sms import Accepted, Outgoing, SmsError, printable
from checkin.store import outgoing
from checkin.store.outgoing import Queued

log = logging.getLogger(__name__)

TOGETHER = 20  # texts claimed at once
SAFE = LEASE.total_seconds() / 2  # seconds after the claim in which a call may still begin
GRACE = LEASE  # after a lease ends, before its text counts as unknown
BACK_OFF = timedelta(seconds=30)  # after "slow down" or "cannot be reached", times the attempt
LONGEST_RUN = 20.0  # seconds: a long queue is worked off in several runs, each of which shows a heartbeat

# To a runner who has paused, or must see a doctor, these do not go out; answers and what is urgent do.
PAUSED = tuple(
    sort.value
    for sort in (
        Sort.MORNING,
        Sort.EVENING,
        Sort.NUDGE,
        Sort.FRIENDLY,
        Sort.REMINDER,
        Sort.ICE,
        Sort.COMPRESS,
    )
)


def deliver(services: Services, now: datetime) -> int:
    """Send what may go out now; how many texts the door took."""
    begun, sent = monotonic(), 0
    while monotonic() - begun < LONGEST_RUN:
        claimed_at = monotonic()
        with services.store.begin() as tx:
            texts = outgoing.claim(tx, now, now + LEASE, TOGETHER, PAUSED)
        sent += _send_all(services, texts, now, claimed_at)
        if len(texts) < TOGETHER:
            break
    return sent


def expire(services: Services, now: datetime) -> int:
    """End the texts that are not worth sending any more; a question among them is our miss. How many."""
    ended = 0
    with services.store.read() as tx:
        texts = outgoing.overdue(tx, now, 1000)
    for text in texts:
        ended += service.lose(services, text, now, "expired", was="queued")
    return ended


def settle(services: Services, now: datetime) -> int:
    """Texts handed over and not heard of again become `unknown`: sent anew they might arrive twice."""
    with services.store.begin() as tx:
        texts = outgoing.unsettled(tx, now - GRACE, 1000)
        return sum(outgoing.settle(tx, text, "unknown") for text in texts)


def _send_all(services: Services, texts: list[Queued], now: datetime, claimed_at: float) -> int:
    """One by one; what is known of each is written down at once, or together where nothing can go wrong."""
    taken: list[tuple[Queued, Accepted]] = []
    count = 0
    for text in texts:
        if monotonic() - claimed_at > SAFE:
            _give_back(services, text, now)
            continue
        try:
            accepted = services.door.send(_outgoing(text, now))
        except SmsError as error:
            _failed(services, text, error, now)
            continue
        count += 1
        taken.append((text, accepted))
        if not services.door.final:
            _accepted(services, taken, now)
            taken = []
    _accepted(services, taken, now)
    return count


def _outgoing(text: Queued, now: datetime) -> Outgoing:
    left = None if text.expires_at is None else int((text.expires_at - now).total_seconds())
    urgent = text.rank == outgoing.URGENT
    return Outgoing(text.id, text.number, printable(text.body), urgent=urgent, valid_for=left)


def _accepted(services: Services, taken: list[tuple[Queued, Accepted]], now: datetime) -> None:
    if not taken:
        return
    state = "delivered" if services.door.final else "accepted"
    with services.store.begin() as tx:
        outgoing.accepted(tx, [(text, accepted.sid) for text, accepted in taken], state, now)


def _failed(services: Services, text: Queued, error: SmsError, now: datetime) -> None:
    log.warning("text %d was not sent: %s", text.id, error)
    if error.unknown:
        return  # it stays `sending` until it is settled
    if error.permanent:
        service.lose(services, text, now, "failed", was="sending", code=error.code)
    else:
        _give_back(services, text, now, now + BACK_OFF * (text.attempt + 1))


def _give_back(services: Services, text: Queued, now: datetime, not_before: datetime | None = None) -> None:
    """It has certainly not gone out: it waits its turn again."""
    with services.store.begin() as tx:
        outgoing.settle(tx, text, "queued", not_before=not_before or now)
