"""`step`: the only way a runner changes. Texts, time and what coaches record are all events."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from checkin.core import (
    anew,
    answers,
    clock,
    coaching,
    commands,
    danger,
    explain,
    joining,
    looking,
    preferences,
    repeats,
    second,
    yesno,
)
from checkin.core.draft import Draft
from checkin.core.events import (
    CoachActed,
    CoachUndid,
    Enrolled,
    Event,
    Part,
    QuestionLost,
    Step,
    TextReceived,
    TimeArrived,
    Unreachable,
    Unsubscribed,
)
from checkin.core.facts import CARRIER, Kind
from checkin.core.model import Ask, Phase, Profile, Runner, Standing
from checkin.core.protocol import Protocol
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question, Reading, Tier
from checkin.core.reading.signup import town_in
from checkin.core.referral import enough_known, stalled
from checkin.core.slot import settle_slot


def invite(profile: Profile, at: datetime, protocol: Protocol, wants: Sequence[Ask] = ()) -> Step:
    """A runner who was invited, and the texts that ask for their consent. `wants`: the questions that follow
    it, where a coach has not told the answers."""
    draft = Draft(joining.invited(profile, at, wants), at, protocol)
    joining.ask_consent(draft)
    return draft.finish(clock.next_due(draft))


def town_named(runner: Runner, reading: Reading, body: str) -> str:
    """The town that a text names, in its own words, for whoever can look it up; "" if it names none."""
    known = runner.talk.signup
    asked = runner.course.invited and known is not None and known.left[:1] in ((Ask.WAKE_TOWN,), (Ask.TOWN,))
    return reading.town or (town_in(body) if asked else "")


def step(runner: Runner, event: Event, protocol: Protocol) -> Step:
    """What an event makes of a runner. Pure, and never raises, whatever a text holds."""
    draft = Draft(runner, event.at, protocol, event.towns if isinstance(event, TextReceived) else ())
    match event:
        case TextReceived():
            _text(draft, event)
        case TimeArrived():
            return draft.finish(clock.arrive(draft))
        case CoachActed():
            coaching.acted(draft, event)
        case CoachUndid():
            coaching.undid(draft, event)
        case Enrolled():
            joining.enrolled(draft, event)
        case QuestionLost():
            draft.record(Kind.MISSED_EVENING if event.evening else Kind.MISSED_MORNING, event.day)
        case Unsubscribed():
            commands.unsubscribed(draft, by=CARRIER)
        case Unreachable():
            draft.tell("coach.unreachable")
        case _:
            assert_never(event)
    settle_slot(draft)
    return draft.finish(clock.next_due(draft))


def _text(draft: Draft, event: TextReceived) -> None:
    body = event.body
    reading = _read(draft, body)
    course = draft.course
    if course.opted_out and not course.invited:
        _opted_out(draft, reading, body)
    elif repeats.is_echo(draft, reading, body):
        pass
    elif not body.strip() and event.media and not course.opted_out:
        draft.say("ask.photo")
    elif commands.erasing(draft, reading, body):
        pass
    elif course.invited:
        joining.text(draft, reading, body)
    elif reading.intent is Intent.WRONG_NUMBER and reading.flag is None:
        commands.wrong_number(draft, reading, body)
    elif reading.flag is None and anew.is_due(draft):
        anew.answer(draft, reading, body)
    else:
        _taking_part(draft, reading, body)


ASIDES = (Intent.DONE, Intent.THANKS)


def _read(draft: Draft, body: str) -> Reading:
    """What a text means. Once the question is answered, "done" and "thanks" need not be tries at a number."""
    asked = answers.question(draft)
    reading = read(body, asked)
    if reading.intent is Intent.UNCLEAR and not reading.told and answers.is_answered(draft):
        aside = read(body, Question.NONE)
        if aside.intent in ASIDES:
            return aside
    return reading


def _taking_part(draft: Draft, reading: Reading, body: str) -> None:
    _woken(draft, reading)
    danger.heard(draft)
    if reading.flag is not None:
        _flagged(draft, reading, body)
    elif not commands.seen(draft, body) and not second.answered(draft, reading, body):
        answers_now = REFERRED if draft.course.phase is Phase.REFERRAL else ANSWERS
        answers_now.get(reading.intent, ANSWERS[reading.intent])(draft, reading, body)
    _heard(draft)


def _woken(draft: Draft, reading: Reading) -> None:
    """What any text does before it is answered: it ends a self-pause, and a limp bars the day's run."""
    paused = draft.course.self_paused
    if paused or (reading.limping and draft.course.limped != draft.day):
        draft.record(Kind.HEARD, limping=reading.limping)
    if paused:
        draft.say("silence.back", {"time": draft.profile.morning}, part=Part.DECISION)
    if draft.talk.friendly:
        draft.remember(friendly=False)


