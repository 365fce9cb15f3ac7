"""Words that steer the service: STOP, START, HELP, PAUSE, RESUME, STATUS, DOCTOR, CLEARED, reminders."""

import re
from datetime import timedelta

from checkin.core import danger, explain
from checkin.core.draft import Draft
from checkin.core.events import Part
from checkin.core.facts import Kind
from checkin.core.measures import day_number
from checkin.core.model import Phase, Standing
from checkin.core.reading.model import Reading

# The carrier answers these itself and blocks what we would send.
CARRIER_STOPS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})


def stop(draft: Draft, reading: Reading, body: str) -> None:
    """No more texts. One confirmation, unless the carrier has given its own."""
    unsubscribed(draft)
    if body.strip().casefold() not in CARRIER_STOPS:
        draft.say("command.stop")


def unsubscribed(draft: Draft, by: str = "") -> None:
    """No more texts; with something open the coach must know that nobody asks any more. `by`: who says so,
    where it was not the runner's own text to us."""
    if draft.course.opted_out:
        return
    open_flag = danger.is_flag_open(draft.course) or draft.course.check is not None
    draft.record(Kind.STOPPED, by=by)
    if open_flag:
        draft.tell("coach.stopped_flag", urgent=True)


def wrong_number(draft: Draft, reading: Reading, body: str) -> None:
    """Somebody else has this number: nothing more is sent, and the coach is told."""
    draft.record(Kind.WRONG_NUMBER)
    draft.tell("coach.wrong_number")


def start(draft: Draft, reading: Reading, body: str) -> None:
    """Back after STOP, or already here."""
    if draft.course.standing is Standing.OPTED_OUT:
        draft.record(Kind.STARTED)
        draft.say("command.start", {"time": draft.profile.morning})
    elif draft.course.standing is Standing.PAUSED:
        resume(draft, reading, body)
    else:
        draft.say("command.started", {"time": draft.profile.morning})


def helped(draft: Draft, reading: Reading, body: str) -> None:
    """What this is and what can be texted."""
    draft.say("command.help", danger.numbers_to_call(draft.profile, draft.protocol))


def pause(draft: Draft, reading: Reading, body: str) -> None:
    """Skip the next days."""
    if draft.course.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
        return
    rule = draft.protocol.ask
    days = rule.pause_default if reading.days is None else reading.days
    if not 1 <= days <= rule.pause_most:
        draft.say("command.pause_days", {"most": rule.pause_most})
        return
    until = draft.day + timedelta(days=days)
    draft.record(Kind.PAUSED, until=until)
    draft.say("command.pause", {"until": until, "back": until + timedelta(days=1)})


def resume(draft: Draft, reading: Reading, body: str) -> None:
    """End a pause."""
    if draft.course.paused_until is None and not draft.before.course.self_paused:
        draft.say("command.not_paused")
        return
    draft.record(Kind.RESUMED)
    draft.say("command.resume", {"time": draft.profile.morning})


def status(draft: Draft, reading: Reading, body: str) -> None:
    """Where the plan has the runner, and what holds today."""
    course = draft.course
    if course.phase is Phase.REFERRAL:
        draft.say("status.referral", part=Part.DECISION)
    elif course.phase is Phase.REST:
        number = day_number(course.entered, draft.day)
        draft.say("status.rest", {"number": number}, part=Part.DECISION)
        return
    elif course.graduated:
        draft.say("status.graduated", part=Part.DECISION)
    else:
        draft.say("status.stage", {"stage": course.stage}, part=Part.DECISION)
    explain.plan(draft)


def why(draft: Draft, reading: Reading, body: str) -> None:
    """The last decision, and the rule behind it."""
    one = draft.runner.last
    if one is None:
        status(draft, reading, body)
        return
    draft.say(f"why.{one.rule}", {"day": one.day, "stage": one.stage}, part=Part.DECISION)


def doctor(draft: Draft, reading: Reading, body: str) -> None:
    """The runner asks to be referred."""
    before = draft.course
    draft.record(Kind.DOCTOR)
    if before.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
    else:
        explain.referred(draft)


def cleared(draft: Draft, reading: Reading, body: str) -> None:
    """The runner says they have been seen."""
    if draft.course.phase is Phase.REFERRAL:
        ask_seen(draft)
    else:
        draft.say("cleared.none")


def ask_seen(draft: Draft) -> None:
    """Seen, and with what outcome: the check first, then 1, 2 or 3; a sign needs the coach."""
    course = draft.course
    if danger.is_flag_open(course):
        draft.remember(seen_asked=None)
        draft.say("cleared.coach")
    elif course.check is not None:
        draft.remember(seen_asked=draft.at)
        draft.say("check.ask", danger.numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
    else:
        draft.remember(seen_asked=draft.at)
        draft.say("ask.seen")


SEEN = re.compile(r"\s*([123])\s*[.!)]*\s*\Z")


def seen(draft: Draft, body: str) -> bool:
    """The 1, 2 or 3 that CLEARED asked for; False if it was not asked or this is none of them."""
    found = SEEN.match(body)
    if draft.talk.seen_asked is None or not found or draft.course.phase is not Phase.REFERRAL:
        return False
    if danger.is_flag_open(draft.course) or draft.course.check is not None:
        ask_seen(draft)
        return True
    draft.remember(seen_asked=None, unclear=False)
    match found[1]:
        case "1":
            draft.record(Kind.CLEARED, by=draft.profile.name)
            danger.over(draft)
            draft.say("cleared.yes", part=Part.DECISION)
        case "2":
            draft.record(Kind.ENDED)
            draft.say("cleared.ended")
            draft.tell("coach.ended")
        case _:
            draft.say("cleared.not_yet")
    return True


def less(draft: Draft, reading: Reading, body: str) -> None:
    """Half the reminders."""
    draft.prefer(sparse=True)
    draft.say("command.less")


def more(draft: Draft, reading: Reading, body: str) -> None:
    """All the reminders again."""
    clock = draft.profile.remind or type(draft.profile).remind
    draft.prefer(sparse=False, remind=clock)
    draft.say("command.more")


def remind(draft: Draft, reading: Reading, body: str) -> None:
    """Move the daily reminder; quiet hours stay quiet."""
    clock, quiet = reading.clock, draft.protocol.quiet
    if clock is None or clock >= quiet.start or clock < quiet.end:
        draft.say("command.remind_when", {"first": quiet.end, "last": quiet.start})
        return
    draft.prefer(remind=clock)
    draft.say("command.remind", {"time": clock})


def remind_off(draft: Draft, reading: Reading, body: str) -> None:
    """No daily reminder."""
    draft.prefer(remind=None)
    draft.say("command.remind_off")


def medicine(draft: Draft, reading: Reading, body: str) -> None:
    """Anti-inflammatories, only when asked; no dose is ever named."""
    draft.say("tip.medicine")
