"""What becomes of a message after it was taken: its statuses in time, and the callbacks that tell of them."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from tests.support.twilio.config import Config
from tests.support.twilio.courier import Courier
from tests.support.twilio.faults import Verdict
from tests.support.twilio.messages import API_VERSION, Message, Messages

STOPS_WITHIN = 2.0  # seconds


@dataclass(frozen=True)
class Call:
    """One callback."""

    status: str
    code: int | None = None


@dataclass(frozen=True)
class Step:
    """The message's next status, some seconds after the one before, and the callbacks that go out then."""

    after: float
    status: str
    code: int | None
    calls: tuple[Call, ...]


def plan(config: Config, message: Message, verdict: Verdict) -> tuple[Step, ...]:
    """The message's life, with what goes wrong in the telling of it."""
    life = _life(config, message, verdict)
    calls = [
        (Call(status, code),) * (0 if missing else 2 if repeated else 1)
        for (_, status, code), missing, repeated in zip(life, verdict.missing, verdict.repeated, strict=False)
    ]
    if verdict.reordered:
        backwards = tuple(itertools.chain.from_iterable(reversed(calls)))
        calls = [()] * (len(life) - 1) + [backwards]
    return tuple(Step(*step, told) for step, told in zip(life, calls, strict=True))


def _life(config: Config, message: Message, verdict: Verdict) -> list[tuple[float, str, int | None]]:
    # The first status is told by the answer, never by a callback.
    queued = [(config.queued_after, "queued", None)] if message.status == "accepted" else []
    if verdict.ends and verdict.ends[0] == "failed":
        return [*queued, (config.sent_after, *verdict.ends)]
    last = verdict.ends or ("delivered", None)
    return [*queued, (config.sent_after, "sent", None), (config.delivered_after, *last)]


class Walker:
    """Moves every message along its plan. One thread keeps time; the callbacks have others.

    A message's callbacks go out one after the other, as planned: a slow webhook holds up the callbacks, never
    the messages.
    """

    def __init__(self, config: Config, messages: Messages, courier: Courier) -> None:
        self._config, self._messages, self._courier = config, messages, courier
        self._due: list[tuple[float, int, Message, tuple[Step, ...]]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._calling = 0
        self._ends = False
        self._queues: list[SimpleQueue[Callable[[], None] | None]] = [
            SimpleQueue() for _ in range(config.workers)
        ]
        run = [threading.Thread(target=self._work, args=(queue,), daemon=True) for queue in self._queues]
        self._threads = [*run, threading.Thread(target=self._keep_time, daemon=True)]
        for thread in self._threads:
            thread.start()

    def start(self, message: Message, verdict: Verdict) -> None:
        """Send a message on its way; with an early callback, only return when that was made."""
        steps = plan(self._config, message, verdict)
        if verdict.early:
            moved = self._messages.move(message.sid, steps[0].status, steps[0].code)
            for call in steps[0].calls:
                self.call(moved, call)
            steps = steps[1:]
        self._later(message, steps)

    def call(self, message: Message, call: Call) -> int:
        """Make one callback now; the last status that it was answered with."""
        fields = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": call.status,
            "SmsStatus": call.status,
            "AccountSid": self._config.account_sid,
            "From": message.sender,
            "To": message.to,
            "ApiVersion": API_VERSION,
        }
        if message.service:
            fields["MessagingServiceSid"] = message.service
        if call.code:
            fields["ErrorCode"] = str(call.code)
        told = {"sid": message.sid, "message_status": call.status}
        answers = [self._courier.post(url, fields, "callback", **told) for url in message.callbacks]
        return answers[-1].status if answers else 0

    def waiting(self) -> dict[str, int]:
        """How many messages have a way to go, and how many callbacks are on theirs."""
        with self._wake:
            return {"walking": len(self._due), "calling": self._calling}

    def stop(self) -> None:
        """Let every message stay where it is. A callback under way is not waited for long."""
        with self._wake:
            self._ends = True
            self._wake.notify()
        for queue in self._queues:
            queue.put(None)
        deadline = time.monotonic() + STOPS_WITHIN
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _later(self, message: Message, steps: tuple[Step, ...]) -> None:
        if not steps:
            return
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + steps[0].after, next(self._order), message, steps))
            self._wake.notify()

    def _keep_time(self) -> None:
        with self._wake:
            while not self._ends:
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is None or left > 0:
                    self._wake.wait(left)
                    continue
                _, _, message, steps = heapq.heappop(self._due)
                self._take(message, steps)

    def _take(self, message: Message, steps: tuple[Step, ...]) -> None:
        """One step, and the next one in its time. Called with the lock held, so that none falls between."""
        moved = self._messages.move(message.sid, steps[0].status, steps[0].code)
        if moved.callbacks and steps[0].calls:
            self._calling += 1
            self._queues[hash(message.sid) % len(self._queues)].put(lambda: self._tell(moved, steps[0].calls))
        if rest := steps[1:]:
            heapq.heappush(self._due, (time.monotonic() + rest[0].after, next(self._order), moved, rest))

    def _tell(self, message: Message, calls: tuple[Call, ...]) -> None:
        for call in calls:
            self.call(message, call)
        with self._wake:
            self._calling -= 1

    def _work(self, queue: "SimpleQueue[Callable[[], None] | None]") -> None:
        while job := queue.get():
            if not self._ends:
                job()
