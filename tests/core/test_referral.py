"""The referral rules, each at its boundary days and numbers."""

from dataclasses import replace

import pytest

from checkin.core.facts import Kind
from checkin.core.model import Asked, Phase, Urgency
from checkin.core.reading.model import Tier
from checkin.core.referral import enough_known, stalled
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
    protocol,
)


@pytest.mark.parametrize(
    ("mornings", "score", "refers"),
    [
        ("3 3 7 7", 7, True),
        ("3 3 7 7", 6, False),
        ("3 3 6 7", 7, False),
        ("3 7 - 7 -", 7, True),  # answered mornings in a row
        ("7 7 6", 7, False),
    ],
)
@pytest.mark.parametrize("stage", [0, 3])
def test_7_on_three_answered_mornings_in_a_row(mornings, score, refers, stage):
    course, rules = after_morning(a_course(mornings, stage=stage, runs="5:?:unknown"), score)
    assert ("refer.severe" in rules) is refers
    assert (course.phase is Phase.REFERRAL) is refers
    if refers:
        assert course.referral is not None
        assert (course.referral.rule, course.referral.urgency) == ("refer.severe", Urgency.ROUTINE)


def test_mornings_before_clearance_make_no_severe_row():
    course, _ = folded(a_course("7 7 7"), a_fact(days(1), Kind.CLEARED))
    for number in (1, 2):
        course, rules = after_morning(course, 7, day=days(number))
        assert rules == []
    assert "refer.severe" in after_morning(course, 7, day=days(3))[1]


FIRST = "4 4 4 4 4 4 4"  # REST days 1-7


@pytest.mark.parametrize(
    ("mornings", "score", "entered", "refers"),
    [
        (f"{FIRST} 6 6 6 6 6 6", 6, 12, True),  # the next morning is REST day 14
        (f"{FIRST} 6 6 6 6 6 6", 6, 11, False),
        (f"{FIRST} 5 5 5 5 5 5", 5, 12, False),
        ("1 1 1 1 1 1 1 3 3 3 3 3 3", 3, 12, False),  # up by 2, but to 3
        ("2 2 2 2 2 2 2 4 4 4 4 4 4", 4, 12, True),
        ("4 4 4 - - - - 6 6 6 6 6 6", 6, 12, False),  # three in the first week
        ("4 4 4 4 - - - 6 6 6 - - -", 6, 12, True),  # four this week
        ("4 4 4 4 - - - 6 6 - - - -", 6, 12, False),  # three this week
        (f"{FIRST} 4 6 6 6 6 6 6", 6, 13, True),
    ],
)
def test_worse_from_day_14_of_rest(mornings, score, entered, refers):
    _, rules = after_morning(a_course(mornings, entered=entered), score)
    assert ("refer.worse" in rules) is refers


WEEKS = "6 6 6 6 6 6 6 - - - - - - - - - - - - -"  # REST days 1-20


@pytest.mark.parametrize(
    ("tail", "score", "entered", "refers"),
    [
        ("6 6 6 6 6 6", 6, 26, True),  # REST day 28
        ("5 5 5 5 5 5", 5, 26, False),  # down by 1
        ("6 6 6 6 6 5", 5, 26, True),
        ("3 3 3 3 3 3", 3, 26, False),
        ("6 6 6 - - -", 6, 26, True),
        ("6 6 - - - -", 6, 26, False),  # not defined yet
    ],
)
def test_no_better_at_day_28_of_rest(tail, score, entered, refers):
    _, rules = after_morning(a_course(f"{WEEKS} {tail}", entered=entered), score)
    assert ("refer.no_better" in rules) is refers


