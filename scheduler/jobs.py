"""What is done again and again: each job one function of (services, now)."""

from datetime import datetime, timedelta

from checkin import outbox, service
from checkin.config import Services
from checkin.service import alerting
from checkin.service import digest as digests
from checkin.store import codes, joining, outgoing, sending, sessions, sign_in

KEPT = timedelta(days=30)  # of sign-in tokens that have expired
COUNTED = timedelta(days=2)  # of joins and sign-in codes, which are counted by the day
HEARD = timedelta(days=7)  # of word about texts that turned out not to be ours


def ask(services: Services, now: datetime) -> int:
    """Do what has fallen due for runners: questions, reminders, silence. How many runners that was.

    Replies that never reached us come first: nobody is asked what they have answered.
    """
    done = 0
    if not service.anyone_due(services, now) or not _all_known(services, now):
        return done
    while True:
        some, more = service.arrive_all(services, now)
        done += some
        if not more:
            return done


def deliver(services: Services, now: datetime) -> int:
    """Drop what is not worth sending any more, and send what may go out. How many texts went."""
    outbox.expire(services, now)
    return outbox.deliver(services, now)


def settle(services: Services, now: datetime) -> int:
    """Ask the provider about texts of which nothing was heard. How many."""
    return outbox.settle(services, now)


def recover(services: Services, now: datetime) -> int:
    """Handle texts from runners that never reached us, or could not be handled, in their order. How many."""
    if service.is_due(services, now):
        service.catch_up(services, now)
    return service.retry(services, now)


def alerts(services: Services, now: datetime) -> int:
    """See that every open alert is with somebody. How many were not."""
    return alerting.see_to(services, now)


def digest(services: Services, now: datetime) -> int:
    """Write to the coaches who want a text in the morning. How many."""
    return digests.send(services, now)


def tidy(services: Services, now: datetime) -> int:
    """Forget what nobody needs. How many rows."""
    with services.store.begin() as tx:
        done = sign_in.tidy(tx, now - KEPT) + sending.tidy(tx, now - HEARD)
        done += codes.tidy(tx, now - COUNTED) + sessions.tidy(tx, now - COUNTED)
        return done + joining.tidy(tx, now - COUNTED) + outgoing.forget(tx, now - HEARD)


def _all_known(services: Services, now: datetime) -> bool:
    """Whether every text that came was handled, as far as the provider can tell us."""
    if service.may_ask(services, now):
        return True
    service.catch_up(services, now)
    service.retry(services, now)
    return service.may_ask(services, now)
