"""The one tip that may ride in a direct reply: ice first, then what helps now and was not said before."""

from collections.abc import Callable, Sequence
from datetime import date

from checkin.core.draft import Draft
from checkin.core.events import Part
from checkin.core.facts import Fact, Kind
from checkin.core.measures import day_number
from checkin.core.model import Course, Phase, Place
from checkin.core.progress import holds
from checkin.core.protocol import Protocol


def last_given(draft: Draft, tip: str) -> date | None:
    """The day a tip was last given."""
    return next((day for name, day in draft.talk.tips if name == tip), None)


def give(draft: Draft, tip: str) -> None:
    """Remember that a tip was given today."""
    others = tuple(one for one in draft.talk.tips if one[0] != tip)
    draft.remember(tips=(*others, (tip, draft.day)))


def rested_enough(draft: Draft, tip: str, days: int) -> bool:
    """Whether a tip was last given at least `days` days ago."""
    last = last_given(draft, tip)
    return last is None or (draft.day - last).days >= days


def since_entry(draft: Draft, tip: str) -> bool:
    """Whether a once-only tip has not been given in this phase yet."""
    last = last_given(draft, tip)
    return last is None or last < draft.course.entered


def ice_asked(told: Sequence[Fact], course: Course, protocol: Protocol) -> bool:
    """Whether a score told today asks for ice."""
    worth = (Kind.MORNING, Kind.RUN)
    return any(
        fact.kind in worth and (fact.score or 0) >= protocol.remind.ice_from and fact.day == course.day
        for fact in told
    )


def _ice(draft: Draft, told: Sequence[Fact]) -> bool:
    return draft.talk.iced != draft.day and ice_asked(told, draft.course, draft.protocol)


def _physio(draft: Draft, told: Sequence[Fact]) -> bool:
    course = draft.course
    second_hold = holds(course) == draft.protocol.remind.second_hold
    stepped = len(course.step_backs) > len(draft.before.course.step_backs)
    return (second_hold or stepped) and rested_enough(draft, "physio", draft.protocol.remind.weekly_days)


def _shoes(draft: Draft, told: Sequence[Fact]) -> bool:
    course, rule = draft.course, draft.protocol.remind
    in_rest = course.phase is Phase.REST and day_number(course.entered, draft.day) <= rule.weekly_days
    held = course.phase is Phase.RETURN and holds(course) == rule.second_hold
    return (in_rest or held) and since_entry(draft, "shoes") and _morning(told)


def _tape(draft: Draft, told: Sequence[Fact]) -> bool:
    return draft.course.phase is Phase.RETURN and draft.course.stage == 1 and since_entry(draft, "tape")


def _massage(draft: Draft, told: Sequence[Fact]) -> bool:
    rule = draft.protocol.remind
    easy = any(
        fact.kind is Kind.RUN and fact.score is not None and fact.score <= rule.massage_most for fact in told
    )
    return easy and draft.profile.place is Place.MID and rested_enough(draft, "massage", rule.weekly_days)


def _morning(told: Sequence[Fact]) -> bool:
    return any(fact.kind is Kind.MORNING for fact in told)


Wanted = Callable[[Draft, Sequence[Fact]], bool]
RIDING: tuple[tuple[str, Wanted], ...] = (
    ("ice", _ice),
    ("physio", _physio),
    ("shoes", _shoes),
    ("tape", _tape),
    ("massage", _massage),
)


def ride(draft: Draft, told: Sequence[Fact]) -> None:
    """Put the first tip that fits into the reply."""
    if not told:
        return
    tip = next((name for name, wanted in RIDING if wanted(draft, told)), "")
    if not tip:
        return
    draft.say(f"tip.{tip}", part=Part.TIP)
    if tip == "ice":
        draft.remember(iced=draft.day, ice_again=draft.in_minutes(draft.protocol.remind.ice_again_minutes))
    else:
        give(draft, tip)
