"""Why a runner did, or did not, get a text on a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from checkin.core.due import local
from checkin.core.facts import Fact, Kind
from checkin.core.model import Phase
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.style import Style
from checkin.sheet.model import Day

NAMES = {
    "morning": "Morning question",
    "evening": "Evening question",
    "nudge": "Nudge",
    "friendly": "Friendly text",
    "reminder": "Reminder",
    "ice": "Second ice",
    "compress": "Compression",
    "follow-up": "Have you been seen",
    "notice": "Notice",
    "urgent": "Urgent text",
    "coached": "Text from a coach",
}
STATES = {
    "queued": "waits to be sent",
    "sending": "on its way",
    "accepted": "taken by the carrier",
    "sent": "sent on by the carrier",
    "delivered": "delivered",
    "undelivered": "the carrier could not deliver it",
    "failed": "refused",
    "expired": "not worth sending any more when its turn came, dropped",
    "cancelled": "not sent: answered before, or the texts were stopped",
    "unknown": "it is not known whether it arrived",
}
ENDS = (Kind.STOPPED, Kind.WRONG_NUMBER, Kind.ENDED)
BEGINS = (Kind.STARTED, Kind.ENROLLED)


@dataclass(frozen=True)
class Sent:
    """A text that we started: of which local day, when it was due and left, and what became of it."""

    kind: str
    day: date
    at: datetime
    state: str
    code: int | None = None


@dataclass(frozen=True)
class Entry:
    """A day of the ledger: what went, or why nothing did."""

    day: date
    lines: tuple[str, ...]


def ledger(case: Case, facts: Sequence[Fact], days: Sequence[Day], sent: Sequence[Sent]) -> list[Entry]:
    """The days given, the newest first. `facts`: the whole journal."""
    by_day: dict[date, list[Sent]] = {}
    for text in sorted(sent, key=lambda one: one.at):
        by_day.setdefault(text.day, []).append(text)
    return [
        Entry(one.day, tuple(_lines(case, facts, one, by_day.get(one.day, [])))) for one in reversed(days)
    ]


def _lines(case: Case, facts: Sequence[Fact], day: Day, sent: Sequence[Sent]) -> Iterator[str]:
    if not any(text.kind == "morning" for text in sent):
        yield f"No morning question: {_why_not(case, facts, day)}."
    evening = None if any(text.kind == "evening" for text in sent) else _no_evening(case, facts, day)
    if evening:
        yield f"No evening question: {evening}."
    for text in sent:
        code = f" (code {text.code})" if text.code else ""
        at = words.hour(local(text.at, case.zone), case.style)
        yield f"{NAMES.get(text.kind, text.kind)}, {at}: {STATES.get(text.state, text.state)}{code}."


def _no_evening(case: Case, facts: Sequence[Fact], day: Day) -> str:
    """What stood against asking about a run, on a day of the plan; "" where nobody would expect it."""
    if day.phase is not Phase.RETURN or day.done or day.day > case.today:
        return ""
    kinds = {fact.kind for fact in facts if fact.day == day.day and not fact.void}
    if Kind.MISSED_EVENING in kinds:
        return "our miss: we were down or too late, and a stale question is not asked"
    if Kind.NO_RUN in kinds or day.run is not None:
        return "they had told of the run, or that there was none"
    if day.score is None:
        return "no run without a morning’s answer, so nothing to ask"
    if day.day == case.today:
        return "its time has not come, or there is no run today"
    return "no leave to run that day"


def _why_not(case: Case, facts: Sequence[Fact], day: Day) -> str:
    """The first thing that stood against it."""
    before = [fact for fact in facts if fact.day <= day.day and not fact.void]
    last = next((fact for fact in reversed(before) if fact.kind in (*ENDS, *BEGINS)), None)
    if day.day > case.today:
        return "the day is yet to come"
    if last is None:
        return "they had not joined"
    if last.kind in ENDS:
        return _ended(last, case.style)
    if pause := _pause(before, day.day, case.style):
        return pause
    if day.phase is Phase.REFERRAL:
        return "a visit to a doctor is awaited, so nothing daily is asked"
    if any(fact.kind is Kind.MISSED_MORNING and fact.day == day.day for fact in before):
        return "our miss: we were down or too late, and a stale question is not asked"
    if day.score is not None:
        return "they answered before it was due"
    if day.done:
        return "finished, with one check-in a week"
    if last.kind in BEGINS and last.day == day.day:
        return "they joined after its time"
    return "its time has not come" if day.day == case.today else "nothing is on record, which is our miss"


def _ended(fact: Fact, style: Style) -> str:
    if fact.kind is Kind.WRONG_NUMBER:
        return "the number belongs to somebody else"
    if fact.kind is Kind.ENDED:
        return "they are treated for something else, so the plan has ended"
    who = f", told to {fact.by}" if fact.by else ""
    return f"they stopped the texts on {words.short_date(fact.day, style)}{who}"


def _pause(before: Sequence[Fact], day: date, style: Style) -> str:
    """The pause that a day lies in, asked for or of itself."""
    for fact in reversed(before):
        if fact.kind in (Kind.RESUMED, Kind.STARTED, Kind.ENROLLED):
            return ""
        if fact.kind is Kind.PAUSED and fact.until is not None:
            until = words.short_date(fact.until, style)
            return f"paused until {until}" if fact.day < day <= fact.until else ""
        if fact.kind is Kind.SELF_PAUSED:
            return "it paused itself after a quiet week" if fact.day <= day else ""
    return ""
