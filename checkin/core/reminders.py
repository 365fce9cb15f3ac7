"""Which reminder, if any, goes out now: the daily one, the second ice, compression; and the day's cap."""

from datetime import date

from checkin.core.draft import Draft
from checkin.core.due import is_quiet
from checkin.core.events import Sort
from checkin.core.leave import leave, may_ask_evening
from checkin.core.measures import day_number, morning_of, run_of
from checkin.core.model import Course, Phase, Place
from checkin.core.tips import give, rested_enough


def quiet_now(draft: Draft) -> bool:
    """Whether it is quiet hours for the runner."""
    rule = draft.protocol.quiet
    return is_quiet(draft.clock.time(), rule.start, rule.end)


def room(draft: Draft, day: date, *, later: int = 0) -> bool:
    """Whether the day's cap leaves room, with a place kept for the evening question, its second time
    and `later` others."""
    course = draft.course
    evening = (
        course.phase is Phase.RETURN
        and draft.talk.evening_done != day
        and may_ask_evening(course, day, draft.protocol)
        and course.no_run != day
    )
    again = draft.talk.evening_again is not None
    return draft.started_today() + later + evening + again < draft.protocol.texts.most


def send(draft: Draft, key: str, sort: Sort) -> None:
    """A reminder, not worth sending once its window has passed."""
    draft.say(key, sort=sort, until=draft.window(draft.at, draft.protocol.remind.window_minutes))


def daily(draft: Draft, day: date) -> None:
    """The day's one reminder: loading, else a stretch, else cross-training."""
    draft.remember(reminded=day)
    if draft.day != day or quiet_now(draft) or not room(draft, day) or draft.course.check:
        return
    if draft.profile.sparse and not rested_enough(draft, "daily", 2):
        return
    key = _load(draft, day) or _stretch(draft, day) or _cross_train(draft, day)
    if not key:
        return
    give(draft, "daily")
    send(draft, f"remind.{key}", Sort.REMINDER)
    if key.startswith("load"):
        week = draft.protocol.remind.weekly_days
        kept = tuple(one for one in draft.talk.loads if (day - one).days < week)
        draft.remember(loads=(*kept, day))
    else:
        give(draft, key)


def _load(draft: Draft, day: date) -> str:
    course, rule = draft.course, draft.protocol.remind
    today = morning_of(course, day)
    if course.phase is Phase.REFERRAL or today is None or today.score >= rule.load_not_from:
        return ""
    heel = "" if draft.profile.place is Place.MID else "_heel"
    if course.graduated:
        return f"load_heavy{heel}" if _heavy_due(draft, day) and _in_first_weeks(draft, day) else ""
    if course.phase is Phase.REST:
        return _load_rest(draft, day, course)
    if course.stage >= rule.load_heavy_stage:
        return (
            f"load_heavy{heel}"
            if _heavy_due(draft, day) and may_ask_evening(course, day, draft.protocol)
            else ""
        )
    free = bool(leave(course, day, draft.protocol)) and run_of(course, day) is None
    return f"load_drops{heel}" if free else ""


def _load_rest(draft: Draft, day: date, course: Course) -> str:
    rule = draft.protocol.remind
    number = day_number(course.entered, day)
    last = draft.talk.loads[-1] if draft.talk.loads else None
    if number > rule.load_daily_days and last and (day - last).days < rule.load_every_days:
        return ""
    return "load_two_legs" if number <= rule.load_two_legs_days else "load_one_leg"


def _heavy_due(draft: Draft, day: date) -> bool:
    rule = draft.protocol.remind
    recent = sum(1 for one in draft.talk.loads if (day - one).days < rule.weekly_days)
    return recent < rule.load_heavy_week


def _in_first_weeks(draft: Draft, day: date) -> bool:
    weeks = draft.protocol.graduated.load_weeks
    return (day - draft.course.origin).days < weeks * draft.protocol.week.days


def _stretch(draft: Draft, day: date) -> str:
    rule = draft.protocol.remind
    today = morning_of(draft.course, day)
    calm = today is not None and today.score <= rule.stretch_most
    mid = draft.profile.place is Place.MID
    return "stretch" if calm and mid and rested_enough(draft, "stretch", rule.stretch_days) else ""


def _cross_train(draft: Draft, day: date) -> str:
    rule = draft.protocol.remind
    resting = draft.course.phase is Phase.REST
    return "cross_train" if resting and rested_enough(draft, "cross_train", rule.weekly_days) else ""


def ice_again(draft: Draft) -> None:
    """The second ice of the day, three hours after the first."""
    draft.remember(ice_again=None)
    day = draft.day
    waiting = draft.profile.remind is not None and draft.talk.reminded != day
    to_come = waiting and draft.profile.remind is not None and draft.clock.time() < draft.profile.remind
    if draft.talk.iced == day and not quiet_now(draft) and room(draft, day, later=int(to_come)):
        send(draft, "remind.ice_again", Sort.ICE)


def wants_compress(draft: Draft, day: date) -> bool:
    """Whether the evening calls for compression: REST week 1, a stiff morning, mid-tendon."""
    course, rule = draft.course, draft.protocol.remind
    today = morning_of(course, day)
    return (
        course.phase is Phase.REST
        and draft.profile.place is Place.MID
        and day_number(course.entered, day) <= rule.compress_days
        and today is not None
        and today.score >= rule.compress_from
    )


def compress(draft: Draft, day: date) -> None:
    """Compress and elevate, in the evening."""
    draft.remember(compressed=day)
    waiting = draft.talk.ice_again is not None
    if draft.day == day and not quiet_now(draft) and room(draft, day, later=int(waiting)):
        send(draft, "remind.compress", Sort.COMPRESS)
