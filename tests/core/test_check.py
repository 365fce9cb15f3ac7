"""The check question: when it opens, how it is put again, and what closes it."""

import pytest

from checkin.core.events import Act, Sort
from checkin.core.facts import Kind
from checkin.core.model import Phase, Urgency
from checkin.core.reading.model import Tier
from tests.core.builders import (
    TODAY,
    World,
    a_course,
    a_fact,
    a_runner,
    after_morning,
    after_run,
    days,
    folded,
    keys,
    on,
)


@pytest.mark.parametrize(
    ("mornings", "score", "opens"),
    [
        ("6 6 6", 7, True),
        ("6 6 6", 6, False),
        ("6 6 6", 9, True),
        ("6 7", 7, False),  # not the first
        ("7 6", 7, True),
        ("7 6 - -", 8, True),
        ("", 7, True),
        ("1", 5, True),  # up by 4
        ("2", 5, False),
        ("1 -", 5, True),
        ("1 2", 5, False),
        ("", 5, False),
        ("9", 10, True),
    ],
)
@pytest.mark.parametrize("stage", [0, 3])
def test_a_morning_opens_it(mornings, score, opens, stage):
    course, _ = after_morning(a_course(mornings, stage=stage, runs="4:?:unknown"), score)
    assert (course.check is not None) is opens
    if course.check:
        assert course.check.urgent is (score == 10)
        assert course.gate is None


@pytest.mark.parametrize(
    ("pain", "opens", "urgent"),
    [
        (5, False, False),
        (6, True, False),
        (7, True, False),
        (8, True, True),
        (9, True, True),
        (10, True, True),
    ],
)
@pytest.mark.parametrize("where", [{}, {"stage": 4}, {"stage": 7, "graduated": days(-9)}])
def test_a_run_opens_it_in_any_phase(pain, opens, urgent, where):
    course, _ = after_run(a_course("2 2 2", **where), pain)
    assert (course.check is not None) is opens
    assert bool(course.check and course.check.urgent) is urgent


def test_a_first_seven_after_clearance_is_a_first_again():
    course, _ = folded(a_course("7 7"), a_fact(days(1), Kind.CLEARED))
    assert after_morning(course, 7, day=days(1))[0].check is not None


def test_it_does_not_open_when_somebody_must_see_them_today_anyway():
    flagged, _ = folded(a_course("2 2"), a_fact(TODAY, Kind.FLAG, tier=Tier.SAME_DAY))
    assert after_morning(flagged, 10)[0].check is None
    asked, _ = folded(a_course("2 2"), a_fact(TODAY, Kind.DOCTOR))
    assert after_morning(asked, 10)[0].check is not None


def test_an_open_one_only_becomes_more_urgent():
    course, _ = after_morning(a_course("2 2", stage=3, runs="4:?:unknown"), 7)
    first = course.check
    assert after_run(course, 6)[0].check == first
    worse = after_run(course, 8, seq=9)[0].check
    assert worse is not None
    assert worse.urgent
    assert after_morning(after_run(course, 8, seq=9)[0], 9)[0].check == worse


def test_yes_refers_the_same_day_and_no_closes_it():
    course, _ = after_morning(a_course("2 2"), 7)
    yes, made = folded(course, a_fact(days(1), Kind.CHECK_YES))
    assert [one.rule for one in made] == ["refer.check"]
    assert yes.referral is not None
    assert (yes.referral.urgency, yes.referral.flagged, yes.check) == (Urgency.SAME_DAY, True, None)
    no, made = folded(course, a_fact(days(1), Kind.CHECK_NO))
    assert (no.phase, no.check, made) == (Phase.REST, None, [])


def a_world(mornings: str = "2 2 2 2 2", **course) -> World:
    return World(a_runner(mornings, **course)).next_day("08:05")


def test_an_urgent_one_is_put_once_more_after_2_hours_then_the_coach_is_told():
    world = a_world()
    assert world.text("10")[0] == "check.ask"
    world.next_day(count=1)
    urgent = [at for at, one in world.said(Sort.URGENT)]
    assert urgent == [on(days(1), "10:05")]
    told = [(at, one.urgent) for at, one in world.effects if getattr(one, "key", "") == "coach.check_open"]
    assert told == [(on(days(1), "12:05"), True)]


def test_an_urgent_one_knows_no_quiet_hours():
    world = a_world().at("20:30")
    world.text("ran, pain 9")
    world.next_day("05:00")
    assert [at for at, _ in world.said(Sort.URGENT)] == [on(days(1), "22:30")]


def test_another_is_put_first_in_every_answered_morning_and_the_coach_told_from_the_second_unanswered():
    world = a_world("5 5 5 5 5")
    told = []
    for _ in range(4):
        said = world.text("7" if not told else "6")
        assert said[0] == "check.ask"
        told.append("coach.check_open" in said)
        world.next_day("08:05")
    assert told == [False, False, True, True]
    assert world.said(Sort.URGENT) == []


@pytest.mark.parametrize("answer", ["N", "Y"])
def test_answered_it_is_not_put_again(answer):
    world = a_world()
    world.text("10")
    world.text(answer)
    world.next_day(count=1)
    assert [one.key for _, one in world.said(Sort.URGENT) if one.key == "check.ask"] == []
    assert world.course.check is None


def test_a_corrected_score_withdraws_it_and_the_urgent_text_with_it():
    world = a_world()
    world.text("10")
    said = world.text("oops 1")
    assert "changed.check_gone" in said
    assert world.course.check is None
    world.next_day()
    assert world.said(Sort.URGENT) == []


@pytest.mark.parametrize("act", [Act.CLEAR, Act.DISMISS])
def test_a_coach_closes_it(act):
    world = a_world()
    world.text("10")
    assert keys(world.act(act))
    assert world.course.check is None


def test_anything_but_a_clear_no_leaves_it_open():
    world = a_world()
    world.text("10")
    for body in ("a bit swollen", "maybe", "not sure", "thanks", "3?", "", "no idea", "PAUSE 3", "RESUME"):
        world.text(body)
        assert world.course.check is not None or world.course.phase is Phase.REFERRAL


def test_nothing_loads_runs_or_opens_the_gate_while_it_is_open():
    world = World(a_runner("3 3 3 3 3 3 3", entered=10)).next_day("08:05")
    world.text("7")
    world.mornings("3 3 3 3 3 3 3")
    assert world.course.check is not None
    assert not [one.key for _, one in world.said(Sort.REMINDER)]
    assert world.course.gate is None
