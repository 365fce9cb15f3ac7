"""Asks the provider about texts of which nothing was heard: it has them, or they are sent anew."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.outbox.steady import steady
from checkin.service import outcomes
from checkin.sms import SmsError, Sought, printable
from checkin.store import outgoing, sending
from checkin.store.outgoing import Queued

log = logging.getLogger(__name__)

AT_ONCE = 8  # questions
LONGEST_RUN = 20.0  # seconds
ABSENT = 2  # looks in vain that prove that the provider never had a text


def settle(services: Services, now: datetime) -> int:
    """Ask about what is due to be asked about; how many texts that were. A long list takes several runs."""
    begun, asked = steady(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while (passed := steady() - begun) < LONGEST_RUN:
            at = now + timedelta(seconds=passed)
            with services.store.begin() as tx:
                texts = sending.to_look_at(tx, at, at + services.timing.apart, AT_ONCE)
            for call in [pool.submit(_look, services, text, at) for text in texts]:
                call.result()
            asked += len(texts)
            if len(texts) < AT_ONCE:
                break
    return asked


def _look(services: Services, text: Queued, now: datetime) -> None:
    ask: Callable[[Services, Queued, datetime], None] = _find if text.state == "sending" else _fetch
    try:
        ask(services, text, now)
    except SmsError as error:
        log.warning("text %d could not be asked about: %s", text.id, error)
        _unanswered(services, text, now)


def _find(services: Services, text: Queued, now: datetime) -> None:
    """Handed over without a clear answer."""
    since = text.claimed_at or text.created_at
    known = services.door.find(Sought(text.id, text.number, printable(text.body), since))
    if outcomes.found(services, text, known, now):
        return
    if text.looks + 1 >= ABSENT or text.rank == outgoing.URGENT:
        outcomes.missing(services, text, now)
        return
    with services.store.begin() as tx:
        sending.absent(tx, text, now + services.timing.apart)


def _fetch(services: Services, text: Queued, now: datetime) -> None:
    """Taken, and no word since. Where carriers give no receipts, `sent` is the last that is ever heard."""
    taken = text.sent_at or text.created_at
    later = next((wait for wait in services.timing.later if taken + wait > now), None)
    with services.store.begin() as tx:
        sending.look_later(tx, text, None if later is None else taken + later)
    if text.sid is not None:
        known = services.door.fetch(text.sid)
        outcomes.report(services, text.id, known.state, known.sid, known.code, now)


def _unanswered(services: Services, text: Queued, now: datetime) -> None:
    """The provider cannot be asked now. A danger sign is sent again all the same; the rest waits."""
    if text.state != "sending":
        return
    if text.rank == outgoing.URGENT:
        outcomes.missing(services, text, now)
    elif now - (text.claimed_at or text.created_at) > services.timing.give_up:
        outcomes.abandon(services, text, now)
