"""What was decided and what was read, in words: the record on a runner's page and beside the demo phone."""

from collections.abc import Mapping

from checkin.core.facts import Fact, Kind
from checkin.core.model import Decision, Phase
from checkin.core.reading.model import Tier
from checkin.roster import words
from checkin.roster.style import Style

DECIDED = {
    "signup.rest": "Joined, in rest",
    "signup.running": "Joined while still running, stage {stage}",
    "gate.yes": "Rest is over, stage {stage}",
    "stage.up": "Up to stage {stage}",
    "graduate": "Finished the plan",
    "gap.rest": "Long without a run, back to rest",
    "gap.down": "Long without a run, down to stage {stage}",
    "run.ok": "A good run",
    "run.hold": "Stage {stage} again",
    "run.unknown": "A run that counts neither way",
    "relapse": "Back to rest after finishing",
    "clear": "Cleared: rest, day 1",
    "dismiss": "A false alarm",
    "override": "Moved by the coach",
    "refer.red_flag": "Red flag",
    "refer.check": "Doctor: yes to the check",
    "refer.severe": "Doctor: severe mornings in a row",
    "refer.worse": "Doctor: worse in rest",
    "refer.no_better": "Doctor: no better in rest",
    "refer.long_rest": "Doctor: too long in rest",
    "refer.flares": "Doctor: too many flares",
    "refer.stalled": "Doctor: no stage gained in a long time",
    "refer.soft_flag": "Doctor: a sign that was confirmed",
    "refer.asked": "Doctor: asked for one",
}


def decided(one: Decision) -> str:
    """A decision's heading."""
    known = DECIDED.get(one.rule)
    if known and one.rule.startswith("refer") and one.phase is not Phase.REFERRAL:
        return f"{known}, taken back"
    if known and not (one.rule.startswith("gap") and one.phase is Phase.REST and one.stage):
        return known.format(stage=one.stage)
    if one.phase is Phase.REST:
        return "Back to rest" if one.moved else "Stays in rest"
    if one.phase is Phase.REFERRAL:
        return "Doctor"
    return f"Back to stage {one.stage}" if one.stage < one.from_stage else f"Stage {one.stage}"


SAW = {
    "sign": "danger words: {}",
    "tier": "{}",
    "week": "a week’s median of {}",
    "ok_runs": "{} good runs in a row",
    "days": "{} days without a run",
    "mornings": "{} mornings without leave to run",
}
NO_NEWS = {("rise", 0), ("tier", "")}


def saw(seen: Mapping[str, int | float | str], style: Style) -> str:
    """The numbers a decision rested on, in a sentence: Saw stiffness 6, usual 3."""
    news = {name: value for name, value in seen.items() if (name, value) not in NO_NEWS}
    note = news.pop("note", "")
    parts = [_part(name, value, style) for name, value in news.items()]
    said = [f"Saw {', '.join(parts)}."] if parts else []
    return " ".join([*said, words.quoted(str(note))] if note else said)


def _part(name: str, value: int | float | str, style: Style) -> str:
    if name == "rise" and not isinstance(value, str):
        return f"{'down' if value < 0 else 'up'} {words.figure(abs(value), style)} on the week before"
    return SAW.get(name, f"{name.replace('_', ' ')} {{}}").format(_shown(value, style))


def _shown(value: int | float | str, style: Style) -> str:
    if isinstance(value, str):
        return value.replace("-", " ").replace("_", " ")
    return words.figure(value, style)


def is_danger(rule: str) -> bool:
    """Whether a decision is marked red on the record."""
    return rule in ("refer.red_flag", "refer.check", "run.severe", "refer.severe")


def made_of(fact: Fact) -> str:
    """What became of a text or a moment, by the line it left in the journal; "" for lines of no interest."""
    if fact.kind is Kind.FLAG:
        quoted = f" {words.quoted(fact.words)}" if fact.words and fact.tier is not Tier.CRISIS else ""
        return f"a danger sign{quoted}"
    if fact.kind is Kind.MORNING:
        return f"stiffness {fact.score}"
    if fact.kind is Kind.RUN:
        return f"a run at pain {fact.score}" if fact.score is not None else "a run, pain not told"
    return MADE_OF.get(fact.kind, "")


MADE_OF = {
    Kind.NO_RUN: "no run",
    Kind.CHECK_YES: "yes to the check",
    Kind.CHECK_NO: "no to the check",
    Kind.GATE_YES: "yes to the walk test",
    Kind.GATE_NO: "no to the walk test",
    Kind.SCREEN_YES: "yes to the safety questions",
    Kind.SCREEN_NO: "no to the safety questions",
    Kind.RELAPSE_YES: "yes to going back to rest",
    Kind.RELAPSE_NO: "no to going back to rest",
    Kind.SOFT_YES: "a sign, confirmed",
    Kind.SOFT_NO: "a sign, not confirmed",
    Kind.DOCTOR: "asked for a doctor",
    Kind.CLEARED: "cleared",
    Kind.DISMISSED: "a false alarm",
    Kind.PAUSED: "a pause",
    Kind.RESUMED: "back from the pause",
    Kind.SELF_PAUSED: "quiet too long: the check-in paused itself",
    Kind.STOPPED: "STOP",
    Kind.STARTED: "START",
    Kind.WRONG_NUMBER: "a wrong number",
    Kind.ENROLLED: "joined",
    Kind.ENDED: "treated for something else: the plan ended",
}
