"""Yes, no and not yet: which open question they answer, and what the answer does."""

from collections.abc import Callable
from datetime import datetime

from checkin.core import answers, danger, explain
from checkin.core.draft import Draft
from checkin.core.due import due_on, local
from checkin.core.events import Part
from checkin.core.facts import Kind
from checkin.core.model import Phase, Urgency
from checkin.core.reading.model import Intent, Question, Reading, Tier

Answer = Callable[[Draft], None]


def answer(draft: Draft, reading: Reading) -> bool:
    """Answer the open check first, else the yes-or-no question asked last; False if none is open."""
    yes = reading.intent is Intent.YES
    waiting = _waiting(draft)
    if not waiting:
        return False
    _, when_yes, when_no = max(waiting, key=lambda one: one[0])
    if draft.course.check is not None:
        when_yes, when_no = _check_yes, _check_no
    draft.remember(unclear=False)
    (when_yes if yes else when_no)(draft)
    return True


def _waiting(draft: Draft) -> list[tuple[datetime, Answer, Answer]]:
    course = draft.course
    found: list[tuple[datetime | None, Answer, Answer]] = [
        (course.check.at if course.check else None, _check_yes, _check_no),
        (course.soft.at if course.soft else None, _soft_yes, _soft_no),
        (course.gate_at if course.gate else None, _gate_yes, _gate_no),
        (course.screen_at if course.proving and course.screened is None else None, _screen_yes, _screen_no),
        (course.offer_at if course.offer else None, _offer_yes, _offer_no),
    ]
    return [(at, yes, no) for at, yes, no in found if at is not None]


def _check_yes(draft: Draft) -> None:
    before = draft.course
    fact = draft.record(Kind.CHECK_YES)
    draft.say("danger.check_yes", danger.numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
    danger.hand_sheet(draft)
    alert = draft.talk.alert
    if alert is None or alert.acknowledged or not danger.is_flag_open(before):
        danger.raise_alert(draft, fact.seq, Urgency.SAME_DAY)


def _check_no(draft: Draft) -> None:
    draft.record(Kind.CHECK_NO)
    draft.say("check.no", part=Part.DECISION)
    if draft.talk.seen_asked is not None and draft.course.phase is Phase.REFERRAL:
        draft.say("ask.seen")
    else:
        explain.plan(draft)


def _soft_yes(draft: Draft) -> None:
    soft = draft.course.soft
    tier = soft.tier if soft else Tier.SOON
    before = draft.course
    fact = draft.record(Kind.SOFT_YES, tier=tier, words=soft.words if soft else "")
    if tier is Tier.ASK_NUMB:
        draft.say("danger.nerve", danger.numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER)
        danger.hand_sheet(draft)
        danger.raise_alert(draft, fact.seq, Urgency.SAME_DAY)
    elif before.phase is not Phase.REFERRAL:
        explain.referred(draft)
    else:
        explain.referral_plan(draft)


def _soft_no(draft: Draft) -> None:
    draft.record(Kind.SOFT_NO)
    draft.say("check.no", part=Part.DECISION)
    explain.plan(draft)


def _gate_yes(draft: Draft) -> None:
    before = draft.course
    draft.record(Kind.GATE_YES)
    explain.explain(draft, before, ())


def _gate_no(draft: Draft) -> None:
    draft.record(Kind.GATE_NO)
    noes, rule = draft.course.gate_noes, draft.protocol.gate
    draft.say("gate.physio" if noes == rule.physio_after else "gate.no", {"days": rule.again_after_no})


def _screen_yes(draft: Draft) -> None:
    draft.record(Kind.SCREEN_YES)
    draft.say("screen.yes", part=Part.DECISION)


def _screen_no(draft: Draft) -> None:
    draft.record(Kind.SCREEN_NO)
    draft.say("screen.no", part=Part.DECISION)


def _offer_yes(draft: Draft) -> None:
    before = draft.course
    draft.record(Kind.RELAPSE_YES)
    explain.explain(draft, before, ())


def _offer_no(draft: Draft) -> None:
    draft.record(Kind.RELAPSE_NO)
    explain.plan(draft)


def not_yet(draft: Draft) -> None:
    """Not yet: no answer to the gate; the evening question is put again once, tonight or tomorrow."""
    course = draft.course
    draft.remember(unclear=False)
    if answers.question(draft) is Question.PAIN:
        _later(draft)
    elif course.gate is not None:
        draft.say("gate.not_yet")
    else:
        draft.say("ask.later")


def _later(draft: Draft) -> None:
    rule = draft.protocol.ask
    if draft.day in (draft.talk.again_day, draft.talk.again_done):
        draft.say("after.later_again")
        return
    quiet = due_on(draft.day, draft.protocol.quiet.start, draft.profile.zone)
    wait = rule.later_minutes
    at = None
    if quiet is not None and draft.started_today() < draft.protocol.texts.most:
        early = quiet.timestamp() - wait * 60
        if early - draft.at.timestamp() >= wait * 60:
            at = datetime.fromtimestamp(early, tz=draft.at.tzinfo)
    draft.remember(again_day=draft.day, evening_again=at)
    if at is None:
        draft.say("after.later_tomorrow")
    else:
        draft.say("after.later", {"time": local(at, draft.profile.zone).time()})
