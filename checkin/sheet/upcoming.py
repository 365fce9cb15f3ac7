"""Which texts come next, on the runner's own clock."""

from collections.abc import Iterator
from datetime import timedelta

from checkin.core.due import due_on, local
from checkin.core.model import Phase, Standing
from checkin.core.slot import next_slot_day
from checkin.roster.case import Case
from checkin.sheet.model import Phrase


def upcoming(case: Case) -> Iterator[Phrase]:
    """The next question, the reminder, the evening's question, and whose clock that is."""
    course, profile = case.course, case.known.runner.profile
    question = _question(case)
    if question is None:
        yield Phrase("next.none_paused" if course.self_paused else "next.none")
        return
    yield question
    if course.standing in (Standing.ACTIVE, Standing.GRADUATED) and course.phase is not Phase.REFERRAL:
        yield Phrase("next.remind", {"time": profile.remind}) if profile.remind else Phrase("next.remind_off")
    if course.phase is Phase.RETURN and course.standing is Standing.ACTIVE:
        yield Phrase("next.evening", {"time": profile.evening})
    yield Phrase("next.zone", {"city": city(profile.zone), "zone": profile.zone})


def _question(case: Case) -> Phrase | None:
    course, profile = case.course, case.known.runner.profile
    day = next_slot_day(course, case.talk.slot, case.protocol)
    if day is None:
        return None
    while (at := due_on(day, profile.morning, profile.zone)) is None:
        day += timedelta(days=1)  # a date that the zone never had
    key = "visit" if course.phase is Phase.REFERRAL else "weekly" if course.graduated else "morning"
    return Phrase(f"next.{key}", {"at": local(at, profile.zone)})


def city(zone: str) -> str:
    """New York, from America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")
