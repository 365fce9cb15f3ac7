"""A cast for tests of the service: a team on a clock of its own, and what was said to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from checkin import service
from checkin.config import Services, offline
from checkin.core.events import Enrolled
from checkin.core.model import Runner
from checkin.sms import Accepted, Found, LocalDoor, Outgoing, Received, Sender, SmsError, Sought, of_request
from checkin.store import people, roster, runners
from checkin.store.people import Coach, Team
from checkin.store.roster import Message
from scheduler import jobs

MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)  # midnight in New York
SAM, SPANISH, STRANGER, ANA = "+12025550101", "+34600000001", "+12025550177", "+12025550190"
OURS = "+12025550100"


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class PickyDoor:
    """A door that fails as it is told to, and remembers what went through."""

    final: bool = False
    errors: list[SmsError] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    senders: tuple[Sender, ...] = (Sender(OURS, 1000.0),)
    known: list[Found] = field(default_factory=list)  # of any text it is asked to find
    came: list[Received] = field(default_factory=list)
    deaf: bool = False  # answers no question

    def send(self, text: Outgoing) -> Accepted:
        if self.errors:
            raise self.errors.pop(0)
        before = sum(one.id == text.id for one in self.sent)
        self.sent.append(text)
        return Accepted(f"SM{before:02x}{text.id:030x}")  # every attempt is a message of its own

    def find(self, text: Sought) -> tuple[Found, ...]:
        self._answer()
        return tuple(self.known)

    def fetch(self, sid: str) -> Found:
        self._answer()
        return next((one for one in self.known if one.sid == sid), Found(sid, "accepted"))

    def received(self, since: datetime) -> tuple[Received, ...]:
        self._answer()
        return tuple(one for one in self.came if one.at >= since)

    def _answer(self) -> None:
        if self.deaf:
            raise SmsError("no answer", of_request(503, None))


@dataclass
class World:
    """The service, with one team."""

    services: Services
    clock: Clock
    team: Team
    texts: int = 0

    def runner(
        self, number: str = SAM, name: str = "Sam", *, enrolled: bool = True, **profile: object
    ) -> int:
        """A runner who has consented, on day 1 of REST."""
        runner_id = service.add_runner(self.services, self.team, name, number, **profile)
        service.enrol(self.services, runner_id, Enrolled(self.clock.now))
        return runner_id

    def coach(self, number: str = ANA, name: str = "Ana") -> Coach:
        return service.add_coach(self.services, name, number, self.team)

    def says(self, number: str, body: str, sid: str | None = None) -> list[str]:
        """A text comes in; the direct replies."""
        self.texts += 1
        text = service.Inbound(sid or f"SM{self.texts:032x}", number, OURS, body)
        return [reply.body for reply in service.receive(self.services, text)]

    def at(self, **since: float) -> None:
        """The clock stands so long after Monday's midnight."""
        self.clock.now = MONDAY + timedelta(**since)

    def work(self) -> None:
        """Everything that is due is done."""
        for job in (jobs.recover, jobs.ask, jobs.deliver, jobs.settle):
            job(self.services, self.clock.now)

    def state(self, runner_id: int) -> Runner:
        with self.services.store.read() as tx:
            kept = runners.get(tx, runner_id)
        assert kept is not None
        return kept.runner

    def conversation(self, runner_id: int) -> list[Message]:
        with self.services.store.read() as tx:
            return roster.conversation(tx, runner_id)

    def outbox(self, *columns: str) -> Sequence[tuple[object, ...]]:
        """Some columns of every text that went out or will."""
        from sqlalchemy import select

        from checkin.store.tables import outbox

        with self.services.store.read() as tx:
            return [
                tuple(row)
                for row in tx.execute(select(*(outbox.c[c] for c in columns)).order_by(outbox.c.id))
            ]


def make_world(database_url: str, door: PickyDoor | LocalDoor | None = None) -> World:
    """A service on a migrated database, and a team in New York."""
    clock = Clock()
    services = offline(database_url, clock, door=door)
    with services.store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", "America/New_York", clock())
    return World(services, clock, team)
