"""`step`: the only way a runner changes. Texts, time and what coaches record are all events."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from checkin.core import answers, clock, coaching, commands, danger, explain, joining, yesno
from checkin.core.draft import Draft
from checkin.core.events import (
    CoachActed,
    Enrolled,
    Event,
    Part,
    QuestionLost,
    Say,
    Step,
    TextReceived,
    TimeArrived,
    Unreachable,
    Unsubscribed,
)
from checkin.core.facts import CARRIER, Kind
from checkin.core.model import Phase, Profile, Runner
from checkin.core.protocol import Protocol
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question, Reading, Tier
from checkin.core.referral import enough_known, stalled
from checkin.core.slot import settle_slot


def invite(profile: Profile, at: datetime) -> Step:
    """A runner who was invited, and the text that asks for their consent."""
    runner = joining.invited(profile, at)
    return Step(runner, (Say("join.consent", joining.consent_values(profile)),))


def step(runner: Runner, event: Event, protocol: Protocol) -> Step:
    """What an event makes of a runner. Pure, and never raises, whatever a text holds."""
    draft = Draft(runner, event.at, protocol)
    match event:
        case TextReceived():
            _text(draft, event.body)
        case TimeArrived():
            return draft.finish(clock.arrive(draft))
        case CoachActed():
            coaching.acted(draft, event)
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


def _text(draft: Draft, body: str) -> None:
    reading = read(body, answers.question(draft))
    course = draft.course
    if course.invited:
        joining.text(draft, reading, body)
        return
    if course.opted_out:
        _opted_out(draft, reading, body)
        return
    if reading.intent is Intent.WRONG_NUMBER and reading.flag is None:
        commands.wrong_number(draft, reading, body)
        return
    _woken(draft, reading)
    danger.heard(draft)
    if reading.flag is not None:
        _flagged(draft, reading, body)
    elif not commands.seen(draft, body):
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
    """After STOP: nothing goes to the runner, but a danger sign still reaches the coach."""
    if reading.flag is not None and reading.flag.tier in danger.URGENT_TIERS:
        danger.flagged(draft, reading.flag)
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
    elif draft.course.check is not None and answers.question(draft) is Question.NONE:
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


def _correct(draft: Draft, reading: Reading, body: str) -> None:
    if reading.told:
        answers.correct(draft, reading)
    else:
        draft.say("changed.how")


def _thanks(draft: Draft, reading: Reading, body: str) -> None:
    draft.remember(unclear=False)
    draft.say("ask.thanks", {"time": draft.profile.morning})


def _other(draft: Draft, reading: Reading, body: str) -> None:
    if reading.told:
        _scores(draft, reading, body)
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
    Intent.HELP: commands.helped,
    Intent.PAUSE: commands.pause,
    Intent.RESUME: commands.resume,
    Intent.STATUS: commands.status,
    Intent.DOCTOR: commands.doctor,
    Intent.CLEARED: commands.cleared,
    Intent.WRONG_NUMBER: commands.wrong_number,
    Intent.REMIND: commands.remind,
    Intent.REMIND_OFF: commands.remind_off,
    Intent.LESS: commands.less,
    Intent.MORE: commands.more,
    Intent.MEDICINE: commands.medicine,
    Intent.WHY: commands.why,
    Intent.THANKS: _thanks,
    Intent.OTHER: _other,
}
# What is answered otherwise while a visit is awaited, as no question is open then.
REFERRED: dict[Intent, Handler] = dict.fromkeys(
    (
        Intent.UNCLEAR,
        Intent.OTHER,
        Intent.THANKS,
        Intent.YES,
        Intent.NO,
        Intent.NO_RUN,
        Intent.NOT_YET,
        Intent.PAUSE,
    ),
    _waits,
)
