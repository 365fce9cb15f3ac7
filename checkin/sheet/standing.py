"""Where a runner stands, what holds today, and what comes next: the sentences on top of their page."""

from datetime import date, timedelta

from checkin.core.leave import Why, clear_days
from checkin.core.model import Course, Phase, Place, Standing, Urgency
from checkin.core.progress import lighter_week, ok_runs
from checkin.core.protocol import STAGES, Protocol
from checkin.roster.case import Case
from checkin.sheet.model import Phrase

URGENT = {Urgency.ROUTINE: "routine", Urgency.SAME_DAY: "same_day", Urgency.EMERGENCY: "emergency"}


def where(case: Case) -> Phrase:
    """The headline: phase and stage in a sentence."""
    course = case.course
    if course.standing is Standing.INVITED:
        return Phrase("where.invited")
    if course.ended:
        return Phrase("where.ended")
    if course.standing is Standing.OPTED_OUT:
        return Phrase("where.stopped")
    if course.phase is Phase.REFERRAL:
        return Phrase("where.referral")
    if course.paused_until is not None:
        return Phrase("where.paused", {"until": course.paused_until})
    if course.self_paused:
        return Phrase("where.self_paused")
    if course.graduated:
        return Phrase("where.done")
    if course.phase is Phase.REST:
        return Phrase("where.rest", {"number": case.phase_day()})
    return Phrase("where.stage", {"stage": course.stage, "stages": STAGES})


def word(case: Case) -> tuple[Phrase, ...]:
    """What stands below the ladder."""
    course = case.course
    if course.standing is Standing.INVITED:
        return (Phrase("held.invited"),)
    if course.phase is Phase.REFERRAL:
        return (Phrase("held.doctor"),)
    if course.graduated:
        return (Phrase("held.done"),)
    if course.phase is Phase.REST:
        return (Phrase("held.rest"), Phrase("held.day", {"number": case.phase_day()}))
    return (Phrase("held.stage", {"stage": course.stage}),)


def today(case: Case, emergency: str) -> tuple[Phrase, ...]:
    """What holds today, most binding first. Nothing here ever says more than the texts do."""
    course = case.course
    if course.standing in (Standing.INVITED, Standing.OPTED_OUT) or course.ended:
        return (Phrase("today.out"),)
    call = Phrase("call.known", {"number": emergency}) if emergency else Phrase("call.local")
    if course.phase is Phase.REFERRAL:
        urgency = course.referral.urgency if course.referral else Urgency.ROUTINE
        return (Phrase(f"today.referral_{URGENT[urgency]}", {"call": call}),)
    if course.check:
        return (Phrase("today.check", {"call": call}),)
    if course.standing is Standing.PAUSED:
        return (Phrase("today.self_paused" if case.course.self_paused else "today.paused"),)
    if course.graduated:
        return _graduated(case, course.graduated)
    if course.phase is Phase.REST:
        return (Phrase("today.rest"), *_gate(case))
    return _running(case)


def danger(course: Course) -> bool:
    """Whether something is open that cannot wait."""
    referral = course.referral
    return course.check is not None or (referral is not None and referral.urgency is not Urgency.ROUTINE)


def _graduated(case: Case, since: date) -> tuple[Phrase, ...]:
    if case.course.offer is not None:
        return (Phrase("today.offer"),)
    minutes, light = lighter_week(since, case.today, case.protocol)
    return (Phrase("today.done_light" if light else "today.done", {"minutes": minutes}), _stop(case))


def _gate(case: Case) -> tuple[Phrase, ...]:
    course, rule = case.course, case.protocol.gate
    if course.gate is None:
        return ()
    raises = case.known.runner.profile.heel_raises or rule.heel_raises
    heel = "" if case.known.runner.profile.place is Place.MID else "_heel"
    return (Phrase(f"today.gate{heel}", {"minutes": rule.walk_minutes, "raises": raises}),)


def _running(case: Case) -> tuple[Phrase, ...]:
    if not case.blockers:
        return (
            Phrase("today.run", {"run": run_of_stage(case.course.stage, case.protocol)}),
            _stop(case),
        )
    first = case.blockers[0]
    run = case.last_run
    rule = case.protocol.leave
    values = {
        "done": min(first.done, first.need),
        "need": first.need,
        "count": first.done,
        "most": rule.stiffness,
        "severe": rule.severe,
        "run_days": rule.run_days,
    }
    said = [Phrase(f"wait.{first.why.value}", values | {"day": run.day if run else case.today})]
    if first.why in (Why.CLEAR, Why.STEPPED, Why.RUNS, Why.RAN) and (day := _earliest(case)):
        said.append(Phrase("today.earliest", {"day": day}))
    return tuple(said)


def _stop(case: Case) -> Phrase:
    """When to stop a run; no run is ever said without it."""
    return Phrase("today.stop", {"pain": case.protocol.run.step_back - 1})


def _earliest(case: Case) -> date | None:
    """The first day that days since the last runs allow, today's run included."""
    day = case.next_run_day()
    run = case.last_run
    if day is not None and run is not None and run.day == case.today:
        return max(day, run.day + timedelta(days=clear_days(run, case.protocol) + 1))
    return day


def run_of_stage(stage: int, protocol: Protocol) -> Phrase:
    """The run of a stage."""
    one = protocol.stage[stage - 1]
    kind = "steady" if not one.walk else "between" if one.sets == 2 else "sets"
    return Phrase(f"run.{kind}", {"walk": one.walk, "run": one.run, "sets": one.sets})


def coming(case: Case) -> Phrase | None:
    """The next stage and what it waits for; None where a pause or a visit comes first."""
    course = case.course
    if course.standing is not Standing.ACTIVE or course.phase is Phase.REFERRAL:
        return None
    if course.phase is Phase.REST:
        return _after_rest(case)
    rule = case.protocol.stage_up
    values: dict[str, object] = {
        "need": Phrase("count.good_run", {"count": rule.runs}),
        "days": Phrase("count.day", {"count": rule.days}),
        "done": min(ok_runs(course), rule.runs),
        "number": (case.today - course.staged).days + 1,
        "stage": course.stage + 1,
    }
    if course.stage == STAGES:
        return Phrase("coming.done", values)
    return Phrase("coming.stage", values | {"run": run_of_stage(course.stage + 1, case.protocol)})


def _after_rest(case: Case) -> Phrase:
    rule, course = case.protocol.gate, case.course
    start = (course.gate_from or course.entered) + timedelta(days=rule.days)
    values = {
        "calm": rule.calm,
        "mornings": rule.mornings,
        "safe": rule.safe,
        "run": run_of_stage(1, case.protocol),
        "now": _calm(course, rule.mornings, rule.safe),
    }
    if start > case.today:
        return Phrase("coming.rest_from", values | {"day": start})
    return Phrase("coming.rest", values)


def _calm(course: Course, count: int, safe: int) -> int:
    last = [one.score for one in course.mornings if one.day >= course.origin][-count:]
    return sum(score <= safe for score in last)
