"""May the runner run today: each thing that stands against it, at its boundary, and clear leave."""

import pytest

from checkin.core.facts import Kind
from checkin.core.leave import Blocker, Why, clear_days, leave, may_ask_evening
from checkin.core.model import Check, Phase, Stepped
from tests.core.builders import (
    TODAY,
    a_course,
    a_fact,
    a_run,
    after_morning,
    after_run,
    days,
    folded,
    on,
    protocol,
)

STEADY = "3 3 3 3 3 3 3 3"


def whys(course, day=TODAY) -> list[Why]:
    return [one.why for one in leave(course, day, protocol())]


def test_a_steady_runner_may_run():
    assert leave(a_course(STEADY, stage=3), TODAY, protocol()) == ()
    assert may_ask_evening(a_course(STEADY, stage=3), TODAY, protocol())


@pytest.mark.parametrize(
    "outside",
    [
        {"stage": 0},
        {"stage": 3, "phase": Phase.REFERRAL},
        {"stage": 3, "opted_out": True},
        {"stage": 3, "invited": True},
        {"stage": 3, "paused_until": days(1)},
        {"stage": 3, "self_paused": True},
        {"stage": 7, "graduated": days(-9)},
    ],
)
def test_the_plan_asks_for_no_run_outside_return_to_run(outside):
    assert leave(a_course(STEADY, **outside), TODAY, protocol()) == (Blocker(Why.PLAN),)
    assert not may_ask_evening(a_course(STEADY, **outside), TODAY, protocol())


@pytest.mark.parametrize(
    ("mornings", "expected"),
    [
        ("3 3 3 4", []),
        ("4 4 4 5", [Why.STIFF]),
        ("2 2 2 4", [Why.BAD]),
        ("2 2 2 7", [Why.STIFF, Why.BAD]),
        ("3 3 3 -", [Why.UNANSWERED]),
        ("3 3 3 3 7 3", [Why.RECENT]),
        ("3 3 3 3 7 3 3", [Why.RECENT]),
        ("3 3 3 3 7 3 3 3", []),  # the third answered morning after it
        ("3 3 3 3 7 - - 3 - 3", [Why.RECENT]),  # days without an answer do not help
        ("3 3 3 3 6 3", []),
        ("6 6 6 6 6 6 4", []),
    ],
)
def test_the_mornings_own_part(mornings, expected):
    assert whys(a_course(mornings, stage=3)) == expected


@pytest.mark.parametrize(
    ("pain", "clear"), [("0", 1), ("1", 1), ("2", 2), ("3", 2), ("4", 3), ("5", 3), ("9", 3), ("?", 2)]
)
def test_clear_days_follow_the_pain_of_the_last_run(pain, clear):
    assert clear_days(a_run(f"1:{pain}"), protocol()) == clear
    for ago in range(1, 5):
        course = a_course(STEADY, stage=3, runs=f"{ago}:{pain}")
        free = ago > clear
        assert whys(course) == ([] if free else [Why.CLEAR])
    held = leave(a_course(STEADY, stage=3, runs=f"1:{pain}"), TODAY, protocol())
    assert held == (Blocker(Why.CLEAR, 1, clear),)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ("6:0 4:0 2:0", [Why.RUNS]),
        ("7:0 4:0 2:0", []),
        ("4:0 2:0", []),
        ("6:0 5:0 4:0 3:0", [Why.RUNS]),
        ("0:0", [Why.RAN]),
        ("4:0 2:0 0:0", [Why.RAN]),
    ],
)
def test_fewer_than_3_runs_in_7_days(runs, expected):
    assert whys(a_course(STEADY, stage=3, runs=runs)) == expected


def test_a_run_told_today_still_lets_its_pain_be_asked():
    assert may_ask_evening(a_course(STEADY, stage=3, runs="0:?"), TODAY, protocol())
    assert not may_ask_evening(a_course(STEADY, stage=3, runs="1:0"), TODAY, protocol())


