"""The last days as a drawing: a line that stops where an answer is missing, and whose miss each gap was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from checkin.core.due import local_day
from checkin.core.facts import Kind
from checkin.core.model import Phase
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.model import Band, Mark, Spark

DAYS = 28
MISSES = (Mark.UNANSWERED, Mark.UNDELIVERED, Mark.UNASKED)
BANDS = {Phase.REST: "rest", Phase.REFERRAL: "doctor"}


def spark(case: Case, days: int = DAYS) -> Spark:
    """The days up to today, today the last."""
    span = [case.today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    scores = tuple(case.by_day[day].score if day in case.by_day else None for day in span)
    place = {day: at for at, day in enumerate(span)}
    pains = tuple((place[run.day], run.pain) for run in case.course.runs if run.day in place)
    found = _marks(case)
    marks = tuple(found.get(day) for day in span)
    return Spark(
        scores, pains, marks, tuple(_bands(case, span)),
        _said(case, pains, marks, days), _share(share(case, days)),
    )  # fmt: skip


def _marks(case: Case) -> dict[date, Mark]:
    """The days whose morning was due and has no score. Today's open question is nobody's miss yet."""
    went_out = {
        fact.day for fact in case.known.runner.journal if fact.kind is Kind.ASKED_MORNING
    }  # a question that went out and is a miss all the same did not arrive
    marks = {}
    for asked in case.course.asked:
        if asked.evening or asked.day in case.by_day or (asked.day == case.today and not asked.missed):
            continue
        lost = Mark.UNDELIVERED if asked.day in went_out else Mark.UNASKED
        marks[asked.day] = lost if asked.missed else Mark.UNANSWERED
    return marks


def _bands(case: Case, span: list[date]) -> Iterator[Band]:
    """Stretches of rest and doctor; days before sign-up are blank."""
    kinds = [BANDS.get(phase, "") if phase else "" for phase in _phases(case, span)]
    start = 0
    for kind, run in groupby(kinds):
        length = len(list(run))
        if kind:
            yield Band(kind, start, length)
        start += length


def _phases(case: Case, span: list[date]) -> list[Phase | None]:
    """The phase each day ended in. A day before the first known decision has the phase that one left."""
    moves = sorted((one for one in case.known.decisions if one.moved), key=lambda one: one.at)
    first = case.course.origin if not case.course.invited else None
    phases: list[Phase | None] = []
    for day in span:
        done = [one for one in moves if one.day <= day]
        coming = moves[len(done)] if len(done) < len(moves) else None
        if first is None or (day < first and not done):
            phases.append(None)
        elif done:
            phases.append(done[-1].phase)
        else:
            phases.append(coming.from_phase if coming else case.course.phase)
    return phases


@dataclass(frozen=True)
class Share:
    """How the questions of some days fared. Days without a question are in none of these."""

    answered: int
    late: int  # of the answered: given on another day
    missed: Mapping[Mark, int]

    @property
    def due(self) -> int:
        """All of them."""
        return self.answered + sum(self.missed.values())


def share(case: Case, days: int = DAYS) -> Share:
    """The days up to today; today's open question is not among them yet."""
    span = {case.today - timedelta(days=back) for back in range(days)}
    marks = [mark for day, mark in _marks(case).items() if day in span]
    late = sum(
        fact.kind is Kind.MORNING and fact.day in span and local_day(fact.at, case.zone) > fact.day
        for fact in case.known.runner.journal
    )
    return Share(len(span & case.by_day.keys()), late, {mark: marks.count(mark) for mark in MISSES})


def _share(found: Share) -> str:
    """The answered share in words: 26 of 28 answered, 1 late; 1 not answered, 1 not asked. Whose miss each
    was is said, as the marks of the drawing do."""
    if not found.due:
        return "no questions due"
    told = f"{found.answered} of {found.due} answered" + (f", {found.late} late" if found.late else "")
    rest = ", ".join(f"{number} {mark.value}" for mark, number in found.missed.items() if number)
    return f"{told}; {rest}" if rest else told


def _said(
    case: Case, pains: tuple[tuple[int, int | None], ...], marks: tuple[Mark | None, ...], days: int
) -> str:
    """The drawing in a sentence, for those who can't see it."""
    today = f"stiffness {case.morning.score} this morning" if case.morning else "no stiffness this morning"
    usual = case.usual(case.today)
    told = [pain for _, pain in pains if pain is not None]
    runs = words.count(len(pains), "run") if pains else "no runs"
    last = f", last pain {told[-1]}" if told else ""
    gaps = sum(mark is not None for mark in marks)
    return (
        f"{days} days to today, {today}, "
        + (f"usual {words.figure(usual, case.style)}, " if usual is not None else "")
        + f"{runs}{last}, {words.count(gaps, 'morning')} without an answer"
    )
