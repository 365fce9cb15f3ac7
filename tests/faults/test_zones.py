"""Clocks that jump, days that never were, schedulers that sleep: one question a kind and day, none stale."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from checkin.config import use_pinned_zones
from checkin.core.due import local
from checkin.core.events import Effect, Say, Sort, TextReceived, TimeArrived
from checkin.core.facts import Kind
from tests.core.builders import World, a_runner, days, on

ODD = [
    ("Australia/Lord_Howe", date(2026, 4, 1)),
    ("Australia/Lord_Howe", date(2026, 9, 30)),
    ("America/Nuuk", date(2026, 3, 25)),
    ("America/Nuuk", date(2026, 10, 21)),
    ("Asia/Beirut", date(2026, 3, 26)),
    ("Asia/Beirut", date(2026, 10, 22)),
    ("Africa/Casablanca", date(2026, 2, 12)),
    ("Asia/Kathmandu", date(1985, 12, 29)),
    ("Antarctica/Troll", date(2026, 3, 26)),
    ("Pacific/Apia", date(2011, 12, 27)),  # 30 December never was
    ("Pacific/Kwajalein", date(1993, 8, 18)),  # 21 August never was
]
CLOCKS = [("08:00", "19:00"), ("00:00", "23:30"), ("02:30", "02:45")]
QUESTIONS = {Sort.MORNING, Sort.EVENING}


@pytest.fixture(autouse=True, scope="module")
def zones() -> None:
    use_pinned_zones()


def asked(effects: list[tuple[datetime, Effect]], zone: str) -> Iterator[tuple[Sort, date]]:
    """Each question that went out, with its local day."""
    for at, one in effects:
        if isinstance(one, Say) and one.sort in QUESTIONS:
            yield one.sort, local(at, zone).date()


def a_world(zone: str, start: date, morning: str = "08:00", evening: str = "19:00") -> World:
    runner = a_runner("3 3 3 2 3 3 3", zone=zone, today=start, stage=3, runs="5:1:ok")
    profile = replace(
        runner.profile, morning=time.fromisoformat(morning), evening=time.fromisoformat(evening)
    )
    return World(replace(runner, profile=profile), day=start)


@pytest.mark.parametrize(("morning", "evening"), CLOCKS)
@pytest.mark.parametrize(("zone", "start"), ODD)
def test_every_day_that_exists_has_its_one_question(zone: str, start: date, morning: str, evening: str):
    world = a_world(zone, start, morning, evening)
    for _ in range(7):
        world.text("morning 2")  # today's or yesterday's: they are not silent
        world.pass_to(world.now + timedelta(hours=24))
    put = Counter(asked(world.effects, zone))
    assert max(put.values()) == 1
    mornings = sum(1 for sort, _ in put if sort is Sort.MORNING)
    real = {local(on(start, "12:00", zone) + timedelta(hours=6 * n), zone).date() for n in range(1, 29)}
    assert mornings >= len(real) - 2


@pytest.mark.parametrize("hours", [1.9, 6, 13, 50, 24 * 9])
@pytest.mark.parametrize(("zone", "start"), ODD[:4])
def test_a_scheduler_that_wakes_seldom_asks_nothing_twice_or_stale(zone: str, start: date, hours: float):
    world = a_world(zone, start)
    for _ in range(int(24 * 20 / hours) + 1):
        world.jump_to(world.now + timedelta(hours=hours))
    assert max(Counter(asked(world.effects, zone)).values(), default=1) == 1
    for at, one in world.said():
        clock = local(at, zone).time()
        assert one.sort not in QUESTIONS or time(8) <= clock < time(21), (at, one.key)
        if one.sort is Sort.MORNING:
            assert clock <= time(10, 1)
    kept = world.runner.journal
    put = [fact.day for fact in kept if fact.kind in (Kind.ASKED_MORNING, Kind.MISSED_MORNING)]
    assert len(put) == len(set(put))


def test_a_clock_that_goes_back_asks_nothing_twice_and_breaks_nothing():
    chance = random.Random(3)
    bodies = ("3", "morning 2", "run pain 2", "yesterday 4", "no run", "not yet", "PAUSE 2", "RESUME", "*5")
    for trial in range(60):
        world = World(a_runner("3 3 3 2 3 3 3", stage=3 * (trial % 2)))
        put: Counter[date | None] = Counter()
        for _ in range(40):
            world.now += timedelta(hours=chance.choice((-30, -25, -6, -1, 1, 2, 5, 9, 12, 24)))
            texts = chance.random() < 0.3
            done = world.event(
                TextReceived(world.now, chance.choice(bodies)) if texts else TimeArrived(world.now)
            )
            put.update(one.day for one in done if isinstance(one, Say) and one.sort is Sort.MORNING)
            assert world.runner.next_due is None or texts or world.runner.next_due > world.now
        assert max(put.values(), default=0) <= 1


@pytest.mark.parametrize("clock", ["20:10", "20:59"])
def test_what_is_due_shortly_before_quiet_hours_is_not_worth_sending_in_them(clock: str):
    world = World(a_runner("3 3 3 2 3 3 3", stage=3, runs="5:1:ok"))
    profile = replace(world.runner.profile, evening=time.fromisoformat(clock))
    world.runner = replace(world.runner, profile=profile)
    world.next_day("08:05")
    world.text("2")
    world.at("21:30")
    (evening,) = [one for _, one in world.said(Sort.EVENING)]
    assert evening.until == on(world.day, "21:00")


def test_a_question_time_that_the_runner_chose_in_quiet_hours_has_its_whole_window():
    world = World(a_runner("3 3 3"))
    world.runner = replace(world.runner, profile=replace(world.runner.profile, morning=time(22)))
    world.next_day("22:30")
    (morning,) = [one for _, one in world.said(Sort.MORNING)]
    assert morning.until == on(world.day, "22:00") + timedelta(hours=2)


def test_nothing_waits_longer_than_the_day_it_is_about():
    world = World(a_runner("3 3 3 2 3 3 3", stage=3, runs="5:1:ok"))
    world.next_day("08:05", 1)
    world.text("2")
    world.at("20:30")
    world.text("not yet")
    world.next_day("09:00")
    started = [one for _, one in world.said() if one.sort in QUESTIONS]
    assert "ask.evening_yesterday" in [one.key for one in started]
    assert all(one.until is not None and one.until <= on(days(1, world.day), "00:00") for one in started)
