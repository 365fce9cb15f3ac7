"""What is exported of a roster and of its history: flat lines whose columns docs/export.md describes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from checkin.core.facts import Fact, Kind
from checkin.core.model import Decision
from checkin.core.protocol import Protocol
from checkin.roster.case import Case
from checkin.roster.figures import usual_pain
from checkin.roster.model import Known, Mark
from checkin.roster.spark import share
from checkin.roster.view import row

LAYOUT = 1  # goes up when a column goes or means something else; columns may be added at the end

Cell = str | int | float | bool | None
Line = dict[str, Cell]

ROSTER = (
    "id", "name", "number", "zone", "standing", "phase", "stage", "group", "tag", "reason", "may_run", "run",
    "quiet", "better", "stiffness", "stiffness_day", "stiffness_usual", "pain", "pain_day", "pain_usual",
    "questions_28_days", "answered", "late", "not_answered", "not_delivered", "not_asked", "last_heard",
    "told_at", "told", "joined", "readable",
)  # fmt: skip
HISTORY = (
    "id", "name", "day", "at", "kind", "score", "masked", "rule", "phase", "stage", "from_phase",
    "from_stage", "by", "withdrawn_at",
)  # fmt: skip

# Lines of a journal that say what happened to a runner; the rest is bookkeeping.
TOLD = frozenset(Kind) - {Kind.HEARD, Kind.STANDS}


@dataclass(frozen=True)
class Made:
    """A decision as it is kept, and when it was withdrawn if it was."""

    decision: Decision
    withdrawn_at: datetime | None


def of_roster(known: Known, now: datetime, protocol: Protocol) -> Line:
    """One runner as the roster shows them."""
    case, it = Case(known, now, protocol), row(known, now, protocol)
    course, morning, run, found = case.course, case.last_morning, case.last_run, share(case)
    told = known.told
    return {
        "id": known.id,
        "name": it.name,
        "number": known.number,
        "zone": case.zone,
        "standing": course.standing.value,
        "phase": course.phase.value,
        "stage": course.stage or None,
        "group": it.group.name.lower(),
        "tag": it.alarm.title if it.alarm else it.tag.text,
        "reason": "" if it.alarm else it.why,
        "may_run": bool(it.plan),
        "run": it.plan,
        "quiet": it.quiet,
        "better": it.better,
        "stiffness": morning.score if morning else None,
        "stiffness_day": _day(morning.day if morning else None),
        "stiffness_usual": case.usual(morning.day) if morning else None,
        "pain": run.pain if run else None,
        "pain_day": _day(run.day if run else None),
        "pain_usual": usual_pain(course.runs, run, protocol) if run else None,
        "questions_28_days": found.due,
        "answered": found.answered,
        "late": found.late,
        "not_answered": found.missed[Mark.UNANSWERED],
        "not_delivered": found.missed[Mark.UNDELIVERED],
        "not_asked": found.missed[Mark.UNASKED],
        "last_heard": _at(known.heard),
        "told_at": _at(told.at if told else None),
        "told": told.body if told else "",
        "joined": _day(None if course.invited else course.origin),
        "readable": True,
    }


def unreadable(runner_id: int) -> Line:
    """A runner whose record can't be read is named all the same: a list must not be short in silence."""
    return {**dict.fromkeys(ROSTER), "id": runner_id, "readable": False}


def of_history(runner_id: int, name: str, facts: Sequence[Fact], made: Sequence[Made]) -> Iterator[Line]:
    """What happened to one runner and what was decided, in order. Nobody's own words are in it."""
    lines = [(fact.at, 0, _fact(fact)) for fact in facts if fact.kind in TOLD]
    lines += [(one.decision.at, 1, _decision(one)) for one in made]
    for _, _, line in sorted(lines, key=lambda one: one[:2]):
        yield {**dict.fromkeys(HISTORY), "id": runner_id, "name": name, **line}


def _fact(fact: Fact) -> Mapping[str, Cell]:
    line: Line = {"day": _day(fact.day), "at": _at(fact.at), "kind": fact.kind.value, "by": fact.by}
    if fact.kind in (Kind.MORNING, Kind.RUN):
        line |= {"score": fact.score, "masked": fact.masked}
    return line


def _decision(made: Made) -> Mapping[str, Cell]:
    one = made.decision
    return {
        "day": _day(one.day),
        "at": _at(one.at),
        "kind": "decision",
        "rule": one.rule,
        "phase": one.phase.value,
        "stage": one.stage or None,
        "from_phase": one.from_phase.value,
        "from_stage": one.from_stage or None,
        "by": one.by,
        "withdrawn_at": _at(made.withdrawn_at),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _at(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
