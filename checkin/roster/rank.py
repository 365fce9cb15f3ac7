"""Where a runner stands on the roster: an ordered table, the first line that holds wins, worst first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from checkin.core.facts import Kind
from checkin.core.leave import Why
from checkin.core.model import URGENCY_RANK, Phase, Standing
from checkin.roster import why, words
from checkin.roster.blocked import reason
from checkin.roster.case import Case
from checkin.roster.model import Group, Tag
from checkin.roster.referred import referral

LAST_DAY = date.max.toordinal()
NEWS_DAYS = 3  # a step back or a severe run is news for the coach this long
QUIET_DAYS = 2
STEPS = {
    "run.step_back": "Step back",
    "run.week_up": "Step back",
    "run.third_hold": "Stage down",
    "run.not_settling": "Back to rest",
    "relapse": "Back to rest",
}


@dataclass(frozen=True)
class Place:
    """One line of the table. `quiet`: counts among the quiet ones."""

    group: Group
    holds: Callable[[Case], bool]
    tag: Callable[[Case], Tag]
    why: Callable[[Case], str]
    quiet: bool = False


def place(case: Case) -> tuple[int, Place]:
    """The first line that holds, and its number, by which groups are ordered."""
    return next((at, one) for at, one in enumerate(TABLE) if one.holds(case))


def order(case: Case, at: int) -> tuple[float, ...]:
    """Within a line of the table: most urgent first, then the least steady, then the longest waiting."""
    open_one, last = case.course.referral, case.last_morning
    urgency = URGENCY_RANK[open_one.urgency] if open_one else 0
    run = case.last_run
    rise = last.rise if last and last.day == case.today else 0
    score = last.score if last else 0
    pain = run.pain if run and run.pain is not None else 0
    if TABLE[at].group is Group.DONE:
        finished = case.course.graduated
        return (at, -(finished.toordinal() if finished else 0))
    # By the day it began, not by days until now: an order that is kept does not change overnight.
    since = open_one.day.toordinal() - LAST_DAY if open_one else -case.silent
    return (at, -urgency, since, -rise, -score, -pain)


def better(case: Case) -> bool:
    """The week's stiffness came down, or a stage was gained in the last week."""
    gained = case.course.phase is Phase.RETURN and (case.today - case.course.gained).days < words.WEEK
    return case.fall >= 1 or (gained and case.course.gained > case.course.origin and case.fall >= 0)


def _unread(case: Case) -> bool:
    return case.known.unread > 0


def _severe(case: Case) -> bool:
    return _news(case) and case.last is not None and case.last.rule == "run.severe"


def _stepped(case: Case) -> bool:
    return _news(case) and case.last is not None and case.last.rule in STEPS


def _news(case: Case) -> bool:
    return case.last is not None and (case.today - case.last.day).days < NEWS_DAYS


def _quiet_after_bad(case: Case) -> bool:
    if case.silent < case.protocol.ask.tell_days or case.course.standing is Standing.OPTED_OUT:
        return False
    last, run = case.last_morning, case.last_run
    stiff = last is not None and (last.score >= case.protocol.ask.tell_score or last.bad)
    sore = run is not None and run.pain is not None and run.pain >= case.protocol.run.step_back
    sore = sore and (last is None or (run is not None and run.day >= last.day))
    return stiff or sore or case.course.check is not None


def _wrong_number(case: Case) -> bool:
    line = case.fact(Kind.WRONG_NUMBER, Kind.STARTED, Kind.STOPPED)
    return line is not None and line.kind is Kind.WRONG_NUMBER


def _quiet(case: Case) -> bool:
    return case.silent >= QUIET_DAYS and not case.known.unreached and case.course.standing is Standing.ACTIVE


def _unreached(case: Case) -> bool:
    return case.known.unreached is not None


def _screen(case: Case) -> bool:
    return case.running and case.blocked(Why.SCREEN)


def _standing(standing: Standing) -> Callable[[Case], bool]:
    return lambda case: case.course.standing is standing


