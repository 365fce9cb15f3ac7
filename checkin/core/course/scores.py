"""What a morning's stiffness and a run's pain do to a course."""

from datetime import date, timedelta

from checkin.core import progress, referral
from checkin.core.change import changed
from checkin.core.course.moves import (
    KEPT_DAYS,
    Folding,
    counted,
    decide,
    numbers,
    refer,
    refer_flares,
    rested,
    step_back,
    to_rest,
    to_stage,
)
from checkin.core.facts import Fact
from checkin.core.leave import MORNINGS, leave
from checkin.core.measures import judged, last_mornings, mornings_between, run_of
from checkin.core.model import Asked, Check, Course, Morning, Phase, Run, Stepped, Urgency
from checkin.core.protocol import Protocol
from checkin.core.verdict import RunFacts, at_once, verdict


def answered(course: Course, fact: Fact, *, evening: bool) -> tuple[Asked, ...]:
    """The questions with this day's marked as answered."""
    for index in range(len(course.asked) - 1, -1, -1):
        one = course.asked[index]
        if one.day < fact.day:
            break
        if one.day == fact.day and one.evening is evening:
            return (*course.asked[:index], changed(one, answered=True), *course.asked[index + 1 :])
    return course.asked


def morning(course: Course, now: Folding) -> Course:
    """An answered morning: recorded in every phase, judged in REST and RETURN-TO-RUN."""
    fact, p = now.fact, now.protocol
    before = last_mornings(course, 1, before=fact.day)
    one = judged(course, fact.day, fact.score or 0, p, masked=fact.masked)
    kept = (
        course.mornings
        if not course.mornings or (fact.day - course.mornings[0].day).days < KEPT_DAYS
        else course.mornings[1:]
    )
    if kept and kept[-1].day == fact.day:
        kept = kept[:-1]
    course = changed(
        course,
        mornings=(*kept, one),
        asked=answered(course, fact, evening=False),
        limped=fact.day if fact.limping else course.limped,
        heard=fact.day,
    )
    course = _check_by_morning(course, one, before[0] if before else None, now)
    if course.phase is Phase.REFERRAL:
        return course
    if course.graduated:
        return _graduate_morning(course, one, now)
    return _judge(course, one, now)


def _check_by_morning(course: Course, one: Morning, before: Morning | None, now: Folding) -> Course:
    rule = now.protocol.check
    if one.score >= rule.worst:
        return opened(course, now, urgent=True)
    first = one.score >= rule.stiffness and (before is None or before.score < rule.stiffness)
    jumped = before is not None and one.score - before.score >= rule.jump
    return opened(course, now, urgent=False) if first or jumped else course


def opened(course: Course, now: Folding, *, urgent: bool) -> Course:
    """The check question open, unless a referral already asks to be seen today; it closes an open gate."""
    if course.referral is not None and course.referral.urgency is not Urgency.ROUTINE:
        return course
    if course.check and (course.check.urgent or not urgent):
        return changed(course, gate=None, gate_at=None)
    check = Check(now.fact.seq, now.fact.day, now.fact.at, urgent)
    return changed(course, check=check, gate=None, gate_at=None)


def _graduate_morning(course: Course, one: Morning, now: Folding) -> Course:
    rule = now.protocol.graduated
    if one.score >= rule.relapse:
        return to_rest(opened(course, now, urgent=False), "relapse", now, numbers(course, now), returned=True)
    return offered(course, one.score, now)


def offered(course: Course, score: int, now: Folding) -> Course:
    """A graduate's score that offers the way back to REST, on their Y."""
    if score < now.protocol.graduated.offer:
        return changed(course, offer=None, offer_at=None)
    return changed(course, offer=now.fact.day, offer_at=now.fact.at)


def _judge(course: Course, one: Morning, now: Folding) -> Course:
    """The most urgent rule first: referral, then the run's verdict, then the tables of progress."""
    p, day = now.protocol, course.day
    due = referral.no_better_due(course, day, p)
    rule = next((name for name, holds in referral.MORNING_RULES if holds(course, day, p)), "")
    course = changed(course, judged=True) if due else course
    if rule:
        return refer(course, rule, now, _seen(course, now))
    course, moved = run_verdict(course, one, now)
    if course.phase is Phase.RETURN and not moved:
        course = _return_morning(course, one, now)
    if course.phase is Phase.REST:
        course = gated(course, now)
    return course


def gated(course: Course, now: Folding) -> Course:
    """The gate open, if this morning opens it; if not, one left open by an earlier morning has lapsed."""
    if not progress.gate_opens(course, course.day, now.protocol):
        return changed(course, gate=None, gate_at=None) if course.gate else course
    return changed(course, gate=course.day, gate_at=now.fact.at)


def _seen(course: Course, now: Folding) -> dict[str, int | float | str]:
    found = progress.week(course, course.day, now.protocol)
    return dict(numbers(course, now, week=found.now, rise=found.rise))


def _return_morning(course: Course, one: Morning, now: Folding) -> Course:
    p, day = now.protocol, course.day
    if course.proving:
        return _proved(course, one, now)
    held = any(reason.why in MORNINGS for reason in leave(course, day, p))
    course = changed(course, unsettled=course.unsettled + 1 if held else 0)
    rule = next((name for name, holds in progress.MORNING_RULES if holds(course, day, p)), "")
    if not rule:
        return course
    saw = _seen(course, now)
    match rule:
        case "run.week_up":
            return step_back(course, rule, day, now, saw)
        case "run.not_settling":
            return to_rest(course, rule, now, {**saw, "mornings": course.unsettled}, returned=True)
        case "gap.rest" | "gap.down":
            return _gap(course, rule, now)
        case "graduate":
            after = changed(course, graduated=day, gained=day)
            return decide(course, after, rule, now, {**saw, "ok_runs": progress.ok_runs(course)})
    saw["ok_runs"] = progress.ok_runs(course)
    return to_stage(course, course.stage + 1, rule, now, saw, gained=True)


