"""A runner's rank as it is kept beside them, so that a page of a team needs to look at its own rows alone.

A rank is true for one local day of the runner. When that day is over and nobody has ranked them anew (the
morning's step does), what rested on the day is void: this morning's answer, and with it the leave to run.
`calm` says where they stand then. A step back or a severe run stays news for its three days all the same.
What lies in other tables (a text not handled, a number not reached) is added by whoever reads the rank.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from checkin.core.due import next_due_on
from checkin.core.model import Runner
from checkin.core.protocol import Protocol
from checkin.roster import folding, readout
from checkin.roster.case import Case
from checkin.roster.model import Group, Known
from checkin.roster.rank import NEWS, NEWS_DAYS, TABLE, better, order, place

NOON = time(12)
RISES, SCORES = 128, 16  # room for half points of a rise, and for a score
DAYS = 2**22
MOST_RISE = 63.0


@dataclass(frozen=True)
class Key:
    """`line` is the line of the table, `spot` the order within it, both ascending. `say` is the line of the
    list to read out. `day_ends`: the rank's local day is over; `news_ends`: so is the news."""

    line: int
    spot: int
    say: int
    calm_line: int
    calm_say: int
    day_ends: datetime
    news_ends: datetime | None
    better: bool
    asked: bool
    answered: bool
    fall: float
    heard_on: date | None
    folded: str


def key(runner: Runner, number: str, protocol: Protocol) -> Key:
    """The rank on the local day that the course has come to: the day of the last step."""
    zone, course = runner.profile.zone, runner.course
    today = course.day
    case, calm = (_case(runner, number, day, protocol) for day in (today, today + timedelta(days=NEWS_DAYS)))
    at, line = place(case)
    later, calm_line = place(calm)
    last = runner.last
    news = at in NEWS and last is not None
    return Key(
        line=at,
        spot=_spot(order(case, at)),
        say=readout.line_of(line.group, line.tag(case).icon),
        calm_line=later,
        calm_say=readout.line_of(calm_line.group, calm_line.tag(calm).icon),
        day_ends=next_due_on(today + timedelta(days=1), time(), zone),
        news_ends=next_due_on(last.day + timedelta(days=NEWS_DAYS), time(), zone) if news and last else None,
        better=better(case) and line.group is not Group.NEED,
        asked=case.morning is not None or case.waiting,
        answered=case.morning is not None,
        fall=case.fall,
        heard_on=course.heard,
        folded=folding.searchable(runner.profile.name, number),
    )


def _case(runner: Runner, number: str, day: date, protocol: Protocol) -> Case:
    return Case(Known(0, number, runner), next_due_on(day, NOON, runner.profile.zone), protocol)


def _spot(found: tuple[float, ...]) -> int:
    """The order within a line as one number."""
    if TABLE[int(found[0])].group is Group.DONE:
        return DAYS + int(found[1])
    _, urgency, since, rise, score, pain = found
    half = int(2 * min(max(rise, -MOST_RISE / 2), MOST_RISE / 2)) + RISES // 2
    spot = int(urgency) + 2
    spot = spot * DAYS + DAYS - 1 + int(since)
    spot = spot * RISES + half
    spot = spot * SCORES + SCORES - 1 + int(score)
    return spot * SCORES + SCORES - 1 + int(pain)