def test_no_better_not_before_day_28_and_judged_once():
    early, rules = after_morning(a_course(f"{WEEKS[2:]} 6 6 6 6 6 6", entered=25), 6)
    assert rules == []
    assert not early.judged
    better, rules = after_morning(a_course(f"{WEEKS} 5 5 5 5 5 5", entered=26), 5)
    assert (rules, better.judged) == ([], True)
    worse = better
    for number in range(2, 9):
        worse, rules = after_morning(worse, 6, day=days(number))
        assert "refer.no_better" not in rules
    undefined, _ = after_morning(a_course(f"{WEEKS} 6 6 - - - -", entered=26), 6)
    assert not undefined.judged
    fired = []
    for number in range(2, 6):
        undefined, rules = after_morning(undefined, 6, day=days(number))
        fired.append(rules)
    assert fired == [[], [], ["refer.no_better"], []]


@pytest.mark.parametrize(
    ("first", "now", "refers"),
    [
        ("4 4 5 5", "4 4 4 4", True),  # down by a half of 4.5: 11 %
        ("5 5 5 5", "4 4 5 5", True),  # down by a half
        ("5 5 5 5", "4 4 4 5", False),
        ("4 4 4 4", "4 4 4 4", True),
        ("4 4 4 4", "3 4 4 3", False),  # a median of 3.5
    ],
)
def test_no_better_is_down_by_neither_1_nor_20_percent(first, now, refers):
    mornings = f"{first} {'- ' * 20}{' '.join(now.split()[:-1])}"
    course, rules = after_morning(a_course(mornings, entered=26), int(now.split()[-1]))
    assert ("refer.no_better" in rules) is refers
    assert course.judged


def test_20_percent_less_is_better_where_it_is_less_than_1():
    p = protocol()
    lower = replace(p, refer=replace(p.refer, no_better_median=2))
    for first, refers in (("2 2 3 3", False), ("3 3 3 3", True)):  # 2.5 to 2 is 20 %, 3 to 2.5 is not
        now = 2 if not refers else 3
        mornings = f"{first} {'- ' * 20}2 2 {now}"
        _, rules = after_morning(a_course(mornings, entered=26), now, p=lower)
        assert (rules == ["refer.no_better"]) is refers


@pytest.mark.parametrize(("entered", "refers"), [(39, False), (40, True), (50, True)])
def test_long_rest_at_the_question_of_day_42(entered, refers):
    course, made = folded(a_course("3 3", entered=entered), a_fact(days(1), Kind.ASKED_MORNING))
    assert [one.rule for one in made] == (["refer.long_rest"] if refers else [])
    assert (course.phase is Phase.REFERRAL) is refers
    missed, _ = folded(a_course("3 3", entered=entered), a_fact(days(1), Kind.MISSED_MORNING))
    assert missed.phase is Phase.REST


def test_long_rest_needs_no_unanswered_morning():
    world = World(a_runner("4 4 4 4 4 4 4", entered=36))
    for _ in range(8):
        world.next_day("07:30").text("morning 4")  # always before the question
    assert world.course.referral is not None
    assert world.course.referral.rule == "refer.long_rest"


@pytest.mark.parametrize(
    ("backs", "refers"),
    [((-27, -14), True), ((-28, -14), False), ((-14,), False), ((-27, -26), True)],
)
def test_three_step_backs_in_28_days(backs, refers):
    course = a_course("2 2 2 2 2 2 2 2", stage=5, step_backs=tuple(days(ago) for ago in backs))
    after, rules = after_run(course, 6)
    assert rules[0] == "run.step_back"
    assert (rules[1:] == ["refer.flares"]) is refers
    assert (after.phase is Phase.REFERRAL) is refers


@pytest.mark.parametrize(("ago", "refers"), [(55, True), (56, False)])
def test_a_second_return_to_rest_within_56_days(ago, refers):
    after, rules = after_run(a_course("2 2 2 2", stage=1, returns=(days(-ago),)), 6)
    assert ("refer.flares" in rules) is refers


@pytest.mark.parametrize(("pain", "refers"), [(7, False), (8, True)])
def test_a_severe_run_in_rest_counts_as_a_step_back(pain, refers):
    course = a_course("2 2 2 2", step_backs=(days(-20), days(-10)))
    assert ("refer.flares" in after_run(course, pain)[1]) is refers


