"""A conversation as bubbles, decisions as a list, and what was made of each text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from checkin.core.facts import Fact, Kind
from checkin.core.model import Runner
from checkin.core.reading.model import Tier
from checkin.roster import record, words
from checkin.roster.style import Style
from checkin.store.history import Ruling
from checkin.store.roster import Message

FAILED = {"undelivered": "not delivered", "failed": "not delivered", "expired": "too late to send, dropped"}
WAITING = {
    "queued": "waiting",
    "sending": "on its way",
    "unknown": "not known if it arrived",
    "cancelled": "not sent",
}


@dataclass(frozen=True)
class Bubble:
    """A text on the screen; `day` is set on the first of a day."""

    way: str
    body: str
    state: str
    day: str = ""
    flagged: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of what the service made of things."""

    when: str
    what: str


@dataclass(frozen=True)
class Shown:
    """A decision on the record."""

    what: str
    when: str
    saw: str
    rule: str
    by: str
    flagged: bool
    withdrawn: bool


def bubbles(messages: Iterable[Message], runner: Runner, style: Style) -> list[Bubble]:
    """The texts, oldest first; under each its time and delivery, or what was read from it."""
    zone = ZoneInfo(runner.profile.zone)
    made: dict[datetime, list[Fact]] = {}
    for fact in runner.journal:
        made.setdefault(fact.at, []).append(fact)
    found, last = [], None
    for one in messages:
        local = one.at.astimezone(zone)
        facts = made.get(one.at, []) if one.incoming else []
        found.append(
            Bubble(
                way="in" if one.incoming else "out",
                body=one.body,
                state=f"{words.hour(local, style)}{_read(one, facts) if one.incoming else _sent(one)}",
                day=words.long_day(local.date(), style) if local.date() != last else "",
                flagged=any(fact.kind is Kind.FLAG for fact in facts),
                failed=one.state in FAILED,
            )
        )
        last = local.date()
    return found


def _sent(one: Message) -> str:
    state = FAILED.get(one.state) or WAITING.get(one.state)
    return f", {state}" if state else ""


def _read(one: Message, facts: Sequence[Fact]) -> str:
    read = words.listed([made for fact in facts if (made := record.made_of(fact))])
    return f", read as {read}" if read else ""


def decisions(rulings: Iterable[Ruling], runner: Runner, today: date, style: Style) -> list[Shown]:
    """Decisions, newest first. One that was withdrawn and stands in another way is shown as it stands."""
    zone, rulings = runner.profile.zone, list(rulings)
    stands = {(one.decision.at, one.decision.rule) for one in rulings if one.withdrawn_at is None}
    return [
        Shown(
            what=record.decided(one.decision),
            when=words.upper_first(words.moment(one.decision.at, zone, today, style)),
            saw=record.saw(one.decision.saw, style),
            rule=one.decision.rule,
            by=one.decision.by,
            flagged=record.is_danger(one.decision.rule),
            withdrawn=one.withdrawn_at is not None,
        )
        for one in rulings
        if one.withdrawn_at is None or (one.decision.at, one.decision.rule) not in stands
    ]


def log(
    messages: Iterable[Message], rulings: Iterable[Ruling], runner: Runner, today: date, style: Style
) -> list[Entry]:
    """What the service made of the last texts, and what it decided, newest first."""
    zone = runner.profile.zone
    made: list[tuple[datetime, str]] = []
    bodies = {one.at: one.body for one in messages if one.incoming}
    for fact in runner.journal:
        what = record.made_of(fact)
        if what and fact.at in bodies and not _is_crisis(fact):
            made.append((fact.at, f"{words.quoted(bodies[fact.at])} read as {what}"))
        elif what:
            made.append((fact.at, words.upper_first(what)))
    for one in rulings:
        if one.withdrawn_at is None:
            decision = one.decision
            seen = record.saw(decision.saw, style).removesuffix(".")
            seen = seen.replace("Saw", ": saw", 1).replace(" :", ":")
            made.append((decision.at, f"{record.decided(decision)}{seen}. Rule {decision.rule}."))
    made.sort(key=lambda entry: entry[0], reverse=True)
    return [Entry(words.moment(at, zone, today, style), what) for at, what in made[:6]]


def _is_crisis(fact: Fact) -> bool:
    return fact.tier is Tier.CRISIS
