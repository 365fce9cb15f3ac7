"""Danger signs: what the runner is told at once, and how often coaches are told until one acknowledges it."""

from datetime import datetime, timedelta

from checkin.core import journal
from checkin.core.change import changed
from checkin.core.draft import Draft
from checkin.core.due import due_on, next_due_on
from checkin.core.events import Part, Sort, Values
from checkin.core.facts import Kind
from checkin.core.model import URGENCY_RANK, Alert, Course, Profile, Urgency
from checkin.core.protocol import Protocol
from checkin.core.reading.model import Flag, Tier

SAME_DAY_SIGNS = frozenset({"rupture", "clot_leg", "infection", "fracture", "nerve", "antibiotic"})
URGENT_TIERS = frozenset({Tier.EMERGENCY, Tier.CRISIS, Tier.SAME_DAY})


def numbers_to_call(profile: Profile, protocol: Protocol) -> Values:
    """The emergency and crisis numbers of the runner's country, "" where the protocol knows none."""
    return {
        "emergency": protocol.emergency.get(profile.country, ""),
        "crisis": protocol.crisis.get(profile.country, ""),
    }


def key_of(tier: Tier, sign: str) -> str:
    """The text for a sign: its own for a same-day sign, one for every emergency, one for a crisis."""
    if tier in (Tier.EMERGENCY, Tier.CRISIS):
        return f"danger.{tier.value}"
    key = sign.replace("-", "_")
    return f"danger.{key}" if key in SAME_DAY_SIGNS else "danger.same_day"


def flagged(draft: Draft, flag: Flag) -> None:
    """A red flag was read: put on record, told to the runner and, if urgent, to the coaches."""
    fact = draft.record(Kind.FLAG, tier=flag.tier, words=flag.words, rule=flag.sign)
    values = numbers_to_call(draft.profile, draft.protocol)
    if flag.tier is Tier.ASK_NUMB:
        draft.say("ask.numb", values, part=Part.DANGER)
    elif flag.tier is Tier.SOON:
        draft.say("ask.soft", values, part=Part.DANGER)
    else:
        answer(draft, key_of(flag.tier, flag.sign), values)
        if flag.tier is Tier.SAME_DAY:
            hand_sheet(draft)
        urgency = Urgency.SAME_DAY if flag.tier is Tier.SAME_DAY else Urgency.EMERGENCY
        raise_alert(draft, fact.seq, urgency, crisis=flag.tier is Tier.CRISIS)


def answer(draft: Draft, key: str, values: Values) -> None:
    """Tell the runner what to do, unless they have opted out: then nothing may go to them."""
    if not draft.course.opted_out:
        draft.say(key, values, part=Part.DANGER)


def hand_sheet(draft: Draft) -> None:
    """The address of the sheet for the doctor who is seen today, once; an emergency leaves no time for it."""
    if not draft.talk.visit_told and draft.course.takes_texts:
        draft.remember(visit_told=True)
        draft.say("refer.sheet", link="sheet")


def raise_alert(draft: Draft, seq: int, urgency: Urgency, *, crisis: bool = False) -> None:
    """Tell the coaches now, and plan when they are told again; an open alert only becomes more urgent."""
    known = draft.talk.alert
    if known and not known.acknowledged and URGENCY_RANK[known.urgency] > URGENCY_RANK[urgency]:
        urgency, crisis = known.urgency, known.crisis
    alert = Alert(seq, urgency, crisis, draft.at, untold=draft.course.opted_out)
    draft.remember(alert=changed(alert, next_at=_next(draft, alert)))
    draft.tell(_coach_key(alert), urgent=True)


def _coach_key(alert: Alert) -> str:
    if alert.untold and not alert.crisis:
        return "coach.untold"
    if alert.crisis:
        return "coach.crisis"
    return "coach.emergency" if alert.urgency is Urgency.EMERGENCY else "coach.same_day"


def _next(draft: Draft, alert: Alert) -> datetime | None:
    """When to tell again: emergencies after minutes, same-day signs after hours and at eight, whichever comes
    first."""
    rule = draft.protocol.alert
    if alert.sent >= rule.times:
        return None
    if alert.urgency is Urgency.EMERGENCY:
        return draft.in_minutes(rule.emergency_minutes)
    today = due_on(draft.day, rule.same_day_time, draft.profile.zone)
    if today is None or today <= draft.at:
        today = next_due_on(draft.day + timedelta(days=1), rule.same_day_time, draft.profile.zone)
    later = alert.at + timedelta(minutes=rule.same_day_minutes)
    return min(later, today) if later > draft.at else today


def repeat(draft: Draft) -> None:
    """Tell the coaches again, and the runner too unless they have answered since or never agreed to texts."""
    alert = draft.talk.alert
    if alert is None:
        return
    alert = changed(alert, sent=alert.sent + 1)
    alert = changed(alert, next_at=_next(draft, alert))
    draft.remember(alert=alert)
    draft.tell(_coach_key(alert), urgent=True)
    if not alert.heard and draft.course.takes_texts:
        key = "danger.crisis" if alert.crisis else f"danger.again_{alert.urgency.value.replace('-', '_')}"
        draft.say(key, numbers_to_call(draft.profile, draft.protocol), sort=Sort.URGENT)


def is_alerted(draft: Draft, flag: Flag) -> bool:
    """Whether coaches are being called by the clock already, and about this very sign."""
    alert = draft.talk.alert
    if alert is None or alert.acknowledged or alert.next_at is None:
        return False
    known = journal.find(draft.runner, alert.seq)
    return known is not None and (known.tier, known.rule) == (flag.tier, flag.sign)


def acknowledged(draft: Draft, who: str) -> None:
    """A coach has taken the alert; nobody is told again."""
    if draft.talk.alert and not draft.talk.alert.acknowledged:
        draft.remember(alert=changed(draft.talk.alert, acknowledged=who, next_at=None))


def heard(draft: Draft) -> None:
    """The runner has written since the sign: they need not be told again."""
    alert = draft.talk.alert
    if alert and not alert.heard:
        draft.remember(alert=changed(alert, heard=True))


def over(draft: Draft) -> None:
    """The sign has been cleared or taken back."""
    draft.remember(alert=None, seen_asked=None, followed=0, visit_told=False)


def is_crisis(course: Course) -> bool:
    """Whether the open referral rests on words of self-harm."""
    return course.referral is not None and course.referral.crisis


def is_flag_open(course: Course) -> bool:
    """Whether the open referral rests on a sign, so that the runner's word does not clear it."""
    return course.referral is not None and course.referral.urgency is not Urgency.ROUTINE
