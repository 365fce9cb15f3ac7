"""One journal line folded into a course, days that ended before it included."""

from collections.abc import Callable
from datetime import date, timedelta

from checkin.core.change import changed
from checkin.core.course.moves import KEPT_DAYS, Folding, decide, refer, rested, to_rest, to_stage
from checkin.core.course.scores import answered, morning, run, run_verdict
from checkin.core.facts import Fact, Kind
from checkin.core.measures import day_number, morning_of, run_of
from checkin.core.model import Asked, Course, Decision, Phase, Referral, Run, Soft, Urgency
from checkin.core.protocol import Protocol
from checkin.core.reading.model import Tier
from checkin.core.referral import long_rest

KEPT_QUESTIONS_DAYS = 35
Handler = Callable[[Course, Folding], Course]


def fold(course: Course, fact: Fact, protocol: Protocol) -> tuple[Course, tuple[Decision, ...]]:
    """The course after a journal line, and the decisions that it and the days before it made.

    Lines must come in the order of their days.
    """
    now = Folding(fact, protocol)
    if course.day < fact.day and not course.invited:
        course = _turned(course, fact.day, now)
    if fact.void and fact.kind in UNDOABLE:
        return course, tuple(now.decisions)
    return HANDLERS[fact.kind](course, now), tuple(now.decisions)


def turn(course: Course, fact: Fact, protocol: Protocol) -> Course:
    """The course at the start of a line's day, without the line itself."""
    return _turned(course, fact.day, Folding(fact, protocol)) if course.day < fact.day else course


def _turned(course: Course, day: date, now: Folding) -> Course:
    while course.day < day:
        course = _closed(course, now)
        course = changed(course, day=course.day + timedelta(days=1))
        if morning_of(course, course.day - timedelta(days=1)) is None:
            course, _ = run_verdict(course, None, now)
    return course


def _closed(course: Course, now: Folding) -> Course:
    """A day at its end: an unanswered evening was a run, an unanswered day without a text was silent."""
    day = course.day
    put = [one for one in course.asked[-4:] if one.day == day]
    assumed = (
        any(one.evening and not one.answered for one in put)
        and course.no_run != day
        and not run_of(course, day)
    )
    if assumed and course.phase is Phase.RETURN:
        kept = [run for run in course.runs if (day - run.day).days < KEPT_DAYS]
        course = changed(course, runs=(*kept, Run(day, None, course.stage)))
    silent = course.silent
    if course.heard == day or morning_of(course, day):
        silent = 0
    elif any(not one.answered and not one.missed for one in put):
        silent += 1
    course = changed(course, silent=silent)
    if silent >= now.protocol.leave.silent_days:
        course = changed(course, fresh=day + timedelta(days=1))
    if course.paused_until is not None and course.paused_until <= day:
        after = day + timedelta(days=1)
        course = changed(course, paused_until=None, fresh=after, gate_fresh=after, away=day)
    return course


def _enrolled(course: Course, now: Folding) -> Course:
    fact = now.fact
    if course.phase is Phase.REFERRAL:  # a new sign-up leaves no referral
        return changed(course, invited=False, opted_out=False, ended=False)
    course = changed(
        course,
        invited=False,
        opted_out=False,
        day=fact.day,
        origin=fact.day,
        entered=fact.day,
        staged=fact.day,
        gained=fact.day,
    )
    if fact.stage is not None:
        return to_stage(course, fact.stage, "gate.yes", now, {"stage": fact.stage}, gained=True)
    if fact.running:
        screened = True if fact.by == "screened" else None
        course = changed(course, proving=True, screened=screened, screen_at=fact.at)
        return to_stage(course, now.protocol.running.stage, "signup.running", now, {}, gained=True)
    return decide(course, rested(course, returned=False), "signup.rest", now, {})


def _asked(course: Course, now: Folding, *, evening: bool, missed: bool) -> Course:
    fact = now.fact
    kept = course.asked
    if kept and (fact.day - kept[0].day).days >= KEPT_QUESTIONS_DAYS:
        kept = kept[1:]
    same = [one for one in kept if one.day == fact.day and one.evening is evening]
    if same:
        return changed(
            course, asked=tuple(changed(one, missed=missed) if one in same else one for one in kept)
        )
    known = bool(morning_of(course, fact.day)) if not evening else _evening_known(course, fact.day)
    return changed(course, asked=(*kept, Asked(fact.day, evening, known, missed)))