def _firm(icon: str, text: str) -> Callable[[Case], Tag]:
    return lambda case: Tag("firm", icon, text)


def _plain(icon: str, text: str) -> Callable[[Case], Tag]:
    return lambda case: Tag("plain", icon, text)


def _may_run_tag(case: Case) -> Tag:
    return Tag("go", "run", "May run")


def _step_tag(case: Case) -> Tag:
    return Tag("firm", "down", STEPS.get(case.last.rule, "Step back") if case.last else "Step back")


def _quiet_tag(case: Case) -> Tag:
    days = case.silent
    return Tag("plain", "quiet", f"Quiet for {words.count(days, 'day')}")


def _rest_tag(case: Case) -> Tag:
    if better(case) and case.morning:
        return Tag("up", "better", "Getting better")
    rests = case.morning is not None or not case.waiting
    return Tag("plain", "rest", "Resting") if rests else Tag("plain", "quiet", "No answer yet")


def _done_tag(case: Case) -> Tag:
    since = case.course.graduated
    return Tag("up", "done", f"Finished {words.short_date(since, case.style)}" if since else "Finished")


NEED, CHECK, RUN, REST, DONE = Group.NEED, Group.CHECK, Group.RUN, Group.REST, Group.DONE

TABLE: tuple[Place, ...] = (
    Place(NEED, lambda case: case.alarm is not None, _firm("flag", "Red flag"), referral),
    Place(NEED, _unread, _firm("say", "Text not handled"), why.unread),
    Place(NEED, lambda case: case.course.referral is not None, _firm("plus", "Not seen yet"), referral),
    Place(NEED, _severe, _firm("bolt", "Severe run"), why.severe),
    Place(NEED, _stepped, _step_tag, why.step_back),
    Place(NEED, _quiet_after_bad, _firm("quiet", "Quiet after a bad score"), why.quiet_after_bad, quiet=True),
    Place(NEED, lambda case: case.course.check is not None, _firm("bolt", "Check not answered"), why.check),
    Place(DONE, lambda case: case.course.ended, _plain("stop", "Plan ended"), why.ended),
    Place(
        CHECK, lambda case: case.course.self_paused, _plain("quiet", "Quiet, paused itself"), why.quiet, True
    ),
    Place(CHECK, _quiet, _quiet_tag, why.quiet, quiet=True),
    Place(CHECK, lambda case: case.course.offer is not None, _plain("gate", "Way back open"), why.offer),
    Place(CHECK, lambda case: case.course.gate is not None, _plain("gate", "Walk test open"), why.gate),
    Place(CHECK, _screen, _plain("gate", "Safety questions open"), why.not_today),
    Place(CHECK, _unreached, _plain("nophone", "Number not reached"), why.unreached),
    Place(CHECK, _wrong_number, _plain("nophone", "Wrong number"), why.wrong_number),
    Place(CHECK, _standing(Standing.OPTED_OUT), _plain("stop", "Opted out"), why.opted_out),
    Place(CHECK, _standing(Standing.INVITED), _plain("quiet", "Not joined yet"), why.invited),
    Place(RUN, lambda case: not case.blockers, _may_run_tag, why.may_run),
    Place(DONE, _standing(Standing.GRADUATED), _done_tag, why.finished),
    Place(REST, _standing(Standing.PAUSED), _plain("rest", "Paused"), why.paused),
    Place(REST, lambda case: case.running, lambda case: reason(case)[0], why.not_today),
    Place(REST, lambda case: True, _rest_tag, why.resting),
)


def _at(holds: Callable[[Case], bool]) -> int:
    return next(at for at, one in enumerate(TABLE) if one.holds is holds)


# Lines that a kept rank must know by number: see key.py.
UNREAD, UNREACHED, QUIET = _at(_unread), _at(_unreached), _at(_quiet)
NEWS = (_at(_severe), _at(_stepped))


def places(group: Group) -> tuple[int, ...]:
    """The lines of a group."""
    return tuple(at for at, one in enumerate(TABLE) if one.group is group)


QUIET_PLACES = tuple(at for at, one in enumerate(TABLE) if one.quiet)
