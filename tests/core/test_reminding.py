"""Reminders and tips: which one, how often, and for whom."""

from dataclasses import replace
from datetime import time

import pytest

from checkin.core.events import Sort
from checkin.core.explain import run_values
from checkin.core.model import Place
from tests.core.builders import World, a_course, a_runner, days, protocol

STEADY = "3 3 3 3 3 3 3"


def a_world(mornings: str = STEADY, *, place: Place = Place.MID, sparse: bool = False, **course) -> World:
    runner = a_runner(mornings, **course)
    return World(replace(runner, profile=replace(runner.profile, place=place, sparse=sparse)))


def sent(world: World, *names: str) -> list[int]:
    """On which days after the start a text of these keys went out."""
    zone = world._zone()
    return [
        (at.astimezone(zone).date() - days(0)).days
        for at, one in world.said()
        if any(one.key.startswith(name) for name in names)
    ]


def rest_days(world: World, scores: str) -> World:
    """Days without a run: each morning answered, each evening "no run"."""
    for score in scores.split():
        world.next_day("08:05").text(f"morning {score}")
        world.at("19:30").text("no run")
    return world


@pytest.mark.parametrize(
    ("stage", "score", "key"),
    [(1, "5", "remind.load_drops"), (3, "5", "remind.load_drops"), (4, "3", "remind.load_heavy")],
)
def test_what_loading_a_stage_asks_for(stage, score, key):
    world = a_world("4 4 4 4 4 4 4", stage=stage, runs="5:2:ok")
    rest_days(world, score)
    assert [one.key for _, one in world.said(Sort.REMINDER)] == [key]


def test_below_stage_4_loading_only_without_a_run():
    world = rest_days(a_world("4 4 4 4 4 4 4", stage=3, runs="5:2:ok", place=Place.HEEL), "4")
    assert world.said(Sort.REMINDER) == []


def test_heavy_loading_up_to_three_times_a_week():
    world = rest_days(a_world(stage=4, runs="5:2:ok", place=Place.HEEL), "3 3 3 3 3 3 3 3")
    assert sent(world, "remind.load_heavy_heel") == [1, 2, 3, 8]


@pytest.mark.parametrize("place", [Place.HEEL, Place.UNSURE])
def test_heel_bone_or_unsure_loads_from_the_floor_and_never_stretches(place):
    world = rest_days(a_world(stage=1, runs="5:2:ok", place=place, mornings="4 4 4 4 4"), "5 5")
    assert [one.key for _, one in world.said(Sort.REMINDER)] == ["remind.load_drops_heel"] * 2


def test_a_stretch_every_fourth_day_up_to_3():
    world = rest_days(a_world(stage=3, runs="5:2:ok"), "3 3 3 3 3 4 3 3 3")
    assert sent(world, "remind.stretch") == [1, 5, 9]
    stiff = rest_days(a_world("4 4 4 4 4 4 4", stage=3, runs="5:2:ok"), "4 4")
    assert sent(stiff, "remind.stretch") == []


def test_cross_training_weekly_in_rest_on_days_without_loading():
    world = rest_days(a_world("4 4", entered=0), "4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4")
    assert sent(world, "remind.load") == [1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16]
    assert sent(world, "remind.cross_train") == [7, 15]


def test_less_halves_the_daily_reminder():
    world = rest_days(a_world("4 4", entered=0, sparse=True), "4 4 4 4 4 4")
    assert sent(world, "remind.load") == [1, 3, 5]


@pytest.mark.parametrize(("origin", "loads"), [(82, True), (83, False)])
def test_a_graduate_loads_until_12_weeks_in_all(origin, loads):
    world = a_world(stage=7, graduated=days(-6), origin=days(-origin)).next_day("08:05")
    world.text("3")
    world.at("13:00")
    assert (sent(world, "remind.load") == [1]) is loads


@pytest.mark.parametrize(("pain", "tip"), [(3, True), (4, False)])
def test_massage_after_an_easy_run_weekly(pain, tip):
    world = a_world(stage=3, runs="5:2:ok").next_day("19:30")
    assert ("tip.massage" in world.text(f"run pain {pain}")) is tip
    if tip:
        said = ["tip.massage" in world.next_day("19:30").text("run pain 1") for _ in range(7)]
        assert said == [False] * 6 + [True]


def test_no_massage_after_a_run_of_4_even_when_ice_was_said_today():
    world = a_world("4 4 4 4 4 4 4", stage=3, runs="5:2:ok").next_day("08:05")
    assert "tip.ice" in world.text("4")
    world.at("19:30")
    assert not [one for one in world.text("run pain 4") if one.startswith("tip.")]


def test_massage_not_for_heel_bone_pain():
    world = a_world(stage=3, runs="5:2:ok", place=Place.HEEL).next_day("19:30")
    assert "tip.massage" not in world.text("run pain 1")


@pytest.mark.parametrize(
    ("runs", "tip"),
    [("9:4:hold", True), ("", False), ("12:4:hold 9:4:hold", False)],
)
def test_a_physio_after_the_second_hold(runs, tip):
    world = a_world(stage=3, runs=f"{runs} 0:5").next_day("08:05")
    said = world.text("3")
    assert ("tip.physio" in said) is tip


@pytest.mark.parametrize(("number", "tip"), [(7, True), (8, False)])
def test_shoes_once_in_the_first_week_of_rest(number, tip):
    world = a_world("3 3", entered=number - 2).next_day("08:05")
    assert ("tip.shoes" in world.text("3")) is tip
    assert "tip.shoes" not in world.next_day("08:05").text("3")


def test_tape_once_at_stage_1():
    world = a_world(stage=1, runs="5:2:ok").next_day("08:05")
    assert "tip.tape" in world.text("3")
    assert "tip.tape" not in world.next_day("08:05").text("3")


def test_remind_moves_it_off_ends_it_and_more_restores_it():
    world = a_world("4 4", entered=0)
    world.text("REMIND 17:00")
    rest_days(world, "4")
    assert [at.astimezone(world._zone()).time() for at, _ in world.said(Sort.REMINDER)] == [time(17)]
    world.text("REMIND OFF")
    rest_days(world, "4")
    world.text("MORE")
    rest_days(world, "4")
    assert sent(world, "remind.load") == [1, 3]


@pytest.mark.parametrize("words", ["REMIND 21:00", "REMIND 07:59"])
def test_no_reminder_in_quiet_hours(words):
    world = a_world("4 4", entered=0)
    assert world.text(words) == ["command.remind_when"]
    assert world.runner.profile.remind == time(12, 30)


def test_the_second_ice_leaves_room_for_the_daily_reminder():
    world = a_world("4 4 4 4", entered=0).next_day("09:00")
    world.text("4")
    world.next_day()
    assert sent(world, "remind.ice_again") == [1]
    assert [at.astimezone(world._zone()).time() for at, _ in world.said(Sort.ICE)] == [time(12)]


@pytest.mark.parametrize(
    ("stage", "walk", "run", "sets", "minutes"),
    [
        (1, 4, 1, 5, 5),
        (2, 3, 2, 5, 10),
        (3, 2, 3, 5, 15),
        (4, 1, 4, 5, 20),
        (5, 1, 10, 2, 20),
        (6, 0, 25, 1, 25),
        (7, 0, 30, 1, 30),
    ],
)
def test_the_run_of_each_stage(stage, walk, run, sets, minutes):
    assert run_values(stage, protocol()) == {
        "stage": stage,
        "walk": walk,
        "run": run,
        "sets": sets,
        "minutes": minutes,
    }
    assert a_course(stage=stage).stage == stage
