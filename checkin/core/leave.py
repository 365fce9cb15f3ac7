"""May the runner run today? An ordered table of what stands against it, most telling first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from checkin.core.measures import last_mornings, last_run, morning_of, mornings_between, run_of
from checkin.core.model import Course, Phase, Run, Standing
from checkin.core.protocol import Protocol
from checkin.core.reading.model import Tier


class Why(Enum):
    """A reason against a run today."""

    PLAN = "plan"  # not in RETURN-TO-RUN, or not taking part now
    CHECK = "check"
    NUMB = "numb"
    SCREEN = "screen"
    UNANSWERED = "unanswered"
    STIFF = "stiff"
    BAD = "bad"
    RECENT = "recent"
    LIMP = "limp"
    PROVING = "proving"
    FRESH = "fresh"
    CALM = "calm"
    STEPPED = "stepped"
    CLEAR = "clear"
    RUNS = "runs"
    RAN = "ran"
    BARRED = "barred"


@dataclass(frozen=True)
class Blocker:
    """One reason, and how far along it is: `done` of `need` days, mornings or runs, where it counts any."""

    why: Why
    done: int = 0
    need: int = 0


# The reasons that are the mornings' own doing (run.not_settling counts these).
MORNINGS = frozenset({Why.STIFF, Why.BAD, Why.RECENT, Why.CALM})


def leave(course: Course, day: date, protocol: Protocol) -> tuple[Blocker, ...]:
    """What stands against a run on `day`; nothing means that the runner may run."""
    if course.phase is not Phase.RETURN or course.standing is not Standing.ACTIVE:
        return (Blocker(Why.PLAN),)
    found = (check(course, day, protocol) for check in TABLE)
    return tuple(one for one in found if one is not None)


def may_ask_evening(course: Course, day: date, protocol: Protocol) -> bool:
    """Whether the day had leave to run, apart from a run already told for it."""
    return all(one.why is Why.RAN for one in leave(course, day, protocol))


def clear_days(run: Run, protocol: Protocol) -> int:
    """Whole days without a run that a run asks for, by its pain; under a painkiller as unknown or worse."""
    rule = protocol.leave
    if run.pain is None:
        return rule.unknown_days
    days = rule.sore_days
    if run.pain <= rule.easy_pain:
        days = rule.easy_days
    elif run.pain <= rule.mild_pain:
        days = rule.mild_days
    return max(days, rule.unknown_days) if run.masked else days


def _check(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return Blocker(Why.CHECK) if course.check else None


def _numb(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    waits = course.soft is not None and course.soft.tier is Tier.ASK_NUMB
    return Blocker(Why.NUMB) if waits else None


def _screen(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return Blocker(Why.SCREEN) if course.proving and not course.screened else None


def _unanswered(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return None if morning_of(course, day) else Blocker(Why.UNANSWERED)


def _stiff(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    today = morning_of(course, day)
    return Blocker(Why.STIFF) if today and today.score > protocol.leave.stiffness else None


def _bad(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    today = morning_of(course, day)
    return Blocker(Why.BAD) if today and today.bad else None


def _recent(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    rule = protocol.leave
    recent = last_mornings(course, rule.severe_mornings, before=day)
    return Blocker(Why.RECENT) if any(one.score >= rule.severe for one in recent) else None


def _limp(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return Blocker(Why.LIMP) if course.limped == day else None


def _proving(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    if not course.proving:
        return None
    done = len(mornings_between(course, course.entered, day))
    need = protocol.running.mornings
    return Blocker(Why.PROVING, done, need) if done < need else None


def _fresh(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    if course.fresh is None:
        return None
    done = len(mornings_between(course, course.fresh, day))
    need = protocol.leave.calm_mornings
    return Blocker(Why.FRESH, done, need) if done < need else None


def _calm(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    if course.stepped is None:
        return None
    need = protocol.leave.calm_mornings
    last = last_mornings(course, need)
    calm = [
        m for m in last if m.score <= protocol.leave.stiffness and not m.bad and m.day > course.stepped.anchor
    ]
    return Blocker(Why.CALM, len(calm), need) if len(calm) < need else None


def _stepped(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    if course.stepped is None:
        return None
    done = (day - course.stepped.anchor).days
    need = protocol.leave.step_back_days
    return Blocker(Why.STEPPED, done, need) if done <= need else None


def _clear(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    run = last_run(course, before=day)
    if run is None:
        return None
    done = (day - run.day).days
    need = clear_days(run, protocol)
    return Blocker(Why.CLEAR, done, need) if done <= need else None


def _runs(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    rule = protocol.leave
    count = sum(1 for run in course.runs[-rule.run_days :] if 0 < (day - run.day).days < rule.run_days)
    return Blocker(Why.RUNS, count, rule.runs) if count >= rule.runs else None


def _ran(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return Blocker(Why.RAN) if run_of(course, day) else None


def _barred(course: Course, day: date, protocol: Protocol) -> Blocker | None:
    return Blocker(Why.BARRED) if course.barred == day else None


Reason = Callable[[Course, date, Protocol], Blocker | None]
TABLE: tuple[Reason, ...] = (
    _check,
    _numb,
    _screen,
    _unanswered,
    _stiff,
    _bad,
    _limp,
    _recent,
    _barred,
    _proving,
    _fresh,
    _calm,
    _stepped,
    _clear,
    _runs,
    _ran,
)
