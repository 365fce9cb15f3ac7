"""The verdict on a run: every row of its table and every boundary, and how each moves a course."""

import pytest

from checkin.core.facts import Kind
from checkin.core.model import Phase
from checkin.core.verdict import RunFacts, at_once, verdict
from tests.core.builders import a_course, a_fact, after_morning, after_run, days, folded, protocol


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (RunFacts(10, stiffness=0), "run.severe"),
        (RunFacts(8, stiffness=9, bad=True), "run.severe"),
        (RunFacts(7, stiffness=0), "run.step_back"),
        (RunFacts(6), "run.step_back"),
        (RunFacts(0, stiffness=7, bad=True), "run.step_back"),
        (RunFacts(None, stiffness=7, bad=True), "run.step_back"),
        (RunFacts(4, stiffness=4, bad=True, bads=1), "run.step_back"),
        (RunFacts(5, stiffness=4, bad=True, bads=1), "run.step_back"),
        (RunFacts(0, stiffness=4, bad=True, bads=2), "run.step_back"),
        (RunFacts(None, stiffness=4, bad=True, bads=2), "run.step_back"),
        (RunFacts(3, stiffness=4, bad=True, bads=1), "run.hold"),
        (RunFacts(None, stiffness=4, bad=True, bads=1), "run.hold"),
        (RunFacts(3, stiffness=4, bad=False, bads=2), "run.ok"),  # earlier bad ones alone move nothing
        (RunFacts(4, stiffness=0), "run.hold"),
        (RunFacts(5), "run.hold"),
        (RunFacts(3, stiffness=5), "run.hold"),
        (RunFacts(3, stiffness=6), "run.hold"),
        (RunFacts(None, stiffness=5), "run.hold"),
        (RunFacts(4, stiffness=0, holds=1), "run.hold"),
        (RunFacts(4, stiffness=0, holds=2), "run.third_hold"),
        (RunFacts(4, stiffness=0, holds=3), "run.third_hold"),
        (RunFacts(None, stiffness=6, holds=2), "run.third_hold"),
        (RunFacts(3, stiffness=4), "run.ok"),
        (RunFacts(0, stiffness=0, holds=2), "run.ok"),
        (RunFacts(3, stiffness=None), "run.unknown"),
        (RunFacts(None, stiffness=4), "run.unknown"),
        (RunFacts(None), "run.unknown"),
        (RunFacts(2, masked=True, stiffness=1), "run.unknown"),  # a painkiller: at best unknown
        (RunFacts(4, masked=True, stiffness=1), "run.hold"),
        (RunFacts(8, masked=True), "run.severe"),
    ],
)
def test_exactly_one_rule_the_worst(facts: RunFacts, rule: str):
    assert verdict(facts, protocol()) == rule


@pytest.mark.parametrize(
    ("pain", "rule"),
    [
        (None, ""),
        (0, ""),
        (5, ""),
        (6, "run.step_back"),
        (7, "run.step_back"),
        (8, "run.severe"),
        (10, "run.severe"),
    ],
)
def test_what_pain_alone_decides_at_once(pain, rule):
    assert at_once(pain, protocol()) == rule


@pytest.mark.parametrize("pain", [None, *range(11)])
@pytest.mark.parametrize("stiffness", [None, *range(11)])
def test_a_worse_number_is_never_judged_better(pain, stiffness):
    order = ["run.severe", "run.step_back", "run.third_hold", "run.hold", "run.ok", "run.unknown"]
    p = protocol()

    def rank(hurt, stiff):
        bad = stiff is not None and stiff >= p.bad.stiffness
        return order.index(verdict(RunFacts(hurt, stiffness=stiff, bad=bad, bads=int(bad)), p))

    if pain is not None and pain < 10 and stiffness is not None:
        assert rank(pain + 1, stiffness) <= rank(pain, stiffness)
    if stiffness is not None and stiffness < 10 and pain is not None:
        assert rank(pain, stiffness + 1) <= rank(pain, stiffness)


STEADY = "2 2 2 2 2 2 2 2"


@pytest.mark.parametrize(
    ("pain", "score", "stage", "rule"),
    [
        (3, 3, 3, "run.ok"),
        (3, 4, 3, "run.hold"),  # 4 is a rise of 2
        (4, 2, 3, "run.hold"),
        (4, 4, 2, "run.step_back"),
        (0, 7, 2, "run.step_back"),
        (None, 2, 3, "run.unknown"),
    ],
)
def test_the_next_morning_judges_the_run(pain, score, stage, rule):
    course, _ = after_run(a_course(STEADY, stage=3), pain)
    after, rules = after_morning(course, score)
    assert (after.stage, rules) == (stage, [rule])
    assert after.runs[-1].rule == rule


def test_a_run_is_judged_once_and_only_by_the_next_morning():
    course, _ = after_run(a_course(STEADY, stage=3), 2)
    course, rules = after_morning(course, 2, day=days(2))
    assert rules == ["run.unknown"]  # its morning never came: judged a day later
    assert after_morning(course, 7)[0].runs[-1].rule == "run.unknown"


