"""Words that steer the service: STOP, START, PAUSE, RESUME, DOCTOR, CLEARED, DELETE MY DATA."""

import re
from datetime import date, timedelta

from checkin.core import check, danger, explain, signup
from checkin.core.draft import Draft
from checkin.core.due import local_day
from checkin.core.events import Farewell, Part
from checkin.core.facts import Kind
from checkin.core.model import Phase, Standing
from checkin.core.reading.model import Intent, Reading

A_YEAR = 366  # days
ERASE_WITHIN = timedelta(hours=24)
SEEN_DAYS = 1  # the answer may come on the next day

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


def erasing(draft: Draft, reading: Reading, body: str) -> bool:
    """The answer to "erase everything?"; True if this text was one. An open check is answered before it."""
    asked = draft.talk.erasing
    if asked is None or draft.course.opted_out or draft.at - asked > ERASE_WITHIN:
        return False
    if reading.intent is Intent.DELETE and reading.flag is None:
        erase(draft, reading, body)
        return True
    draft.remember(erasing=None)
    if reading.flag is not None or draft.course.check is not None:
        return False
    if reading.intent is Intent.YES and not reading.told:
        erase_now(draft)
        return True
    if reading.intent is Intent.NO and not reading.told:
        draft.say("command.kept")
        if draft.course.invited:
            signup.ask(draft)
        return True
    return False


def erase(draft: Draft, reading: Reading, body: str) -> None:
    """DELETE MY DATA: asked once whether it is meant, then all of it goes."""
    asked = draft.talk.erasing
    if asked is None or draft.at - asked > ERASE_WITHIN:
        draft.remember(erasing=draft.at)
        draft.say("command.delete")
        return
    erase_now(draft)


def erase_now(draft: Draft) -> None:
    """Everything goes; the coach hears that nobody asks any more, and whether something was open. Whoever has
    stopped the texts is not told: nothing may go there."""
    if not draft.course.opted_out:
        draft.say("command.deleted")
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
    if _has_changed_hands(draft):
        draft.say("join.taken_off", {"team": draft.profile.team})
    elif draft.course.standing is Standing.OPTED_OUT:
        draft.record(Kind.STARTED)
        _back(draft, "command.start")
    elif draft.course.standing is Standing.PAUSED:
        resume(draft, reading, body)
    else:
        _back(draft, "command.started")


def _has_changed_hands(draft: Draft) -> bool:
    """Whether somebody else said that this number is theirs: what we know is of the one before them."""
    kinds = (Kind.WRONG_NUMBER, Kind.STOPPED, Kind.STARTED)
    last = next((fact.kind for fact in reversed(draft.runner.journal) if fact.kind in kinds), None)
    return draft.course.opted_out and last is Kind.WRONG_NUMBER


def _back(draft: Draft, key: str) -> None:
    """They take part, and what comes next: a visit, the week's question, or the morning's."""
    if draft.course.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
    elif draft.course.graduated:
        draft.say("command.start_weekly")
    else:
        draft.say(key, {"time": draft.profile.morning})


def pause(draft: Draft, reading: Reading, body: str) -> None:
    """Skip the next days."""
    if draft.course.phase is Phase.REFERRAL:
        explain.referral_plan(draft)
        return
    rule = draft.protocol.ask
    until = None if reading.vague else _until(draft, reading)
    if until is None or (until - draft.day).days > rule.pause_most:
        draft.say("command.pause_days", {"most": rule.pause_most})
        return
    draft.record(Kind.PAUSED, until=until)
    check.hold(draft)
    draft.say("command.pause", {"until": until, "back": until + timedelta(days=1)})


def _until(draft: Draft, reading: Reading) -> date | None:
    """The last day of a pause; a day that is named is the one on which questions come back."""
    today = draft.day
    if reading.until_weekday is not None:
        return today + timedelta(days=(reading.until_weekday - today.weekday() - 1) % 7)
    if reading.until is not None:
        return _day_before(today, *reading.until)
    days = draft.protocol.ask.pause_default if reading.days is None else reading.days
    return today + timedelta(days=days) if 0 <= days <= A_YEAR else None


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
    _back(draft, "command.resume")


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
    found, asked = SEEN.match(body), draft.talk.seen_asked
    if asked is None or not found or draft.course.phase is not Phase.REFERRAL:
        return False
    if (draft.day - local_day(asked, draft.profile.zone)).days > SEEN_DAYS:  # by then it is rather a score
        draft.remember(seen_asked=None)
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