def _gap(course: Course, rule: str, now: Folding) -> Course:
    anchor = progress.gap_anchor(course)
    saw = {"days": (course.day - anchor).days}
    if rule == "gap.rest":
        return to_rest(course, rule, now, saw, returned=False)
    return to_stage(changed(course, gap=anchor), course.stage - 1, rule, now, saw, gained=False)


def _proved(course: Course, one: Morning, now: Folding) -> Course:
    """The first mornings of someone who kept running: one that is not safe ends in REST."""
    rule = now.protocol.running
    count = len(mornings_between(course, course.entered, course.day))
    if one.score > rule.safe and count <= rule.mornings:
        return to_rest(course, "signup.rest", now, numbers(course, now), returned=False)
    return changed(course, proving=False) if count >= rule.mornings and course.screened else course


def run(course: Course, now: Folding) -> Course:
    """A run told, in any phase; the worst of what was said about one day counts."""
    fact, p = now.fact, now.protocol
    known = run_of(course, fact.day)
    pain = fact.score
    if known and known.pain is not None:
        pain = known.pain if pain is None else max(pain, known.pain)
    stage = course.stage if course.phase is Phase.RETURN and not course.graduated else 0
    rule = at_once(pain, p) if stage else ""
    one = Run(
        fact.day,
        pain,
        known.stage if known else stage,
        rule,
        fact.masked or bool(known and known.masked),
        fact.seq,
    )
    course = changed(
        course,
        runs=(
            *[run for run in course.runs if run.day != fact.day and (fact.day - run.day).days < KEPT_DAYS],
            one,
        ),
        asked=answered(course, fact, evening=True) if pain is not None else course.asked,
        limped=fact.day if fact.limping else course.limped,
        heard=fact.day,
        stepped=_still_stepped(course, fact.day, p),
    )
    if known and known.rule in ("run.severe", "run.step_back") and rule != "run.severe":
        return changed(course, runs=(*course.runs[:-1], changed(one, rule=known.rule)))
    if pain is None:
        return course
    if pain >= p.check.pain:
        course = opened(course, now, urgent=pain >= p.check.severe_pain)
    return _run_at_once(course, pain, rule, now)


def _still_stepped(course: Course, day: date, p: Protocol) -> Stepped | None:
    """A step back holds until a run on a day after its clear days."""
    held = course.stepped
    return held if held and (day - held.anchor).days <= p.leave.step_back_days else None


def _run_at_once(course: Course, pain: int, rule: str, now: Folding) -> Course:
    if course.phase is Phase.REFERRAL:
        return course
    if course.phase is Phase.REST:
        return _run_in_rest(course, pain, now)
    saw = {"pain": pain}
    if pain >= now.protocol.run.severe:
        return _severe(course, now, saw)
    if course.graduated:
        return offered(course, pain, now)
    return step_back(course, rule, now.fact.day, now, saw) if rule else course


def _severe(course: Course, now: Folding, saw: dict[str, int]) -> Course:
    stepped = changed(course, step_backs=counted(course.step_backs, course.day))
    after = decide(course, rested(stepped, returned=True), "run.severe", now, saw)
    return refer_flares(after, now)


def _run_in_rest(course: Course, pain: int, now: Folding) -> Course:
    p = now.protocol
    if pain >= p.run.step_back:
        course = changed(course, gate_from=now.fact.day, gate=None, gate_at=None)
    if pain >= p.run.severe:
        course = refer_flares(changed(course, step_backs=counted(course.step_backs, course.day)), now)
    return course


def run_verdict(course: Course, one: Morning | None, now: Folding) -> tuple[Course, bool]:
    """The verdict on the run of the day before, now that its next morning has come (None: will not come).

    Returns the course after it, and whether the verdict moved it.
    """
    if course.phase is not Phase.RETURN or course.graduated:
        return course, False
    day = course.day - timedelta(days=1 if one else 2)
    waiting = run_of(course, day)
    if waiting is None or waiting.rule or not waiting.stage:
        return course, False
    p = now.protocol
    facts = RunFacts(
        pain=waiting.pain,
        masked=waiting.masked or bool(one and one.masked),
        stiffness=one.score if one else None,
        bad=bool(one and one.bad),
        bads=_bads(course, p),
        holds=progress.holds(course),
    )
    rule = verdict(facts, p)
    kept = "run.hold" if rule == "run.third_hold" else rule
    runs = tuple(changed(run, rule=kept) if run.day == day else run for run in course.runs)
    saw = (
        numbers(course, now, pain=waiting.pain)
        if one
        else {"pain": waiting.pain}
        if waiting.pain is not None
        else {}
    )
    return _moved_by(changed(course, runs=runs), rule, waiting, now, dict(saw))


def _bads(course: Course, p: Protocol) -> int:
    first = progress.since(course.day, p.run.bad_days)
    return sum(1 for one in mornings_between(course, first, course.day) if one.bad)


def _moved_by(
    course: Course, rule: str, run: Run, now: Folding, saw: dict[str, int | float | str]
) -> tuple[Course, bool]:
    if rule == "run.step_back":
        return step_back(course, rule, run.day, now, saw), True
    if rule == "run.third_hold":
        if course.stage <= 1:
            return to_rest(course, rule, now, saw, returned=True), True
        return to_stage(course, course.stage - 1, rule, now, saw, gained=False), True
    return decide(course, course, rule, now, saw, moved=False), False