def _evening_known(course: Course, day: date) -> bool:
    told = run_of(course, day)
    return course.no_run == day or (told is not None and told.pain is not None)


def _asked_morning(course: Course, now: Folding) -> Course:
    if course.gate is not None and course.gate < now.fact.day:
        course = changed(course, gate=None, gate_at=None)
    if course.soft is not None and course.soft.tier is not Tier.ASK_NUMB and course.soft.day < now.fact.day:
        course = changed(course, soft=None)
    if course.offer is not None and course.offer < now.fact.day:
        course = changed(course, offer=None, offer_at=None)
    if long_rest(course, now.fact.day, now.protocol):
        return refer(course, "refer.long_rest", now, {"days": day_number(course.entered, now.fact.day)})
    return _asked(course, now, evening=False, missed=False)


def _no_run(course: Course, now: Folding) -> Course:
    known = run_of(course, now.fact.day)
    if known is not None and known.pain is not None:
        return course
    runs = tuple(one for one in course.runs if one.day != now.fact.day)
    return changed(
        course,
        no_run=now.fact.day,
        heard=now.fact.day,
        runs=runs,
        asked=answered(course, now.fact, evening=True),
    )


def _heard(course: Course, now: Folding) -> Course:
    day = now.fact.day
    course = changed(course, heard=day, silent=0, limped=day if now.fact.limping else course.limped)
    if course.self_paused:
        return changed(course, self_paused=False, fresh=day, gate_fresh=day)
    return course


def _check_yes(course: Course, now: Folding) -> Course:
    course = changed(course, check=None)
    if now.fact.void:
        return decide(course, course, "refer.check", now, {}, moved=False)
    return refer(course, "refer.check", now, {}, Urgency.SAME_DAY, flagged=True)


def _gate_yes(course: Course, now: Folding) -> Course:
    if course.gate is None or course.phase is not Phase.REST:
        return course
    return to_stage(course, 1, "gate.yes", now, {}, gained=True)


def _gate_no(course: Course, now: Folding) -> Course:
    return changed(course, gate=None, gate_at=None, gate_noes=course.gate_noes + 1, gate_no=now.fact.day)


def _screen_yes(course: Course, now: Folding) -> Course:
    done = sum(1 for one in course.mornings if one.day >= course.entered) >= now.protocol.running.mornings
    return changed(course, screened=True, proving=course.proving and not done)


def _screen_no(course: Course, now: Folding) -> Course:
    course = changed(course, screened=False)
    if not course.proving or course.phase is not Phase.RETURN:
        return course
    return to_rest(course, "signup.rest", now, {"screen": "N"}, returned=False)


def _relapse_yes(course: Course, now: Folding) -> Course:
    if course.offer is None:
        return course
    return to_rest(course, "relapse", now, {}, returned=True)


FLAG_URGENCY = {
    Tier.EMERGENCY: Urgency.EMERGENCY,
    Tier.CRISIS: Urgency.EMERGENCY,
    Tier.SAME_DAY: Urgency.SAME_DAY,
}


def _flag(course: Course, now: Folding) -> Course:
    fact = now.fact
    saw = {"sign": fact.rule, "tier": fact.tier.value if fact.tier else ""}
    if fact.void:
        return decide(course, course, "refer.red_flag", now, saw, moved=False)
    urgency = FLAG_URGENCY.get(fact.tier) if fact.tier else None
    if urgency is None:
        return changed(course, soft=Soft(fact.seq, fact.day, fact.at, fact.tier or Tier.SOON, fact.words))
    crisis = fact.tier is Tier.CRISIS
    return refer(course, "refer.red_flag", now, saw, urgency, flagged=True, crisis=crisis)


def _soft_yes(course: Course, now: Folding) -> Course:
    numb = now.fact.tier is Tier.ASK_NUMB
    rule = "refer.red_flag" if numb else "refer.soft_flag"
    course = changed(course, soft=None)
    if now.fact.void:
        return decide(course, course, rule, now, {}, moved=False)
    urgency = Urgency.SAME_DAY if numb else Urgency.ROUTINE
    return refer(course, rule, now, {}, urgency, flagged=True)


def _stands(course: Course, now: Folding) -> Course:
    fact, sign = now.fact, course.referral
    if sign is None:
        return refer(course, fact.rule, now, {"stands": "yes"})
    if not sign.flagged or sign.below is not None:
        return course
    beneath = Referral(fact.rule, Urgency.ROUTINE, course.day, fact.at, flagged=False, seq=fact.seq)
    return changed(course, referral=changed(sign, below=beneath))


