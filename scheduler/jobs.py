"""What is done again and again: each job one function of (services, now)."""

from datetime import datetime, timedelta

from checkin import outbox, service
from checkin.config import Services
from checkin.store import sign_in

KEPT = timedelta(days=30)  # of sign-in tokens that have expired


def ask(services: Services, now: datetime) -> int:
    """Do what has fallen due for runners: questions, reminders, silence. How many runners that was."""
    done = 0
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
    """Own up to texts of which nothing was heard after they were handed over. How many."""
    return outbox.settle(services, now)


def recover(services: Services, now: datetime) -> int:
    """Try again the texts from runners that could not be handled. How many."""
    return service.retry(services, now)


def tidy(services: Services, now: datetime) -> int:
    """Forget what nobody needs. How many rows."""
    with services.store.begin() as tx:
        return sign_in.tidy(tx, now - KEPT)
