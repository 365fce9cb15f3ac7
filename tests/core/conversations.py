"""Random conversations: what runners might text, day by day, and plays of them on time or late."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from checkin.core.events import Act
from checkin.core.model import Course, Phase, Runner
from tests.core.builders import TODAY, World, a_runner, days

WORDS = (
    "3",
    "morning 4",
    "run pain 2",
    "ran 5k, pain 6",
    "ran",
    "no run",
    "not yet",
    "Y",
    "N",
    "oops 2",
    "change to 8",
    "yesterday 4",
    "run pain 9 yesterday",
    "no run yesterday",
    "7",
    "10",
    "limping",
    "took ibuprofen, 2",
    "1, agony",
    "PAUSE 3",
    "PAUSE",
    "RESUME",
    "STOP",
    "START",
    "STATUS",
    "WHY",
    "HELP",
    "LESS",
    "MORE",
    "REMIND 17:00",
    "REMIND OFF",
    "DOCTOR",
    "CLEARED",
    "1",
    "2",
    "thanks",
    "felt a pop in my achilles",
    "can't breathe",
    "both heels hurt",
    "foot is numb after icing",
    "i want to kill myself",
    "wrong number",
    "IBUPROFEN",
    "",
    "Tue 4",
    "morning 3, run 5",
)

bodies = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
anything = st.one_of(bodies, st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
starts = st.sampled_from(
    [
        {},
        {"entered": 38},
        {"stage": 1, "runs": "5:2:ok"},
        {"stage": 3, "runs": "9:4:hold 5:4:hold"},
        {"stage": 4, "runs": "5:2:ok 2:2:ok", "staged": 20},
        {"stage": 7, "runs": "5:2:ok 2:2:ok", "staged": 20},
        {"stage": 7, "graduated": days(-3)},
        {"stage": 4, "entered": 0, "proving": True, "screened": True},
    ]
)


def a_start(fields: dict) -> Runner:
    """A runner somewhere along the plan, with a week of mornings behind them."""
    return a_runner("3 3 3 2 3 3 3", **fields)


@dataclass(frozen=True)
class Told:
    """One day: the morning's score, the run (a pain, "no run", or nothing said), and how each is told."""

    morning: int | None
    run: int | str | None
    late: bool = False  # told the next day, before its morning question
    twice: bool = False
    slip: bool = False  # a wrong score first, corrected at once
    check: str = "N"


low = st.integers(0, 5)
days_told = st.builds(
    Told,
    st.one_of(low, low, st.none(), st.integers(0, 10)),
    st.one_of(st.none(), st.none(), st.just("no run"), low, st.integers(0, 10)),
    late=st.booleans(),
    twice=st.booleans(),
    slip=st.booleans(),
)

# An evening question that nobody answers is a run; one that was never put is none: here each run is told.
full_days_told = days_told.map(lambda one: replace(one, run="no run") if one.run is None else one)


def play(
    runner: Runner, told: Iterable[Told], *, late: bool = False, twice: bool = False, slip: bool = False
):
    """Play days; each deviation applies to the days that are marked for it. Checks are denied at once."""
    world = World(runner)
    waiting: list[str] = []
    for one in told:
        world.next_day("07:00")
        for body in waiting:
            _say(world, body)
        waiting = []
        held = late and one.late
        words = []
        if one.morning is not None:
            words.append((f"morning {one.morning}", f"yesterday morning {one.morning}", one.morning, "08:05"))
        if one.run == "no run":
            words.append(("no run", "no run yesterday", None, "19:30"))
        elif one.run is not None:
            words.append((f"run pain {one.run}", f"run pain {one.run} yesterday", one.run, "19:30"))
        for now, then, score, clock in words:
            if held:
                waiting.append(then)
                continue
            world.at(clock)
            if slip and one.slip and score is not None:
                _say(world, now.replace(str(score), str((score + 5) % 11)), deny=False)
                _say(world, f"change to {score}")
                continue
            _say(world, now)
            if twice and one.twice:
                _say(world, now)
    world.next_day("07:00")
    for body in waiting:
        _say(world, body)
    world.next_day("12:00", 3)
    return world


def _say(world: World, body: str, *, deny: bool = True) -> None:
    world.text(body)
    if deny and world.course.check is not None and world.course.phase is not Phase.REFERRAL:
        world.text("N")


def told_apart(course: Course) -> Course:
    """A course without what records only when something was heard or asked."""
    return replace(
        course,
        day=TODAY,
        sparse_asked=None,
        heard=None,
        gate_at=None,
        screen_at=None,
        offer_at=None,
        check=None,
        runs=tuple(replace(run, seq=0) for run in course.runs),
        asked=(),
        fresh=None,
        silent=0,
        referral=course.referral and replace(course.referral, at=None, seq=0),
    )


def span(world: World) -> list[date]:
    """Every local day of a play."""
    return [days(number) for number in range((world.day - TODAY).days + 1)]


ACTS = tuple(Act)
