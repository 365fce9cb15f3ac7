"""Questions, nudges, silence and the day's cap: what we start, when, and what is left out."""

from dataclasses import replace
from datetime import time

import pytest

from checkin.core.events import Sort
from checkin.core.facts import Kind
from checkin.core.model import Asked, Phase, Place, Runner, Standing
from tests.core.builders import World, a_runner, days, on

STEADY = "3 3 3 3 3 3 3"


def a_returner(mornings: str = STEADY, **profile) -> Runner:
    runner = a_runner(mornings, stage=3, runs="5:2:ok")
    return replace(runner, profile=replace(runner.profile, **profile))


def started(world: World, day=None) -> list[str]:
    zone = world._zone()
    return [
        f"{at.astimezone(zone):%H:%M} {one.key}"
        for at, one in world.said()
        if one.sort is not Sort.REPLY and (day is None or at.astimezone(zone).date() == day)
    ]


def test_a_day_with_leave_to_run():
    world = World(a_returner()).next_day("08:05")
    assert world.text("3")[:2] == ["echo.stiffness", "plan.run"]
    world.next_day()
    assert started(world, days(1)) == ["08:00 ask.morning", "12:30 remind.stretch", "19:00 ask.evening"]


def test_the_evening_question_goes_out_only_with_leave():
    world = World(a_returner("4 4 4 4 4 4 4")).next_day("08:05")
    world.text("5")
    world.next_day()
    assert "19:00 ask.evening" not in started(world, days(1))


def test_a_nudge_after_four_hours_and_none_after_a_silent_day():
    world = World(a_returner())
    world.next_day(count=6)
    assert started(world, days(1)) == ["08:00 ask.morning", "12:00 ask.nudge"]
    assert started(world, days(2)) == ["08:00 ask.morning"]
    assert started(world, days(3)) == ["08:00 ask.morning", "12:00 silence.friendly"]
    assert started(world, days(4)) == ["08:00 ask.morning"]


def test_seven_silent_days_pause_the_check_in_and_any_reply_brings_it_back():
    world = World(a_returner()).next_day(count=12)
    assert started(world, days(7)) == ["08:00 ask.morning"]
    assert started(world, days(8)) == ["08:00 silence.paused"]
    assert world.course.standing is Standing.PAUSED
    assert world.runner.next_due is None
    assert "silence.back" in world.text("hi")
    assert world.course.standing is Standing.ACTIVE
    world.next_day("08:01")
    assert started(world, world.day) == ["08:00 ask.morning"]


@pytest.mark.parametrize("score", [6, 7])
def test_no_pause_while_the_last_score_was_7(score):
    world = World(a_returner("6 6 6 6 6 6 6")).next_day("08:05")
    world.text(str(score))
    world.text("N")
    world.next_day(count=12)
    worried = score == 7
    told = [at for at, one in world.effects if getattr(one, "key", "") == "coach.silent"]
    assert (world.course.standing is Standing.ACTIVE) is worried
    assert told == ([on(days(3), "08:00")] if worried else [])


def test_no_pause_while_a_check_is_open():
    world = World(a_returner("1 1 1 1 1 1 1")).next_day("08:05")
    world.text("5")
    assert world.course.check is not None
    world.next_day(count=12)
    assert world.course.standing is Standing.ACTIVE


@pytest.mark.parametrize(("words", "last"), [("PAUSE 3", 3), ("PAUSE", 7), ("PAUSE 60", 60)])
def test_pause_skips_the_next_days(words, last):
    world = World(a_returner())
    world.text(words)
    world.next_day("08:01", last + 1)
    assert started(world) == ["08:00 ask.morning"]
    assert world.course.silent == 0


@pytest.mark.parametrize("words", ["PAUSE 61", "PAUSE 100"])
def test_a_pause_that_is_too_long_is_asked_about(words):
    world = World(a_returner())
    world.text(words)
    assert world.course.standing is Standing.ACTIVE


