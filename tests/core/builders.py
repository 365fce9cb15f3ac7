"""Courses and runners in a few words, and a small world that moves a clock and sends texts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import checkin.protocols
from checkin.core.change import changed
from checkin.core.course import fold
from checkin.core.due import due_on
from checkin.core.engine import step
from checkin.core.events import (
    Act,
    CoachActed,
    Effect,
    Enrolled,
    Event,
    QuestionLost,
    Say,
    Sort,
    TellCoach,
    TextReceived,
    TimeArrived,
)
from checkin.core.facts import Fact, Kind
from checkin.core.joining import invited
from checkin.core.measures import judged
from checkin.core.model import Asked, Course, Decision, Phase, Profile, Run, Runner
from checkin.core.protocol import Protocol, parse

TODAY = date(2026, 6, 15)  # a Monday, far from any change of the clocks
ZONE = "America/New_York"


def protocol_text() -> str:
    """The shipped protocol file."""
    (folder,) = checkin.protocols.__path__
    return (Path(folder) / "achilles.toml").read_text(encoding="utf-8")


@lru_cache
def protocol() -> Protocol:
    """The shipped protocol."""
    return parse(protocol_text())


def days(count: int, since: date = TODAY) -> date:
    """So many days after today; negative for before."""
    return since + timedelta(days=count)


def on(day: date, clock: str = "12:00", zone: str = ZONE) -> datetime:
    """The instant of a local clock on a day."""
    instant = due_on(day, time.fromisoformat(clock), zone)
    assert instant is not None
    return instant


def scores(text: str) -> list[int | None]:
    """ "2 2 - 4": answered mornings, oldest first; - was not answered."""
    return [None if one == "-" else int(one) for one in text.split()]


def a_course(
    mornings: str = "",
    *,
    stage: int = 0,
    today: date = TODAY,
    entered: int | None = None,
    staged: int | None = None,
    runs: str = "",
    asked: bool = True,
    **fields: Any,
) -> Course:
    """A course on `today`, whose last morning is today's; `entered` and `staged` are days ago.

    `stage` 0 is REST. Unless said otherwise, REST since 20 days, RETURN-TO-RUN since 60, sign-up 70 days
    ago. `runs`: "day:pain:rule …", days ago, pain ? for unknown, the rule without "run.".
    """
    entered = entered if entered is not None else 60 if stage else 20
    origin = fields.pop("origin", days(-max(70, entered), today))
    staged = entered if staged is None else staged
    course = Course(
        day=today,
        origin=origin,
        entered=days(-entered, today),
        staged=days(-staged, today),
        gained=fields.pop("gained", days(-staged, today)),
        phase=fields.pop("phase", Phase.RETURN if stage else Phase.REST),
        stage=stage,
        **fields,
    )
    found = scores(mornings)
    for index, score in enumerate(found):
        day = days(index - len(found) + 1, today)
        if asked:
            put = Asked(day, answered=score is not None)
            course = replace(course, asked=(*course.asked, put))
        if score is not None:
            one = judged(course, day, score, protocol())
            course = replace(course, mornings=(*course.mornings, one), heard=day)
    told = tuple(a_run(one, stage, today) for one in runs.split())
    return replace(course, runs=tuple(sorted(told, key=lambda one: one.day)))


def a_run(text: str, stage: int = 3, today: date = TODAY) -> Run:
    """ "2:4:hold": a run two days ago with pain 4 and its verdict; ? for a pain not told."""
    ago, pain, *rule = text.split(":")
    known = None if pain == "?" else int(pain)
    return Run(days(-int(ago), today), known, stage, f"run.{rule[0]}" if rule and rule[0] else "")


def folded(course: Course, *facts: Fact, p: Protocol | None = None) -> tuple[Course, list[Decision]]:
    """A course after journal lines, and the decisions on the way."""
    made: list[Decision] = []
    for fact in facts:
        course, decisions = fold(course, fact, p or protocol())
        made.extend(decisions)
    return course, made


def a_fact(day: date, kind: Kind, score: int | None = None, seq: int = 1, **details: Any) -> Fact:
    """A journal line that became known at noon of its day."""
    return Fact(seq, datetime.combine(day, time(16), tzinfo=UTC), day, kind, score, **details)


def after_morning(
    course: Course, score: int, *, day: date | None = None, p: Protocol | None = None
) -> tuple[Course, list[str]]:
    """The course after the next day's answered morning, and the rules that fired."""
    day = day or days(1, course.day)
    facts = (a_fact(day, Kind.ASKED_MORNING), a_fact(day, Kind.MORNING, score, seq=2))
    after, made = folded(course, *facts, p=p)
    return after, [one.rule for one in made]


