"""Before a runner takes part: their consent, and the enrolment that ends a sign-up."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import checkin.core.reading.signup as words
from checkin.core import commands, explain, signup
from checkin.core.change import changed
from checkin.core.commands import CARRIER_STOPS
from checkin.core.danger import URGENT_TIERS, answer, flagged, is_alerted, key_of, numbers_to_call
from checkin.core.draft import Draft
from checkin.core.due import local_day
from checkin.core.events import Consented, Enrolled, Farewell, Part, Values
from checkin.core.facts import Kind
from checkin.core.model import Ask, Course, Phase, Profile, Runner, SignUp, Talk
from checkin.core.reading.model import Intent, Reading
from checkin.core.slot import settle_slot

AGREES = re.compile(r"\W*(?:ok(?:ay)?|1|vale)\W*\Z", re.IGNORECASE)


def invited(profile: Profile, at: datetime, wants: Sequence[Ask] = ()) -> Runner:
    """A runner who was invited and has not consented. `wants`: what they are asked once they have."""
    day = local_day(at, profile.zone)
    course = Course(day, day, day, day, day, invited=True)
    talk = Talk(signup=SignUp(left=tuple(wants), at=at))
    return Runner(profile, base=course, course=course, talk=talk, next_due=None)


def consent_values(profile: Profile) -> Values:
    """What the consent text names: the team, and the coach who sees the answers."""
    return {"team": profile.team, "coach": profile.coach}


def ask_consent(draft: Draft) -> None:
    """What taking part means, and the question whether they will."""
    draft.say("join.consent", consent_values(draft.profile), part=Part.ECHO)
    draft.say("join.agree", {"age": draft.protocol.join.age}, link="privacy")


def enrolled(draft: Draft, event: Enrolled) -> None:
    """The runner takes part from today; the first question is the next morning's time to come."""
    by = "screened" if event.screened else ""
    if draft.course.invited:  # days before this one are not asked about, and nothing told of them counts
        draft.runner = changed(draft.runner, base=changed(draft.runner.base, day=draft.day))
    draft.remember(signup=None)
    draft.record(Kind.ENROLLED, running=event.running, stage=event.stage, by=by)
    settle_slot(draft)


def text(draft: Draft, reading: Reading, body: str) -> None:
    """A text from someone who does not take part yet; after STOP nothing but START is answered."""
    known = draft.talk.signup or SignUp()
    if signup.is_dropped(draft):
        known = changed(known, agreed=False)
        draft.remember(unclear=False)
    draft.remember(signup=changed(known, at=draft.at))
    if draft.course.opted_out:
        _stopped(draft, reading)
    elif _is_minor(draft, known, reading, body):
        _minor(draft, reading)
    elif reading.flag is not None and reading.flag.tier in URGENT_TIERS:
        _danger(draft, reading)
    elif reading.intent in (Intent.STOP, Intent.WRONG_NUMBER) or (
        reading.intent is Intent.NO and not known.agreed
    ):
        _leave(draft, reading, body)
    elif reading.intent is Intent.DELETE:
        draft.remember(erasing=draft.at)
        draft.say("command.delete")
    elif known.agreed:
        _answer(draft, reading, body)
    else:
        _consent(draft, reading, body)


def _consent(draft: Draft, reading: Reading, body: str) -> None:
    """Before the yes: nothing but a yes to what was shown is one. START and the team's word show it again."""
    if reading.intent is Intent.YES or AGREES.match(body):
        _agreed(draft)
    elif reading.intent is Intent.LANGUAGE and reading.language:
        draft.prefer(language=reading.language)
        ask_consent(draft)
    elif reading.intent is Intent.START or draft.talk.nudged != draft.day:
        draft.remember(nudged=draft.day)
        ask_consent(draft)
    else:
        draft.say("join.agree", {"age": draft.protocol.join.age}, link="privacy")


def _is_minor(draft: Draft, known: SignUp, reading: Reading, body: str) -> bool:
    """Whether a text says that somebody is under age; asked for it, a bare number is an age. Beside a sign it
    is a score."""
    age = reading.age
    is_score = reading.flag is not None or any(told.subject is not None for told in reading.told)
    if age is None and not known.agreed and not is_score:
        age = words.age_in(body)
    return age is not None and age < draft.protocol.join.age


