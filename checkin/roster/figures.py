"""The two big figures of a row: this morning against the usual, and the last run."""

from datetime import date

from checkin.core.model import Run
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.model import Figure

NOTHING = "–"


def figures(case: Case) -> tuple[Figure, ...]:
    """Stiffness of the last answered morning, then the worst pain of the last run."""
    return stiffness(case), pain(case.last_run, case.today, case.protocol.run.step_back)


def stiffness(case: Case) -> Figure:
    """The score with ▲ ▼ = against what was usual on that day; two or more above is danger."""
    morning = case.last_morning
    if morning is None:
        return Figure("no answers", NOTHING)
    label = words.label(morning.day, case.today)
    usual = case.usual(morning.day)
    if usual is None:
        return Figure(label, str(morning.score), said=", no usual yet")
    change = morning.score - usual
    size = words.figure(abs(change))
    if change == 0:
        return Figure(label, str(morning.score), sign="=", said=", as usual")
    way, sign = ("above", "▲") if change > 0 else ("below", "▼")
    said = f", {size} {way} the usual {words.figure(usual)}"
    return Figure(label, str(morning.score), change >= case.protocol.bad.rise, sign, size, said)


def pain(run: Run | None, today: date, loud: int) -> Figure:
    """The pain of the last run; red from where it is not acceptable."""
    if run is None:
        return Figure("no runs", NOTHING)
    label = f"run {words.label(run.day, today)}"
    if run.pain is None:
        return Figure(label, "?", said=", pain not told")
    return Figure(label, str(run.pain), worse=run.pain >= loud)
