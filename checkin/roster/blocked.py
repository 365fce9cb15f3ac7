"""Why a runner may not run today, as a tag and a sentence: one of each for every reason of the protocol."""

from collections.abc import Callable

from checkin.core.leave import Blocker, Why
from checkin.core.model import Morning
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.model import Tag

NO_ANSWER = Tag("plain", "quiet", "No answer yet")
CLEAR_DAY = Tag("plain", "rest", "Clear day")
STIFF = Tag("plain", "rest", "Stiff morning")
MORNINGS = Tag("plain", "rest", "Mornings first")
CHECK = "The check for a pop, tiptoe, a hot calf and breath"


def reason(case: Case) -> tuple[Tag, str]:
    """The tag and the sentence of the most telling reason."""
    first = _first(case)
    tag, say = TABLE[first.why]
    return tag, say(case, first)


def _first(case: Case) -> Blocker:
    # Nobody waits for an answer to a question that a false alarm kept from going out.
    barred = next((one for one in case.blockers if one.why is Why.BARRED), None)
    return barred if barred and case.morning is None and not case.waiting else case.blockers[0]


def run_at(case: Case) -> str:
    """The last run with its pain, to stand in a sentence: yesterday’s run at pain 2."""
    run = case.last_run
    if run is None:
        return "the last run"
    pain = f"at pain {run.pain}" if run.pain is not None else "with its pain not told"
    return f"{words.whose(run.day, case.today, case.style)} run {pain}"


def next_run(case: Case) -> str:
    """When days alone allow the next run."""
    day = case.next_run_day()
    return f"Next run {words.on_day(day, case.today, case.style)} at the earliest." if day else ""


def _numb(case: Case, one: Blocker) -> str:
    return "Wrote of numbness after ice, and has not said whether it passed. No run until then."


def _check(case: Case, one: Blocker) -> str:
    return f"{CHECK} is open: no run before it is answered."


def _screen(case: Case, one: Blocker) -> str:
    return "The safety questions of the sign-up are open: no run before a yes."


def _unanswered(case: Case, one: Blocker) -> str:
    last = case.last_morning
    past = f" Last answer: {last.score} {words.on_day(last.day, case.today, case.style)}." if last else ""
    if case.waiting:
        asked = case.talk.asked_at
        at = f" at {words.clock(asked, case.zone, case.style)}" if asked else " this morning"
        return f"Asked{at}, no answer yet; no run without one.{past}"
    return f"This morning’s question has not gone out.{past}"


def _stiff(case: Case, one: Blocker) -> str:
    return f"{this_morning(case)}: over {case.protocol.leave.stiffness} is no run."


def _bad(case: Case, one: Blocker) -> str:
    return f"{this_morning(case)}: a bad morning, no run."


def _recent(case: Case, one: Blocker) -> str:
    rule = case.protocol.leave
    last = words.spelled(rule.severe_mornings)
    return f"A morning at {rule.severe} or more among the last {last}: no run yet."


def _limp(case: Case, one: Blocker) -> str:
    return "Told of a limp today: no run."


def _barred(case: Case, one: Blocker) -> str:
    return "A false alarm was called today: two answered mornings come before any run."


def _proving(case: Case, one: Blocker) -> str:
    most = case.protocol.running.safe
    return f"Signed up while running: {one.done} of {one.need} first mornings, each at {most} or less so far."


def _fresh(case: Case, one: Blocker) -> str:
    return f"Back after a break: {one.done} of {one.need} mornings answered before the next run."


def _calm(case: Case, one: Blocker) -> str:
    return f"After the step back: {one.done} of {one.need} calm mornings in a row."


def _days(case: Case, one: Blocker) -> str:
    since = f"Clear day {min(one.done, one.need)} of {one.need}" if one.need else "A clear day"
    return f"{since} after {run_at(case)}. {next_run(case)}".strip()


def _runs(case: Case, one: Blocker) -> str:
    runs = f"{words.count(one.done, 'run')} in {case.protocol.leave.run_days} days"
    return f"{runs} is the most, the last {run_at(case)}. {next_run(case)}"


def _ran(case: Case, one: Blocker) -> str:
    run = case.last_run
    pain = f"at pain {run.pain}" if run and run.pain is not None else "pain not told yet"
    return f"Ran today, {pain}; tomorrow’s morning has a say in it."


def this_morning(case: Case) -> str:
    """Stiffness 6, three above the usual 3."""
    return stiffness(case, case.morning) if case.morning else "No stiffness told this morning"


def stiffness(case: Case, morning: Morning) -> str:
    """A morning against what was usual on that day: Stiffness 6 on Sunday, three above the usual 3."""
    told = f"Stiffness {morning.score}"
    if morning.day != case.today:
        told += f" {words.on_day(morning.day, case.today, case.style)}"
    usual = case.usual(morning.day)
    change = morning.score - usual if usual is not None else 0
    if not change:
        return told + (", as usual" if usual is not None else "")
    way = "above" if change > 0 else "below"
    whole = change == int(change)
    size = words.spelled(int(abs(change))) if whole else words.figure(abs(change), case.style)
    return f"{told}, {size} {way} the usual {words.figure(usual or 0, case.style)}"


TABLE: dict[Why, tuple[Tag, Callable[[Case, Blocker], str]]] = {
    Why.CHECK: (Tag("plain", "flag", "Check open"), _check),
    Why.NUMB: (Tag("plain", "flag", "Check open"), _numb),
    Why.SCREEN: (Tag("plain", "gate", "Safety questions open"), _screen),
    Why.UNANSWERED: (NO_ANSWER, _unanswered),
    Why.STIFF: (STIFF, _stiff),
    Why.BAD: (STIFF, _bad),
    Why.RECENT: (STIFF, _recent),
    Why.LIMP: (Tag("plain", "rest", "Limping"), _limp),
    Why.BARRED: (Tag("plain", "rest", "Not today"), _barred),
    Why.PROVING: (MORNINGS, _proving),
    Why.FRESH: (MORNINGS, _fresh),
    Why.CALM: (MORNINGS, _calm),
    Why.STEPPED: (CLEAR_DAY, _days),
    Why.CLEAR: (CLEAR_DAY, _days),
    Why.RUNS: (CLEAR_DAY, _runs),
    Why.RAN: (Tag("plain", "done", "Ran today"), _ran),
    Why.PLAN: (Tag("plain", "rest", "Not running"), lambda case, one: "Not in the walk-run plan now."),
}
