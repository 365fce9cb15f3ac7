"""Before consent: an invited runner's texts, and the enrolment that a YES brings."""

import re
from datetime import datetime, timedelta

from checkin.core.change import changed
from checkin.core.danger import URGENT_TIERS, flagged, numbers_to_call
from checkin.core.draft import Draft
from checkin.core.due import local_day
from checkin.core.events import Enrolled, Part, Values
from checkin.core.facts import Kind
from checkin.core.model import Course, Profile, Runner
from checkin.core.reading.model import Intent, Reading
from checkin.core.slot import settle_slot

AGREES = re.compile(r"\W*(?:ok(?:ay)?|1|vale)\W*\Z", re.IGNORECASE)


def invited(profile: Profile, at: datetime) -> Runner:
    """A runner who was invited and has not consented: nothing falls due for them."""
    day = local_day(at, profile.zone)
    course = Course(day, day, day, day, day, invited=True)
    return Runner(profile, base=course, course=course)


def consent_values(profile: Profile) -> Values:
    """What the consent text names: the team, and the coach who sees the answers."""
    return {"team": profile.team, "coach": profile.coach}


def enrolled(draft: Draft, event: Enrolled) -> None:
    """The runner takes part from today; the first question is the next morning's time to come."""
    by = "screened" if event.screened else ""
    if draft.course.invited:  # days before this one are not asked about, and nothing told of them counts
        draft.runner = changed(draft.runner, base=changed(draft.runner.base, day=draft.day))
    draft.record(Kind.ENROLLED, running=event.running, stage=event.stage, by=by)
    settle_slot(draft)


def text(draft: Draft, reading: Reading, body: str) -> None:
    """A text from someone who has not consented yet; after STOP nothing but START is answered."""
    if draft.course.opted_out and reading.intent is not Intent.START:
        _stopped(draft, reading)
    elif reading.flag is not None and reading.flag.tier in URGENT_TIERS:
        _stranger(draft)
        if reading.intent is Intent.STOP:
            draft.record(Kind.STOPPED)
    elif reading.intent in (Intent.STOP, Intent.NO, Intent.WRONG_NUMBER):
        draft.record(Kind.STOPPED)
        if reading.intent is Intent.NO:
            draft.say("join.no")
    elif reading.intent in (Intent.YES, Intent.START) or AGREES.match(body):
        enrolled(draft, Enrolled(draft.at, running=draft.profile.running))
        _welcome(draft)
    elif draft.talk.nudged != draft.day:  # once a day, or an automatic reply would be asked for ever
        draft.remember(nudged=draft.day)
        draft.say("join.consent", consent_values(draft.profile))


def _welcome(draft: Draft) -> None:
    first = (draft.talk.slot or draft.day) + timedelta(days=1)
    city = draft.profile.zone.rpartition("/")[2].replace("_", " ")
    numbers = numbers_to_call(draft.profile, draft.protocol)
    values = {"time": draft.profile.morning, "day": first, "city": city, **numbers}
    key = "join.welcome_running" if draft.course.proving else "join.welcome"
    draft.say(key, values, part=Part.DECISION)
    draft.say("join.signs", values)
    if draft.course.proving and draft.course.screened is None:
        draft.say("plan.screen", values, part=Part.TIP)


def _stopped(draft: Draft, reading: Reading) -> None:
    """A danger sign still reaches the coach, and is a referral should they ever join."""
    if reading.flag is not None and reading.flag.tier in URGENT_TIERS:
        flagged(draft, reading.flag)


def _stranger(draft: Draft) -> None:
    """One fixed emergency text, at most once a day, to a number that has not joined."""
    hours = draft.protocol.alert.stranger_hours
    last = draft.talk.warned_at
    if last is None or draft.at - last >= timedelta(hours=hours):
        draft.remember(warned_at=draft.at)
        draft.say("danger.stranger", numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
