"""What a direct reply says once the course has moved: danger, decision, echo, plan, tip."""

from collections.abc import Sequence
from datetime import date

from checkin.core import check, danger, tips
from checkin.core.danger import hand_sheet, numbers_to_call
from checkin.core.draft import Draft
from checkin.core.events import Part, Sort, Values
from checkin.core.facts import Fact, Kind
from checkin.core.leave import Blocker, Why, clear_days, leave
from checkin.core.measures import day_number, last_run, run_of
from checkin.core.model import Course, Decision, Phase, Place, Urgency
from checkin.core.progress import lighter_week
from checkin.core.protocol import STAGES, Protocol

TWO_ENDS = frozenset({"run.step_back", "run.third_hold", "run.week_up"})


def explain(draft: Draft, before: Course, told: Sequence[Fact], *, mended: int | None = None) -> None:
    """Answer what was told: `before` is the course before it, `mended` a corrected score."""
    course = draft.course
    if danger.is_crisis(course) and danger.is_crisis(before):
        referral_plan(draft)
        return
    _danger(draft, before, told)
    if mended is not None and told:
        _changed(draft, before, told[0], mended)
        echo(draft, told[0])
    else:
        _decision(draft, before)
        for fact in told:
            echo(draft, fact)
    if course.check is None or course.phase is Phase.REFERRAL:
        plan(draft, told)
    if course.phase is not Phase.REFERRAL and course.check is None:
        tips.ride(draft, told)


def _danger(draft: Draft, before: Course, told: Sequence[Fact]) -> None:
    course = draft.course
    if course.check is None:
        return
    known = draft.talk.check
    new = known is None or known.seq != course.check.seq
    raised = before.check is not None and course.check.urgent and not before.check.urgent
    if new or raised or any(fact.kind is Kind.MORNING for fact in told):
        check.put(draft)


def echo(draft: Draft, fact: Fact) -> None:
    """Say an accepted score back with its kind and day, so that a slip can be corrected."""
    if fact.kind is Kind.MORNING:
        draft.say("echo.stiffness", {"score": fact.score or 0, "day": fact.day}, part=Part.ECHO)
    elif fact.kind is Kind.RUN and fact.score is not None:
        draft.say("echo.pain", {"score": fact.score, "day": fact.day}, part=Part.ECHO)
    elif fact.kind is Kind.RUN:
        draft.say("echo.run", {"day": fact.day}, part=Part.ECHO)
    elif fact.kind is Kind.NO_RUN:
        draft.say("echo.no_run", {"day": fact.day}, part=Part.ECHO)


def _move(one: Decision) -> tuple[object, ...]:
    """What a decision did: the same move seen with other numbers is not told again."""
    return (one.day, one.rule, one.from_phase, one.from_stage, one.phase, one.stage)


def newest(draft: Draft) -> Decision | None:
    """The last decision of this step that moved the course, or failing that the last one at all."""
    before, after = draft.before.decisions, draft.runner.decisions
    if before is after:
        return None
    old = {_move(one) for one in before}
    made = [one for one in after if _move(one) not in old]
    return next((one for one in reversed(made) if one.moved), made[-1] if made else None)


def _decision(draft: Draft, before: Course) -> None:
    course = draft.course
    one = newest(draft)
    if one is None or one.phase is not course.phase:
        return
    if one.phase is Phase.REFERRAL:
        if course.referral is not before.referral and one.rule != "refer.red_flag":
            referred(draft)
    elif one.rule == "run.hold":
        draft.say("moved.run.hold", {"stage": one.stage}, part=Part.DECISION)
    elif one.moved and one.rule not in ("dismiss", "clear"):
        rest = one.phase is Phase.REST and one.rule in TWO_ENDS
        values = {"stage": one.stage, "from_stage": one.from_stage, "stages": STAGES}
        draft.say(f"moved.{one.rule}{'_rest' if rest else ''}", values, part=Part.DECISION)


def referred(draft: Draft, sort: Sort = Sort.REPLY) -> None:
    """Say that and why a doctor must look at it; of a routine one, once, what a visit is like."""
    open_one = draft.course.referral
    if open_one is None:
        return
    values = numbers_to_call(draft.profile, draft.protocol)
    if open_one.urgency is Urgency.ROUTINE:
        key = f"refer.{open_one.rule.removeprefix('refer.')}"
        draft.say(key, values, part=Part.DECISION, sort=sort)
        if not draft.talk.visit_told:
            draft.remember(visit_told=True)
            draft.say("refer.visit", sort=sort, link="sheet")
    else:
        draft.say("danger.check_yes", values, part=Part.DANGER)
        hand_sheet(draft)