@pytest.mark.parametrize(("pain", "rule"), [(4, "run.hold"), (3, "run.unknown"), (None, "run.unknown")])
def test_without_a_next_morning_only_pain_speaks(pain, rule):
    course, _ = after_run(a_course(STEADY, stage=3), pain)
    after, made = folded(course, a_fact(days(2), Kind.HEARD))
    assert [one.rule for one in made] == [rule]


@pytest.mark.parametrize(("ago", "rule"), [(6, "run.step_back"), (5, "run.step_back"), (7, "run.hold")])
def test_the_second_bad_morning_in_7_days_steps_back(ago, rule):
    # A bad morning `ago` days before the one that follows the run; both a rise of 2 to 3.
    mornings = ["2"] * 14
    mornings[-ago] = "5"
    course, _ = after_run(a_course(" ".join(mornings), stage=3), 1)
    _, rules = after_morning(course, 4)
    assert rules == [rule]


@pytest.mark.parametrize("pain", [6, 7])
def test_pain_of_6_or_7_steps_back_at_once_and_pain_below_waits(pain):
    after, rules = after_run(a_course(STEADY, stage=3), pain)
    assert (after.phase, after.stage, rules) == (Phase.RETURN, 2, ["run.step_back"])
    waiting, rules = after_run(a_course(STEADY, stage=3), 5)
    assert (waiting.stage, rules) == (3, [])


def test_pain_of_8_is_rest_a_step_back_and_a_return():
    after, rules = after_run(a_course(STEADY, stage=3), 8)
    assert (after.phase, after.stage, rules) == (Phase.REST, 0, ["run.severe"])
    assert after.entered == days(0)
    assert after.step_backs == (days(0),)
    assert after.returns == (days(0),)
    assert after.check is not None


def test_a_step_back_from_stage_1_is_rest_and_a_return():
    after, _ = after_run(a_course(STEADY, stage=1), 6)
    assert (after.phase, after.step_backs, after.returns) == (Phase.REST, (days(0),), (days(0),))


@pytest.mark.parametrize(("ago", "phase"), [(1, Phase.REST), (13, Phase.REST), (14, Phase.RETURN)])
def test_the_second_step_back_in_14_days_is_rest(ago, phase):
    course = a_course(STEADY, stage=5, step_backs=(days(-ago),))
    after, rules = after_run(course, 6)
    assert (after.phase, rules) == (phase, ["run.step_back"])


def test_a_third_hold_in_a_row_goes_down_without_a_step_back():
    course = a_course(STEADY, stage=3, runs="9:4:hold 5:4:hold")
    course, _ = after_run(course, 4)
    after, rules = after_morning(course, 2)
    assert (after.stage, rules) == (2, ["run.third_hold"])
    assert after.step_backs == ()
    assert after.returns == ()


def test_a_third_hold_at_stage_1_is_rest_and_a_return():
    course, _ = after_run(a_course(STEADY, stage=1, runs="9:4:hold 5:4:hold"), 4)
    after, rules = after_morning(course, 2)
    assert (after.phase, rules) == (Phase.REST, ["run.third_hold"])
    assert (after.step_backs, after.returns) == ((), (days(1),))


@pytest.mark.parametrize(
    ("runs", "rule"),
    [
        ("9:4:hold 7:?:unknown 5:4:hold", "run.third_hold"),  # an unknown breaks no row
        ("9:4:hold 7:2:ok 5:4:hold", "run.hold"),
        ("5:4:hold", "run.hold"),
    ],
)
def test_what_breaks_a_row_of_holds(runs, rule):
    course, _ = after_run(a_course(STEADY, stage=3, runs=runs), 5)
    assert after_morning(course, 2)[1] == [rule]


def test_holds_before_this_stage_do_not_count():
    course = a_course(STEADY, stage=3, staged=4, runs="9:4:hold 5:4:hold")
    course, _ = after_run(course, 4)
    assert after_morning(course, 2)[1] == ["run.hold"]


def test_the_worst_told_of_one_day_counts():
    course, _ = after_run(a_course(STEADY, stage=3), 6)
    after, rules = after_run(course, 2, seq=9)
    assert (after.stage, after.runs[-1].pain, rules) == (2, 6, [])
    assert after.runs[-1].rule == "run.step_back"


@pytest.mark.parametrize(
    ("pain", "again", "backs", "phase"),
    [(5, False, 0, Phase.REST), (6, True, 0, Phase.REST), (7, True, 0, Phase.REST), (8, True, 1, Phase.REST)],
)
def test_a_run_in_rest_is_recorded_and_a_painful_one_starts_the_7_days_again(pain, again, backs, phase):
    after, rules = after_run(a_course(STEADY), pain)
    assert after.phase is phase
    assert rules == []
    assert (after.gate_from == days(0)) is again
    assert len(after.step_backs) == backs
    assert after.returns == ()
    assert after.runs[-1].stage == 0


def test_an_unanswered_evening_was_a_run_with_unknown_pain():
    course = a_course(STEADY, stage=3)
    course, _ = folded(course, a_fact(days(0), Kind.ASKED_EVENING))
    after, rules = after_morning(course, 2)
    assert (after.runs[-1].day, after.runs[-1].pain, rules) == (days(0), None, ["run.unknown"])
    answered, _ = folded(course, a_fact(days(0), Kind.NO_RUN))
    assert after_morning(answered, 2)[0].runs == ()
