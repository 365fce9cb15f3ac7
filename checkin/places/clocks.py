"""Which zones there are, and which of them show the same time."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources

from checkin.core.due import zone_of

# Two zones are one to a runner if their clocks agree in every month of these years.
MONTHS = tuple(datetime(year, month, 15, tzinfo=UTC) for year in (2026, 2027) for month in range(1, 13))


@cache
def zones() -> dict[str, str]:
    """Every zone of the pinned time-zone data, by its name in lower case and by its own."""
    names = resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {name.lower(): name for name in names} | {name: name for name in names}


@lru_cache(maxsize=1024)
def shown(zone: str) -> tuple[float, ...]:
    """The hours by which a zone's clocks are off UTC, month by month."""
    there = zone_of(zone)
    return tuple(_hours(month.astimezone(there)) for month in MONTHS)


def _hours(at: datetime) -> float:
    offset = at.utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def shared(people: Mapping[str, int], share: float) -> str:
    """The zone by whose clock such a share of the people lives; "" if there is none."""
    together: dict[tuple[float, ...], int] = defaultdict(int)
    if len(people) == 1:
        return next(iter(people))
    for zone, count in people.items():
        together[shown(zone)] += count
    if not together:
        return ""
    clock = max(together, key=lambda one: together[one])
    if together[clock] < share * sum(together.values()):
        return ""
    return max((zone for zone in people if shown(zone) == clock), key=lambda zone: people[zone])
