"""The last resort: what only the operator can see to, noted, logged, and texted where they gave a number."""

import logging
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.store import Tx, operator, outgoing
from checkin.store.operator import Trouble
from checkin.store.outgoing import Draft

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)  # the same trouble is texted again
EVERY_ALERT = timedelta(minutes=15)  # an alert that reached no coach
SHOWN = timedelta(days=1)  # after it last came
NUMBER = "operator"  # the kind of these texts


def tell(tx: Tx, services: Services, key: str, now: datetime, code: int | None = None) -> None:
    """Something that only the operator can put right; texted once in a while, however often it comes."""
    log.critical("%s (%s)", words(services, key), code or "no code")
    operator.note(tx, key, code, now)
    number = services.settings.operator_number
    if number and operator.may_tell(tx, key, now, EVERY_ALERT if key == "alert" else EVERY):
        body = words(services, key)
        outgoing.queue(tx, [Draft(number, NUMBER, f"operator.{key}", body, outgoing.URGENT)], now)


def troubles(tx: Tx, now: datetime) -> list[Trouble]:
    """What came up within the last day, the newest first."""
    return operator.since(tx, now - SHOWN)


def over(tx: Tx, key: str) -> None:
    """It is put right."""
    operator.clear(tx, key)


def words(services: Services, key: str) -> str:
    """A kind of trouble in a sentence."""
    return services.texts.render(f"operator.{key}", "en", {})
