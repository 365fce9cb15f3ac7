"""Scores and runs told by text: which morning or run each is about, and what it changes."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from checkin.core.change import changed
from checkin.core.danger import numbers_to_call
from checkin.core.draft import Draft
from checkin.core.events import Part
from checkin.core.explain import explain, referral_plan
from checkin.core.facts import Fact, Kind
from checkin.core.journal import find
from checkin.core.model import Asked, Course, Phase
from checkin.core.protocol import Protocol
from checkin.core.reading.model import Question, Reading, Subject, Told


@dataclass(frozen=True)
class Target:
    """The morning (`evening` False) or run of a local day that an answer is about."""

    day: date
    evening: bool


def was_asked(course: Course, day: date, *, evening: bool) -> Asked | None:
    """The question put for a day."""
    for one in reversed(course.asked):
        if one.day < day:
            return None
        if one.day == day and one.evening is evening:
            return one
    return None


def open_target(course: Course, day: date, clock: time, protocol: Protocol) -> Target | None:
    """What a bare number answers: the question asked last, while it is open; None if that is not clear."""
    if was_asked(course, day, evening=True):
        return Target(day, evening=True)
    yesterday = day - timedelta(days=1)
    morning = was_asked(course, day, evening=False)
    if not morning:
        late = was_asked(course, yesterday, evening=True)
        if late and not late.answered:
            return Target(yesterday, evening=True)
        unanswered = was_asked(course, yesterday, evening=False)
        if unanswered and not unanswered.answered:
            return None
    return Target(day, evening=False) if clock < protocol.ask.answer_until else None


def opened(draft: Draft) -> Target | None:
    """What a bare number answers now. On the day of joining the first question is yet to come, and a number
    may be a time or a choice."""
    if draft.talk.slot == draft.day and draft.talk.asked_at is None and _has_just_joined(draft):
        return None
    return open_target(draft.course, draft.day, draft.clock.time(), draft.protocol)


def _has_just_joined(draft: Draft) -> bool:
    return any(fact.kind is Kind.ENROLLED and fact.day == draft.day for fact in draft.runner.journal)


def question(draft: Draft) -> Question:
    """The open question, as the reader names it."""
    target = opened(draft)
    if target is None:
        return Question.NONE
    return Question.PAIN if target.evening else Question.STIFFNESS


def target_of(draft: Draft, told: Told) -> Target | None:
    """The morning or run a told score is about; None if it has to be asked."""
    day = _day_named(draft.day, told)
    if told.subject is Subject.STIFFNESS:
        return Target(day or draft.day, evening=False)
    waiting = opened(draft)
    if told.subject is Subject.PAIN:
        if day is None and waiting and waiting.evening:
            return waiting
        return Target(day or draft.day, evening=True)
    if day is None or day == draft.day:
        return waiting
    return _unanswered_on(draft.course, day) or _same_question(waiting, day)


def _day_named(today: date, told: Told) -> date | None:
    if told.weekday is not None:
        return today - timedelta(days=(today.weekday() - told.weekday) % 7)
    return today - timedelta(days=told.days_ago) if told.days_ago else None


def _unanswered_on(course: Course, day: date) -> Target | None:
    """The question of an earlier day that still waits; the morning first, as no run is without it."""
    for evening in (False, True):
        put = was_asked(course, day, evening=evening)
        if put and not put.answered:
            return Target(day, evening)
    return None


def _same_question(waiting: Target | None, day: date) -> Target | None:
    return Target(day, waiting.evening) if waiting else Target(day, evening=False)


def line_for(draft: Draft, target: Target) -> Fact | None:
    """The journal's line that already answers a target."""
    kind = Kind.RUN if target.evening else Kind.MORNING
    for fact in reversed(draft.runner.journal):
        if fact.day < target.day:
            return None
        if fact.kind is kind and fact.day == target.day:
            return fact
    return None


def scores(draft: Draft, reading: Reading, *, beside_flag: bool = False) -> bool:
    """Take the scores a text tells; False if none could be placed, and the runner was asked instead."""
    before = draft.course
    taken: list[Fact] = []
    for told in reading.told:
        target = target_of(draft, told)
        if target is None:
            if not beside_flag and draft.course.phase is Phase.REFERRAL:
                referral_plan(draft)
            elif not beside_flag:
                unclear(draft, "ask.which", score=told.score)
            continue
        known = line_for(draft, target)
        if known is not None and known.score is not None and not target_is_new(known, told, target):
            if not beside_flag:
                draft.say("ask.change", {"old": known.score, "score": told.score, "day": target.day})
            continue
        fact = take(draft, target, told.score, reading)
        if fact is not None:
            taken.append(fact)
    if taken:
        draft.remember(unclear=False, last_score=taken[-1].seq)
        explain(draft, before, taken)
    return bool(taken)


def target_is_new(known: Fact, told: Told, target: Target) -> bool:
    """Whether a second answer about the same thing may be taken as it stands: the same score again, a
    morning or day named outright, or a run that hurt more than first said. Else it may be a slip."""
    if known.score == told.score:
        return True
    named = told.subject is not None or told.days_ago > 0 or told.weekday is not None
    return named and (not target.evening or told.score > (known.score or 0))


