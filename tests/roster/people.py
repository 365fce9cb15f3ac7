"""Runners made by hand, for the roster's view: a course is what a table says of its last days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from checkin.core.change import changed
from checkin.core.facts import Fact, Kind
from checkin.core.measures import judged
from checkin.core.model import Asked, Course, Decision, Morning, Phase, Profile, Run, Runner, Talk
from checkin.core.protocol import parse
from checkin.roster.model import Known, Told

PROTOCOL = parse(
    (Path(__file__).parents[2] / "checkin" / "protocols" / "achilles.toml").read_text(encoding="utf-8")
)
TODAY = date(2026, 4, 28)  # a Tuesday
NOW = datetime(2026, 4, 28, 16, 42, tzinfo=UTC)


def ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=days)


def at(day: date, hour: int = 7, minute: int = 5) -> datetime:
    """An instant of a day."""
    return datetime.combine(day, time(hour, minute), UTC)


def course(mornings: str = "", runs: dict[int, int | None] | None = None, **changes: Any) -> Course:
    """`mornings` is a character a day up to today: a score (A is 10), - unanswered, x our miss, . not due.

    `runs` holds pains by how many days ago the run was.
    """
    days = [ago(back) for back in range(len(mornings) - 1, -1, -1)]
    start = changes.pop("origin", days[0] if days else TODAY)
    phase = changes.get("phase", Phase.RETURN)
    stage = changes.pop("stage", 3 if phase is Phase.RETURN else 0)
    base = Course(
        day=TODAY, origin=start, entered=start, staged=start, gained=start, phase=phase, stage=stage
    )
    answered: list[Morning] = []
    asked: list[Asked] = []
    for day, mark in zip(days, mornings, strict=True):
        if mark == ".":
            continue
        scored = mark not in "-x"
        asked.append(Asked(day, answered=scored, missed=mark == "x"))
        if scored:
            known = changed(base, mornings=tuple(answered))
            answered.append(judged(known, day, int(mark, 16), PROTOCOL))
    done = tuple(Run(ago(back), pain, stage) for back, pain in sorted((runs or {}).items(), reverse=True))
    silent = len(mornings[:-1]) - len(mornings[:-1].rstrip("-"))
    made = changed(base, mornings=tuple(answered), asked=tuple(asked), runs=done, silent=silent)
    return changed(made, **changes)


def decision(rule: str, days: int = 0, **changes: Any) -> Decision:
    """A change of phase or stage some days ago."""
    values: dict[str, Any] = {
        "at": at(ago(days)),
        "day": ago(days),
        "rule": rule,
        "saw": {},
        "phase": Phase.RETURN,
        "stage": 3,
        "from_phase": Phase.RETURN,
        "from_stage": 4,
        "version": "1",
    }
    return Decision(**(values | changes))


def known(
    course_of: Course,
    *,
    name: str = "Sam Rivera",
    last: Decision | None = None,
    journal: Sequence[Fact] = (),
    talk: Talk | None = None,
    profile: dict[str, Any] | None = None,
    **more: Any,
) -> Known:
    """A runner as the store would hand them over."""
    who = Profile(name=name, zone="UTC", **(profile or {}))
    runner = Runner(who, course_of, course_of, tuple(journal), talk=talk or Talk(), last=last)
    more.setdefault("decisions", (last,) if last else ())
    more.setdefault("id", 7)
    return Known(number="+12025550123", runner=runner, **more)


def told(body: str = "Stiffness 2, Tue.", days: int = 0) -> Told:
    """The last direct reply."""
    return Told(at(ago(days)), body)


def fact(kind: Kind, days: int = 0, **changes: Any) -> Fact:
    """A journal line."""
    return Fact(seq=1, at=changes.pop("at", at(ago(days))), day=ago(days), kind=kind, **changes)