def after_run(
    course: Course, pain: int | None, *, p: Protocol | None = None, **details: Any
) -> tuple[Course, list[str]]:
    """The course after a run told today, and the rules that fired."""
    after, made = folded(course, a_fact(course.day, Kind.RUN, pain, **details), p=p)
    return after, [one.rule for one in made]


def a_runner(mornings: str = "", *, zone: str = ZONE, today: date = TODAY, **course: Any) -> Runner:
    """A runner whose course is `a_course`, at noon of that day: the next question is tomorrow's."""
    there = a_course(mornings, today=today, **course)
    profile = Profile("Sam", zone, team="Riverside", coach="Ana")
    runner = Runner(profile, base=there, course=there)
    return changed(runner, talk=changed(runner.talk, slot=today, reminded=today, evening_done=today))


class World:
    """One runner, a clock and everything that was said. Times are the runner's own."""

    def __init__(
        self,
        runner: Runner | None = None,
        *,
        day: date = TODAY,
        clock: str = "12:00",
        p: Protocol | None = None,
    ) -> None:
        self.protocol = p or protocol()
        self.runner = runner or invited(Profile("Sam", ZONE, team="Riverside", coach="Ana"), on(day, clock))
        self.now = on(day, clock, self.runner.profile.zone)
        self.effects: list[tuple[datetime, Effect]] = []
        self.recent: tuple[Effect, ...] = ()  # of the last event, and of the time before it
        if runner is not None:
            self.event(TimeArrived(self.now))

    @property
    def day(self) -> date:
        """The runner's day now."""
        return self.now.astimezone(self._zone()).date()

    @property
    def course(self) -> Course:
        """Where the protocol has the runner."""
        return self.runner.course

    def _zone(self) -> Any:
        from checkin.core.due import zone_of

        return zone_of(self.runner.profile.zone)

    def event(self, event: Event) -> tuple[Effect, ...]:
        """One step."""
        done = step(self.runner, event, self.protocol)
        self.runner = done.runner
        self.effects += [(event.at, effect) for effect in done.effects]
        return done.effects

    def pass_to(self, at: datetime) -> tuple[Effect, ...]:
        """Let time pass, each thing when it falls due, as a good scheduler does."""
        happened: list[Effect] = []
        while self.runner.next_due is not None and self.runner.next_due <= at:
            self.now = max(self.now, self.runner.next_due)
            happened += self.event(TimeArrived(self.now))
        self.now = max(self.now, at)
        return tuple(happened)

    def jump_to(self, at: datetime) -> tuple[Effect, ...]:
        """Wake only at `at`: the scheduler was down until then."""
        self.now = at
        return self.event(TimeArrived(at))

    def enroll(self, **details: Any) -> "World":
        """The runner consents now."""
        self.event(Enrolled(self.now, **details))
        return self

    def at(self, clock: str, day: date | None = None) -> "World":
        """Let time pass to a clock of the day, or of another."""
        self.recent = self.pass_to(on(day or self.day, clock, self.runner.profile.zone))
        return self

    def next_day(self, clock: str = "06:00", count: int = 1) -> "World":
        """Let time pass to a clock of the next day."""
        return self.at(clock, days(count, self.day))

    def text(self, body: str) -> list[str]:
        """The runner texts now; the keys of the reply."""
        self.recent = self.event(TextReceived(self.now, body))
        return keys(self.recent)

    def act(self, act: Act, who: str = "Ana", note: str = "") -> tuple[Effect, ...]:
        """The coach records something now."""
        self.recent = self.event(CoachActed(self.now, who, act, note))
        return self.recent

    def lose(self, day: date, *, evening: bool = False) -> None:
        """A question turns out never to have reached the runner."""
        self.recent = self.event(QuestionLost(self.now, day, evening))

    def mornings(self, text: str, *, clock: str = "08:05") -> "World":
        """One day each: a score answered at a clock, or - for silence. Ends at noon of the last day."""
        for score in scores(text):
            self.at("07:00") if self.now < on(self.day, "07:00") else self.next_day("07:00")
            self.at(clock)
            if score is not None:
                self.text(str(score))
            self.at("12:00")
        return self

    def said(self, sort: Sort | None = None) -> list[tuple[datetime, Say]]:
        """Everything said to the runner so far, of one sort or of all."""
        return [(at, one) for at, one in self.effects if isinstance(one, Say) and sort in (None, one.sort)]

    def rules(self) -> list[str]:
        """The rules of the decisions still on record in the journal."""
        return [one.rule for one in self.runner.decisions]


def keys(effects: Iterable[Effect]) -> list[str]:
    """The keys of what was said to the runner, and to the coaches."""
    return [one.key for one in effects if isinstance(one, Say | TellCoach)]
