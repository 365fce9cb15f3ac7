"""A runner while an event is being worked into them: what is recorded, said and told, in order."""

from datetime import date, datetime, timedelta
from typing import Any

from checkin.core import journal
from checkin.core.change import changed
from checkin.core.due import due_on, is_quiet, local
from checkin.core.events import (
    Decided,
    Effect,
    Farewell,
    Forgotten,
    Part,
    Recorded,
    Say,
    Sort,
    Step,
    TellCoach,
    Values,
    Withdrawn,
)
from checkin.core.facts import Fact, Kind
from checkin.core.model import Course, Phase, Profile, Runner, Talk, Town
from checkin.core.protocol import Protocol

NO_VALUES: Values = {}


def cadence(course: Course) -> str:
    """How often the morning question's time matters: daily, weekly, on follow-up days, or not for now."""
    if course.invited or course.opted_out or course.self_paused:
        return "none"
    if course.phase is Phase.REFERRAL:
        return "seen"
    if course.paused_until is not None:
        return "paused"
    return "weekly" if course.graduated else "daily"


class Draft:
    """Collects one step. `at` is the event's aware UTC instant, `clock` and `day` the runner's own then."""

    def __init__(
        self, runner: Runner, at: datetime, protocol: Protocol, towns: tuple[Town, ...] = ()
    ) -> None:
        self.before = runner
        self.runner = runner
        self.course: Course = runner.course
        self.talk: Talk = runner.talk
        self.profile: Profile = runner.profile
        self.at = at
        self.protocol = protocol
        self.towns = towns  # what the town in the text that is being answered may be
        self._look_at_clock()
        self.effects: list[Effect] = []
        self.cadence = cadence(runner.course)

    def _look_at_clock(self) -> None:
        """The runner's own time and day. After a journey west the day they have begun goes on until the new
        place has caught up with it: none is lived through twice."""
        self.clock = local(self.at, self.profile.zone)
        today = self.clock.date()
        self.day: date = today if self.course.invited else max(today, self.course.day)

    def remember(self, **changes: Any) -> None:
        """Change what the conversation remembers."""
        self.talk = changed(self.talk, **changes)

    def prefer(self, **changes: Any) -> None:
        """Change how the runner wants to be asked."""
        self.profile = changed(self.profile, **changes)
        if "zone" in changes:
            self._look_at_clock()

    def record(self, kind: Kind, day: date | None = None, **details: Any) -> Fact:
        """Add a line to the journal, for today unless a day is given."""
        day = day or self.day
        rules = journal.rules_on(self.runner, day, self.day, self.protocol)
        fact = Fact(self.talk.seq + 1, self.at, day, kind, rules=rules, **details)
        self.remember(seq=fact.seq)
        referred = self.course
        self.runner = journal.add(self.runner, fact, self.protocol)
        self.course = self.runner.course
        self.effects.append(Recorded(fact))
        if kind not in (Kind.CLEARED, Kind.DISMISSED, Kind.STANDS):
            self._keep_referral(referred, may_lift=False)
        return fact

    def mend(self, *facts: Fact, may_lift: bool = False) -> None:
        """Replace known lines by new versions; `may_lift`: a referral by numbers may fall with them."""
        referred = self.course
        self.runner = journal.mend(self.runner, *facts, protocol=self.protocol)
        self.course = self.runner.course
        self.effects.extend(Recorded(fact) for fact in facts)
        self._keep_referral(referred, may_lift=may_lift)

    def _keep_referral(self, before: Course, *, may_lift: bool) -> None:
        """A referral leaves only by clearance, dismissal or a correction in time: put back one that fell,
        or that fell from beneath a sign."""
        fallen, now = before.referral, self.course.referral
        if now is not None and fallen is not None:
            fallen = fallen.below if now.below is None else None
        if fallen is not None and not may_lift:
            self.record(Kind.STANDS, day=fallen.day, rule=fallen.rule)

    def say(
        self,
        key: str,
        values: Values = NO_VALUES,
        *,
        part: Part = Part.PLAN,
        sort: Sort = Sort.REPLY,
        until: datetime | None = None,
        day: date | None = None,
        link: str = "",
        version: str = "",
    ) -> None:
        """Say something to the runner; a text that we start is counted against the day's cap. `day`: of a
        question, which may go out after midnight."""
        if sort is not Sort.REPLY:
            fresh = self.talk.day != self.day
            self.remember(day=self.day, started=1 if fresh else self.talk.started + 1)
        self.effects.append(Say(key, values, sort, part, day or self.day, until, link, version))

    def forget(self, why: Farewell) -> None:
        """Everything about the runner is to be erased; what is said in this step is the last they hear."""
        self.effects.append(Forgotten(why))

    def tell(self, key: str, values: Values = NO_VALUES, *, urgent: bool = False) -> None:
        """Tell the coaches something, with the runner's name."""
        self.effects.append(TellCoach(key, {"name": self.profile.name, **values}, urgent))

    def started_today(self) -> int:
        """Texts that we started today."""
        return self.talk.started if self.talk.day == self.day else 0

    def in_minutes(self, minutes: int) -> datetime:
        """The instant so many minutes from now."""
        return self.at + timedelta(minutes=minutes)

    def window(self, opens: datetime, minutes: int) -> datetime:
        """When a text that was due at `opens` is not worth sending any more, quiet hours included."""
        until, quiet = opens + timedelta(minutes=minutes), self.protocol.quiet
        here = local(opens, self.profile.zone)
        if is_quiet(here.time(), quiet.start, quiet.end):
            return until  # a time that the runner chose
        starts = due_on(here.date(), quiet.start, self.profile.zone)
        return until if starts is None or starts <= opens else min(until, starts)

    def finish(self, next_due: datetime | None) -> Step:
        """The step: decisions made and withdrawn come after what was recorded, in order."""
        old, new = self.before.decisions, self.runner.decisions
        if old is new:
            old = new = ()
        same = len(old) if new[: len(old)] == old else 0
        gone = [] if same else [Withdrawn(one) for one in old if one not in new]
        made = [Decided(one) for one in new[same:] if same or one not in old]
        runner = changed(self.runner, talk=self.talk, profile=self.profile, next_due=next_due)
        return Step(journal.trimmed(runner, self.protocol), (*self.effects, *gone, *made))