@pytest.mark.parametrize(
    ("anchor", "expected"), [(1, [Why.CALM, Why.STEPPED]), (2, [Why.STEPPED]), (3, [Why.STEPPED]), (4, [])]
)
def test_after_a_step_back_three_clear_days_from_the_run(anchor, expected):
    course = a_course(STEADY, stage=3, stepped=Stepped(days(-anchor), days(-anchor)))
    assert whys(course) == expected


@pytest.mark.parametrize(
    ("mornings", "done"),
    [("3 3 3 6 5 3", 1), ("3 3 3 3 5 4", 1), ("3 3 3 3 - 3", 2), ("3 3 3 - - - - 3", 1), ("3 3 3 3 3 -", 2)],
)
def test_after_a_step_back_two_calm_mornings_in_a_row(mornings, done):
    course = a_course(mornings, stage=3, stepped=Stepped(days(-5), days(-5)))
    found = {one.why: one for one in leave(course, TODAY, protocol())}
    assert found.get(Why.CALM) == (None if done >= 2 else Blocker(Why.CALM, done, 2))


def test_a_bad_morning_of_4_is_not_calm():
    course = a_course("1 1 1 1 4 2", stage=3, stepped=Stepped(days(-5), days(-5)))
    assert whys(course) == [Why.CALM]


def test_a_step_back_holds_until_a_run_after_its_clear_days():
    stepped = Stepped(days(-3), days(-3))
    assert after_run(a_course(STEADY, stage=3, stepped=stepped), 2)[0].stepped == stepped
    stepped = Stepped(days(-4), days(-4))
    assert after_run(a_course(STEADY, stage=3, stepped=stepped), 2)[0].stepped is None


def test_a_step_back_by_a_run_counts_from_the_run_and_without_one_from_the_decision():
    by_run, _ = after_run(a_course("1 1 1 1 1 1 1 1", stage=3), 4)
    by_run, rules = after_morning(by_run, 5)
    assert (rules, by_run.stepped) == (["run.step_back"], Stepped(TODAY, days(1)))
    rising = a_course("2 2 2 2 2 2 2 5 5 5 5 5 5", stage=3, runs="3:?:unknown")
    by_week, rules = after_morning(rising, 5)
    assert (rules, by_week.stepped) == (["run.week_up"], Stepped(days(1), days(1)))


@pytest.mark.parametrize(
    ("mornings", "fresh", "expected"),
    [
        ("3 3 3 3", 0, [Why.FRESH]),
        ("3 3 3 3", -1, []),
        ("3 3 - 3", -1, [Why.FRESH]),
        ("3 3 - 3", -2, []),
    ],
)
def test_two_answered_mornings_after_a_pause(mornings, fresh, expected):
    assert whys(a_course(mornings, stage=3, fresh=days(fresh))) == expected


def test_what_starts_the_two_mornings_anew():
    course = a_course(STEADY, stage=3)
    paused, _ = folded(course, a_fact(TODAY, Kind.PAUSED, until=days(2)), a_fact(days(3), Kind.HEARD))
    assert (paused.fresh, paused.gate_fresh) == (days(3), days(3))
    resumed, _ = folded(course, a_fact(TODAY, Kind.PAUSED, until=days(9)), a_fact(days(1), Kind.RESUMED))
    assert (resumed.fresh, resumed.gate_fresh, resumed.paused_until) == (days(1), days(1), None)
    back, _ = folded(course, a_fact(TODAY, Kind.SELF_PAUSED), a_fact(days(4), Kind.HEARD))
    assert (back.fresh, back.gate_fresh) == (days(4), days(4))
    again, _ = folded(course, a_fact(TODAY, Kind.STOPPED), a_fact(days(5), Kind.STARTED))
    assert (again.fresh, again.gate_fresh) == (days(5), days(5))