def test_a_bare_number_answers_the_morning_until_16_and_then_the_evening():
    world = World(a_returner()).next_day("15:59")
    assert "echo.stiffness" in world.text("3")
    world = World(a_returner()).next_day("16:00")
    assert world.text("3") == ["ask.which"]
    world.text("morning 3")
    world.at("19:01")
    assert world.text("2")[0] == "echo.pain"
    assert world.course.runs[-1].pain == 2


@pytest.mark.parametrize(
    ("clock", "asked"), [("10:00", True), ("10:01", False), ("20:30", False), ("23:00", False)]
)
def test_a_morning_question_later_than_two_hours_is_not_asked_and_is_our_miss(clock, asked):
    world = World(a_returner())
    world.jump_to(on(days(1), clock))
    assert [one.key for _, one in world.said(Sort.MORNING)] == (["ask.morning"] if asked else [])
    assert world.course.asked[-1] == Asked(days(1), missed=not asked)


@pytest.mark.parametrize(("clock", "asked"), [("20:59", True), ("21:00", False), ("21:01", False)])
def test_an_evening_question_too_late_is_not_asked_and_is_our_miss(clock, asked):
    world = World(a_returner()).next_day("08:05")
    world.text("3")
    world.at("12:31")
    world.jump_to(on(days(1), clock))
    assert bool(world.said(Sort.EVENING)) is asked
    assert world.course.asked[-1] == Asked(days(1), evening=True, missed=not asked)


def test_a_question_time_in_quiet_hours_that_the_runner_chose():
    world = World(a_returner(morning=time(5, 30), evening=time(21, 30))).next_day("05:35")
    world.text("3")
    world.next_day("05:00")
    assert started(world, days(1)) == ["05:30 ask.morning", "12:30 remind.stretch", "21:30 ask.evening"]


def test_a_lost_question_is_our_miss_and_no_silence():
    world = World(a_returner()).next_day("20:00")
    world.lose(days(1))
    world.next_day("08:01")
    assert world.course.silent == 0
    assert world.course.asked[-2].missed


def test_not_yet_is_asked_again_an_hour_before_quiet_hours():
    world = World(a_returner(evening=time(17), place=Place.HEEL)).next_day("08:05")
    world.text("3")
    world.at("17:05")
    assert world.text("not yet") == ["after.later"]
    world.at("20:01")
    assert world.text("not yet") == ["after.later_again"]
    world.next_day("12:00")
    assert started(world, days(1))[-2:] == ["17:00 ask.evening", "20:00 ask.evening"]


@pytest.mark.parametrize(("clock", "tonight"), [("19:00", True), ("19:01", False)])
def test_not_yet_too_late_is_asked_with_the_next_morning(clock, tonight):
    world = World(a_returner(place=Place.HEEL)).next_day("08:05")
    world.text("3")
    world.at(clock)
    assert world.text("not yet") == ["after.later" if tonight else "after.later_tomorrow"]
    world.next_day("08:01")
    assert ("08:00 ask.evening_yesterday" in started(world)) is not tonight


def test_not_yet_gives_way_to_the_cap_and_is_asked_with_the_next_morning():
    world = World(a_returner(evening=time(17))).next_day("12:05")
    world.text("3")
    world.at("17:05")
    assert world.text("not yet") == ["after.later_tomorrow"]
    world.next_day("08:01")
    assert started(world, days(1)) == ["08:00 ask.morning", "12:00 ask.nudge", "17:00 ask.evening"]
    assert "08:00 ask.evening_yesterday" in started(world, days(2))


def test_a_reminder_leaves_room_for_the_evening_question_put_again():
    world = World(a_returner(evening=time(16, 30), remind=time(17))).next_day("12:05")
    world.text("3")
    world.at("16:25")
    assert started(world, days(1)) == ["08:00 ask.morning", "12:00 ask.nudge"]
    world = World(a_returner(evening=time(16, 30), remind=time(17))).next_day("08:05")
    world.text("3")
    world.at("16:35")
    assert world.text("not yet") == ["after.later"]
    world.next_day()
    assert started(world, days(1)) == ["08:00 ask.morning", "16:30 ask.evening", "20:00 ask.evening"]


