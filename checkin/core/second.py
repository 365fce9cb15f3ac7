"""Second thoughts on the day of joining: whether they still run is asked once more."""

import checkin.core.reading.signup as words
from checkin.core import danger, looking
from checkin.core.change import changed
from checkin.core.draft import Draft
from checkin.core.facts import Fact, Kind
from checkin.core.reading.model import Intent, Reading


def asked(draft: Draft) -> bool:
    """BACK on the day of joining, before any score: asks again. False on any other day."""
    if _enrolment(draft) is None:
        return False
    draft.remember(rejoining=True)
    draft.say("join.running")
    return True


def answered(draft: Draft, reading: Reading, body: str) -> bool:
    """The answer to that: the sign-up holds as it is told now. False if it was not asked, or this is none."""
    if not draft.talk.rejoining:
        return False
    draft.remember(rejoining=False)
    fact, running = _enrolment(draft), words.yes_in(body)
    if fact is None or running is None or reading.intent is Intent.STOP or reading.flag is not None:
        return False
    if running != fact.running:
        draft.mend(changed(fact, running=running, by="", stage=None))
    if draft.course.proving and draft.course.screened is None:
        draft.say("plan.screen", danger.numbers_to_call(draft.profile, draft.protocol))
    else:
        looking.status(draft, reading, body)
    return True


def _enrolment(draft: Draft) -> Fact | None:
    """Today's enrolment, if nothing rests on it yet."""
    fact = next((one for one in draft.runner.journal if one.kind is Kind.ENROLLED), None)
    if fact is None or fact.day != draft.day or draft.course.mornings or draft.course.runs:
        return None
    return fact