@pytest.mark.parametrize(("silent", "fresh"), [(2, None), (3, days(4)), (4, days(5))])
def test_three_silent_days_in_a_row_ask_for_two_mornings(silent, fresh):
    course = a_course(STEADY, stage=3)
    facts = [a_fact(days(number), Kind.ASKED_MORNING) for number in range(1, silent + 2)]
    after, _ = folded(course, *facts)
    assert (after.silent, after.fresh) == (silent, fresh)


def test_a_text_an_answer_or_our_own_miss_is_no_silence():
    course = a_course(STEADY, stage=3)
    asked = a_fact(days(1), Kind.ASKED_MORNING)
    for other in (
        a_fact(days(1), Kind.HEARD),
        a_fact(days(1), Kind.MISSED_MORNING),
        a_fact(days(1), Kind.MORNING, 3),
    ):
        after, _ = folded(course, asked, other, a_fact(days(2), Kind.ASKED_MORNING))
        assert after.silent == 0
    after, _ = folded(course, asked, a_fact(days(2), Kind.ASKED_MORNING))
    assert after.silent == 1


def test_an_open_check_a_limp_and_a_barred_day():
    check = Check(1, TODAY, on(TODAY), urgent=False)
    assert whys(a_course(STEADY, stage=3, check=check)) == [Why.CHECK]
    assert whys(a_course(STEADY, stage=3, limped=TODAY)) == [Why.LIMP]
    assert whys(a_course(STEADY, stage=3, limped=days(-1))) == []
    assert whys(a_course(STEADY, stage=3, barred=TODAY)) == [Why.BARRED]
    assert whys(a_course(STEADY, stage=3, barred=days(-1))) == []


@pytest.mark.parametrize(
    ("mornings", "screened", "expected"),
    [
        ("3", True, [Why.PROVING]),
        ("3 3", True, [Why.PROVING]),
        ("3 3", None, [Why.SCREEN, Why.PROVING]),
        ("3 3 3", None, [Why.SCREEN]),
        ("3 3 3", False, [Why.SCREEN]),
        ("3 3 3", True, []),
    ],
)
def test_whoever_kept_running_waits_for_three_mornings_and_the_screen(mornings, screened, expected):
    course = a_course(mornings, stage=4, entered=len(mornings.split()), proving=True, screened=screened)
    assert whys(course) == expected


@pytest.mark.parametrize(
    ("told", "phase", "proving"),
    [
        ([3, 3, 3], Phase.RETURN, False),
        ([3, 3], Phase.RETURN, True),
        ([4], Phase.REST, False),
        ([3, 4], Phase.REST, False),
        ([3, 3, 4], Phase.REST, False),
        ([3, 3, 3, 4], Phase.RETURN, False),
    ],
)
def test_three_safe_mornings_prove_and_one_of_4_rests(told, phase, proving):
    course, made = folded(a_course(), a_fact(TODAY, Kind.ENROLLED, running=True, by="screened"))
    assert [one.rule for one in made] == ["signup.running"]
    assert (course.stage, course.proving, course.screened) == (4, True, True)
    for number, score in enumerate(told, 1):
        course, rules = after_morning(course, score, day=days(number))
    assert (course.phase, course.proving) == (phase, proving)
    assert ("signup.rest" in rules) is (phase is Phase.REST)
    assert course.returns == ()


def test_the_safety_screen():
    course, _ = folded(a_course(), a_fact(TODAY, Kind.ENROLLED, running=True))
    assert course.screened is None
    no, made = folded(course, a_fact(TODAY, Kind.SCREEN_NO))
    assert (no.phase, no.screened, [one.rule for one in made]) == (Phase.REST, False, ["signup.rest"])
    for number in (1, 2):
        course, _ = after_morning(course, 3, day=days(number))
    early, _ = folded(course, a_fact(days(2), Kind.SCREEN_YES))
    assert early.proving
    course, _ = after_morning(course, 3, day=days(3))
    assert course.proving  # mornings alone do not prove
    late, _ = folded(course, a_fact(days(3), Kind.SCREEN_YES))
    assert not late.proving
