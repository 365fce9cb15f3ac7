"""Local days, instants and quiet hours: the only place where a zone's clock is read."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone; ZoneInfoNotFoundError for a name that is none."""
    return ZoneInfo(name)


def local(at: datetime, zone: str) -> datetime:
    """The runner's own clock at an aware instant."""
    return at.astimezone(zone_of(zone))


def local_day(at: datetime, zone: str) -> date:
    """The runner's own calendar day at an aware instant."""
    return at.astimezone(zone_of(zone)).date()


@lru_cache(maxsize=65536)
def due_on(day: date, clock: time, zone: str) -> datetime | None:
    """The instant (UTC) at which a local clock shows `clock` on `day`.

    In an hour that clocks skip: as much later as they skip, or where that is no longer on that day, as much
    earlier; in an hour that they repeat: the first pass. None for a date that the zone never had.
    """
    for fold in (0, 1):
        instant = datetime.combine(day, clock).replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC)
        if instant.astimezone(zone_of(zone)).date() == day:
            return instant
    return None


def next_due_on(day: date, clock: time, zone: str) -> datetime:
    """As `due_on`, for `day` or, where the zone never had it, the first day after it."""
    while (instant := due_on(day, clock, zone)) is None:
        day += timedelta(days=1)
    return instant


def quiet_until(now: datetime, zone: str, start: time, end: time) -> datetime | None:
    """When quiet hours end, if they hold at `now` in a zone; None if they do not."""
    here = local(now, zone)
    if not is_quiet(here.time(), start, end):
        return None
    ends = next_due_on(here.date(), end, zone)
    return ends if ends > now else next_due_on(here.date() + timedelta(days=1), end, zone)


def is_quiet(clock: time, start: time, end: time) -> bool:
    """Whether a local time of day lies in quiet hours, which run over midnight from start to end."""
    return clock >= start or clock < end
