"""The last weeks of a runner: each day's answer, run, stage and decisions, and whose miss each gap was."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from checkin.core.facts import Kind
from checkin.core.measures import median
from checkin.core.model import Asked, Decision, Phase
from checkin.core.protocol import Protocol
from checkin.roster import drawing
from checkin.roster.case import Case
from checkin.roster.model import Known, Mark
from checkin.roster.spark import spark
from checkin.sheet.decided import title
from checkin.sheet.model import Day, Own, Phrase, Share, Week, Window

DAYS = 56
A_WEEK = 7
FLOOR, STEP = 30, 4  # of the stairs: the foot, and the height of a stage
MORNINGS = {Kind.ASKED_MORNING: False, Kind.MISSED_MORNING: True}


def window(own: Own, now: datetime, protocol: Protocol, days: int = DAYS) -> Window:
    """The days up to today, today the last."""
    case = Case(whole(own), now, protocol)
    drawn = spark(case, days)
    span = [case.today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    held = zip(span, drawn.marks, _held(case, span), strict=True)
    made = tuple(_day(case, day, mark, where) for day, mark, where in held)
    share = share_of(made)
    return Window(
        days=made,
        weeks=tuple(_weeks(made)),
        spark=drawn,
        stairs=stairs([one.stage for one in made]),
        share=share,
        said=_said(case, made, share),
    )


def whole(own: Own) -> Known:
    """The runner with the questions of their whole journal: the core remembers only the last five weeks'."""
    runner = own.known.runner
    course = replace(runner.course, asked=tuple(_asked(own)))
    return replace(own.known, runner=replace(runner, course=course, journal=own.facts))


def _asked(own: Own) -> Iterator[Asked]:
    # Six weeks of rest refer at the question's time, and that question is not put.
    spared = {one.day for one in own.known.decisions if one.rule == "refer.long_rest"}
    found = {fact.day: MORNINGS[fact.kind] for fact in own.facts if fact.kind in MORNINGS}
    yield from (Asked(day, missed=missed) for day, missed in sorted(found.items()) if day not in spared)


def _day(case: Case, day: date, mark: Mark | None, held: tuple[Phase | None, int]) -> Day:
    morning = case.by_day.get(day)
    run = next((one for one in case.course.runs if one.day == day), None)
    graduated = case.course.graduated
    phase, stage = held
    return Day(
        day=day,
        phase=phase,
        stage=stage if phase is Phase.RETURN else 0,
        done=graduated is not None and day >= graduated,
        score=morning.score if morning else None,
        masked=bool((morning and morning.masked) or (run and run.masked)),
        run=run,
        mark=mark,
        titles=tuple(title(one) for one in case.known.decisions if one.day == day),
    )


def _held(case: Case, span: Sequence[date]) -> Iterator[tuple[Phase | None, int]]:
    """The phase and stage that each day ended in; none before they joined."""
    moves = sorted((one for one in case.known.decisions if one.moved), key=lambda one: one.at)
    first = min([case.course.origin, *(one.day for one in moves)])
    for day in span:
        done: list[Decision] = [one for one in moves if one.day <= day]
        if case.course.invited or day < first:
            yield None, 0
        elif done:
            yield done[-1].phase, done[-1].stage
        else:
            yield case.course.phase, case.course.stage


def share_of(days: Sequence[Day]) -> Share:
    """The answered share. Days on which no question was due are not counted."""
    marks = [one.mark for one in days]
    return Share(
        answered=sum(one.score is not None for one in days),
        unanswered=marks.count(Mark.UNANSWERED),
        undelivered=marks.count(Mark.UNDELIVERED),
        unasked=marks.count(Mark.UNASKED),
    )


def _weeks(days: Sequence[Day]) -> Iterator[Week]:
    for start in range(0, len(days), A_WEEK):
        seven = days[start : start + A_WEEK]
        scores = [one.score for one in seven if one.score is not None]
        yield Week(
            first=seven[0].day,
            last=seven[-1].day,
            share=share_of(seven),
            low=min(scores, default=None),
            high=max(scores, default=None),
            median=median(scores) if scores else None,
            runs=tuple(one.run for one in seven if one.run),
            stages=tuple(_in_turn(seven)),
        )


def _in_turn(days: Sequence[Day]) -> Iterator[Phrase]:
    """Where the plan had them, each place once as long as it lasted."""
    before: Phrase | None = None
    for one in days:
        here = place(one)
        if here is not None and here != before:
            yield here
        before = here


def place(day: Day) -> Phrase | None:
    """A day's phase or stage in a word."""
    if day.done:
        return Phrase("held.done")
    if day.phase is None:
        return None
    words = {Phase.REST: "rest", Phase.REFERRAL: "doctor"}
    return Phrase(f"held.{words[day.phase]}" if day.phase in words else "held.stage", {"stage": day.stage})


def stairs(stages: Sequence[int]) -> str:
    """The stages as stairs, a step for each day at one; it stops where the runner was at none."""
    parts, last = [], 0
    for at, stage in enumerate(stages):
        if stage:
            left, height = drawing.DAY * at, FLOOR - STEP * stage
            parts.append(f"{'L' if last else 'M'}{left:g} {height:g}h{drawing.DAY:g}")
        last = stage
    return "".join(parts)


def _said(case: Case, days: Sequence[Day], share: Share) -> Phrase:
    told = [one.run.pain for one in days if one.run and one.run.pain is not None]
    runs = sum(one.run is not None for one in days)
    scores = [one.score for one in days if one.score is not None]
    values = {
        "mornings": Phrase("count.morning", {"count": share.answered}),
        "due": share.due,
        "runs": Phrase("count.run", {"count": runs}),
        "low": min(scores, default=0),
        "high": max(scores, default=0),
        "worst": max(told, default=0),
        "last": scores[-1] if scores else 0,
    }
    key = "empty" if not scores else "whole" if told else "mornings"
    return Phrase(f"drawing.{key}", values)
