"""A decision as a runner or a doctor reads it: its rule in plain words, its numbers, what would change it."""

from collections.abc import Iterator
from datetime import timedelta

from checkin.core.due import local
from checkin.core.model import Decision, Phase, Standing, Urgency
from checkin.core.protocol import STAGES
from checkin.roster.case import Case
from checkin.sheet.model import Decided, Phrase

HIDDEN = {"tier", "note", "stands"}  # the urgency is said elsewhere; a coach's note is theirs
TO_REST = ("run.step_back", "run.third_hold", "run.week_up")
ORDER = ("sign", "pain", "stiffness", "usual", "week", "rise", "ok_runs")  # the others after these
NAMED = {"sign": "sign", "screen": "screen"}  # numbers that are words: each has its own


def last(case: Case) -> Decision | None:
    """The newest decision that stands."""
    return max(reversed(case.known.decisions), key=lambda one: one.at, default=case.last)


def told(case: Case, one: Decision) -> Decided:
    """A decision as it is told."""
    return Decided(
        rule=one.rule,
        version=one.version,
        day=one.day,
        at=local(one.at, case.zone),
        title=title(one),
        why=why(case, one),
        saw=tuple(saw(one)),
        changes=tuple(changes(case)),
    )


def title(one: Decision) -> Phrase:
    """What was decided, in a few words."""
    if one.rule in TO_REST or one.rule == "gap.down":
        return Phrase(
            "decided.to_rest" if one.phase is Phase.REST else "decided.to_stage", {"stage": one.stage}
        )
    if one.rule == "dismiss":
        return Phrase("decided.dismiss")
    return Phrase(f"decided.{one.rule}", {"stage": one.stage, "stages": STAGES})


def why(case: Case, one: Decision) -> Phrase:
    """The rule in plain words, with the protocol's numbers."""
    p = case.protocol.called(one.version)
    numbers: dict[str, object] = {
        "severe": p.run.severe,
        "step_back": p.run.step_back,
        "hold": p.run.hold,
        "bad": p.bad.stiffness,
        "bad_days": p.run.bad_days,
        "again_days": p.run.rest_days,
        "holds": p.run.holds,
        "settling": p.settling.mornings,
        "down_days": p.gap.down_days,
        "rest_days": p.gap.rest_days,
        "runs": p.stage_up.runs,
        "days": p.stage_up.days,
        "safe": p.gate.safe,
        "proof": p.running.mornings,
        "rise": p.week_up.rise,
        "relapse": p.graduated.relapse,
        "severe_mornings": p.refer.severe_mornings,
        "refer_severe": p.refer.severe,
        "worse_day": p.refer.worse_day,
        "no_better_day": p.refer.no_better_day,
        "long_rest_day": p.refer.long_rest_day,
        "flares": p.refer.flares,
        "flare_days": p.refer.flare_days,
        "return_days": p.refer.return_days,
        "stalled_day": p.refer.stalled_day,
        "stage": one.stage,
    }
    return Phrase(f"rule.{one.rule}", numbers)


def saw(one: Decision) -> Iterator[Phrase]:
    """The numbers that a decision rested on."""
    names = [name for name in ORDER if name in one.saw]
    for name in (*names, *(name for name in one.saw if name not in ORDER)):
        value = one.saw[name]
        if name in HIDDEN or (name == "rise" and value == 0):
            continue
        shown: object = Phrase(f"{NAMED[name]}.{str(value).replace('-', '_')}") if name in NAMED else value
        if name == "rise" and isinstance(value, int | float):
            name, shown = ("rise", value) if value > 0 else ("fall", -value)
        yield Phrase(f"saw.{name}", {"value": shown})


def changes(case: Case) -> Iterator[Phrase]:
    """What would change where they are now, and how."""
    course = case.course
    if course.standing in (Standing.OPTED_OUT, Standing.INVITED):
        return
    if course.phase is Phase.REFERRAL:
        referral = course.referral
        routine = referral is None or referral.urgency is Urgency.ROUTINE
        yield Phrase("change.routine" if routine else "change.flag")
        hours = case.protocol.refer.correction_hours
        fresh = referral is not None and case.now - referral.at < timedelta(hours=hours)
        if routine and fresh and referral and not referral.flagged and referral.rule != "refer.asked":
            yield Phrase("change.correct_referral", {"hours": hours})
        return
    if course.graduated:
        yield Phrase("change.done", {"relapse": case.protocol.graduated.relapse})
    elif course.phase is Phase.REST:
        yield Phrase("change.rest")
    else:
        yield Phrase("change.running", {"step_back": case.protocol.run.step_back})
    if course.mornings or course.runs:
        yield Phrase("change.correct")
