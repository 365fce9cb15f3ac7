"""The measures: usual stiffness, rise, bad mornings, week medians, at the edges of their windows."""

import pytest

from checkin.core.measures import (
    first_week,
    judged,
    last_mornings,
    median,
    usual,
    week_before,
    week_median,
)
from tests.core.builders import TODAY, a_course, days, protocol


@pytest.mark.parametrize(
    ("of", "expected"),
    [([3], 3), ([1, 4], 2.5), ([5, 1, 3], 3), ([0, 10, 2, 3], 2.5), ([2, 2, 9], 2)],
)
def test_median_is_the_middle_or_the_mean_of_the_middle_two(of: list[int], expected: float):
    assert median(of) == expected


@pytest.mark.parametrize(
    ("mornings", "expected"),
    [
        ("5 5 9", None),  # two before today
        ("1 2 3 9", 2),
        ("1 2 3 4 9", 2.5),
        ("9 1 1 1 1 2 2 2 0", 1),  # the eighth before is not counted: 1 1 1 1 2 2 2
        ("0 9 9 9 3 3 3 3 0", 3),  # seven of eight: 9 9 9 3 3 3 3
        ("0 0 9 9 9 3 3 3 0", 3),
        ("6 6 6 - - - - - - - - - - - 2", 6),  # 14 to 12 days ago
        ("6 6 6 - - - - - - - - - - - - 2", None),  # 15 days ago is outside
        ("- - 6 6 - - - - - - - - - - - 6 2", 6),
    ],
)
def test_usual_is_the_median_of_seven_answered_mornings_in_the_14_days_before(mornings, expected):
    assert usual(a_course(mornings), TODAY, protocol()) == expected


def test_usual_leaves_out_today_and_all_before_clearance():
    course = a_course("4 4 4 1 1 9", origin=days(-2))
    assert usual(course, TODAY, protocol()) is None
    assert usual(a_course("4 4 4 1 1 9", origin=days(-3)), TODAY, protocol()) == 1


@pytest.mark.parametrize(
    ("before", "score", "rise", "bad"),
    [
        ("1 1 1", 3, 0, False),  # below 4 a change stays in the safe zone
        ("1 1 1", 4, 3, True),
        ("2 2 2", 4, 2, True),
        ("3 3 3", 4, 1, False),
        ("2 3 2 3", 4, 1.5, False),
        ("4 4 4", 6, 2, True),
        ("4 4 4", 5, 1, False),
        ("6 6 6", 6, 0, False),
        ("7 7 7", 7, 0, True),  # 7 is bad whatever is usual
        ("1 1", 6, 0, False),  # no usual yet
        ("1 1", 7, 0, True),
        ("9 9 9", 4, -5, False),
    ],
)
def test_a_bad_morning_is_7_or_a_rise_of_2(before, score, rise, bad):
    one = judged(a_course(f"{before} -"), TODAY, score, protocol())
    assert (one.rise, one.bad) == (rise, bad)


@pytest.mark.parametrize(
    ("mornings", "expected"),
    [
        ("1 2 3", None),
        ("1 2 3 4", 2.5),
        ("- - - 1 2 3 4", 2.5),
        ("1 2 3 4 - - -", 2.5),  # 6 days ago is inside
        ("1 2 3 4 - - - -", None),  # 7 days ago is outside
        ("9 1 1 1 1 1 1 1", 1),
    ],
)
def test_week_median_is_of_today_and_the_6_days_before_with_at_least_4(mornings, expected):
    assert week_median(a_course(mornings), TODAY, protocol()) == expected


def test_the_week_before_ends_seven_days_ago():
    course = a_course("9 2 2 2 2 2 2 2 8 8 8 8 8 8 8")
    assert week_median(course, TODAY, protocol()) == 8
    assert week_before(course, TODAY, protocol()) == 2


def test_the_first_week_is_days_1_to_7_of_the_phase():
    course = a_course("9 9 3 3 3 3 8 8 8 9 9", entered=8)
    assert first_week(course, protocol()) == 3  # 3 3 3 3 8 8 8, neither the 9s before nor those after
    assert first_week(a_course("3 3 3 - - - - 9 9", entered=8), protocol()) is None


def test_last_mornings_skip_days_without_an_answer_and_stop_at_the_origin():
    course = a_course("7 7 - 3 2", origin=days(-3))
    assert [one.score for one in last_mornings(course, 5)] == [2, 3, 7]
    assert [one.score for one in last_mornings(course, 1, before=TODAY)] == [3]
