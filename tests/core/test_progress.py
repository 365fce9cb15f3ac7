"""Stages up, steps back by the week, mornings that do not settle, gaps, and graduation."""

from dataclasses import replace

import pytest

from checkin.core.facts import Kind
from checkin.core.model import Check, Phase
from checkin.core.progress import holds, lighter_week, ok_runs
from tests.core.builders import TODAY, a_course, a_fact, after_morning, after_run, days, folded, on, protocol

STEADY = "3 3 3 3 3 3 3 3 3 3 3 3 3 3"
TWO_OK = "5:2:ok 2:2:ok"


def test_two_ok_runs_and_7_days_at_the_stage_lead_up():
    course, rules = after_morning(a_course(STEADY, stage=3, runs=TWO_OK, staged=6), 3)
    assert (course.stage, course.staged, course.gained, rules) == (4, days(1), days(1), ["stage.up"])
    assert course.entered == days(-60)


@pytest.mark.parametrize(
    ("fields", "score", "up"),
    [
        ({"staged": 6}, 3, True),
        ({"staged": 5}, 3, False),  # six days full
        ({"runs": "2:2:ok"}, 3, False),
        ({"runs": "9:4:hold 5:2:ok 2:2:ok"}, 3, True),
        ({"runs": "9:2:ok 5:4:hold 2:2:ok"}, 3, False),
        ({"runs": "9:2:ok 5:?:unknown 2:2:ok"}, 3, True),
        ({"runs": "9:2:ok 5:?:unknown"}, 3, False),
        ({}, 4, True),
        ({}, 5, False),
        ({"mornings": "4 4 4 4 4 4 4 4 4 4 4 4 4 4"}, 5, False),  # no bad one, but above 4
        ({"mornings": "2 2 2 2 2 2 2 2 2 2 2 2 2 2"}, 4, False),  # a bad morning
        ({"check": Check(1, TODAY, on(TODAY), urgent=False)}, 3, False),
    ],
)
def test_what_holds_a_stage_up(fields, score, up):
    given = {"mornings": STEADY, "stage": 3, "runs": TWO_OK, "staged": 20} | fields
    after, rules = after_morning(a_course(**given), score)
    assert ("stage.up" in rules) is up
    assert after.stage == (4 if up else 3)


@pytest.mark.parametrize(
    ("mornings", "up"),
    [
        ("3 3 3 3 3 3 3 4 4 4 4 4 4", False),  # the median is 4 and up by 1
        ("4 4 4 4 4 4 4 4 4 4 4 4 4", True),
        ("2 2 2 2 2 2 2 3 3 3 3 3 3", True),  # up by 1, but to 3
        ("3 3 - - - - 3 4 4 4 4 4 4", True),  # the week before is not defined
        ("- 3 3 3 4 4 4 4 4 4 3 3 3", True),  # up by half a point only
    ],
)
def test_a_rising_week_holds_a_stage_up(mornings, up):
    _, rules = after_morning(a_course(mornings, stage=3, runs=TWO_OK, staged=20), 4)
    assert ("stage.up" in rules) is up


@pytest.mark.parametrize(("staged", "stage", "expected"), [(4, 3, 1), (5, 3, 2), (20, 3, 2), (20, 4, 0)])
def test_only_runs_at_this_stage_count(staged, stage, expected):
    course = a_course(STEADY, stage=3, runs=TWO_OK, staged=staged)
    assert ok_runs(replace(course, stage=stage)) == expected


def test_an_ok_resets_holds_and_a_hold_resets_oks():
    assert holds(a_course(stage=3, runs="9:4:hold 7:4:hold")) == 2
    assert holds(a_course(stage=3, runs="9:4:hold 7:2:ok 5:4:hold")) == 1
    assert ok_runs(a_course(stage=3, runs="9:2:ok 7:2:ok 5:4:hold")) == 0


@pytest.mark.parametrize(
    ("mornings", "score", "rule"),
    [
        ("2 2 2 2 2 2 2 4 4 4 4 4 4", 4, True),
        ("3 3 3 3 3 3 3 4 4 4 4 4 4", 4, False),  # up by 1
        ("2 2 2 3 3 3 3 4 4 5 5 5 5", 4, True),
        ("1 1 1 1 1 1 1 3 3 3 3 3 3", 3, False),  # the median is below 4
        ("- - - 2 2 2 2 - - - 4 4 4", 4, True),
        ("- - - - 2 2 2 - - - 4 4 4", 4, False),  # three in the week before
        ("2 2 2 2 2 2 2 - - - - 4 4", 4, False),  # three this week
    ],
)
def test_a_week_up_by_2_to_4_is_a_step_back(mornings, score, rule):
    course, rules = after_morning(a_course(mornings, stage=3, runs="6:?:unknown"), score)
    assert ("run.week_up" in rules) is rule
    assert course.stage == (2 if rule else 3)
    assert course.step_backs == ((days(1),) if rule else ())


@pytest.mark.parametrize(("ago", "fires"), [(5, False), (6, True)])
def test_not_within_7_days_of_another_step_back(ago, fires):
    course = a_course("2 2 2 2 2 2 2 4 4 4 4 4 4", stage=3, runs="6:?:unknown", step_backs=(days(-ago),))
    assert ("run.week_up" in after_morning(course, 4)[1]) is fires


