"""Texts that waited too long: not sent any more, and a question among them is our miss."""

from datetime import datetime

from checkin import service
from checkin.config import Services
from checkin.store import outgoing

TOGETHER = 1000


def expire(services: Services, now: datetime) -> int:
    """End the texts that are not worth sending any more. How many."""
    with services.store.read() as tx:
        texts = outgoing.overdue(tx, now, TOGETHER)
    return sum(service.lose(services, text, now, "expired", was="queued") for text in texts)