def _cleared(course: Course, now: Folding) -> Course:
    day = course.day
    after = changed(
        rested(course, returned=False),
        origin=day,
        gained=day,
        step_backs=(),
        returns=(),
        referral=None,
        check=None,
        soft=None,
        silent=0,
        fresh=None,
        barred=None,
        gap=None,
        sparse_asked=None,
    )
    return decide(course, after, "clear", now, {"note": now.fact.words})


def _dismissed(course: Course, now: Folding) -> Course:
    day = course.day
    after = changed(course, check=None, soft=None, barred=day, fresh=day + timedelta(days=1))
    before = changed(course, phase=Phase.REFERRAL)
    return decide(before, after, "dismiss", now, {"note": now.fact.words})


def _moved(course: Course, now: Folding) -> Course:
    """A coach has put the runner elsewhere in the plan. It leaves no referral: only a visit does."""
    fact, saw = now.fact, {"reason": now.fact.words}
    if course.phase is Phase.REFERRAL or fact.stage is None:
        return course
    course = changed(course, graduated=None, fresh=course.day)
    if fact.stage == 0:
        return to_rest(course, "override", now, saw, returned=False)
    return to_stage(course, fact.stage, "override", now, saw, gained=fact.stage > course.stage)


def _paused(course: Course, now: Folding) -> Course:
    return changed(course, paused_until=now.fact.until, self_paused=False, gate=None, gate_at=None)


def _resumed(course: Course, now: Folding) -> Course:
    if course.paused_until is None and not course.self_paused:
        return course
    day = now.fact.day
    return changed(course, paused_until=None, self_paused=False, fresh=day, gate_fresh=day, silent=0)


def _stopped(course: Course, now: Folding) -> Course:
    return changed(course, opted_out=True, paused_until=None, self_paused=False, gate=None, gate_at=None)


def _started(course: Course, now: Folding) -> Course:
    if not course.opted_out:
        return course
    return changed(
        course,
        opted_out=False,
        ended=False,
        fresh=now.fact.day,
        gate_fresh=now.fact.day,
        silent=0,
        heard=now.fact.day,
    )


# What a coach did and may undo: a void line is as if it had not been done.
UNDOABLE = frozenset({Kind.CLEARED, Kind.DISMISSED, Kind.MOVED, Kind.PAUSED, Kind.RESUMED})

HANDLERS: dict[Kind, Handler] = {
    Kind.ENROLLED: _enrolled,
    Kind.ASKED_MORNING: _asked_morning,
    Kind.ASKED_EVENING: lambda course, now: _asked(course, now, evening=True, missed=False),
    Kind.MISSED_MORNING: lambda course, now: _asked(course, now, evening=False, missed=True),
    Kind.MISSED_EVENING: lambda course, now: _asked(course, now, evening=True, missed=True),
    Kind.MORNING: morning,
    Kind.RUN: run,
    Kind.NO_RUN: _no_run,
    Kind.HEARD: _heard,
    Kind.CHECK_YES: _check_yes,
    Kind.CHECK_NO: lambda course, now: changed(course, check=None),
    Kind.GATE_YES: _gate_yes,
    Kind.GATE_NO: _gate_no,
    Kind.SCREEN_YES: _screen_yes,
    Kind.SCREEN_NO: _screen_no,
    Kind.RELAPSE_YES: _relapse_yes,
    Kind.RELAPSE_NO: lambda course, now: changed(course, offer=None, offer_at=None),
    Kind.FLAG: _flag,
    Kind.SOFT_YES: _soft_yes,
    Kind.SOFT_NO: lambda course, now: changed(course, soft=None),
    Kind.DOCTOR: lambda course, now: refer(course, "refer.asked", now, {}),
    Kind.STANDS: _stands,
    Kind.CLEARED: _cleared,
    Kind.DISMISSED: _dismissed,
    Kind.ENDED: lambda course, now: changed(course, opted_out=True, ended=True),
    Kind.MOVED: _moved,
    Kind.MORE_REPLIES: lambda course, now: changed(course, sparse_asked=now.fact.day),
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.SELF_PAUSED: lambda course, now: changed(course, self_paused=True),
    Kind.STOPPED: _stopped,
    Kind.STARTED: _started,
    Kind.WRONG_NUMBER: _stopped,
}