def _heard(draft: Draft) -> None:
    """The first text of a day is on record even if it answered nothing: the day was not silent."""
    if draft.course.heard != draft.day:
        draft.record(Kind.HEARD)


def _opted_out(draft: Draft, reading: Reading, body: str) -> None:
    """After STOP: nothing goes to the runner, but a danger sign still reaches the coach, by the clock and not
    by each text about it."""
    if reading.flag is not None and reading.flag.tier in danger.URGENT_TIERS:
        if not danger.is_alerted(draft, reading.flag):
            danger.flagged(draft, reading.flag)
    elif reading.intent is Intent.DELETE:
        commands.erase_now(draft)
    elif reading.intent is Intent.START:
        commands.start(draft, reading, body)


def _flagged(draft: Draft, reading: Reading, body: str) -> None:
    """A red flag comes first, whatever comes with it; the number is recorded, not judged."""
    assert reading.flag is not None
    tier = reading.flag.tier
    if tier in (Tier.SOON, Tier.ASK_NUMB):
        if reading.told:
            answers.scores(draft, reading)
        danger.flagged(draft, reading.flag)
        return
    danger.flagged(draft, reading.flag)
    if reading.told and tier is not Tier.CRISIS:
        answers.scores(draft, reading, beside_flag=True)
    if reading.intent is Intent.STOP:
        commands.stop(draft, reading, body)


def _scores(draft: Draft, reading: Reading, body: str) -> None:
    if reading.told:
        if answers.scores(draft, reading):
            _more_replies(draft)
    elif reading.ran:
        answers.ran(draft, reading)
    else:
        answers.ask_again(draft)


def _more_replies(draft: Draft) -> None:
    """Twelve weeks in, and too little known to judge progress by: one text asks for more replies."""
    course, day, protocol = draft.course, draft.day, draft.protocol
    if course.sparse_asked is not None or course.referral is not None or not stalled(course, day, protocol):
        return
    if not enough_known(course, day, protocol):
        draft.record(Kind.MORE_REPLIES)
        draft.say("ask.more_replies", part=Part.TIP)


