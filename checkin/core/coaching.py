"""What a coach records about a runner: a clearance, a false alarm, that they are on it."""

from datetime import timedelta
from typing import assert_never

from checkin.core import commands, danger, joining, preferences
from checkin.core.change import changed
from checkin.core.draft import Draft
from checkin.core.events import Act, CoachActed, CoachUndid, Sort
from checkin.core.facts import Fact, Kind
from checkin.core.journal import find
from checkin.core.model import Course, Phase

SIGNS = frozenset({Kind.FLAG, Kind.CHECK_YES, Kind.SOFT_YES})


def acted(draft: Draft, event: CoachActed) -> None:
    """Work in what a coach recorded; what does not apply changes nothing."""
    match event.act:
        case Act.CLEAR:
            _clear(draft, event)
        case Act.DISMISS:
            _dismiss(draft, event)
        case Act.ACKNOWLEDGE:
            danger.acknowledged(draft, event.who)
        case Act.MOVE:
            _move(draft, event)
        case Act.PAUSE | Act.RESUME:
            _pause(draft, event)
        case Act.OPT_OUT:
            commands.unsubscribed(draft, by=event.who)
        case Act.INVITE:
            _invite(draft)
        case Act.PREFER:
            draft.prefer(**event.prefer)
            preferences.retimed(draft)
        case _:
            assert_never(event.act)


def _clear(draft: Draft, event: CoachActed) -> None:
    if draft.course.phase is not Phase.REFERRAL and draft.course.check is None:
        return
    draft.record(Kind.CLEARED, by=event.who, words=event.note)
    danger.over(draft)
    _tell_runner(draft, "cleared.by_coach")


def _dismiss(draft: Draft, event: CoachActed) -> None:
    """Take back signs, not numbers: the course is derived again as if they had not been read."""
    signs = [changed(fact, void=True) for fact in _open_signs(draft)]
    if not signs and draft.course.check is None and draft.course.soft is None:
        return
    if signs:
        draft.mend(*signs, may_lift=True)
    draft.record(Kind.DISMISSED, by=event.who, words=event.note)
    if draft.course.phase is not Phase.REFERRAL:
        danger.over(draft)
        _tell_runner(draft, "cleared.dismissed")
    elif not danger.is_flag_open(draft.course):  # a referral of another kind stood beneath
        draft.remember(alert=None)
        _tell_referral(draft)


def _open_signs(draft: Draft) -> list[Fact]:
    found: list[Fact] = []
    for fact in reversed(draft.runner.journal):
        if fact.kind is Kind.CLEARED and not fact.void:
            break
        if fact.kind in SIGNS and not fact.void:
            found.append(fact)
    return found


def _tell_runner(draft: Draft, key: str) -> None:
    if draft.course.takes_texts:
        draft.say(key, sort=Sort.NOTICE)


def _move(draft: Draft, event: CoachActed) -> None:
    """Against what the rules say, and on record as that. Not out of a referral nor past an open check."""
    course = draft.course
    if course.phase is Phase.REFERRAL or course.check is not None or course.invited or event.stage is None:
        return
    draft.record(Kind.MOVED, stage=event.stage, by=event.who, words=event.note)
    if event.stage == 0:
        _tell_runner(draft, "coached.rest")
    elif not course.opted_out:
        draft.say("coached.stage", {"stage": event.stage}, sort=Sort.NOTICE)


def _pause(draft: Draft, event: CoachActed) -> None:
    course = draft.course
    if course.phase is Phase.REFERRAL or course.opted_out or course.invited or course.check is not None:
        return
    if event.act is Act.RESUME:
        if course.paused_until is not None or course.self_paused:
            draft.record(Kind.RESUMED, by=event.who, words=event.note)
    elif event.until is not None and event.until >= draft.day:
        draft.record(Kind.PAUSED, until=event.until, by=event.who, words=event.note)
        draft.say("coached.pause", {"back": event.until + timedelta(days=1)}, sort=Sort.NOTICE)


def _invite(draft: Draft) -> None:
    """Once more, to somebody who has not answered; never after an opt-out."""
    course, known = draft.course, draft.talk.signup
    if not course.invited or course.opted_out or (known is not None and known.agreed):
        return
    draft.say("join.consent", joining.consent_values(draft.profile), sort=Sort.NOTICE)
    draft.say("join.agree", {"age": draft.protocol.join.age}, sort=Sort.NOTICE, link="privacy")


def undid(draft: Draft, event: CoachUndid) -> None:
    """What a coach did is taken back, as far as the journal still reaches: the days are derived again. It
    lifts no referral. One that is back is said to the runner at once, and its sign to the coaches."""
    before = draft.course
    lines = [changed(fact, void=True) for seq in event.lines if (fact := find(draft.runner, seq))]
    signs = [changed(fact, void=False) for seq in event.signs if (fact := find(draft.runner, seq))]
    if lines or signs:
        draft.mend(*lines, *signs)
        _tell_undone(draft, before)
    if event.prefer:
        draft.prefer(**event.prefer)
        preferences.retimed(draft)


def _tell_undone(draft: Draft, before: Course) -> None:
    now = draft.course
    if now.referral is None or now.referral == before.referral:
        _tell_runner(draft, "coached.undone")
        return
    draft.remember(seen_asked=None, followed=0)
    if danger.is_flag_open(now):
        danger.raise_alert(draft, now.referral.seq, now.referral.urgency, crisis=now.referral.crisis)
        if now.takes_texts:
            again = f"danger.again_{now.referral.urgency.value.replace('-', '_')}"
            key = "danger.crisis" if now.referral.crisis else again
            draft.say(key, danger.numbers_to_call(draft.profile, draft.protocol), sort=Sort.URGENT)
    else:
        _tell_referral(draft)


def _tell_referral(draft: Draft) -> None:
    if draft.course.takes_texts:
        draft.say("plan.referral", danger.numbers_to_call(draft.profile, draft.protocol), sort=Sort.NOTICE)
