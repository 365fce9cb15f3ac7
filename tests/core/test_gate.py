"""The gate out of REST: what opens it, what closes it, and when it is asked again."""

from dataclasses import replace

import pytest

from checkin.core.facts import Kind
from checkin.core.model import Check, Phase
from checkin.core.progress import gate_opens
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
    on,
    protocol,
)

CALM = "3 3 3 3 3 3 3"


def opens(course) -> bool:
    return gate_opens(course, TODAY, protocol())


@pytest.mark.parametrize(("entered", "expected"), [(6, False), (7, True), (8, True)])
def test_seven_days_full_is_the_eighth(entered, expected):
    assert opens(a_course(CALM, entered=entered)) is expected


@pytest.mark.parametrize(
    ("mornings", "expected"),
    [
        ("3 3 3 3 3", True),
        ("3 3 3 3", False),
        ("4 3 3 3 3", True),
        ("4 4 3 3 3", False),
        ("5 3 3 3 3", False),
        ("5 3 3 3 3 3", True),
        ("3 3 3 3 4", False),  # today's is above 3
        ("3 3 3 3 -", False),
        ("3 - 3 - 3 3 3", True),
        ("3 - 3 - 3 - 3 3", False),
        ("- - - 3 3 3 3 3", True),
    ],
)
def test_the_last_five_answered_mornings(mornings, expected):
    assert opens(a_course(mornings)) is expected


def test_mornings_that_were_never_asked_do_not_count_as_unanswered():
    assert opens(a_course("3 - - - 3 3 3 3", asked=False))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"check": Check(1, TODAY, on(TODAY), urgent=False)}, False),
        ({"gate_from": days(-6)}, False),
        ({"gate_from": days(-7)}, True),
        ({"gate_no": days(-2)}, False),
        ({"gate_no": days(-3)}, True),
        ({"gate_fresh": days(-3)}, False),
        ({"gate_fresh": days(-4)}, True),
        ({"phase": Phase.REFERRAL}, False),
        ({"stage": 1}, False),
    ],
)
def test_what_else_holds_it(held, expected):
    assert opens(a_course(CALM, **held)) is expected


def test_mornings_before_clearance_do_not_count():
    assert not opens(a_course(CALM, origin=days(-3)))


def test_an_answered_morning_opens_it_and_a_yes_leads_to_stage_1():
    course, _ = after_morning(a_course(CALM), 3)
    assert course.gate == days(1)
    after, made = folded(course, a_fact(days(1), Kind.GATE_YES))
    assert (after.phase, after.stage, after.entered, after.staged) == (Phase.RETURN, 1, days(1), days(1))
    assert [one.rule for one in made] == ["gate.yes"]


def test_it_lapses_with_the_next_morning_question():
    course, _ = after_morning(a_course(CALM), 3)
    lapsed, _ = folded(course, a_fact(days(2), Kind.ASKED_MORNING))
    assert lapsed.gate is None
    assert folded(lapsed, a_fact(days(2), Kind.GATE_YES))[0].phase is Phase.REST


def test_a_later_morning_that_does_not_qualify_closes_it_even_if_told_before_the_question():
    course, _ = after_morning(a_course(CALM), 3)
    after, _ = folded(course, a_fact(days(2), Kind.MORNING, 6))
    assert after.gate is None
    assert folded(after, a_fact(days(2), Kind.GATE_YES))[0].phase is Phase.REST


def test_a_painful_run_closes_it_and_a_check_does():
    course, _ = after_morning(a_course(CALM), 3)
    assert after_run(course, 6)[0].gate is None
    assert after_run(course, 5)[0].gate == days(1)


def test_a_no_is_asked_again_from_the_third_day_after_it():
    course, _ = after_morning(a_course(CALM), 3)
    course, _ = folded(course, a_fact(days(1), Kind.GATE_NO))
    assert (course.gate, course.gate_noes) == (None, 1)
    opened = []
    for number in range(2, 6):
        course, _ = after_morning(course, 3, day=days(number))
        opened.append(course.gate == days(number))
    assert opened == [False, False, True, True]


def test_the_third_no_suggests_a_physio():
    world = World(a_runner(CALM))
    said = []
    for _ in range(3):
        world.mornings("2")
        said.append(world.text("N")[0])
        world.mornings("2 2")
    assert said == ["gate.no", "gate.no", "gate.physio"]


def test_a_gate_answer_counts_on_its_day_until_the_next_question():
    world = World(a_runner(CALM)).next_day("08:05")
    assert "plan.gate" in world.text("2")
    world.next_day("07:30").text("Y")
    assert world.course.phase is Phase.RETURN


def test_not_yet_leaves_it_open():
    world = World(a_runner(CALM)).next_day("08:05")
    world.text("2")
    assert world.text("not yet") == ["gate.not_yet"]
    world.text("Y")
    assert world.course.stage == 1


def test_a_coach_may_set_the_number_of_heel_raises():
    runner = a_runner(CALM)
    for raises, expected in ((None, 20), (25, 25)):
        world = World(replace(runner, profile=replace(runner.profile, heel_raises=raises)))
        world.next_day("08:05").text("2")
        (asked,) = [one for _, one in world.said() if one.key == "plan.gate"]
        assert asked.values == {"minutes": 30, "raises": expected}
