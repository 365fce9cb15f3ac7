"""What a coach records about a runner: a clearance, a false alarm, that they are on it."""

from checkin.core import danger
from checkin.core.change import changed
from checkin.core.draft import Draft
from checkin.core.events import Act, CoachActed, Sort
from checkin.core.facts import Fact, Kind
from checkin.core.model import Phase

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
    else:
        draft.remember(alert=None)
    _tell_runner(draft, "cleared.dismissed")


def _open_signs(draft: Draft) -> list[Fact]:
    found: list[Fact] = []
    for fact in reversed(draft.runner.journal):
        if fact.kind is Kind.CLEARED:
            break
        if fact.kind in SIGNS and not fact.void:
            found.append(fact)
    return found


def _tell_runner(draft: Draft, key: str) -> None:
    if not draft.course.opted_out:
        draft.say(key, sort=Sort.NOTICE)
