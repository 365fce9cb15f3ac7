"""Why somebody was sent to a doctor, in a sentence with the numbers it rests on."""

from checkin.core.model import Referral
from checkin.core.protocol import Protocol
from checkin.roster import words
from checkin.roster.case import Case


def referral(case: Case) -> str:
    """An open referral: since when, by what, and that no visit is recorded."""
    open_one = case.course.referral
    if open_one is None:
        return "With the doctor."
    when = words.upper_first(words.ago(open_one.day, case.today))
    taken = case.talk.alert.acknowledged if case.talk.alert else ""
    by = f" {words.isolated(taken)} is on it." if taken else ""
    return f"{when}: {cause(case, open_one)}. No visit recorded yet.{by}"


def cause(case: Case, open_one: Referral) -> str:
    """What made a referral, without a full stop. A crisis text is never quoted."""
    if open_one.crisis:
        return "a text about harming themselves"
    said = case.known.said or open_one.words
    if open_one.flagged and said:
        return words.quoted(said)
    return (
        _medians(case, open_one.rule)
        or _flares(case, open_one.rule)
        or _plain(_ruled_by(case, open_one)).get(open_one.rule, "referred")
    )


def _ruled_by(case: Case, open_one: Referral) -> Protocol:
    """The protocol that the referral rests on."""
    made = next((one for one in reversed(case.known.decisions) if one.rule == open_one.rule), None)
    return case.protocol.called(made.version) if made else case.protocol


def _plain(protocol: Protocol) -> dict[str, str]:
    refer = protocol.refer
    return {
        "refer.red_flag": "a danger sign",
        "refer.soft_flag": "a sign that a doctor should see, confirmed",
        "refer.check": "yes to the check for a pop, tiptoe or a hot calf",
        "refer.severe": f"{words.spelled(refer.severe_mornings)} mornings in a row at {refer.severe} or more",
        "refer.worse": "the mornings got worse in rest",
        "refer.no_better": f"{words.lasting(refer.no_better_day)} of rest changed little",
        "refer.long_rest": f"{refer.long_rest_day} days of rest and no way out of it yet",
        "refer.stalled": f"{words.lasting(refer.stalled_day)} in, no stage gained for a long time",
        "refer.asked": "asked to see a doctor",
    }


def _medians(case: Case, rule: str) -> str:
    """How the mornings went in rest, by the medians of the first week and the last one that the rule saw."""
    saw = next((one.saw for one in reversed(case.known.decisions) if one.rule == rule), {})
    now, rise = saw.get("week"), saw.get("rise")
    if isinstance(now, str) or isinstance(rise, str) or now is None or rise is None:
        return ""
    rest = words.lasting(case.protocol.refer.no_better_day)
    then, last = words.figure(now - rise, case.style), words.figure(now, case.style)
    return {
        "refer.worse": f"the mornings got worse in rest, from {then} to {last}",
        "refer.no_better": f"{rest} of rest have not helped: mornings at {last}, from {then} at first",
    }.get(rule, "")


def _flares(case: Case, rule: str) -> str:
    if rule != "refer.flares":
        return ""
    refer, course = case.protocol.refer, case.course
    backs = sum((case.today - day).days < refer.flare_days for day in course.step_backs)
    if backs >= refer.flares:
        return f"{words.count(backs, 'step back')} in {refer.flare_days} days"
    return f"back to rest a second time in {refer.return_days} days"
