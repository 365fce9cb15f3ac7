"""A runner's journal: new lines in their place, old ones mended, and the days after them derived again."""

from datetime import date, timedelta

from checkin.core.change import changed
from checkin.core.course import fold
from checkin.core.facts import Fact, Kind
from checkin.core.model import Course, Decision, Runner
from checkin.core.protocol import Protocol

KEPT_DAYS = 14  # how far back a late answer or a correction can reach
TRIM_DAYS = 21  # the base moves on this seldom, so that a step rarely folds the journal anew
PIN_DAYS = 60  # the last score stays correctable this long, whatever came after it

Folded = tuple[Course, tuple[Decision, ...]]


def add(runner: Runner, fact: Fact, protocol: Protocol) -> Runner:
    """The runner with a line added where it belongs; what came after it is derived again."""
    place = _place(runner.journal, fact)
    if place == len(runner.journal) and fact.day >= runner.course.day:
        course, decisions = fold(runner.course, fact, protocol.by(fact.rules))
        return changed(
            runner,
            journal=(*runner.journal, fact),
            course=course,
            decisions=(*runner.decisions, *decisions) if decisions else runner.decisions,
            last=_last(decisions) or runner.last,
        )
    return again(runner, (*runner.journal[:place], fact, *runner.journal[place:]), protocol)


def mend(runner: Runner, *facts: Fact, protocol: Protocol) -> Runner:
    """The runner with known lines replaced by their new versions."""
    new = {fact.seq: fact for fact in facts}
    return again(runner, tuple(new.get(fact.seq, fact) for fact in runner.journal), protocol)


def again(runner: Runner, journal: tuple[Fact, ...], protocol: Protocol) -> Runner:
    """The runner with another journal, folded from the base; never earlier than the day it had reached."""
    course, decisions = refold(runner.base, journal, protocol)
    last = _last(decisions) or runner.base_last
    return changed(runner, journal=journal, course=course, decisions=decisions, last=last)


def refold(base: Course, journal: tuple[Fact, ...], protocol: Protocol) -> Folded:
    """A journal folded over a base: where it leads, and every decision on the way. Each line is judged by the
    protocol that held when it was written, so that another one changes no day that is over."""
    course = base
    decisions: list[Decision] = []
    for fact in journal:
        course, made = fold(course, fact, protocol.by(fact.rules))
        decisions.extend(made)
    return course, tuple(decisions)


def rules_on(runner: Runner, day: date, today: date, protocol: Protocol) -> str:
    """The digest of the protocol that judges a line which is written now about `day`: one about a day that is
    over is judged as the last line of it or of a day before it was, or else the first one after it."""
    if day >= today:
        return protocol.digest
    before = next((fact for fact in reversed(runner.journal) if fact.day <= day), None)
    known = before or next((fact for fact in runner.journal if fact.day > day), None)
    return protocol.digest if known is None else known.rules


def find(runner: Runner, seq: int | None) -> Fact | None:
    """The line with a number, if the journal still reaches back to it."""
    return next((fact for fact in reversed(runner.journal) if fact.seq == seq), None)


def trimmed(runner: Runner, protocol: Protocol) -> Runner:
    """The runner with old lines folded into the base, so that their size stays bounded."""
    journal, today = runner.journal, runner.course.day
    if not journal or (today - journal[0].day).days <= TRIM_DAYS:
        return runner
    cut = today - timedelta(days=KEPT_DAYS)
    pin = find(runner, runner.talk.last_score)
    if pin is not None and (today - pin.day).days <= PIN_DAYS:
        cut = min(cut, pin.day)
    if runner.course.referral is not None:
        journal = tuple(fact for fact in journal if fact.kind is not Kind.HEARD or fact.day >= cut)
        runner = changed(runner, journal=journal)  # a referral may wait for years, with a text a day
        cut = min(cut, _opened(runner))
    keep = next((index for index, fact in enumerate(journal) if fact.day >= cut), len(journal))
    if not keep:
        return runner
    base, made = refold(runner.base, journal[:keep], protocol)
    course, decisions = refold(base, journal[keep:], protocol)
    if course != runner.course:  # the protocol was edited since: what was decided by it then stands
        known = {fact.at for fact in journal[keep:]}
        course, decisions = runner.course, tuple(one for one in runner.decisions if one.at in known)
    before = _last(made) or runner.base_last
    return changed(
        runner, base=base, base_last=before, journal=journal[keep:], course=course, decisions=decisions
    )


def _opened(runner: Runner) -> date:
    """The first day of the open referral, signs beneath included: a coach may still take one back."""
    referral = runner.course.referral
    assert referral is not None
    return referral.since or referral.day


def _place(journal: tuple[Fact, ...], fact: Fact) -> int:
    """After everything of its day, but a morning stands before the runs of its day."""
    place = len(journal)
    while place and journal[place - 1].day > fact.day:
        place -= 1
    if fact.kind is not Kind.MORNING:
        return place
    first = place
    while first and journal[first - 1].day == fact.day:
        first -= 1
    runs = (index for index in range(first, place) if journal[index].kind in (Kind.RUN, Kind.ASKED_EVENING))
    return next(runs, place)


def _last(decisions: tuple[Decision, ...]) -> Decision | None:
    return next((one for one in reversed(decisions) if one.moved), None)