def _minor(draft: Draft, reading: Reading) -> None:
    """Told kindly, or in danger what to do; nothing is kept but the refusal."""
    if reading.flag is not None and reading.flag.tier in URGENT_TIERS:
        values = numbers_to_call(draft.profile, draft.protocol)
        draft.say(key_of(reading.flag.tier, reading.flag.sign), values, part=Part.DANGER)
    draft.say("join.minor", {"age": draft.protocol.join.age}, part=Part.DECISION)
    draft.forget(Farewell.MINOR)


def _leave(draft: Draft, reading: Reading, body: str) -> None:
    known = draft.talk.signup or SignUp()
    draft.remember(signup=changed(known, agreed=False))  # what was answered holds if they come back
    draft.record(Kind.STOPPED)
    if reading.intent is Intent.NO:
        draft.say("join.no")
    elif reading.intent is Intent.STOP and body.strip().casefold() not in CARRIER_STOPS:
        draft.say("command.stop")


def _agreed(draft: Draft) -> None:
    """Consent: the welcome, and what is still to be asked; without anything to ask they are in."""
    known = draft.talk.signup or SignUp()
    draft.effects.append(Consented())
    draft.remember(signup=changed(known, agreed=True), unclear=False)
    if not known.left or draft.course.phase is Phase.REFERRAL:
        finish(draft)
        return
    draft.say("join.hello", {"team": draft.profile.team}, part=Part.DECISION)
    signup.ask(draft)


def _answer(draft: Draft, reading: Reading, body: str) -> None:
    if reading.intent is Intent.DOCTOR:
        enrolled(draft, Enrolled(draft.at))
        commands.doctor(draft, reading, body)
    elif signup.answer(draft, reading, body):
        finish(draft)


def finish(draft: Draft) -> None:
    """All is known: they are in, and hear when the first question comes, where that is, and what holds."""
    known = draft.talk.signup or SignUp()
    running = known.running or (draft.profile.running and Ask.RUNNING not in known.done)
    enrolled(draft, Enrolled(draft.at, running=running, screened=bool(known.screened)))
    if draft.course.phase is Phase.REFERRAL:  # a sign told in between: a visit comes before everything
        explain.referral_plan(draft)
        return
    if known.screened is False and running:
        draft.record(Kind.SCREEN_NO)
    _welcome(draft)
    if known.soft is not None:
        flagged(draft, known.soft)


def _welcome(draft: Draft) -> None:
    first = (draft.talk.slot or draft.day) + timedelta(days=1)
    numbers = numbers_to_call(draft.profile, draft.protocol)
    city = signup.city_of(draft.profile.zone)
    values = {"time": draft.profile.morning, "day": first, "city": city, **numbers}
    key = "join.welcome_running" if draft.course.proving else "join.welcome"
    draft.say(key, values, part=Part.DECISION)
    if draft.course.screened is False:
        draft.say("join.screened_out", part=Part.ECHO)
    draft.say("join.signs", values)
    if draft.course.proving and draft.course.screened is None:
        draft.say("plan.screen", values, part=Part.TIP)


def _danger(draft: Draft, reading: Reading) -> None:
    """A sign ends the questions: who has consented is in, and referred at once. Who has not is told what to
    do as well, the coaches are called, and should they join, a visit comes first."""
    assert reading.flag is not None
    flag, known = reading.flag, draft.talk.signup
    if known is not None and known.agreed:
        enrolled(draft, Enrolled(draft.at))
        flagged(draft, flag)
    elif is_alerted(draft, flag):  # coaches are called again by the clock, not by each text
        answer(draft, key_of(flag.tier, flag.sign), numbers_to_call(draft.profile, draft.protocol))
    else:
        flagged(draft, flag)
    if reading.intent is Intent.STOP:
        draft.record(Kind.STOPPED)


def _stopped(draft: Draft, reading: Reading) -> None:
    """After STOP: a danger sign still reaches the coach, and is a referral should they ever join; START shows
    again what they would agree to; DELETE erases."""
    if reading.flag is not None and reading.flag.tier in URGENT_TIERS:
        if not is_alerted(draft, reading.flag):
            flagged(draft, reading.flag)
    elif reading.intent is Intent.DELETE:
        draft.forget(Farewell.ASKED)
    elif reading.intent is Intent.START:
        draft.record(Kind.STARTED)
        draft.remember(nudged=draft.day)
        ask_consent(draft)
