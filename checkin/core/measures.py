"""The protocol's measures of a course: usual stiffness, rise, bad mornings, week medians."""

from collections.abc import Iterable
from datetime import date, timedelta

from checkin.core.model import Course, Morning, Run
from checkin.core.protocol import Protocol


def median(scores: Iterable[int]) -> float:
    """The middle score, or the mean of the middle two; `scores` must not be empty."""
    ordered = sorted(scores)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    return (ordered[middle - 1] + ordered[middle]) / 2


def mornings_between(course: Course, first: date, last: date) -> list[Morning]:
    """Answered mornings from `first` to `last`, newest first, none from before sign-up or clearance."""
    first = max(first, course.origin)
    found = []
    for morning in reversed(course.mornings):
        if morning.day < first:
            break
        if morning.day <= last:
            found.append(morning)
    return found


def last_mornings(course: Course, count: int, before: date | None = None) -> list[Morning]:
    """The last `count` answered mornings, newest first, before a day if one is given."""
    found: list[Morning] = []
    for morning in reversed(course.mornings):
        if morning.day < course.origin or len(found) == count:
            break
        if before is None or morning.day < before:
            found.append(morning)
    return found


def morning_of(course: Course, day: date) -> Morning | None:
    """The answered morning of a day, None if it was not answered."""
    for morning in reversed(course.mornings):
        if morning.day <= day:
            return morning if morning.day == day else None
    return None


def run_of(course: Course, day: date) -> Run | None:
    """The run told or assumed for a day."""
    for run in reversed(course.runs):
        if run.day <= day:
            return run if run.day == day else None
    return None


def last_run(course: Course, before: date | None = None) -> Run | None:
    """The last run, before a day if one is given."""
    for run in reversed(course.runs):
        if before is None or run.day < before:
            return run
    return None


def usual(course: Course, day: date, protocol: Protocol) -> float | None:
    """B: the median of the last answered mornings before `day`; None with too few."""
    rule = protocol.usual
    found = mornings_between(course, day - timedelta(days=rule.days), day - timedelta(days=1))[
        : rule.mornings
    ]
    return median(one.score for one in found) if len(found) >= rule.least else None


def judged(course: Course, day: date, score: int, protocol: Protocol, *, masked: bool = False) -> Morning:
    """The morning with its rise above usual, and whether it is a bad one."""
    rise = 0.0
    if score >= protocol.bad.rise_from:
        known = usual(course, day, protocol)
        rise = score - known if known is not None else 0.0
    bad = score >= protocol.bad.stiffness or rise >= protocol.bad.rise
    return Morning(day, score, rise, bad, masked)


def week_median(course: Course, last: date, protocol: Protocol) -> float | None:
    """The median of the answered mornings of `last` and the days of a week before; None with too few."""
    found = mornings_between(course, last - timedelta(days=protocol.week.days - 1), last)
    return median(one.score for one in found) if len(found) >= protocol.week.least else None


def week_before(course: Course, day: date, protocol: Protocol) -> float | None:
    """The week median of the week before the one that ends on `day`."""
    return week_median(course, day - timedelta(days=protocol.week.days), protocol)


def first_week(course: Course, protocol: Protocol) -> float | None:
    """The median of the answered mornings on the first week's days of the phase."""
    return week_median(course, course.entered + timedelta(days=protocol.week.days - 1), protocol)


def day_number(since: date, day: date) -> int:
    """Days counted as the protocol counts them: the day of entry is day 1."""
    return (day - since).days + 1
