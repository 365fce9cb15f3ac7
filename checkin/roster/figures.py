"""The two big figures of a row: this morning against the usual, and the last run."""

from collections.abc import Sequence

from checkin.core.measures import median
from checkin.core.model import Run
from checkin.core.protocol import Protocol
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.model import Figure
from checkin.roster.style import Style

NOTHING = "–"


def figures(case: Case) -> tuple[Figure, ...]:
    """Stiffness of the last answered morning, then the worst pain of the last run."""
    return stiffness(case), pain(case)


def stiffness(case: Case) -> Figure:
    """The score with ▲ ▼ = against what was usual on that day; two or more above is danger."""
    morning = case.last_morning
    if morning is None:
        return Figure("no answers", NOTHING)
    label = words.label(morning.day, case.today, case.style)
    usual = case.usual(morning.day)
    worse = usual is not None and morning.score - usual >= case.protocol.bad.rise
    return Figure(label, str(morning.score), worse, *_change(morning.score, usual, case.style))


def pain(case: Case) -> Figure:
    """The pain of the last run against the runs before it; red from where it is not acceptable."""
    run = case.last_run
    if run is None:
        return Figure("no runs", NOTHING)
    label = f"run {words.label(run.day, case.today, case.style)}"
    if run.pain is None:
        return Figure(label, "?", said=", pain not told")
    usual = usual_pain(case.course.runs, run, case.protocol)
    rise = run.pain - usual if usual is not None else 0
    worse = run.pain >= case.protocol.run.step_back or rise >= case.protocol.bad.rise
    return Figure(label, str(run.pain), worse, *_change(run.pain, usual, case.style))


def usual_pain(runs: Sequence[Run], last: Run, protocol: Protocol) -> float | None:
    """The middle of the last told pains before a run, counted as usual mornings are; None with too few."""
    told = [one.pain for one in runs if one.pain is not None and one.day < last.day]
    told = told[-protocol.usual.mornings :]
    return median(told) if len(told) >= protocol.usual.least else None


def _change(score: int, usual: float | None, style: Style) -> tuple[str, str, str]:
    """The sign, the size, and both in words."""
    if usual is None:
        return "", "", ", no usual yet"
    change = score - usual
    if change == 0:
        return "=", "", ", as usual"
    size = words.figure(abs(change), style)
    way, sign = ("above", "▲") if change > 0 else ("below", "▼")
    return sign, size, f", {size} {way} the usual {words.figure(usual, style)}"
