"""The demo at work: the real service and jobs on a clock of its own, and people who answer."""

import heapq
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from checkin import service
from checkin.cohort.actor import Actor
from checkin.config import Services
from checkin.demo.cast import DEAD, NUMBER
from checkin.demo.clock import DemoClock
from checkin.sms import Accepted, LocalDoor, Outgoing, SmsError, of_callback
from checkin.store import runners, wake
from scheduler import jobs

UNREACHABLE = 30005  # the carrier's code for a number that is not in service
DEAD_FOR = timedelta(days=3)


class Carrier(LocalDoor):
    """Hands every text to its phone at once, but for one number that is no longer in service."""

    def __init__(self, clock: DemoClock, dead_since: datetime) -> None:
        self._clock = clock
        self._dead_since = dead_since
        self.reached: set[str] = set()

    def send(self, text: Outgoing) -> Accepted:
        """It has arrived, or never will."""
        if text.to == DEAD and self._clock() >= self._dead_since:
            raise SmsError("the number is not in service", of_callback(UNREACHABLE), UNREACHABLE)
        self.reached.add(text.to)
        return super().send(text)


class World:
    """Moves from one thing that is due to the next; the scheduler and the pages both do, in turn."""

    def __init__(self, services: Services, clock: DemoClock, carrier: Carrier) -> None:
        self.services = services
        self.clock = clock
        self.lock = threading.Lock()
        self._hands_off: set[str] = set()
        self._carrier = carrier
        self._actors: dict[str, Actor] = {}
        self._order = count()
        self._texts: list[tuple[datetime, int, str, str]] = []
        self._sids = (UUID(int=number).hex for number in count(int(clock().timestamp() * 1000) << 32))

    def add(self, actor: Actor) -> None:
        """Somebody joins; the texts that they will send by themselves are on their way."""
        number = actor.member.number
        self._actors[number] = actor
        for text in actor.script():
            if text.at > self.clock():
                self._send_later(text.at, number, text.body)

    def take(self, number: str) -> None:
        """A visitor has this phone in their hand: nobody else answers on it."""
        self._hands_off.add(number)

    def play(self, until: datetime) -> None:
        """Time passes, and all that falls due on the way is done at its own instant."""
        with self.lock:
            self._play(max(until, self.clock()))

    def _play(self, until: datetime) -> None:
        """The same, for whoever holds the lock: another may have moved the clock while they waited for it."""
        with self.clock.stopped(until):
            self.clock.stand(min(self.clock(), until))  # it flows on, past what is due at this very moment
            while (at := self._next()) is not None and at <= until:
                self.clock.stand(at)
                if self._texts and self._texts[0][0] <= at:
                    _, _, number, body = heapq.heappop(self._texts)
                    self._receive(number, body)
                else:
                    self._work(at)

    def catch_up(self) -> None:
        """Do what has fallen due by now."""
        self.play(self.clock())

    def meet(self, numbers: Iterable[str]) -> None:
        """Some were sent a text, or answered: they may have something to say."""
        now = self.clock()
        for number in numbers:
            actor = self._actors.get(number)
            if actor is None or number in self._hands_off:
                continue
            with self.services.store.read() as tx:
                kept = runners.get(tx, actor.runner_id)
            for text in actor.react(kept.runner, now, self.services.protocol) if kept else ():
                self._send_later(text.at, number, text.body)

    def next_sid(self) -> str:
        """The id of a text that comes in, unlike any before."""
        return f"SM{next(self._sids)}"

    def _next(self) -> datetime | None:
        with self.services.store.read() as tx:
            due = wake.next_at(tx, self.clock())
        texts = [self._texts[0][0]] if self._texts else []
        known = [*texts, *([due] if due else [])]
        return max(self.clock(), min(known)) if known else None

    def _work(self, now: datetime) -> None:
        for job in (jobs.recover, jobs.ask, jobs.deliver):
            job(self.services, now)
        self.meet(sorted(self._carrier.reached))
        self._carrier.reached.clear()

    def _receive(self, number: str, body: str) -> None:
        if number not in self._hands_off:
            service.receive(self.services, service.Inbound(self.next_sid(), number, NUMBER, body))
            self.meet([number])

    def _send_later(self, at: datetime, number: str, body: str) -> None:
        heapq.heappush(self._texts, (at.astimezone(UTC), next(self._order), number, body))
