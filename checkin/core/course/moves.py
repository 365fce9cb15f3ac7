"""The moves a course can make, each with its decision on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from checkin.core import referral
from checkin.core.change import changed
from checkin.core.facts import Fact
from checkin.core.measures import morning_of, usual
from checkin.core.model import (
    URGENCY_RANK,
    Course,
    Decision,
    Phase,
    Referral,
    Stepped,
    Urgency,
)
from checkin.core.protocol import Protocol

Saw = Mapping[str, int | float | str]


@dataclass(frozen=True)
class Folding:
    """One journal line being folded: the line, the protocol, and the decisions it makes, in order."""

    fact: Fact
    protocol: Protocol
    decisions: list[Decision] = field(default_factory=list)


def decide(before: Course, after: Course, rule: str, now: Folding, saw: Saw, moved: bool = True) -> Course:
    """Put a decision on record and return the course after it."""
    now.decisions.append(
        Decision(
            at=now.fact.at,
            day=after.day,
            rule=rule,
            saw={name: value for name, value in saw.items() if value is not None},
            phase=after.phase,
            stage=after.stage,
            from_phase=before.phase,
            from_stage=before.stage,
            version=now.protocol.version,
            by=now.fact.by,
            moved=moved,
        )
    )
    return after


def numbers(course: Course, now: Folding, **more: int | float | str | None) -> Saw:
    """The morning's numbers that most rules rest on, with whatever else a rule saw."""
    saw: dict[str, int | float | str] = {}
    if today := morning_of(course, course.day):
        saw["stiffness"] = today.score
        if (known := usual(course, course.day, now.protocol)) is not None:
            saw["usual"] = known
    saw.update({name: value for name, value in more.items() if value is not None})
    return saw


KEPT_DAYS = 90  # longer than any window of the protocol


def counted(days: tuple[date, ...], day: date) -> tuple[date, ...]:
    """The days of step backs or returns with one more, those that no rule counts any longer left out."""
    return (*(one for one in days if (day - one).days < KEPT_DAYS), day)


def rested(course: Course, *, returned: bool) -> Course:
    """REST from today, with every count of a REST at its start."""
    day = course.day
    return changed(
        course,
        phase=Phase.REST,
        stage=0,
        entered=day,
        staged=day,
        graduated=None,
        returns=counted(course.returns, day) if returned else course.returns,
        stepped=None,
        proving=False,
        gate=None,
        gate_at=None,
        gate_from=None,
        gate_fresh=None,
        gate_noes=0,
        gate_no=None,
        judged=False,
        unsettled=0,
        offer=None,
        offer_at=None,
    )


def to_rest(course: Course, rule: str, now: Folding, saw: Saw, *, returned: bool) -> Course:
    """Move to REST by a rule; one return too many refers."""
    after = decide(course, rested(course, returned=returned), rule, now, saw)
    return refer_flares(after, now) if returned else after


def to_stage(course: Course, stage: int, rule: str, now: Folding, saw: Saw, *, gained: bool) -> Course:
    """Move to a stage of RETURN-TO-RUN, whose day 1 is today."""
    day = course.day
    entered = course.entered if course.phase is Phase.RETURN else day
    after = changed(
        course,
        phase=Phase.RETURN,
        stage=stage,
        entered=entered,
        staged=day,
        gained=day if gained else course.gained,
        gate=None,
        gate_at=None,
    )
    return decide(course, after, rule, now, saw)


def step_back(course: Course, rule: str, anchor: date, now: Folding, saw: Saw) -> Course:
    """Down one stage; to REST from stage 1, or the second time in a fortnight; maybe referred."""
    day = course.day
    again = any((day - one).days < now.protocol.run.rest_days for one in course.step_backs)
    stepped = changed(course, step_backs=counted(course.step_backs, day))
    if course.stage <= 1 or again:
        after = rested(stepped, returned=True)
    else:
        after = changed(
            stepped, stage=course.stage - 1, staged=day, stepped=Stepped(anchor, day), unsettled=0
        )
    return refer_flares(decide(course, after, rule, now, saw), now)


def refer_flares(course: Course, now: Folding) -> Course:
    """Refer if step backs or returns to REST have become too many."""
    if course.phase is Phase.REFERRAL or not referral.flares(course, course.day, now.protocol):
        return course
    rules = now.protocol.refer
    backs = sum(1 for one in course.step_backs if (course.day - one).days < rules.flare_days)
    returns = sum(1 for one in course.returns if (course.day - one).days < rules.return_days)
    return refer(course, "refer.flares", now, {"step_backs": backs, "returns": returns})


def refer(
    course: Course,
    rule: str,
    now: Folding,
    saw: Saw,
    urgency: Urgency = Urgency.ROUTINE,
    *,
    flagged: bool = False,
    crisis: bool = False,
) -> Course:
    """DOCTOR-REFERRAL by a rule. Urgency only goes up; a sign on top of a referral keeps it beneath."""
    fact, open_one = now.fact, course.referral
    if open_one is not None and not flagged:
        return course
    below, since = None, None
    if open_one is not None:
        since = open_one.since or open_one.day
        below = open_one.below if open_one.flagged else open_one
        urgency = max(urgency, open_one.urgency, key=lambda one: URGENCY_RANK[one])
    after = changed(
        course,
        phase=Phase.REFERRAL,
        entered=course.entered if course.phase is Phase.REFERRAL else course.day,
        graduated=None,
        gate=None,
        gate_at=None,
        offer=None,
        offer_at=None,
        referral=Referral(
            rule, urgency, course.day, fact.at, flagged, fact.seq, fact.words, crisis, below, since
        ),
    )
    return decide(course, after, rule, now, saw)
