"""The check question: when it is put, put again, and passed on to the coach."""

from datetime import datetime

from checkin.core.change import changed
from checkin.core.danger import numbers_to_call
from checkin.core.draft import Draft
from checkin.core.events import Part, Sort
from checkin.core.model import CheckTalk


def put(draft: Draft, *, urged: bool = False) -> None:
    """Put the check question, first in a direct reply, or as an urgent text of its own when `urged`."""
    check = draft.course.check
    if check is None:
        return
    known = draft.talk.check
    asks = known.asks + 1 if known and known.seq == check.seq else 1
    told = known.told if known and known.seq == check.seq else None
    draft.remember(check=CheckTalk(check.seq, asks, draft.day, _next(draft, asks, urged), told))
    sort = Sort.URGENT if urged else Sort.REPLY
    draft.say("check.ask", numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER, sort=sort)
    if not check.urgent and asks > draft.protocol.check.tell_after:
        _tell(draft)


def _next(draft: Draft, asks: int, urged: bool) -> datetime | None:
    """An urgent check is put once more after two hours, and two hours later the coach is told."""
    check = draft.course.check
    if check is None or not check.urgent:
        return None
    if asks == 1 or urged:
        return draft.in_minutes(draft.protocol.check.again_minutes)
    return draft.talk.check.next_at if draft.talk.check else None


def due(draft: Draft) -> None:
    """The time of an urgent check has come: put it once more, or tell the coach."""
    known = draft.talk.check
    if known is None:
        return
    if draft.course.check is None or draft.course.opted_out or known.seq != draft.course.check.seq:
        draft.remember(check=changed(known, next_at=None))
    elif known.asks == 1:
        put(draft, urged=True)
    else:
        draft.remember(check=changed(known, next_at=None))
        _tell(draft, urgent=True)


def _tell(draft: Draft, *, urgent: bool = False) -> None:
    """Tell the coaches that the check waits, at most once a day."""
    known = draft.talk.check
    if known is None or known.told == draft.day:
        return
    draft.remember(check=changed(known, told=draft.day))
    draft.tell("coach.check_open", urgent=urgent)
