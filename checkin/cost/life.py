"""One runner's weeks in the pure engine, from the keyword that they text to the last day of a forecast."""

import heapq
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from checkin import links
from checkin.core import engine
from checkin.core.events import (
    Act,
    CoachActed,
    Event,
    Part,
    Say,
    Sort,
    Step,
    TellCoach,
    TextReceived,
    TimeArrived,
)
from checkin.core.model import Profile, Runner
from checkin.core.protocol import Protocol
from checkin.cost.cohort import Somebody
from checkin.cost.ledger import ANSWERS, COACHES, JOINED, JOINING, REPLIES, SORTS, TAKEN, Ledger
from checkin.cost.people import COACH, People
from checkin.service.joining import EVERYTHING
from checkin.service.plan import PRIVACY
from checkin.texts import Texts

TEAM, KEYWORD = "Quarry Lane Runners", "QUARRY"
TEAM_COACHES = 2
TAKES, TAKEN_BY = "OK", "coach.thanks"
SECRET = "a forecast signs nothing"  # the length of an address is all that matters


@dataclass(frozen=True)
class Setting:
    """What the texts are made with; `base` is the address that links begin with."""

    protocol: Protocol
    texts: Texts
    base: str = "https://checkin.example.org"


class Life:
    """Steps a runner from one thing that falls due to the next, and counts the texts."""

    def __init__(self, somebody: Somebody, weeks: int, setting: Setting) -> None:
        self.ledger = Ledger()
        self._setting = setting
        self._member = somebody.member
        self._people = People(somebody, weeks, setting.protocol)
        self._now = self._people.joins
        self._order = count()
        self._coming: list[tuple[datetime, int, Event]] = []

    def play(self) -> Runner:
        """The runner as they are when they graduate or the weeks are over; the ledger holds what it took."""
        runner = self._join()
        self._later(*self._people.script())
        while not runner.course.graduated and (event := self._next(runner)) is not None:
            self._take_part(runner, event.at)
            if isinstance(event, CoachActed) and event.act is Act.ACKNOWLEDGE:
                self._taken(runner)
            elif isinstance(event, TextReceived):
                self.ledger.received(JOINED if runner.course.invited else ANSWERS, event.body)
            step = engine.step(runner, event, self._setting.protocol)
            self._told(runner, event, step)
            runner = step.runner
        if not runner.course.graduated:
            self._take_part(runner, self._people.ends)
        return runner

    def _join(self) -> Runner:
        """They text the keyword of the team, and are asked for their consent in the answer."""
        member = self._member
        profile = Profile("", member.zone, language=member.language, team=TEAM, coach=COACH)
        asked = TextReceived(self._now, KEYWORD)
        self.ledger.received(JOINED, asked.body)
        begun = engine.invite(profile, self._now, self._setting.protocol, EVERYTHING)
        self._told(begun.runner, asked, begun)
        return begun.runner

    def _next(self, runner: Runner) -> Event | None:
        """What happens next, a text or that something is due; None when the weeks are over."""
        due, event = runner.next_due, None
        if self._coming and (due is None or self._coming[0][0] <= due):
            event = heapq.heappop(self._coming)[2]
        elif due is not None:
            event = TimeArrived(max(due, self._now))
        return event if event is not None and event.at <= self._people.ends else None

    def _take_part(self, runner: Runner, until: datetime) -> None:
        """Time that counts: who has not joined, or is silent for good, costs next to nothing."""
        course = runner.course
        if not (course.invited or course.opted_out or course.self_paused):
            self.ledger.days += (until - self._now) / timedelta(days=1)
        self._now = until

    def _later(self, *events: Event) -> None:
        for event in events:
            if event.at > self._now:
                heapq.heappush(self._coming, (event.at.astimezone(UTC), next(self._order), event))

    def _told(self, before: Runner, event: Event, step: Step) -> None:
        """The texts of a step, put together as the service does, and what comes of them."""
        profile, parts = step.runner.profile, list[tuple[Part, str, str]]()
        for effect in step.effects:
            if isinstance(effect, TellCoach):
                self._tell(effect)
            elif isinstance(effect, Say):
                words = self._words(effect, profile.language)
                if effect.sort is Sort.REPLY and isinstance(event, TextReceived):
                    parts.append((effect.part, effect.key, words))
                else:
                    self.ledger.sent(SORTS[effect.sort], words, [(effect.key, words)])
        for text in self._setting.texts.pack([(part, words) for part, _, words in parts]):
            said = [(key, words) for _, key, words in parts if words in text]
            self.ledger.sent(JOINING if before.course.invited else REPLIES, text, said)
        self._later(*self._people.react(step.runner, self._now))

    def _words(self, say: Say, language: str) -> str:
        base, values = self._setting.base, dict(say.values)
        if say.link == PRIVACY:
            values["link"] = f"{base}/{PRIVACY}"
        elif say.link:
            values["link"] = links.address(base, SECRET, say.link, 1, self._now)
        return self._setting.texts.render(say.key, language, values, self._setting.protocol)

    def _tell(self, tell: TellCoach) -> None:
        """Every coach of the team is told; one of them takes what is urgent."""
        where = {"link": f"{self._setting.base}/runners/1"}
        text = self._setting.texts.render(tell.key, "en", {**where, **tell.values}, self._setting.protocol)
        for _ in range(TEAM_COACHES):
            self.ledger.sent(COACHES, text, [(tell.key, text)])
        if tell.urgent:
            self._later(self._people.take(self._now))

    def _taken(self, runner: Runner) -> None:
        """A coach texts that they are on it, and hears that it is noted."""
        if runner.talk.alert is not None and not runner.talk.alert.acknowledged:
            self.ledger.received(TAKEN, TAKES)
            text = self._setting.texts.render(TAKEN_BY, "en", {"count": 1})
            self.ledger.sent(COACHES, text, [(TAKEN_BY, text)])
