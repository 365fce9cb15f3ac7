"""When a course must be seen by a doctor: the referral rules by numbers, as an ordered table."""

from collections.abc import Callable
from datetime import date

from checkin.core.measures import day_number, first_week, last_mornings, week_median
from checkin.core.model import Course, Phase
from checkin.core.protocol import Protocol


def _severe(course: Course, day: date, p: Protocol) -> bool:
    last = last_mornings(course, p.refer.severe_mornings)
    return len(last) == p.refer.severe_mornings and all(one.score >= p.refer.severe for one in last)


def _worse(course: Course, day: date, p: Protocol) -> bool:
    if course.phase is not Phase.REST or day_number(course.entered, day) < p.refer.worse_day:
        return False
    now, then = week_median(course, day, p), first_week(course, p)
    if now is None or then is None:
        return False
    return now >= p.refer.worse_median and now - then >= p.refer.worse_rise


def no_better_due(course: Course, day: date, p: Protocol) -> bool:
    """Whether this is the one morning of the REST on which refer.no_better is judged."""
    if (
        course.judged
        or course.phase is not Phase.REST
        or day_number(course.entered, day) < p.refer.no_better_day
    ):
        return False
    return week_median(course, day, p) is not None and first_week(course, p) is not None


def _no_better(course: Course, day: date, p: Protocol) -> bool:
    if not no_better_due(course, day, p):
        return False
    now, then = week_median(course, day, p) or 0.0, first_week(course, p) or 0.0
    fall = then - now
    better = fall >= p.refer.no_better_fall or fall * 100 >= then * p.refer.no_better_percent
    return now >= p.refer.no_better_median and not better


def flares(course: Course, day: date, p: Protocol) -> bool:
    """Too many step backs, or too many returns to REST; judged whenever one is added."""
    backs = sum(1 for one in course.step_backs if (day - one).days < p.refer.flare_days)
    returns = sum(1 for one in course.returns if (day - one).days < p.refer.return_days)
    return backs >= p.refer.flares or returns >= p.refer.returns


def stalled(course: Course, day: date, p: Protocol) -> bool:
    """No stage gained for too long, twelve weeks in: true whatever was answered."""
    if course.graduated or day_number(course.origin, day) < p.refer.stalled_day:
        return False
    low = course.phase is Phase.REST or course.stage <= p.refer.stalled_stage
    limit = p.refer.stalled_low_days if low else p.refer.stalled_high_days
    return (day - course.gained).days >= limit


def enough_known(course: Course, day: date, p: Protocol) -> bool:
    """Whether enough was answered and run in the last weeks to judge progress by."""
    window = p.refer.stalled_window
    asked = [one for one in course.asked if not one.missed and (day - one.day).days < window]
    answered = sum(one.answered for one in asked)
    if not asked or answered * 100 < p.refer.stalled_percent * len(asked):
        return False
    runs = sum(1 for run in course.runs if (day - run.day).days < window)
    return course.phase is not Phase.RETURN or runs >= p.refer.stalled_runs


def _stalled(course: Course, day: date, p: Protocol) -> bool:
    return stalled(course, day, p) and enough_known(course, day, p)


def long_rest(course: Course, day: date, p: Protocol) -> bool:
    """REST has gone on too long; judged when a morning question is due."""
    return course.phase is Phase.REST and day_number(course.entered, day) >= p.refer.long_rest_day


Rule = Callable[[Course, date, Protocol], bool]
# Judged on every answered morning in REST and RETURN-TO-RUN.
MORNING_RULES: tuple[tuple[str, Rule], ...] = (
    ("refer.severe", _severe),
    ("refer.worse", _worse),
    ("refer.no_better", _no_better),
    ("refer.stalled", _stalled),
)
