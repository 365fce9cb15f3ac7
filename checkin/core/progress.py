"""When a course moves forward: the gate, stages, gaps, and what an unsettled tendon asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from checkin.core.measures import (
    last_mornings,
    last_run,
    morning_of,
    week_before,
    week_median,
)
from checkin.core.model import Course, Phase
from checkin.core.protocol import STAGES, Protocol


@dataclass(frozen=True)
class Week:
    """The week median of a day, the one a week before, and the rise between them (None: not defined)."""

    now: float | None
    rise: float | None


def week(course: Course, day: date, protocol: Protocol) -> Week:
    """This week's median against the week before."""
    now = week_median(course, day, protocol)
    before = week_before(course, day, protocol)
    return Week(now, None if now is None or before is None else now - before)


def gate_opens(course: Course, day: date, protocol: Protocol) -> bool:
    """Whether an answered morning in REST opens the gate."""
    rule = protocol.gate
    today = morning_of(course, day)
    if course.phase is not Phase.REST or course.check or today is None or today.score > rule.safe:
        return False
    if (day - (course.gate_from or course.entered)).days < rule.days:
        return False
    if course.gate_no is not None and (day - course.gate_no).days < rule.again_after_no:
        return False
    last = last_mornings(course, rule.mornings)
    if len(last) < rule.mornings or (course.gate_fresh and last[-1].day < course.gate_fresh):
        return False
    if any(one.score > rule.most for one in last) or sum(one.score <= rule.safe for one in last) < rule.calm:
        return False
    return unanswered(course, last[-1].day, day) <= rule.unanswered


def unanswered(course: Course, first: date, last: date) -> int:
    """Mornings that were asked and not answered; those we missed are ours and do not count."""
    return sum(
        1
        for one in course.asked
        if not one.evening and not one.missed and not one.answered and first <= one.day <= last
    )


def ok_runs(course: Course) -> int:
    """OK runs in a row at this stage; a HOLD resets, an unknown breaks nothing."""
    return _row(course, "run.ok", "run.hold")


def holds(course: Course) -> int:
    """HOLDs in a row at this stage; an OK resets, an unknown breaks nothing."""
    return _row(course, "run.hold", "run.ok")


def _row(course: Course, counted: str, breaking: str) -> int:
    count = 0
    for run in reversed(course.runs):
        if run.day < course.staged or run.stage != course.stage or run.rule == breaking:
            break
        count += run.rule == counted
    return count


def _week_up(course: Course, day: date, p: Protocol) -> bool:
    recent = course.step_backs and (day - course.step_backs[-1]).days < p.week_up.days
    found = week(course, day, p)
    if recent or found.now is None or found.rise is None:
        return False
    return found.now >= p.week_up.median and found.rise >= p.week_up.rise


def _not_settling(course: Course, day: date, p: Protocol) -> bool:
    return course.unsettled >= p.settling.mornings


def gap_anchor(course: Course) -> date:
    """The day that days without a run count from: the last run, else the entry."""
    run = last_run(course)
    return max(run.day, course.entered) if run else course.entered


def _gap_rest(course: Course, day: date, p: Protocol) -> bool:
    return (day - gap_anchor(course)).days >= p.gap.rest_days


def _gap_down(course: Course, day: date, p: Protocol) -> bool:
    anchor = gap_anchor(course)
    return (day - anchor).days >= p.gap.down_days and course.gap != anchor and course.stage > 1


def _stage_up(course: Course, day: date, p: Protocol) -> bool:
    rule = p.stage_up
    today = morning_of(course, day)
    if today is None or today.bad or today.score > rule.stiffness or course.check:
        return False
    if (day - course.staged).days < rule.days or ok_runs(course) < rule.runs:
        return False
    found = week(course, day, p)
    rising = found.now is not None and found.rise is not None
    return not (rising and (found.now or 0) >= rule.median and (found.rise or 0) >= rule.rise)


def _graduate(course: Course, day: date, p: Protocol) -> bool:
    return course.stage == STAGES and _stage_up(course, day, p)


Rule = Callable[[Course, date, Protocol], bool]
# Judged on every answered morning in RETURN-TO-RUN, most urgent first.
MORNING_RULES: tuple[tuple[str, Rule], ...] = (
    ("run.week_up", _week_up),
    ("run.not_settling", _not_settling),
    ("gap.rest", _gap_rest),
    ("gap.down", _gap_down),
    ("graduate", _graduate),
    ("stage.up", _stage_up),
)


def lighter_week(graduated: date, day: date, protocol: Protocol) -> tuple[int, bool]:
    """Running minutes a session for a graduate's week, and whether it is a lighter one."""
    rule = protocol.graduated
    number = (day - graduated).days // protocol.week.days + 1
    light = number % rule.lighter_week == 0
    raised = number - number // rule.lighter_week
    minutes = min(protocol.stage[-1].minutes * (1 + rule.more_percent / 100) ** raised, rule.most_minutes)
    return round(minutes * (1 - rule.lighter_percent / 100 if light else 1)), light


def since(day: date, days: int) -> date:
    """The first day of a window of `days` days that ends on `day`."""
    return day - timedelta(days=days - 1)