def test_gaps_sign_up_and_clearance_are_no_returns():
    gap, rules = after_morning(a_course("3 3 3 3", stage=1, runs="27:?:unknown", returns=(days(-10),)), 3)
    assert rules == ["gap.rest"]
    assert gap.returns == (days(-10),)
    cleared, _ = folded(
        a_course("3 3", returns=(days(-10),), step_backs=(days(-3),)), a_fact(TODAY, Kind.CLEARED)
    )
    assert (cleared.returns, cleared.step_backs) == ((), ())


def test_third_hold_at_stage_1_and_relapse_are_returns():
    course, _ = after_run(a_course("2 2 2 2", stage=1, runs="9:4:hold 5:4:hold", returns=(days(-9),)), 4)
    assert after_morning(course, 2)[1] == ["run.third_hold", "refer.flares"]
    graduate = a_course("2 2 2 2", stage=7, graduated=days(-9), returns=(days(-9),))
    assert after_morning(graduate, 8)[1] == ["relapse", "refer.flares"]


@pytest.mark.parametrize(
    ("origin", "gained", "stage", "expected"),
    [
        (83, 28, 3, True),
        (82, 28, 3, False),
        (83, 27, 3, False),
        (83, 28, 0, True),
        (83, 28, 4, False),
        (83, 41, 4, False),
        (83, 42, 4, True),
        (83, 42, 7, True),
    ],
)
def test_stalled_from_day_84(origin, gained, stage, expected):
    course = a_course("3 3", stage=stage, entered=50, origin=days(-origin), gained=days(-gained))
    assert stalled(course, TODAY, protocol()) is expected
    assert not stalled(replace(course, graduated=days(-9)), TODAY, protocol())


RUNS = "26:2:ok 22:2:ok 18:2:ok 14:2:ok 10:2:ok 5:2:ok"


@pytest.mark.parametrize(
    ("answered", "of", "runs", "expected"),
    [
        (8, 10, RUNS, True),
        (7, 9, RUNS, False),  # 78 %
        (79, 99, RUNS, False),
        (4, 5, RUNS, True),
        (4, 5, RUNS.removeprefix("26:2:ok "), False),  # five runs
        (4, 5, RUNS.replace("26:", "27:"), True),
        (4, 5, RUNS.replace("26:", "28:"), False),
        (0, 0, RUNS, False),
    ],
)
def test_only_with_enough_answers_and_runs(answered, of, runs, expected):
    asked = tuple(Asked(days(-1), answered=number < answered) for number in range(of))
    course = replace(a_course(stage=3, runs=runs), asked=asked)
    assert enough_known(course, TODAY, protocol()) is expected
    rest = replace(a_course(), asked=asked)
    assert enough_known(rest, TODAY, protocol()) is (of > 0 and answered * 100 >= 80 * of)


@pytest.mark.parametrize(("ago", "expected"), [(27, False), (28, True)])
def test_only_the_last_28_days_questions_count(ago, expected):
    asked = (*[Asked(days(-ago))] * 9, Asked(days(-1), answered=True))
    assert enough_known(replace(a_course(), asked=asked), TODAY, protocol()) is expected
    ours = (*[Asked(days(-3), missed=True)] * 9, Asked(days(-1), answered=True))
    assert enough_known(replace(a_course(), asked=ours), TODAY, protocol())


def test_stalled_refers_only_with_enough_known():
    stuck = a_course("3 3 3 3 3 3 3 3 3 3", stage=3, runs=RUNS, origin=days(-90), gained=days(-30))
    course, rules = after_morning(stuck, 3)
    assert rules == ["refer.stalled"]
    assert course.phase is Phase.REFERRAL
    silent = a_course("3 - 3 - 3 - 3 - 3 -", stage=3, runs=RUNS, origin=days(-90), gained=days(-30))
    assert "refer.stalled" not in after_morning(silent, 3)[1]


