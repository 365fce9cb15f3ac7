"""Answers that meet another question, a sign or a sign-off: what they must not be taken for."""

from datetime import timedelta

import pytest

from checkin.core.events import Act, Sort, TellCoach
from checkin.core.facts import Kind
from checkin.core.model import Phase, Standing
from tests.core.builders import World, a_runner

CALM = "3 3 3 2 3 3 3"


def referred() -> World:
    """A runner who asked for a doctor, and was asked a week later whether they have been seen."""
    world = World(a_runner(CALM))
    world.text("DOCTOR")
    return world.next_day("12:00", 7)


def test_a_run_pain_is_not_taken_for_having_been_seen():
    world = referred()
    assert world.text("ran 5k") == ["echo.run", "ask.pain_now"]
    assert "echo.pain" in world.text("2")
    assert (world.course.standing, world.course.phase) == (Standing.ACTIVE, Phase.REFERRAL)
    assert [run.pain for run in world.course.runs] == [2]


def test_without_another_question_the_number_says_whether_they_have_been_seen():
    world = referred()
    assert world.text("2") == ["cleared.ended", "coach.ended"]


def test_a_yes_to_the_check_is_answered_though_a_sign_came_before_it():
    world = World(a_runner(CALM))
    world.text("morning 9")
    assert world.text("felt a pop")[0].startswith("danger.")
    assert world.text("Y") == ["danger.check_yes"]


def test_a_yes_to_the_check_alerts_anew_once_the_sign_before_it_was_taken():
    world = World(a_runner(CALM))
    world.text("morning 9")
    world.text("felt a pop")
    world.act(Act.ACKNOWLEDGE)
    assert world.text("Y") == ["danger.check_yes", "coach.same_day"]
    alert = world.runner.talk.alert
    assert alert is not None and not alert.acknowledged and alert.next_at is not None


def test_an_invited_runner_who_says_stop_beside_a_sign_has_stopped():
    world = World()
    assert world.text("felt a pop. STOP") == ["danger.rupture", "coach.same_day"]
    assert world.course.opted_out
    assert world.text("hello") == world.text("YES") == []


def test_a_sign_after_stop_is_passed_on_until_it_is_taken_though_they_never_joined():
    world = World()
    world.text("STOP")
    assert world.text("can't breathe") == ["coach.untold"]
    said = len(world.said())
    world.next_day("12:00", 2)
    assert [one.key for _, one in world.effects if isinstance(one, TellCoach)] == ["coach.untold"] * 3
    assert len(world.said()) == said
    world.text("START")
    world.text("YES")
    assert (world.course.standing, world.course.phase) == (Standing.ACTIVE, Phase.REFERRAL)
    world.act(Act.CLEAR)
    assert world.course.phase is Phase.REST and world.runner.talk.alert is None
    world.next_day("08:05")
    assert "echo.stiffness" in world.text("2")


def test_stop_after_a_sign_and_start_leave_the_referral_and_its_alert():
    world = World(a_runner(CALM, stage=3))
    world.text("felt a pop")
    world.text("STOP")
    alerts = [one for _, one in world.effects if isinstance(one, TellCoach)]
    assert {one.key for one in alerts if one.urgent} == {"coach.same_day", "coach.stopped_flag"}
    said = len(world.said())
    world.next_day("12:00", 3)
    assert len(world.said()) == said  # nothing to the runner, and the coach is told three times
    assert [one.key for _, one in world.effects if isinstance(one, TellCoach)].count("coach.same_day") == 3
    world.text("START")
    assert (world.course.standing, world.course.phase) == (Standing.ACTIVE, Phase.REFERRAL)
    for way_out in ("RESUME", "PAUSE 3", "YES", "1", "Y", "CLEARED", "1", "N", "morning 1"):
        world.text(way_out)
        assert world.course.phase is Phase.REFERRAL, way_out


def test_the_graver_of_two_alerts_stays_whatever_their_order():
    for signs in (("can't breathe", "felt a pop"), ("felt a pop", "can't breathe")):
        world = World(a_runner(CALM))
        for sign in signs:
            world.text(sign)
        alert = world.runner.talk.alert
        assert alert is not None and alert.urgency.value == "emergency"
        assert alert.next_at == world.now + timedelta(minutes=15)
        world.act(Act.ACKNOWLEDGE)
        assert world.text("felt another pop")[-1] == "coach.same_day"


@pytest.mark.parametrize("words", ["STOP", "felt a pop", "wrong number", "PAUSE 9", "DOCTOR"])
def test_after_a_word_that_ends_the_asking_nothing_asks(words: str):
    world = World(a_runner(CALM, stage=3, runs="5:1:ok"))
    world.next_day("08:05")
    world.text(words)
    before = len(world.said())
    world.next_day("12:00", 5)
    asked = {Sort.MORNING, Sort.EVENING, Sort.NUDGE, Sort.REMINDER, Sort.FRIENDLY, Sort.ICE}
    assert [one.key for _, one in world.said()[before:] if one.sort in asked] == []
    assert Kind.ASKED_MORNING not in [fact.kind for fact in world.runner.journal if fact.day == world.day]


def test_a_correction_of_a_correction_leaves_what_the_last_one_says():
    tidy, twice = World(a_runner(CALM, stage=3)), World(a_runner(CALM, stage=3))
    for world, bodies in ((tidy, ("morning 2",)), (twice, ("morning 9", "oops 6", "*8", "change to 2"))):
        world.next_day("08:05")
        for body in bodies:
            world.text(body)
    assert twice.course.mornings == tidy.course.mornings
    assert (twice.course.phase, twice.course.stage) == (tidy.course.phase, tidy.course.stage)
    assert twice.course.check is None


def test_yesterday_is_the_day_before_though_it_was_paused():
    world = World(a_runner(CALM))
    world.text("PAUSE 2")
    world.next_day("08:05", 2)
    world.text("RESUME")
    world.text("yesterday morning 4")
    day = world.course.mornings[-1].day
    assert (world.course.mornings[-1].score, day) == (4, world.day - timedelta(days=1))


@pytest.mark.parametrize("waited", [0, 5])
@pytest.mark.parametrize(
    "body", ["yesterday morning 9", "run pain 9 yesterday", "no run yesterday", "oops 9"]
)
def test_nothing_is_told_of_days_before_they_joined(waited: int, body: str):
    world = World()
    world.next_day("12:00", waited)
    world.text("YES")
    world.text(body)
    course = world.course
    assert (course.check, course.mornings, course.runs, course.phase) == (None, (), (), Phase.REST)
