"""The check question: when it is put, put again, and passed on to the coach."""

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
    if known is None or known.seq != check.seq:
        again = draft.in_minutes(draft.protocol.check.again_minutes)
        known = CheckTalk(check.seq, asks=0, next_at=again if check.urgent else None)
    if urged:
        known = changed(known, urged=True, next_at=draft.in_minutes(draft.protocol.check.again_minutes))
    draft.remember(check=changed(known, asks=known.asks + 1))
    sort = Sort.URGENT if urged else Sort.REPLY
    draft.say("check.ask", numbers_to_call(draft.profile, draft.protocol), part=Part.DANGER, sort=sort)
    if not check.urgent and known.asks >= draft.protocol.check.tell_after:
        _tell(draft)


def hold(draft: Draft) -> None:
    """A pause does not silence an open check: it is put once more, and if it stays open the coach is told."""
    if draft.course.check is None:
        return
    put(draft)
    known = draft.talk.check
    if known is not None:
        again = draft.in_minutes(draft.protocol.check.again_minutes)
        draft.remember(check=changed(known, urged=True, next_at=again))


def due(draft: Draft) -> None:
    """The time of an urgent check has come: put it once more, or tell the coach."""
    known, check = draft.talk.check, draft.course.check
    if known is None:
        return
    draft.remember(check=changed(known, next_at=None))
    if check is None or known.seq != check.seq:
        return
    if known.urged:
        _tell(draft, urgent=True)
    else:
        put(draft, urged=True)


def _tell(draft: Draft, *, urgent: bool = False) -> None:
    """Tell the coaches that the check waits, at most once a day."""
    known = draft.talk.check
    if known is None or known.told == draft.day:
        return
    draft.remember(check=changed(known, told=draft.day))
    draft.tell("coach.check_open", urgent=urgent)