@pytest.mark.parametrize(
    ("before", "score", "rests"), [(6, 5, True), (5, 5, False), (6, 4, False), (5, 4, False)]
)
def test_seven_mornings_without_leave_because_of_themselves_are_rest(before, score, rests):
    course = a_course("4 4 4 4 4 4 4 4 4 4 4 4 4 4", stage=3, runs="6:?:unknown", unsettled=before)
    after, rules = after_morning(course, score)
    assert ("run.not_settling" in rules) is rests
    assert (after.phase is Phase.REST) is rests
    assert after.returns == ((days(1),) if rests else ())
    if score == 4:
        assert after.unsettled == 0  # a morning with leave breaks the row


def test_other_reasons_than_the_mornings_break_the_row():
    held_by_a_run = a_course(STEADY, stage=3, runs="0:5", unsettled=6)
    assert after_morning(held_by_a_run, 3)[0].unsettled == 0


def test_seven_unsettled_mornings_in_a_row_from_the_start():
    course = a_course("5 5 5 5 5 5 5 5 5 5 5 5 5 5", stage=3, runs="6:?:unknown")
    fired = []
    for number in range(1, 8):
        course, rules = after_morning(course, 5, day=days(number))
        fired += [(number, rule) for rule in rules]
    assert fired == [(7, "run.not_settling")]


@pytest.mark.parametrize(
    ("ago", "stage", "rule", "after"),
    [
        (12, 3, None, 3),
        (13, 3, "gap.down", 2),
        (26, 3, "gap.down", 2),
        (27, 3, "gap.rest", 0),
        (13, 1, None, 1),
        (26, 1, None, 1),
        (27, 1, "gap.rest", 0),
    ],
)
def test_14_days_without_a_run_go_down_and_28_rest(ago, stage, rule, after):
    course, rules = after_morning(a_course(STEADY, stage=stage, runs=f"{ago}:?:unknown"), 3)
    assert rules == ([rule] if rule else [])
    assert course.stage == after
    assert course.returns == ()
    assert course.step_backs == ()


def test_the_14_days_count_from_entry_without_a_run_and_go_down_once_a_gap():
    assert after_morning(a_course(STEADY, stage=3, entered=12), 3)[1] == []
    course, rules = after_morning(a_course(STEADY, stage=3, entered=13), 3)
    assert (course.stage, rules) == (2, ["gap.down"])
    course, rules = after_morning(course, 3, day=days(2))
    assert rules == []
    old_run = a_course(STEADY, stage=3, entered=5, runs="40:2:ok")
    assert after_morning(old_run, 3)[1] == []


def test_graduation_after_stage_7():
    course, rules = after_morning(a_course(STEADY, stage=7, runs=TWO_OK, staged=20), 3)
    assert (rules, course.graduated, course.stage) == (["graduate"], days(1), 7)
    below, rules = after_morning(a_course(STEADY, stage=6, runs=TWO_OK, staged=20), 3)
    assert (rules, below.graduated, below.stage) == (["stage.up"], None, 7)


@pytest.mark.parametrize(
    ("score", "phase", "offered", "check", "rules"),
    [
        (3, Phase.RETURN, False, False, []),
        (4, Phase.RETURN, True, False, []),
        (7, Phase.RETURN, True, True, []),
        (8, Phase.REST, False, True, ["relapse"]),
        (10, Phase.REST, False, True, ["relapse"]),
    ],
)
def test_a_graduates_morning(score, phase, offered, check, rules):
    course = a_course("3 3 3 3 3 3 3 3", stage=7, graduated=days(-20))
    after, made = after_morning(course, score)
    assert (after.phase, after.offer == days(1), after.check is not None, made) == (
        phase,
        offered,
        check,
        rules,
    )
    assert after.graduated == (days(-20) if phase is Phase.RETURN else None)
    assert after.returns == ((days(1),) if rules else ())


@pytest.mark.parametrize(
    ("pain", "phase", "offered", "rules"),
    [
        (3, Phase.RETURN, False, []),
        (4, Phase.RETURN, True, []),
        (7, Phase.RETURN, True, []),
        (8, Phase.REST, False, ["run.severe"]),
    ],
)
def test_a_graduates_run(pain, phase, offered, rules):
    after, made = after_run(a_course(STEADY, stage=7, graduated=days(-20)), pain)
    assert (after.phase, after.offer is not None, made) == (phase, offered, rules)


def test_the_way_back_to_rest_is_taken_with_a_yes_and_lapses_with_the_next_question():
    course, _ = after_morning(a_course(STEADY, stage=7, graduated=days(-20)), 5)
    back, made = folded(course, a_fact(days(1), Kind.RELAPSE_YES))
    assert (back.phase, [one.rule for one in made]) == (Phase.REST, ["relapse"])
    stays, _ = folded(course, a_fact(days(1), Kind.RELAPSE_NO))
    assert (stays.offer, stays.graduated) == (None, days(-20))
    lapsed, _ = folded(course, a_fact(days(8), Kind.ASKED_MORNING), a_fact(days(8), Kind.RELAPSE_YES))
    assert lapsed.phase is Phase.RETURN


@pytest.mark.parametrize(
    ("ago", "minutes", "light"),
    [
        (0, 33, False),
        (6, 33, False),
        (7, 36, False),
        (14, 40, False),
        (21, 32, True),  # the fourth week: 80 % of the third
        (27, 32, True),
        (28, 44, False),
        (49, 43, True),
    ],
)
def test_ten_percent_more_a_week_and_every_fourth_lighter(ago, minutes, light):
    assert lighter_week(days(-ago), TODAY, protocol()) == (minutes, light)


def test_a_graduates_minutes_have_an_end():
    found = [lighter_week(days(-7 * week), TODAY, protocol())[0] for week in range(0, 300, 10)]
    assert max(found) == protocol().graduated.most_minutes
