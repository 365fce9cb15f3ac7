"""One runner as the roster reads them: the facts that tags, sentences and drawings share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from checkin.core.due import local_day
from checkin.core.facts import Fact, Kind
from checkin.core.leave import Blocker, Why, leave
from checkin.core.measures import last_run, usual, week_before, week_median
from checkin.core.model import Alert, Course, Decision, Morning, Phase, Run, Standing, Talk
from checkin.core.protocol import Protocol
from checkin.roster.model import Known
from checkin.roster.style import PLAIN, Style


@dataclass(frozen=True)
class Case:
    """A runner at an instant, under a protocol; `style` is how they are written of."""

    known: Known
    now: datetime
    protocol: Protocol
    style: Style = PLAIN

    @property
    def course(self) -> Course:
        return self.known.runner.course

    @property
    def talk(self) -> Talk:
        return self.known.runner.talk

    @property
    def zone(self) -> str:
        return self.known.runner.profile.zone

    @cached_property
    def today(self) -> date:
        """Where the runner is; after a journey west the day they have begun goes on."""
        today = local_day(self.now, self.zone)
        return today if self.course.invited else max(today, self.course.day)

    @property
    def running(self) -> bool:
        """In the walk-run plan and taking part."""
        return self.course.phase is Phase.RETURN and self.course.standing is Standing.ACTIVE

    @cached_property
    def by_day(self) -> dict[date, Morning]:
        """The answered mornings."""
        return {morning.day: morning for morning in self.course.mornings}

    @property
    def morning(self) -> Morning | None:
        """This morning's answer."""
        return self.by_day.get(self.today)

    @property
    def last_morning(self) -> Morning | None:
        """The last answered one, today's included."""
        return self.course.mornings[-1] if self.course.mornings else None

    @property
    def last_run(self) -> Run | None:
        """The last run told or assumed."""
        return last_run(self.course)

    @property
    def last(self) -> Decision | None:
        """The last change of phase or stage."""
        return self.known.runner.last

    @cached_property
    def blockers(self) -> tuple[Blocker, ...]:
        """What stands against a run today; nothing means the runner may run."""
        return leave(self.course, self.today, self.protocol)

    def blocked(self, *whys: Why) -> bool:
        """Whether any of these stands against a run today."""
        return any(one.why in whys for one in self.blockers)

    def next_run_day(self) -> date | None:
        """The first day that days since the last runs would allow, whatever the mornings say."""
        counted = {Why.CLEAR, Why.STEPPED, Why.RUNS, Why.BARRED}
        for ahead in range(1, 15):
            day = self.today + timedelta(days=ahead)
            if not counted & {one.why for one in leave(self.course, day, self.protocol)}:
                return day
        return None

    @property
    def alarm(self) -> Alert | None:
        """A danger sign that coaches are told about and nobody has taken."""
        alert = self.talk.alert
        return None if alert is None or alert.acknowledged else alert

    def usual(self, day: date) -> float | None:
        """B on a day, None with too few answers."""
        return usual(self.course, day, self.protocol)

    @cached_property
    def fall(self) -> float:
        """How far the week median has come down on the week before; negative when it rose."""
        now = week_median(self.course, self.today, self.protocol)
        before = week_before(self.course, self.today, self.protocol)
        return before - now if now is not None and before is not None else 0.0

    @property
    def silent(self) -> int:
        """Silent days in a row up to yesterday."""
        return self.course.silent

    @property
    def waiting(self) -> bool:
        """This morning's question went out and has no answer yet."""
        return self.morning is None and any(
            asked.day == self.today and not asked.evening and not asked.answered and not asked.missed
            for asked in self.course.asked
        )

    def fact(self, *kinds: Kind) -> Fact | None:
        """The last line of the journal of one of these kinds."""
        return next((fact for fact in reversed(self.known.runner.journal) if fact.kind in kinds), None)

    def phase_day(self) -> int:
        """Day 1 is the day of entry."""
        return max((self.today - self.course.entered).days + 1, 1)