def _unclear(draft: Draft, reading: Reading, body: str) -> None:
    if reading.ran and not reading.told:
        answers.ran(draft, reading)
    elif draft.course.check is not None and not reading.told:
        draft.say("check.ask", danger.numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
    else:
        answers.ask_again(draft)


def _yes_no(draft: Draft, reading: Reading, body: str) -> None:
    evening = answers.question(draft) is Question.PAIN
    answered = yesno.answer(draft, reading)
    if reading.told and (evening or not answered):
        _scores(draft, reading, body)
    elif answered:
        return
    elif evening and reading.intent is Intent.NO:
        answers.no_run(draft, reading)
    elif answers.question(draft) is not Question.NONE:
        answers.ask_again(draft)
    else:
        _other(draft, reading, body)


def _back(draft: Draft, reading: Reading, body: str) -> None:
    if not second.asked(draft):
        draft.say("changed.how")


def _correct(draft: Draft, reading: Reading, body: str) -> None:
    if reading.told:
        answers.correct(draft, reading)
    else:
        draft.say("changed.how")


def _done(draft: Draft, reading: Reading, body: str) -> None:
    """The answer to a reminder, or a kind word."""
    reminded = draft.day in (draft.talk.reminded, draft.talk.iced, draft.talk.compressed)
    if not reminded or draft.talk.thanked == draft.day:
        _thanks(draft, reading, body)
        return
    draft.remember(unclear=False, thanked=draft.day)
    draft.say("remind.done")


def _thanks(draft: Draft, reading: Reading, body: str) -> None:
    draft.remember(unclear=False)
    if draft.course.standing is Standing.ACTIVE and draft.course.phase is not Phase.REFERRAL:
        draft.say("ask.thanks", {"time": draft.profile.morning})
    else:
        draft.say("ask.thanks_only")


def _other(draft: Draft, reading: Reading, body: str) -> None:
    if reading.told:
        _scores(draft, reading, body)
    elif draft.course.check is not None:
        draft.say("check.ask", danger.numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
    else:
        answers.unclear(draft, "ask.other")


Handler = Callable[[Draft, Reading, str], None]


def _waits(draft: Draft, reading: Reading, body: str) -> None:
    """A text that settles nothing while a visit is awaited: what holds until then, or 1, 2 or 3 again."""
    draft.remember(unclear=False)
    if reading.told or (reading.ran and reading.intent is not Intent.NOT_YET):
        _scores(draft, reading, body)
    elif reading.intent in (Intent.YES, Intent.NO) and yesno.answer(draft, reading):
        return
    elif draft.talk.seen_asked is not None:
        draft.say("ask.seen")
    else:
        explain.referral_plan(draft)


ANSWERS: dict[Intent, Handler] = {
    Intent.SCORE: _scores,
    Intent.CORRECT: _correct,
    Intent.NO_RUN: lambda draft, reading, body: answers.no_run(draft, reading),
    Intent.NOT_YET: lambda draft, reading, body: yesno.not_yet(draft),
    Intent.YES: _yes_no,
    Intent.NO: _yes_no,
    Intent.UNCLEAR: _unclear,
    Intent.STOP: commands.stop,
    Intent.START: commands.start,
    Intent.HELP: looking.helped,
    Intent.PAUSE: commands.pause,
    Intent.RESUME: commands.resume,
    Intent.STATUS: looking.status,
    Intent.DOCTOR: commands.doctor,
    Intent.CLEARED: commands.cleared,
    Intent.WRONG_NUMBER: commands.wrong_number,
    Intent.REMIND: preferences.remind,
    Intent.REMIND_OFF: preferences.remind_off,
    Intent.LESS: preferences.less,
    Intent.MORE: preferences.more,
    Intent.TIME: preferences.ask_at,
    Intent.TRAVEL: preferences.travel,
    Intent.LANGUAGE: preferences.language,
    Intent.NAME: preferences.name,
    Intent.PLACE: preferences.place,
    Intent.MEDICINE: commands.medicine,
    Intent.WHY: looking.why,
    Intent.PLAN: looking.plan,
    Intent.LAST: looking.last,
    Intent.PAGE: looking.page,
    Intent.SHEET: looking.sheet,
    Intent.DELETE: commands.erase,
    Intent.BACK: _back,
    Intent.DONE: _done,
    Intent.THANKS: _thanks,
    Intent.OTHER: _other,
}
# What is answered otherwise while a visit is awaited, as no question is open then.
REFERRED: dict[Intent, Handler] = dict.fromkeys(
    (
        Intent.UNCLEAR,
        Intent.OTHER,
        Intent.THANKS,
        Intent.DONE,
        Intent.BACK,
        Intent.YES,
        Intent.NO,
        Intent.NO_RUN,
        Intent.NOT_YET,
        Intent.PAUSE,
    ),
    _waits,
)
