"""The morning question's time, day by day: what is asked, what is not, and what silence has come to."""

from datetime import date, timedelta

from checkin.core import explain
from checkin.core.course import turn
from checkin.core.danger import is_crisis
from checkin.core.draft import Draft, cadence
from checkin.core.due import due_on, next_due_on
from checkin.core.events import Sort
from checkin.core.facts import Fact, Kind
from checkin.core.journal import find
from checkin.core.measures import day_number, morning_of
from checkin.core.model import Course, Phase, Urgency
from checkin.core.progress import lighter_week
from checkin.core.protocol import Protocol
from checkin.core.referral import enough_known, long_rest, stalled
from checkin.core.reminders import quiet_now


def next_slot_day(course: Course, done: date | None, protocol: Protocol) -> date | None:
    """The next day on which the morning question's time matters."""
    after = (done or course.day - timedelta(days=1)) + timedelta(days=1)
    match cadence(course):
        case "none":
            return None
        case "seen":
            return _follow_up_day(course, after, protocol)
        case "paused":
            return max(after, (course.paused_until or after) + timedelta(days=1))
        case "weekly":
            since, every = course.graduated or after, protocol.graduated.every_days
            weeks = max(1, -(-(after - since).days // every))
            return since + timedelta(days=weeks * every)
    return after


def _follow_up_day(course: Course, after: date, protocol: Protocol) -> date | None:
    if course.referral is None:
        return None
    rule = protocol.refer
    number = day_number(course.referral.day, after)
    if number <= rule.seen_first:
        wanted = rule.seen_first
    else:
        rounds = max(0, -(-(number - rule.seen_second) // rule.seen_every))
        wanted = rule.seen_second + rounds * rule.seen_every
    return course.referral.day + timedelta(days=wanted - 1)


def settle_slot(draft: Draft) -> None:
    """After a change of cadence the next morning question is the next one to come, not one long past."""
    now = cadence(draft.course)
    if now != draft.cadence:
        draft.cadence = now
        due = due_on(draft.day, draft.profile.morning, draft.profile.zone)
        passed = due is not None and due <= draft.at
        draft.remember(slot=draft.day if passed else draft.day - timedelta(days=1), asked_at=None)


def daily_slot(draft: Draft, day: date, *, stale: bool) -> None:
    """The morning question's time on `day`; `stale`: it has passed unused, and that is our miss."""
    draft.remember(slot=day, asked_at=None)
    if draft.course.phase is Phase.REFERRAL:
        if not stale or not quiet_now(draft):  # "have you been seen" keeps; a morning question does not
            _follow_up(draft)
        return
    if stale:
        draft.record(Kind.MISSED_MORNING, day)
        return
    if _silence(draft, day):
        return
    if morning_of(draft.course, day) and not long_rest(draft.course, day, draft.protocol):
        return
    draft.record(Kind.ASKED_MORNING, day)
    _asked_or_referred(draft, day)


def _asked_or_referred(draft: Draft, day: date) -> None:
    """Too long a REST refers at the question's time, and the question is not put."""
    if draft.course.phase is Phase.REFERRAL:
        explain.referred(draft, Sort.NOTICE)
        return
    _stalled_told(draft, day)
    _run_of_yesterday(draft, day)
    _ask(draft, day)


def _ask(draft: Draft, day: date) -> None:
    due = next_due_on(day, draft.profile.morning, draft.profile.zone)
    until = draft.window(due, draft.protocol.ask.window_minutes)
    draft.remember(asked_at=draft.at)
    graduated = draft.course.graduated
    if graduated:
        minutes, light = lighter_week(graduated, day, draft.protocol)
        key = "ask.weekly_light" if light else "ask.weekly"
        draft.say(key, {"minutes": minutes}, sort=Sort.MORNING, until=until, day=day)
    else:
        draft.say("ask.morning", sort=Sort.MORNING, until=until, day=day)


def _silence(draft: Draft, day: date) -> bool:
    """What silent days have come to; True if the check-in has paused itself."""
    peek = turn(draft.course, Fact(0, draft.at, day, Kind.HEARD), draft.protocol)
    rule = draft.protocol.ask
    last = find(draft.runner, draft.talk.last_score)
    worrying = peek.check is not None or (last is not None and (last.score or 0) >= rule.tell_score)
    if worrying:
        if peek.silent == rule.tell_days:
            draft.tell("coach.silent")
        return False
    if peek.silent < rule.pause_days:
        return False
    draft.record(Kind.SELF_PAUSED, day)
    draft.say("silence.paused", sort=Sort.NOTICE)
    draft.tell("coach.self_paused", {"days": peek.silent})
    return True


def _follow_up(draft: Draft) -> None:
    course = draft.course
    routine = course.referral is not None and course.referral.urgency is Urgency.ROUTINE
    if is_crisis(course):  # nothing about a leg after words of self-harm: it is the coach's to ask
        return
    draft.remember(followed=draft.talk.followed + 1, seen_asked=draft.at if routine else None)
    draft.say("ask.seen" if routine else "ask.seen_flag", sort=Sort.FOLLOW_UP)


def _stalled_told(draft: Draft, day: date) -> None:
    """More replies were asked for weeks ago and progress still can't be judged: the coach is told, once."""
    asked, p = draft.course.sparse_asked, draft.protocol
    if asked is None or draft.talk.sparse_told or (day - asked).days < p.refer.stalled_window:
        return
    if stalled(draft.course, day, p) and not enough_known(draft.course, day, p):
        draft.remember(sparse_told=True)
        draft.tell("coach.stalled")


def _run_of_yesterday(draft: Draft, day: date) -> None:
    """ "Not yet" came too late in the evening to ask again: asked with the next morning."""
    yesterday = day - timedelta(days=1)
    if draft.talk.again_day != yesterday or draft.talk.again_done == yesterday:
        return
    draft.remember(again_day=None)
    course = draft.course
    told = any(run.day == yesterday and run.pain is not None for run in course.runs[-2:])
    if not told and course.no_run != yesterday:
        until = draft.window(draft.at, draft.protocol.ask.window_minutes)
        draft.say("ask.evening_yesterday", {"day": yesterday}, sort=Sort.EVENING, until=until, day=day)
