"""The sentence of a row: what happened, against what, and what follows, with the numbers it rests on."""

from datetime import timedelta

from checkin.core.due import local_day
from checkin.core.facts import CARRIER, Kind
from checkin.core.model import Phase, Run
from checkin.roster import words
from checkin.roster.blocked import CHECK, reason, run_at, stiffness, this_morning
from checkin.roster.case import Case

WAYS = {"run.week_up": "The week’s stiffness rose", "run.not_settling": "The mornings did not settle"}


def unread(case: Case) -> str:
    """A text that the program could not handle: it may hold anything, so a person looks."""
    them = "One text of theirs" if case.known.unread == 1 else f"{case.known.unread} texts of theirs"
    return f"{them} could not be handled and will be tried again. Open the page and read it."


def severe(case: Case) -> str:
    """A run at pain 8 or more, and what became of the check question."""
    return f"{words.upper_first(run_at(case))} put them back in rest. {_check(case)}"


def _check(case: Case) -> str:
    if case.course.check:
        return f"{CHECK} is not answered."
    answered = case.fact(Kind.CHECK_NO)
    last = case.last
    if answered and last and answered.at >= last.at - timedelta(minutes=1):
        return "Asked about a pop, tiptoe, a hot calf and breath, they said no."
    return ""


def check(case: Case) -> str:
    """The check question is open."""
    opened = case.course.check
    since = words.moment(opened.at, case.zone, case.today, case.style) if opened else ""
    talk = case.talk.check
    asks = f", asked {talk.asks} times" if talk and talk.asks > 1 else ""
    return f"{CHECK} is open since {since}{asks}. {this_morning(case)}. No run before it is answered."


def step_back(case: Case) -> str:
    """A step back with the run and the morning behind it."""
    last = case.last
    morning = case.by_day.get(last.day) if last else None
    told = stiffness(case, morning) if morning else this_morning(case)
    parts = []
    if last and last.rule in WAYS:
        parts.append(f"{WAYS[last.rule]}: {words.lower_first(told)}.")
    elif case.last_run and last and (last.day - case.last_run.day).days <= 1:
        parts.append(f"{told}, after {run_at(case)}.")
    else:
        parts.append(f"{told}.")
    if case.course.phase is Phase.REST:
        parts.append("Back in rest.")
    elif case.running:
        day = case.next_run_day()
        parts.append(f"No run before {words.named(day, case.today, case.style)}." if day else "")
    return " ".join(part for part in parts if part)


def quiet_after_bad(case: Case) -> str:
    """Silence after a bad score outranks silence after a good one."""
    score, run = _last_score(case) or "No morning answered yet", case.last_run
    if run and run.pain is not None and run.pain >= case.protocol.run.step_back:
        score = f"{words.upper_first(run_at(case))}, {words.lower_first(score)}"
    check_open = f" {CHECK} is open." if case.course.check else ""
    return f"{score}, then no word for {words.count(case.silent, 'day')}.{check_open}"


def quiet(case: Case) -> str:
    """Silence after a good score."""
    score = _last_score(case)
    good = f"Was doing well: {words.lower_first(score)}." if score else "Never answered."
    if case.course.self_paused:
        return f"{good} The check-in paused itself; any reply brings it back."
    days = case.protocol.ask.pause_days - case.silent
    pauses = f" After {words.count(days, 'more quiet day')}, the check-in pauses itself."
    return good + (pauses if days > 0 else "")


def _last_score(case: Case) -> str:
    last = case.last_morning
    return f"Stiffness {last.score} {words.on_day(last.day, case.today, case.style)}" if last else ""


def gate(case: Case) -> str:
    """The walk test is open."""
    rule, opened = case.protocol.gate, case.course.gate_at
    raises = case.known.runner.profile.heel_raises or rule.heel_raises
    at = f" at {words.moment(opened, case.zone, case.today, case.style)}" if opened else ""
    calm = f"{words.upper_first(words.spelled(rule.calm))} of {words.spelled(rule.mornings)} mornings"
    test = f"a {rule.walk_minutes} min walk and {raises} heel raises"
    return f"{calm} at {rule.safe} or less. Asked{at} about {test}; no answer yet."


def offer(case: Case) -> str:
    """A graduate was offered the way back to rest."""
    return f"{this_morning(case)} after finishing. Asked whether to go back to rest; no answer yet."


def unreached(case: Case) -> str:
    """The number takes no texts."""
    since = case.known.unreached
    when = words.named(local_day(since, case.zone), case.today, case.style) if since else "lately"
    return f"No text has arrived since {when}: the carrier turns them back. Ask for a new number."


