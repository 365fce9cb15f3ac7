"""How a runner wants to be asked: reminders, times, place, language, name; each said back."""

from datetime import datetime, timedelta

from checkin.core import signup
from checkin.core.draft import Draft
from checkin.core.due import due_on, next_due_on
from checkin.core.events import Values
from checkin.core.model import Phase, Place, Town
from checkin.core.reading.model import Reading
from checkin.core.slot import next_slot_day

# How the next question is read back: when it is to come, when it is due now, when none will come for now.
NEXT_TIME = ("command.time", "command.time_now", "command.time_later")
NEXT_AWAY = ("command.travel", "command.travel_now", "command.travel_later")
NEXT_HOME = ("command.home", "command.home_now", "command.home_later")


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


def ask_at(draft: Draft, reading: Reading, body: str) -> None:
    """Move the morning question, or the evening one, within the hours that the protocol allows."""
    at, rule = reading.clock, draft.protocol.ask
    first, last = (
        (rule.evening_first, rule.evening_last)
        if reading.evening
        else (rule.morning_first, rule.morning_last)
    )
    if at is None or not first <= at <= last:
        key = "command.time_evening_when" if reading.evening else "command.time_when"
        draft.say(key, {"first": first, "last": last})
    elif reading.evening:
        draft.prefer(evening=at)
        draft.say("command.time_evening", {"time": at})
    else:
        draft.prefer(morning=at)
        retimed(draft)
        _say_next(draft, NEXT_TIME, {"time": at})


def travel(draft: Draft, reading: Reading, body: str) -> None:
    """The runner is somewhere else, or back: times are of that place, and so is the number to call."""
    if reading.later:
        draft.say("command.travel_ahead")
        return
    town = _home(draft) if reading.town.casefold() == "home" else next(iter(draft.towns), None)
    if town is None:
        draft.say("command.travel_where" if reading.town else "command.travel_how")
        return
    home = draft.profile.home or _here(draft)
    away = (town.zone, town.country) != (home.zone, home.country)
    draft.prefer(zone=town.zone, country=town.country or draft.profile.country, home=home if away else None)
    retimed(draft)
    _say_next(draft, NEXT_AWAY if away else NEXT_HOME, {"city": town.name})


def _home(draft: Draft) -> Town:
    return draft.profile.home or _here(draft)


def _here(draft: Draft) -> Town:
    zone = draft.profile.zone
    return Town(signup.city_of(zone), zone, draft.profile.country)


def retimed(draft: Draft) -> None:
    """The morning question's time, or the clock that it goes by, has changed: a time that is long past today
    is not our miss, and today's is not put twice."""
    done, day = draft.talk.slot, draft.day
    due = due_on(day, draft.profile.morning, draft.profile.zone)
    if done is None or done >= day or due is None:
        return
    if draft.at - due > timedelta(minutes=draft.protocol.ask.window_minutes):
        draft.remember(slot=day, asked_at=None)


def _say_next(draft: Draft, keys: tuple[str, str, str], values: Values) -> None:
    """Read back when the next question comes; one that is due by now comes with this answer."""
    at = next_question(draft)
    to_come, now, later = keys
    if at is None or draft.course.phase is Phase.REFERRAL:
        draft.say(later, values)
    elif at <= draft.at:
        draft.say(now, values)
    else:
        here = at.astimezone(draft.clock.tzinfo)
        draft.say(to_come, {**values, "day": here.date(), "clock": here.time()})


def next_question(draft: Draft) -> datetime | None:
    """When the next morning question comes; None if none will as things stand."""
    day = next_slot_day(draft.course, draft.talk.slot, draft.protocol)
    return None if day is None else next_due_on(day, draft.profile.morning, draft.profile.zone)


def language(draft: Draft, reading: Reading, body: str) -> None:
    """The language of the texts from now on, this answer included."""
    if not reading.language:
        draft.say("command.language_which")
        return
    draft.prefer(language=reading.language)
    draft.say("command.language")


def name(draft: Draft, reading: Reading, body: str) -> None:
    """What to call the runner."""
    draft.prefer(name=reading.name)
    draft.say("command.name", {"name": reading.name})


def place(draft: Draft, reading: Reading, body: str) -> None:
    """Where it hurts: exercises differ, and the rules do not."""
    draft.prefer(place=Place(reading.spot))
    draft.say(f"command.place_{reading.spot}")
