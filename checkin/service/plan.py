"""What a step comes to, before any of it is written: texts put into words, lines and decisions sorted out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from checkin import links
from checkin.config import Services
from checkin.core import due, engine
from checkin.core.events import (
    Consented,
    Decided,
    Event,
    Farewell,
    Forgotten,
    Part,
    Recorded,
    Say,
    Sort,
    Step,
    TellCoach,
    TextReceived,
    Withdrawn,
)
from checkin.core.model import Decision, Profile, Runner, Standing
from checkin.core.protocol import Protocol
from checkin.store import outgoing, runners
from checkin.store.history import Line
from checkin.store.outgoing import Draft
from checkin.store.runners import Change, Kept

RANKS = {
    Sort.REPLY: outgoing.REPLY,
    Sort.MORNING: outgoing.QUESTION,
    Sort.EVENING: outgoing.QUESTION,
    Sort.FOLLOW_UP: outgoing.NOTICE,
    Sort.NOTICE: outgoing.NOTICE,
    Sort.URGENT: outgoing.URGENT,
}
QUESTIONS = frozenset({Sort.MORNING, Sort.EVENING})
WAIT_FOR_DAY = frozenset({Sort.NOTICE, Sort.FOLLOW_UP})  # the others are timed by the engine
NOWHERE = "http://localhost"  # where no address is set: in rehearsals
PRIVACY = "privacy"
YESTERDAY = 2  # the `seq` of an evening question put the morning after


@dataclass
class Plan:
    """One runner's step, ready to be written. `replies` answer a text, the first to be read first."""

    kept: Kept
    now: datetime
    after: Runner
    row: Change
    next_due: datetime | None
    language: str  # in which it is put into words
    opted_out: bool  # this step ended the runner's texts
    agreed: bool = False  # to what they were shown
    farewell: Farewell | None = None  # everything about them is to be erased
    replies: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    started: list[Draft] = field(default_factory=list)
    told: list[TellCoach] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    made: list[tuple[int, Decision]] = field(default_factory=list)
    taken: list[tuple[int, Decision]] = field(default_factory=list)


def plan(services: Services, kept: Kept, event: Event) -> Plan:
    """Step a runner, and put what comes of it into words. Nothing is written, and it may raise."""
    before = kept.load()
    return sort_out(services, kept, before, engine.step(before, event, services.rules(kept.own)), event)


def sort_out(services: Services, kept: Kept, before: Runner, step: Step, event: Event) -> Plan:
    """The effects of a step, each in its place."""
    after, stopped = step.runner, Standing.OPTED_OUT
    protocol = services.rules(kept.own)
    made = Plan(
        kept,
        event.at,
        after,
        runners.change(kept, after, protocol),
        after.next_due,
        after.profile.language,
        opted_out=after.course.standing is stopped is not before.course.standing,
    )
    parts: list[tuple[Part, str]] = []
    for place, effect in enumerate(step.effects):
        if isinstance(effect, Say) and effect.sort is Sort.REPLY and isinstance(event, TextReceived):
            parts.append((effect.part, _words(services, effect, made, after.profile)))
            made.keys.append(effect.key)
        elif isinstance(effect, Say):
            made.started.append(_started(services, made, effect, place, before, after.profile))
        else:
            _sort_out(made, effect, before)
    made.replies = services.texts.pack(parts)
    return made


Other = TellCoach | Recorded | Decided | Withdrawn | Consented | Forgotten


def _sort_out(made: Plan, effect: Other, before: Runner) -> None:
    kept = made.kept
    match effect:
        case TellCoach():
            made.told.append(effect)
        case Recorded(fact):
            made.lines.append(Line(kept.id, fact, replaces=fact.seq <= before.talk.seq))
        case Decided(decision):
            made.made.append((kept.id, decision))
        case Withdrawn(decision):
            made.taken.append((kept.id, decision))
        case Consented():
            made.agreed = True
        case Forgotten(why):
            made.farewell = why
        case _:
            assert_never(effect)


def _started(services: Services, made: Plan, say: Say, place: int, before: Runner, profile: Profile) -> Draft:
    """A text that we start. A question is unique for its day; another text, for the step that sends it."""
    kept = made.kept
    sort = say.sort if say.sort is not Sort.REPLY else Sort.NOTICE
    question = sort in QUESTIONS
    return Draft(
        number=kept.number,
        kind=sort.value,
        key=say.key,
        body=_words(services, say, made, profile),
        rank=RANKS.get(sort, outgoing.REMINDER),
        runner_id=kept.id,
        local_date=say.day or due.local_day(made.now, profile.zone),
        seq=_turn(say, before) if question else kept.version * 100 + place,
        not_before=day_time(made.now, profile.zone, services.rules(kept.own))
        if sort in WAIT_FOR_DAY
        else None,
        expires_at=say.until,
    )


def _turn(say: Say, before: Runner) -> int:
    """Which of a day's questions of one kind: the question, or after "not yet" the one put again."""
    if say.key == "ask.evening_yesterday":
        return YESTERDAY
    return 1 if say.sort is Sort.EVENING and before.talk.evening_again is not None else 0


def _words(services: Services, say: Say, made: Plan, profile: Profile) -> str:
    values = {**say.values, "link": _link(services, say.link, made)} if say.link else say.values
    protocol = services.rules(made.kept.own).called(say.version)
    return services.texts.render(say.key, profile.language, values, protocol)


def _link(services: Services, kind: str, made: Plan) -> str:
    """The address of a page: everybody's, or the runner's own for a day."""
    base = services.settings.public_url or NOWHERE
    if kind == PRIVACY:
        return f"{base}/privacy"
    return links.address(base, services.settings.secret_key, kind, made.kept.id, made.now)


def day_time(now: datetime, zone: str, protocol: Protocol) -> datetime | None:
    """When quiet hours end, if they hold at `now` in a zone; None if they do not."""
    return due.quiet_until(now, zone, protocol.quiet.start, protocol.quiet.end)
