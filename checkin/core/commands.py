"""Words that steer the service: STOP, START, PAUSE, RESUME, DOCTOR, CLEARED, DELETE MY DATA."""

import re
from datetime import date, timedelta

from checkin.core import danger, explain
from checkin.core.draft import Draft
from checkin.core.events import Farewell, Part
from checkin.core.facts import Kind
from checkin.core.model import Phase, Standing
from checkin.core.reading.model import Reading

A_YEAR = 366  # days
ERASE_WITHIN = timedelta(hours=24)

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


def erase(draft: Draft, reading: Reading, body: str) -> None:
    """DELETE MY DATA: asked once whether it is meant, then all of it goes."""
    asked = draft.talk.erasing
    if asked is None or draft.at - asked > ERASE_WITHIN:
        draft.remember(erasing=draft.at)
        draft.say("command.delete")
        return
    erased(draft)
    draft.say("command.deleted")


def erased(draft: Draft) -> None:
    """Everything goes; the coach hears that nobody asks any more, and whether something was open."""
    open_flag = danger.is_flag_open(draft.course) or draft.course.check is not None
    if not draft.course.invited:
        draft.tell("coach.erased_flag" if open_flag else "coach.erased", urgent=open_flag)
    draft.forget(Farewell.ASKED)


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


def pause(draft: Draft, reading: Reading, body: str) -> None:
    """Skip the next days."""
    if draft.course.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
        return
    rule = draft.protocol.ask
    until = _until(draft, reading)
    if until is None or (until - draft.day).days > rule.pause_most:
        draft.say("command.pause_days", {"most": rule.pause_most})
        return
    draft.record(Kind.PAUSED, until=until)
    draft.say("command.pause", {"until": until, "back": until + timedelta(days=1)})


def _until(draft: Draft, reading: Reading) -> date | None:
    """The last day of a pause; a day that is named is the one on which questions come back."""
    today = draft.day
    if reading.until_weekday is not None:
        return today + timedelta(days=(reading.until_weekday - today.weekday() - 1) % 7)
    if reading.until is not None:
        return _day_before(today, *reading.until)
    days = draft.protocol.ask.pause_default if reading.days is None else reading.days
    return today + timedelta(days=days) if 1 <= days <= A_YEAR else None


def _day_before(today: date, month: int, day: int) -> date | None:
    """The day before the next such date to come; None if there is none within a year."""
    for year in (today.year, today.year + 1):
        try:
            back = date(year, month, day)
        except ValueError:
            continue
        if back > today:
            return back - timedelta(days=1)
    return None


def resume(draft: Draft, reading: Reading, body: str) -> None:
    """End a pause."""
    if draft.course.paused_until is None and not draft.before.course.self_paused:
        draft.say("command.not_paused")
        return
    draft.record(Kind.RESUMED)
    draft.say("command.resume", {"time": draft.profile.morning})


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


def medicine(draft: Draft, reading: Reading, body: str) -> None:
    """Anti-inflammatories, only when asked; no dose is ever named."""
    draft.say("tip.medicine")