def opted_out(case: Case) -> str:
    """STOP, and that only they can start again."""
    line = case.fact(Kind.STOPPED)
    when = ""
    if line:
        day = words.on_day(line.day, case.today, case.style)
        when = f" {day} at {words.clock(line.at, case.zone, case.style)}"
    if line and line.by == CARRIER:
        return f"Opted out{when}: the carrier says so. Only they can start again, by texting START."
    return f"Texted STOP{when}. Nothing is sent; only they can start again, by texting START."


def wrong_number(case: Case) -> str:
    """Somebody else has the number."""
    return "Somebody else answers at this number. Nothing is sent to it; ask for the right one."


def invited(case: Case) -> str:
    """The invitation is out."""
    return "The invitation is out: the plan starts with their YES."


def paused(case: Case) -> str:
    """A pause, by whom, and when questions come back."""
    until, fact = case.course.paused_until, case.fact(Kind.PAUSED)
    who = f"Paused by {words.isolated(fact.by)}" if fact and fact.by else "Paused by their own text"
    if until is None:
        return f"{who}."
    back = words.on_day(until + timedelta(days=1), case.today, case.style)
    return f"{who}; questions come back {back}."


def may_run(case: Case) -> str:
    """What the leave to run rests on."""
    course, last = case.course, case.last
    if last and last.rule == "stage.up" and last.day == case.today:
        runs = words.spelled(case.protocol.stage_up.runs)
        lead = f"Up today: {runs} good runs and a week at stage {last.from_stage}."
    else:
        lead = _verdict(case, case.last_run)
    return f"{this_morning(case)}. {lead}" if course.runs else f"{this_morning(case)}. First run of the plan."


def _verdict(case: Case, run: Run | None) -> str:
    if run is None or not run.stage:
        return "First run of the plan."
    days = (case.today - run.day).days - 1
    clear = f"{words.count(days, 'clear day')} since." if days else ""
    stage = f"stage {case.course.stage}"
    told = words.upper_first(run_at(case))
    lead = {
        "run.ok": f"{told} was a good one",
        "run.hold": f"{told} asks for {stage} again",
        "run.third_hold": f"{told} was the third hold",
        "run.unknown": f"{told} counts neither way",
    }.get(run.rule, f"{told} lies behind")
    return f"{lead}; {clear}" if clear else f"{lead}."


def resting(case: Case) -> str:
    """How the mornings go in rest and what the walk test waits for."""
    if case.morning is None:
        asked = reason_unanswered(case)
        return f"{asked} {_gate_waits(case)}"
    since = [one for one in case.course.mornings if one.day >= case.course.entered]
    first = since[0].score if since else case.morning.score
    days = case.phase_day()
    trend = f"Mornings from {first} to {case.morning.score} in {words.count(days, 'day')}"
    lead = trend if first != case.morning.score else this_morning(case)
    return f"{lead}. {_gate_waits(case)}"


def reason_unanswered(case: Case) -> str:
    """That this morning has no answer, for those whom the table of reasons does not cover."""
    last = case.last_morning
    past = f"; the last was {last.score} {words.on_day(last.day, case.today, case.style)}." if last else "."
    if not case.waiting:
        return f"No question has gone out today{past}"
    return f"No answer this morning{past}"


def _gate_waits(case: Case) -> str:
    rule, course = case.protocol.gate, case.course
    start = (course.gate_from or course.entered) + timedelta(days=rule.days)
    last = [one.score for one in course.mornings if one.day >= course.origin][-rule.mornings :]
    calm = sum(score <= rule.safe for score in last)
    if start > case.today:
        return f"Walk test {words.on_day(start, case.today, case.style)} at the earliest, with calm mornings."
    if calm >= rule.calm and course.gate_noes:
        return f"Not ready at the last walk test; asked again {rule.again_after_no} days after it."
    if calm >= rule.calm:
        return f"Walk test on the next morning answered with {rule.safe} or less."
    return f"Walk test once {rule.calm} of {rule.mornings} are at {rule.safe} or less: {calm} now."


def not_today(case: Case) -> str:
    """The most telling reason against a run."""
    return reason(case)[1]


def finished(case: Case) -> str:
    """After the plan."""
    last = case.last_morning
    score = f"; stiffness {last.score} {words.on_day(last.day, case.today, case.style)}" if last else ""
    return f"Asked once a week now{score}."


def ended(case: Case) -> str:
    """Treated for something else."""
    return "Treated for something else: the plan has ended and nothing is asked."
