"""The clock of a rehearsal: from one due time to the next, with the texts that come in between."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from checkin.core.model import Runner
from checkin.rehearsal.conversation import Acted, Conversation, Received
from checkin.rehearsal.lines import Acts, Invites

REST_OF_MINUTE = timedelta(seconds=59)
STUCK = 1000  # steps at one instant: something is due for ever


class Stuck(Exception):
    """The program keeps saying that something is due, and never does it."""


class World(Protocol):
    """The program as a rehearsal sees it. Texts it sends go to the conversation by themselves."""

    now: datetime

    def due(self) -> datetime | None:
        """When something is due next."""

    def work(self) -> None:
        """Do what is due by now."""

    def receive(self, who: str, body: str) -> None:
        """A runner's text arrives now."""

    def act(self, line: Acts) -> None:
        """A coach records something now."""

    def invite(self, line: Invites) -> None:
        """A coach invites a person now."""

    def runner(self, who: str) -> Runner | None:
        """The runner as they are now; None for a person of whom nothing is known."""


class Clock:
    """Moves a world on; it stands only where something happens."""

    def __init__(self, world: World, conversation: Conversation, zone: ZoneInfo) -> None:
        self.world = world
        self.conversation = conversation
        self.zone = zone
        self._steps = 0

    @property
    def now(self) -> datetime:
        """Where the clock stands."""
        return self.world.now

    def instant(self, local: datetime) -> datetime:
        """The start in UTC of a local minute; of one that comes twice, the one that is not over."""
        first, second = (local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return first if first + REST_OF_MINUTE >= self.now else max(first, second)

    def step(self, until: datetime) -> bool:
        """Does the next thing that is due by an instant; where there is none, goes there and says so."""
        due = self.world.due()
        if due is None or due > until:
            self._move(until)
            return False
        self._steps = 0 if due > self.now else self._steps + 1
        if self._steps > STUCK:
            raise Stuck(f"something has been due since {due:%Y-%m-%d %H:%M} UTC and is never done")
        self._move(due)
        self.world.work()
        return True

    def pass_to(self, until: datetime) -> None:
        """Time passes, and all that falls due on the way is done."""
        while self.step(until):
            pass

    def text(self, who: str, body: str) -> None:
        """A runner's text arrives."""
        self.conversation.happened.append(Received(self.now, who, body))
        self.world.receive(who, body)

    def act(self, line: Acts) -> None:
        """A coach records something."""
        self.conversation.happened.append(Acted(self.now, line.coach, line.did, line.who))
        self.world.act(line)

    def invite(self, line: Invites) -> None:
        """A coach invites a person."""
        self.conversation.happened.append(Acted(self.now, line.coach, "invites", line.who))
        self.world.invite(line)

    def _move(self, to: datetime) -> None:
        self.world.now = max(self.now, to)