def test_too_few_replies_ask_for_more_once_and_28_days_later_tell_the_coach():
    world = World(a_runner("4 4 4 4 - - - - -", entered=5, origin=days(-90), gained=days(-80)))
    world.mornings("4")
    assert world.course.sparse_asked == days(1)
    world.mornings("4 - - - - " * 5 + "4 - -")
    assert sum(one.key == "ask.more_replies" for _, one in world.said()) == 1
    told = [at for at, one in world.effects if getattr(one, "key", "") == "coach.stalled"]
    assert [at.date() for at in told] == [days(29)]


@pytest.mark.parametrize(
    ("tier", "urgency"),
    [
        (Tier.EMERGENCY, Urgency.EMERGENCY),
        (Tier.CRISIS, Urgency.EMERGENCY),
        (Tier.SAME_DAY, Urgency.SAME_DAY),
    ],
)
@pytest.mark.parametrize(
    "where", [{}, {"stage": 3}, {"stage": 7, "graduated": days(-9)}, {"opted_out": True}]
)
def test_a_red_flag_refers_at_once_in_any_phase(tier, urgency, where):
    course, made = folded(a_course("2 2 2", **where), a_fact(TODAY, Kind.FLAG, tier=tier))
    assert [one.rule for one in made] == ["refer.red_flag"]
    assert course.phase is Phase.REFERRAL
    assert course.referral is not None
    assert (course.referral.urgency, course.referral.flagged) == (urgency, True)


def test_urgency_only_goes_up_and_what_was_open_stays_beneath():
    course, _ = folded(a_course("7 7"), a_fact(TODAY, Kind.DOCTOR))
    course, _ = folded(course, a_fact(TODAY, Kind.FLAG, tier=Tier.EMERGENCY, seq=2))
    course, _ = folded(course, a_fact(days(1), Kind.FLAG, tier=Tier.SAME_DAY, seq=3))
    assert course.referral is not None
    assert course.referral.urgency is Urgency.EMERGENCY
    assert course.referral.below is not None
    assert course.referral.below.rule == "refer.asked"
    again, made = folded(course, a_fact(days(1), Kind.DOCTOR))
    assert (again.referral, made) == (course.referral, [])


def test_a_soft_sign_waits_for_its_question():
    asked, made = folded(a_course("2 2"), a_fact(TODAY, Kind.FLAG, tier=Tier.SOON))
    assert (asked.phase, made) == (Phase.REST, [])
    assert asked.soft is not None
    yes, made = folded(asked, a_fact(TODAY, Kind.SOFT_YES, tier=Tier.SOON))
    assert (yes.soft, [one.rule for one in made]) == (None, ["refer.soft_flag"])
    assert yes.referral is not None
    assert yes.referral.urgency is Urgency.ROUTINE
    no, made = folded(asked, a_fact(TODAY, Kind.SOFT_NO))
    assert (no.phase, no.soft, made) == (Phase.REST, None, [])
    numb, _ = folded(asked, a_fact(TODAY, Kind.SOFT_YES, tier=Tier.ASK_NUMB))
    assert numb.referral is not None
    assert (numb.referral.rule, numb.referral.urgency) == ("refer.red_flag", Urgency.SAME_DAY)


def test_clearance_starts_every_count_anew():
    before = a_course(
        "7 7 7 7",
        stage=3,
        origin=days(-90),
        gained=days(-80),
        step_backs=(days(-2),),
        returns=(days(-2),),
        runs="1:7",
    )
    course, _ = folded(before, a_fact(days(1), Kind.DOCTOR), a_fact(days(2), Kind.CLEARED))
    assert (course.phase, course.stage, course.referral) == (Phase.REST, 0, None)
    assert course.origin == course.entered == course.gained == days(2)
    assert (course.step_backs, course.returns, course.check) == ((), (), None)


def test_have_you_been_seen_on_day_7_and_21_then_every_28():
    world = World(a_runner("3 3 3"))
    world.text("DOCTOR")
    world.next_day(count=110)
    asked = [(at.date() - TODAY).days + 1 for at, one in world.said() if one.key == "ask.seen"]
    assert asked == [7, 21, 49, 77, 105]
    assert world.said()[2:] == [one for one in world.said()[2:] if one[1].key == "ask.seen"]