def test_an_evening_unanswered_is_a_run_and_a_lost_one_too():
    for lost in (False, True):
        world = World(a_returner()).next_day("08:05")
        world.text("3")
        world.at("20:00")
        if lost:
            world.lose(days(1), evening=True)
        world.next_day("08:05")
        world.text("3")
        assert (world.course.runs[-1].day, world.course.runs[-1].pain) == (days(1), None)


def test_a_graduate_is_asked_weekly():
    runner = a_runner(STEADY, stage=7, graduated=days(0))
    world = World(runner).next_day(count=30)
    asked = [(at.date() - days(0)).days for at, _ in world.said(Sort.MORNING)]
    assert asked == [7, 14, 21, 28]
    assert [one.key for _, one in world.said(Sort.MORNING)] == [
        "ask.weekly",
        "ask.weekly",
        "ask.weekly_light",
        "ask.weekly",
    ]


def test_in_a_referral_nothing_daily_goes_out_and_nothing_pauses():
    world = World(a_returner())
    world.text("DOCTOR")
    world.next_day(count=20)
    assert [one.key for _, one in world.said() if one.sort is not Sort.REPLY] == ["ask.seen"]
    assert (world.course.phase, world.course.standing) == (Phase.REFERRAL, Standing.ACTIVE)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "load_two_legs"), (7, "load_two_legs"), (14, "load_two_legs"), (15, "load_one_leg")],
)
def test_loading_in_rest(number, expected):
    world = World(a_runner("4 4 4 4", entered=number - 2)).next_day("08:05")
    world.text("4")
    world.at("13:00")
    assert started(world, days(1))[-1] == f"12:30 remind.{expected}"


def test_loading_daily_for_7_days_then_every_other():
    world = World(a_runner("4 4", entered=0))
    world.mornings("4 " * 12, clock="08:05").at("13:00")
    loaded = [(at.date() - days(0)).days + 1 for at, one in world.said() if one.key.startswith("remind.load")]
    assert loaded == [2, 3, 4, 5, 6, 7, 9, 11, 13]


@pytest.mark.parametrize(("score", "loads"), [(6, True), (7, False)])
def test_no_loading_from_7(score, loads):
    world = World(a_runner("6 6 6 6", entered=3)).next_day("08:05")
    world.text(str(score))
    world.text("N")
    world.at("13:00")
    assert any("load" in one for one in started(world, days(1))) is loads


@pytest.mark.parametrize(("score", "ices"), [(3, False), (4, True)])
def test_ice_from_4_and_once_more_after_three_hours(score, ices):
    runner = a_runner("4 4 4 4", entered=9)
    world = World(replace(runner, profile=replace(runner.profile, remind=None))).next_day("08:05")
    said = world.text(str(score))
    world.next_day()
    assert ("tip.ice" in said) is ices
    assert ("11:05 remind.ice_again" in started(world, days(1))) is ices


@pytest.mark.parametrize(
    ("entered", "score", "place", "wanted"),
    [
        (5, 6, Place.MID, True),
        (6, 6, Place.MID, False),
        (5, 5, Place.MID, False),
        (5, 6, Place.HEEL, False),
        (5, 6, Place.UNSURE, False),
    ],
)
def test_compression_in_the_first_week_of_rest(entered, score, place, wanted):
    runner = a_runner("6 6 6 6", entered=entered)
    runner = replace(runner, profile=replace(runner.profile, place=place, remind=None))
    world = World(runner).next_day("08:05")
    world.text(str(score))
    world.next_day()
    assert ("19:00 remind.compress" in started(world, days(1))) is wanted


@pytest.mark.parametrize(("clock", "sent"), [("13:30", True), ("13:31", False)])
def test_a_reminder_an_hour_late_is_dropped(clock, sent):
    world = World(a_runner("4 4", entered=3)).next_day("08:05")
    world.text("3")
    world.jump_to(on(days(1), clock))
    assert any("remind" in one for one in started(world)) is sent


def test_an_answered_morning_is_not_asked():
    world = World(a_returner()).next_day("07:00")
    world.text("morning 3")
    world.at("08:01")
    assert started(world, days(1)) == []
    assert Kind.ASKED_MORNING not in {one.kind for one in world.runner.journal}
