"""What falls due for a runner, in the order it falls due: one table for doing it and for `next_due`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checkin.core import check, danger, reminders, signup
from checkin.core.answers import Target, line_for
from checkin.core.draft import Draft
from checkin.core.due import due_on, is_quiet
from checkin.core.events import Sort
from checkin.core.facts import Kind
from checkin.core.leave import may_ask_evening
from checkin.core.measures import morning_of
from checkin.core.model import Course, Phase, Standing
from checkin.core.slot import daily_slot, next_slot_day, settle_slot

Action = Callable[[Draft], None]


@dataclass(frozen=True)
class Due:
    """Something that falls due at an instant."""

    at: datetime
    action: Action


def pending(draft: Draft) -> Iterator[Due]:
    """Everything that waits for a runner; ties are done in this order."""
    talk, course = draft.talk, draft.course
    if talk.alert and talk.alert.next_at and not talk.alert.acknowledged and course.referral:
        yield Due(talk.alert.next_at, danger.repeat)
    if course.invited and (at := signup.due_at(draft)):
        yield Due(at, signup.nudge)
    if course.opted_out or course.invited:
        return
    if talk.check and talk.check.next_at:
        yield Due(talk.check.next_at, check.due)
    if talk.evening_again:
        yield Due(talk.evening_again, _evening_again)
    yield from _morning(draft)
    if (
        course.standing in (Standing.ACTIVE, Standing.GRADUATED)
        and course.phase is not Phase.REFERRAL
        and talk.slot
    ):
        yield from _of_the_day(draft, talk.slot)


def _morning(draft: Draft) -> Iterator[Due]:
    day = next_slot_day(draft.course, draft.talk.slot, draft.protocol)
    if day is None:
        return
    while (at := due_on(day, draft.profile.morning, draft.profile.zone)) is None:
        day += timedelta(days=1)  # a date that the zone never had
    yield Due(at, lambda draft: daily_slot(draft, day, stale=_stale(draft, at, draft.profile.morning)))


def _of_the_day(draft: Draft, day: date) -> Iterator[Due]:
    """What may still come on the day of the last morning question."""
    talk, profile, course = draft.talk, draft.profile, draft.course
    answered = morning_of(course, day)
    if not answered and talk.asked_at and talk.nudged != day:
        at = talk.asked_at + timedelta(minutes=draft.protocol.ask.nudge_minutes)
        yield Due(at, lambda draft: _nudge(draft, day, at))
    if not answered:
        return
    remind = due_on(day, profile.remind, profile.zone) if profile.remind else None
    if remind and talk.reminded != day:
        yield Due(remind, lambda draft: _remind(draft, day, remind))
    if talk.ice_again:
        yield Due(talk.ice_again, reminders.ice_again)
    evening = due_on(day, profile.evening, profile.zone)
    if evening is None:
        return
    if talk.compressed != day and reminders.wants_compress(draft, day):
        yield Due(evening, lambda draft: reminders.compress(draft, day))
    if talk.evening_done != day and _evening_waits(draft, day):
        yield Due(evening, lambda draft: _evening(draft, day, evening))


def _evening_waits(draft: Draft, day: date) -> bool:
    course = draft.course
    return (
        course.phase is Phase.RETURN and course.no_run != day and may_ask_evening(course, day, draft.protocol)
    )


def _stale(draft: Draft, due: datetime, chosen: object) -> bool:
    """Whether a question's window has passed, or quiet hours have begun that its own time does not lie in."""
    if draft.at - due > timedelta(minutes=draft.protocol.ask.window_minutes):
        return True
    rule = draft.protocol.quiet
    own = due.astimezone(draft.clock.tzinfo).time()
    return reminders.quiet_now(draft) and not is_quiet(own, rule.start, rule.end)


def _until(draft: Draft, due: datetime) -> datetime:
    return draft.window(due, draft.protocol.ask.window_minutes)


def _nudge(draft: Draft, day: date, due: datetime) -> None:
    """Four hours without an answer: a nudge, or after two silent days one friendly text in its place."""
    draft.remember(nudged=day)
    late = draft.at - due > timedelta(minutes=draft.protocol.remind.window_minutes)
    if draft.day != day or late or reminders.quiet_now(draft) or not reminders.room(draft, day):
        return
    if draft.course.silent >= draft.protocol.ask.friendly_days:
        if not draft.talk.friendly:
            draft.remember(friendly=True)
            reminders.send(draft, "silence.friendly", Sort.FRIENDLY)
    elif not draft.course.silent and not draft.talk.unclear:
        reminders.send(draft, "ask.nudge", Sort.NUDGE)


def _remind(draft: Draft, day: date, due: datetime) -> None:
    late = draft.at - due > timedelta(minutes=draft.protocol.remind.window_minutes)
    if late or _answered_after(draft, day, due):
        draft.remember(reminded=day)
    else:
        reminders.daily(draft, day)


def _answered_after(draft: Draft, day: date, due: datetime) -> bool:
    line = line_for(draft, Target(day, evening=False))
    return line is not None and line.at > due


def _evening(draft: Draft, day: date, due: datetime) -> None:
    """The question about the run, on days with leave to run."""
    late = _stale(draft, due, draft.profile.evening)
    draft.remember(evening_done=day)
    if late and _answered_after(draft, day, due):
        return
    if late:
        draft.record(Kind.MISSED_EVENING, day)
        return
    known = _known_pain(draft.course, day)
    draft.record(Kind.ASKED_EVENING, day)
    if not known:
        draft.say("ask.evening", sort=Sort.EVENING, until=_until(draft, due), day=day)


def _known_pain(course: Course, day: date) -> bool:
    return any(run.day == day and run.pain is not None for run in course.runs[-2:])


def _evening_again(draft: Draft) -> None:
    """Asked once more after "not yet"."""
    day = draft.talk.again_day
    draft.remember(evening_again=None, again_done=day)
    if (
        day == draft.day
        and not reminders.quiet_now(draft)
        and not _known_pain(draft.course, day)
        and draft.course.no_run != day
    ):
        draft.say("ask.evening", sort=Sort.EVENING, until=_until(draft, draft.at), day=day)


def next_due(draft: Draft) -> datetime | None:
    """When something next falls due; None if nothing waits."""
    return min((one.at for one in pending(draft)), default=None)


MOST_AT_ONCE = 4000  # things due at once, years of downtime; a guard against going round for ever


def arrive(draft: Draft) -> datetime | None:
    """Do whatever has fallen due by now, in order; when something next falls due."""
    for _ in range(MOST_AT_ONCE):
        settle_slot(draft)
        first = min(pending(draft), key=lambda one: one.at, default=None)
        if first is None or first.at > draft.at:
            return None if first is None else first.at
        first.action(draft)
    return draft.at
