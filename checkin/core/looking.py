"""What a runner can look at: STATUS, WHY, PLAN, LAST, and the addresses of their page and sheet."""

from datetime import timedelta

from checkin.core import explain
from checkin.core.danger import is_crisis, is_flag_open, numbers_to_call
from checkin.core.draft import Draft
from checkin.core.events import Part, Values
from checkin.core.measures import day_number, morning_of
from checkin.core.model import Decision, Phase
from checkin.core.protocol import STAGES
from checkin.core.reading.model import Reading

MORNINGS = 7


def helped(draft: Draft, reading: Reading, body: str) -> None:
    """What this is and what can be texted."""
    draft.say("command.help", numbers_to_call(draft.profile, draft.protocol))


def status(draft: Draft, reading: Reading, body: str) -> None:
    """Where the plan has the runner, and what holds today."""
    course = draft.course
    _put_check(draft)
    if course.phase is Phase.REFERRAL and not is_crisis(course):
        draft.say("status.referral", part=Part.DECISION)
    elif course.phase is Phase.REST:
        number = day_number(course.entered, draft.day)
        draft.say("status.rest", {"number": number}, part=Part.DECISION)
        return
    elif course.graduated:
        draft.say("status.graduated", part=Part.DECISION)
    else:
        draft.say("status.stage", {"stage": course.stage}, part=Part.DECISION)
    if course.check is None:
        explain.plan(draft)


def _put_check(draft: Draft) -> None:
    """An open check comes before anything that is asked for."""
    if draft.course.check is not None:
        draft.say("check.ask", numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)


def why(draft: Draft, reading: Reading, body: str) -> None:
    """The last decision: the rule behind it, the numbers it saw, and what would change it."""
    one = draft.runner.last
    if is_crisis(draft.course):
        explain.referral_plan(draft)
        return
    if one is None:
        status(draft, reading, body)
        return
    values: Values = {"day": one.day, "stage": one.stage}
    draft.say(f"why.{one.rule}", values, part=Part.DECISION, version=one.version)
    if saw := numbers_of(one):
        draft.say("why.saw", {"saw": saw}, part=Part.ECHO)
    what_changes_it(draft)


# Numbers of a decision that a runner knows from their own answers, in the order they are said.
TOLD = ("pain", "stiffness", "usual", "week", "rise", "ok_runs", "days", "mornings", "step_backs", "returns")


def numbers_of(one: Decision) -> str:
    """What a decision saw, as name=number pairs that each language puts into words."""
    found = [(name, one.saw[name]) for name in TOLD if isinstance(one.saw.get(name), int | float)]
    return ";".join(f"{name}={value:g}" for name, value in found)


def what_changes_it(draft: Draft) -> None:
    """What would move the runner on from where they are."""
    course, rule = draft.course, draft.protocol.gate
    if course.phase is Phase.REFERRAL:
        draft.say("why.next_flag" if is_flag_open(course) else "why.next_referral")
    elif course.phase is Phase.REST:
        values = {"calm": rule.calm, "mornings": rule.mornings, "safe": rule.safe, "days": rule.days}
        draft.say("why.next_rest", values)
    elif course.graduated:
        draft.say("why.next_graduated", {"score": draft.protocol.graduated.relapse})
    else:
        up = draft.protocol.stage_up
        values = {"runs": up.runs, "days": up.days, "pain": draft.protocol.run.step_back}
        draft.say("why.next_stage", values)


def plan(draft: Draft, reading: Reading, body: str) -> None:
    """What holds today, and the next stage."""
    course = draft.course
    _put_check(draft)
    if course.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
    if course.phase is Phase.REFERRAL or course.check is not None:
        return
    explain.plan(draft)
    if course.phase is Phase.REST:
        what_changes_it(draft)
    elif not course.graduated:
        up = draft.protocol.stage_up
        values = {"runs": up.runs, "days": up.days}
        if course.stage < STAGES:
            next_one = explain.run_values(course.stage + 1, draft.protocol)
            draft.say("plan.next", {**values, **next_one}, part=Part.TIP)
        else:
            draft.say("plan.next_done", values, part=Part.TIP)


def last(draft: Draft, reading: Reading, body: str) -> None:
    """The last mornings as numbers, the oldest first; a dash where there is none."""
    days = [draft.day - timedelta(days=back) for back in range(MORNINGS - 1, -1, -1)]
    found = [morning_of(draft.course, day) for day in days]
    scores = " ".join("-" if one is None else str(one.score) for one in found)
    draft.say("command.last", {"scores": scores, "day": days[0]})


def page(draft: Draft, reading: Reading, body: str) -> None:
    """The address of the runner's own page."""
    draft.say("command.page", link="page")


def sheet(draft: Draft, reading: Reading, body: str) -> None:
    """The address of the sheet for a clinician."""
    draft.say("command.sheet", link="sheet")
