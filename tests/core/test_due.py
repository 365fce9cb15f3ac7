"""Local clocks: one instant a day in every zone, quiet hours, and the day an instant belongs to."""

import os
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from checkin.core.due import due_on, is_quiet, local, local_day, next_due_on, zone_of

SAMPLE = [
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "America/Nuuk",
    "America/Phoenix",
    "America/Vancouver",
    "Europe/Madrid",
    "Europe/London",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
    "Etc/GMT+12",
    "UTC",
]
# CHECKIN_ZONES=all goes through every zone there is; the few here have every kind of change.
ZONES = sorted(zoneinfo.available_timezones()) if os.environ.get("CHECKIN_ZONES") == "all" else SAMPLE


@pytest.fixture(autouse=True, scope="module")
def pinned_zones() -> Iterator[None]:
    """The time zones of the pinned package, whatever the machine has of its own."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    _forget()
    yield
    zoneinfo.reset_tzpath(to=before)
    _forget()


def _forget() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zone_of.cache_clear()
    due_on.cache_clear()


CLOCKS = [time(0), time(2, 30), time(8), time(19), time(23, 59)]


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_has_each_clock_once_21_to_27_hours_apart(zone):
    first = date(2026, 1, 1)
    for clock in CLOCKS:
        before = None
        for number in range(366):
            day = first + timedelta(days=number)
            instant = due_on.__wrapped__(day, clock, zone)
            assert instant is not None
            assert instant.tzinfo is UTC
            assert local_day(instant, zone) == day
            if before is not None:
                assert timedelta(hours=21) <= instant - before <= timedelta(hours=27)
            before = instant


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30"),  # skipped: 03:30, an hour on
        ("America/New_York", "2026-03-08", "08:00", "2026-03-08T12:00"),
        ("America/New_York", "2026-03-07", "08:00", "2026-03-07T13:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),  # twice: the first pass
        (
            "America/Nuuk",
            "2026-03-28",
            "23:30",
            "2026-03-29T00:30",
        ),  # skipped into the next day: the one before
        ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-28T22:00"),  # a midnight that is skipped
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),  # half an hour is skipped
        ("Europe/Madrid", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("Asia/Kathmandu", "2026-06-01", "08:00", "2026-06-01T02:15"),
    ],
)
def test_what_clocks_that_skip_or_repeat_come_to(zone, day, clock, expected):
    found = due_on(date.fromisoformat(day), time.fromisoformat(clock), zone)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_date_that_a_zone_never_had():
    gone = date(2011, 12, 30)
    assert due_on(gone, time(8), "Pacific/Apia") is None
    assert next_due_on(gone, time(8), "Pacific/Apia") == due_on(date(2011, 12, 31), time(8), "Pacific/Apia")


def test_an_unknown_zone_is_an_error():
    with pytest.raises(KeyError):
        zone_of("Atlantis/Capital")


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours(clock, quiet):
    assert is_quiet(time.fromisoformat(clock), time(21), time(8)) is quiet


def test_the_local_day_turns_at_local_midnight():
    late = datetime(2026, 6, 16, 3, 59, tzinfo=UTC)
    assert local_day(late, "America/New_York") == date(2026, 6, 15)
    assert local_day(late + timedelta(minutes=1), "America/New_York") == date(2026, 6, 16)
    assert local(late, "America/New_York").time() == time(23, 59)