def take(draft: Draft, target: Target, score: int, reading: Reading) -> Fact | None:
    """Put a score on record where it belongs, replacing an earlier answer about the same thing."""
    if target.day < draft.runner.base.day:
        _too_old(draft)
        return None
    known = line_for(draft, target)
    if known is not None:
        fact = changed(known, score=score, masked=known.masked or reading.masked)
        if fact != known:
            draft.mend(fact)
        return fact
    kind = Kind.RUN if target.evening else Kind.MORNING
    return draft.record(kind, target.day, score=score, masked=reading.masked, limping=reading.limping)


def correct(draft: Draft, reading: Reading) -> None:
    """A correction: it goes to the last accepted score, or to the one it names, whatever is open."""
    told = reading.told[0]
    fact = _corrected(draft, told)
    if fact is None or fact.score is None:
        draft.say("changed.nothing")
        return
    before, old = draft.course, fact.score
    hours = (draft.at - fact.at).total_seconds() / 3600
    may_lift = hours <= draft.protocol.refer.correction_hours  # of scores alone: signs stay in the journal
    new = changed(fact, score=told.score)
    draft.mend(new, may_lift=may_lift)
    draft.remember(unclear=False, last_score=new.seq)
    if draft.course.phase is not Phase.REFERRAL and before.phase is Phase.REFERRAL:
        draft.remember(followed=0, visit_told=False, seen_asked=None)
    explain(draft, before, (new,), mended=old)


def _corrected(draft: Draft, told: Told) -> Fact | None:
    if told.subject is None and told.weekday is None and not told.days_ago:
        return find(draft.runner, draft.talk.last_score)
    target = target_of(draft, told)
    return line_for(draft, target) if target else None


def _run_day(draft: Draft, reading: Reading) -> date:
    """The day a run, or none, is told about: the one named, else the one asked about, else today."""
    waiting = opened(draft)
    if not reading.days_ago and waiting and waiting.evening:
        return waiting.day
    return draft.day - timedelta(days=reading.days_ago)


def no_run(draft: Draft, reading: Reading) -> None:
    """No run on the day asked about, or on the day the text names."""
    day = _run_day(draft, reading)
    before = draft.course
    if day < draft.runner.base.day:
        _too_old(draft)
        return
    known = line_for(draft, Target(day, evening=True))
    if known is not None and known.score is not None:
        draft.say("ask.run_told", {"score": known.score, "day": day})
        return
    fact = draft.record(Kind.NO_RUN, day)
    draft.remember(unclear=False)
    if before.phase is Phase.RETURN and not before.graduated:
        explain(draft, before, (fact,))
    else:
        draft.say("echo.no_run", {"day": day}, part=Part.ECHO)


def ran(draft: Draft, reading: Reading) -> None:
    """A run told without a score: recorded, and its pain asked for at once."""
    day = _run_day(draft, reading)
    if day < draft.runner.base.day:
        _too_old(draft)
        return
    if line_for(draft, Target(day, evening=True)) is None:
        draft.record(Kind.RUN, day, masked=reading.masked, limping=reading.limping)
        draft.record(Kind.ASKED_EVENING, day)
        if day == draft.day:
            draft.remember(evening_done=day)
        draft.say("echo.run", {"day": day}, part=Part.ECHO)
    draft.remember(seen_asked=None)  # the next number answers this question, not "have you been seen?"
    draft.say("ask.pain_now")


def _too_old(draft: Draft) -> None:
    """Too far back to be put in its place, or before they joined."""
    joined = any(fact.kind is Kind.ENROLLED for fact in draft.runner.journal)
    unclear(draft, "ask.before_joined" if joined else "ask.too_old")


def unclear(draft: Draft, key: str, **values: str | int | date) -> None:
    """Ask again once, kindly; after that leave the day open."""
    if draft.talk.unclear:
        draft.say("ask.left_open")
        draft.remember(unclear=False)
        return
    draft.say(key, values)
    draft.remember(unclear=True)


def _noted(draft: Draft, score: int, day: date) -> None:
    """Words after the number: what it was, and what to do if it is about pain; the second time, that words
    are lost on us."""
    if draft.talk.unclear:
        draft.remember(unclear=False)
        draft.say("ask.other")
        return
    draft.remember(unclear=True)
    draft.say("ask.noted", {"score": score, "day": day, **numbers_to_call(draft.profile, draft.protocol)})


def is_answered(draft: Draft) -> bool:
    """Whether the open question has its score already."""
    target = opened(draft)
    known = line_for(draft, target) if target else None
    return known is not None and known.score is not None


def ask_again(draft: Draft) -> None:
    """A text that answers without a score that can be taken."""
    target = opened(draft)
    known = line_for(draft, target) if target else None
    if known is not None and known.score is not None:
        _noted(draft, known.score, known.day)
        return
    asked = question(draft)
    key = {Question.STIFFNESS: "ask.again_stiffness", Question.PAIN: "ask.again_pain"}.get(asked, "ask.again")
    unclear(draft, key)
