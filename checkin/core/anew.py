"""Consent asked anew: after long silence the number may be somebody else's (docs/hazards.md 15)."""

from checkin.core import check, commands
from checkin.core.draft import Draft
from checkin.core.events import Consented, Part
from checkin.core.facts import Kind
from checkin.core.joining import AGREES
from checkin.core.model import Phase
from checkin.core.reading.model import Intent, Reading


def is_due(draft: Draft) -> bool:
    """Whether nothing was heard for so long that consent comes first. A pause that was asked for is no
    silence, and neither is waiting for a visit, when nothing is asked."""
    course = draft.course
    if course.phase is Phase.REFERRAL or course.paused_until is not None:
        return False
    if draft.talk.anew is not None:
        return True
    known = max(day for day in (course.origin, course.heard, course.away) if day is not None)
    return (draft.day - known).days >= draft.protocol.join.anew_days


def answer(draft: Draft, reading: Reading, body: str) -> None:
    """Yes brings the check-in back, no or STOP ends it; anything else is answered by asking."""
    asked = draft.talk.anew
    stops = reading.intent is Intent.STOP or (asked is not None and reading.intent is Intent.NO)
    if stops:
        draft.remember(anew=None)
        if reading.intent is Intent.STOP:
            commands.stop(draft, reading, body)
        else:
            commands.unsubscribed(draft)
            draft.say("join.no")
    elif reading.intent is Intent.START or (
        asked is not None and (reading.intent is Intent.YES or AGREES.match(body))
    ):
        draft.remember(anew=None)
        draft.effects.append(Consented())
        draft.record(Kind.HEARD)
        draft.say("silence.back", {"time": draft.profile.morning}, part=Part.DECISION)
        if draft.course.check is not None:
            check.put(draft)
        else:
            draft.say("join.anew_number")
    else:
        draft.remember(anew=draft.at)
        draft.say("join.anew", {"team": draft.profile.team})
