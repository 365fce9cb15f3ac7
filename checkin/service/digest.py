"""The morning's digest: one short text over all of a coach's teams, for those who want one; no names."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from checkin.config import Services
from checkin.core import due
from checkin.roster.model import Show
from checkin.roster.spark import DAYS
from checkin.roster.view import SHOWN
from checkin.service import alerting
from checkin.service.trouble import where
from checkin.store import StoreError, alerts, outgoing
from checkin.store.alerts import Reader
from checkin.store.outgoing import Draft
from checkin.store.roster import lines

log = logging.getLogger(__name__)

AT, UNTIL = time(7, 30), time(10)  # where the first of their teams is: sent from, and not sent after
DIGEST = "digest"  # the kind of these texts
COUNTED = (Show.NEED, Show.RUN, Show.QUIET)


def send(services: Services, now: datetime) -> int:
    """Write today's digest to each coach who is to have one and has none yet. How many."""
    with services.store.read() as tx:
        readers = alerts.readers(tx)
    counts: dict[int, Mapping[Show, int]] = {}
    sent = 0
    for reader in readers:
        try:
            if (day := _due(reader, now)) is not None:
                for team_id in set(reader.teams) - counts.keys():
                    counts[team_id] = _counted(services, team_id, now)
                sent += _write(services, reader, day, [counts[team_id] for team_id in reader.teams], now)
        except StoreError:
            raise
        except Exception as error:
            log.error("coach %d has no digest today (%s)", reader.id, where(error))
    return sent


def _due(reader: Reader, now: datetime) -> date | None:
    """The day whose digest this coach is to have now. A clock that goes back makes no second one."""
    day = due.local_day(now, reader.zone)
    begins, ends = (due.due_on(day, clock, reader.zone) for clock in (AT, UNTIL))
    if begins is None or ends is None or not begins <= now < ends:
        return None
    return day if reader.digested_on is None or reader.digested_on < day else None


def _write(
    services: Services, reader: Reader, day: date, counts: Sequence[Mapping[Show, int]], now: datetime
) -> bool:
    """The mark that it was written and the text itself stand or fall together."""
    values = {
        name: sum(one[show] for one in counts)
        for name, show in zip(("need", "run", "quiet"), COUNTED, strict=True)
    }
    draft = Draft(
        number=reader.number,
        kind=DIGEST,
        key="coach.digest",
        body=alerting.words(services, "coach.digest", reader.language, values, "/"),
        rank=outgoing.NOTICE,
        coach_id=reader.id,
        local_date=day,
        expires_at=due.due_on(day, UNTIL, reader.zone),
    )
    with services.store.begin() as tx:
        mine = alerts.claim_digest(tx, reader.id, day)
        if mine:
            outgoing.queue(tx, [draft], now)
    return mine


def _counted(services: Services, team_id: int, now: datetime) -> dict[Show, int]:
    """How a team stands, as the head of its roster counts it."""
    with services.store.read() as tx:
        found = lines(tx, team_id, (now - timedelta(days=DAYS + 1)).date(), now)
    return {show: sum(one.number for at, one in found.items() if at in SHOWN[show]) for show in COUNTED}