def _changed(draft: Draft, before: Course, fact: Fact, old: int) -> None:
    """A correction, and its consequence: "Changed 8 to 3. You are back at stage 4."."""
    course = draft.course
    values: Values = {"old": old, "score": fact.score or 0, "day": fact.day}
    draft.say("changed.score", values, part=Part.DECISION)
    _changed_course(draft, before)
    if before.check and not course.check:
        draft.say("changed.check_gone", part=Part.DECISION)


def _changed_course(draft: Draft, before: Course) -> None:
    """Where a correction has put the runner, if it moved them."""
    course = draft.course
    if (before.phase, before.stage, before.graduated) == (course.phase, course.stage, course.graduated):
        return
    if course.phase is Phase.REFERRAL:
        referred(draft)
    elif course.phase is Phase.REST:
        draft.say("changed.rest", part=Part.DECISION)
    elif course.graduated:
        draft.say("changed.graduated", part=Part.DECISION)
    else:
        draft.say("changed.stage", {"stage": course.stage}, part=Part.DECISION)


def plan(draft: Draft, told: Sequence[Fact] = ()) -> None:
    """What holds now: rest, the gate, the run of the day or why there is none."""
    course, day = draft.course, draft.day
    if course.phase is Phase.REFERRAL:
        if draft.before.course.phase is Phase.REFERRAL:
            referral_plan(draft)
    elif course.paused_until is not None:
        draft.say("plan.paused", {"until": course.paused_until})
    elif course.phase is Phase.REST:
        _plan_rest(draft)
    elif course.graduated:
        _plan_graduated(draft, course.graduated)
    elif told and all(fact.kind in (Kind.RUN, Kind.NO_RUN) for fact in told):
        _plan_after(draft, told[-1])
    else:
        _plan_today(draft, leave(course, day, draft.protocol))


def referral_plan(draft: Draft) -> None:
    """What holds while a visit is awaited; after a danger sign, that it still is for today. After words of
    self-harm nothing about the leg: only whom to call."""
    if danger.is_crisis(draft.course):
        draft.say("danger.crisis", numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
        return
    routine = draft.course.referral is None or draft.course.referral.urgency is Urgency.ROUTINE
    key = "plan.referral" if routine else "plan.referral_flag"
    draft.say(key, numbers_to_call(draft.profile, draft.protocol))


def _plan_rest(draft: Draft) -> None:
    course, day = draft.course, draft.day
    if course.gate == day or (course.gate is not None and draft.before.course.gate is None):
        gate(draft)
    elif course.offer == day:
        draft.say("plan.offer")
    else:
        draft.say("plan.rest", {"number": day_number(course.entered, day)})


def gate(draft: Draft) -> None:
    """The walk and heel-raise question that leads out of REST."""
    raises = draft.profile.heel_raises or draft.protocol.gate.heel_raises
    place = "gate" if draft.profile.place is Place.MID else "gate_heel"
    draft.say(f"plan.{place}", {"minutes": draft.protocol.gate.walk_minutes, "raises": raises})


def _plan_graduated(draft: Draft, graduated: date) -> None:
    if draft.course.offer is not None:
        draft.say("plan.offer")
        return
    minutes, light = lighter_week(graduated, draft.day, draft.protocol)
    draft.say("plan.graduated_light" if light else "plan.graduated", {"minutes": minutes})


def run_values(stage: int, protocol: Protocol) -> Values:
    """The run of a stage, for its text."""
    run = protocol.stage[stage - 1]
    return {"stage": stage, "walk": run.walk, "run": run.run, "sets": run.sets, "minutes": run.minutes}


def _plan_today(draft: Draft, blockers: Sequence[Blocker]) -> None:
    course = draft.course
    if not blockers:
        draft.say("plan.run", run_values(course.stage, draft.protocol))
        return
    first = blockers[0]
    run = last_run(course, before=draft.day)
    values: Values = {"done": first.done, "need": first.need, "day": run.day if run else draft.day}
    if first.why is Why.SCREEN:
        draft.say("plan.screen", numbers_to_call(draft.profile, draft.protocol))
    elif first.why is Why.NUMB:
        draft.say("ask.numb", part=Part.DANGER)
    elif first.why is not Why.CHECK:
        draft.say(f"wait.{first.why.value}", values)


def _plan_after(draft: Draft, fact: Fact) -> None:
    """After the run, or after no run: what the next days hold."""
    if fact.kind is Kind.NO_RUN:
        draft.say("after.no_run")
        return
    run = run_of(draft.course, fact.day)
    if run is None or run.rule in ("run.step_back", "run.severe"):
        draft.say("after.stepped", {"need": draft.protocol.leave.step_back_days})
        return
    if run.pain is None:
        draft.say("ask.pain_now")
        return
    need = clear_days(run, draft.protocol)
    draft.say("after.sore" if run.pain >= draft.protocol.run.hold else "after.easy", {"need": need})
