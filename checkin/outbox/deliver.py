"""Texts to the door, several at a time: each waits for its turn, and no transaction is open during a call."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import sleep

from checkin.config import Services
from checkin.outbox.claim import Turn, claim, sort_out
from checkin.outbox.steady import steady
from checkin.service import lose, outcomes
from checkin.sms import Outgoing, SmsError, Then, printable
from checkin.store import sending
from checkin.store.outgoing import Queued

Pause = Callable[[float], None]

AT_ONCE = 16  # calls
KEPT = 3  # of them, for what is urgent while other calls are slow to end
UNCLEAR = 5  # outcomes in a row after which the provider counts as out of order
TOGETHER = 100  # texts that a local phone takes at once
AN_EYE = 1.0  # seconds between two looks for what is urgent
LONGEST_RUN = 20.0  # seconds: a long queue is worked off in several runs, each of which shows a heartbeat


def deliver(services: Services, now: datetime, pause: Pause = sleep) -> int:
    """Send what may go out now; how many texts the door took. `pause` waits for a text's turn, seconds."""
    return _show(services, now) if services.door.final else _Delivery(services, now, pause).run()


class _Delivery:
    """One run. `now` is when it began; the clock goes on by one that nobody can set."""

    def __init__(self, services: Services, now: datetime, pause: Pause) -> None:
        self._services = services
        self._pause = pause
        self._now = now
        self._begun = steady()
        self._calls: set[Future[bool]] = set()
        self._sent = 0
        self._unclear = 0  # outcomes in a row

    def run(self) -> int:
        """Claim and send until nothing more may go out for the moment, or it has taken long enough."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while True:
                self._claim(pool)
                if not self._calls:
                    return self._sent
                done, self._calls = wait(self._calls, timeout=AN_EYE, return_when=FIRST_COMPLETED)
                self._sent += sum(call.result() for call in done)

    def _claim(self, pool: ThreadPoolExecutor) -> None:
        """Some places are kept for what is urgent, and after a long run only that is still taken."""
        room = AT_ONCE - len(self._calls)
        if room == 0:
            return
        late = steady() - self._begun > LONGEST_RUN
        only_urgent = room < AT_ONCE // 2 or late
        free = room if only_urgent else room - KEPT
        found = claim(self._services, self._at(), free, only_urgent=only_urgent)
        for text in found.unreachable:
            lose(self._services, text, self._at(), "failed", was="queued")
        self._calls |= {pool.submit(self._send, turn) for turn in found.turns}

    def _send(self, turn: Turn) -> bool:
        """One text, when its turn has come; whether the door took it."""
        services, text = self._services, turn.text
        self._pause(max(turn.claimed + turn.wait.total_seconds() - steady(), 0))
        if not self._may_begin(turn):
            return False
        try:
            taken = services.door.send(_outgoing(text, self._at()))
        except SmsError as error:
            outcomes.refused(services, text, error, self._at())
            self._note(text, clear=error.remedy.then is not Then.LOOK)
            return False
        outcomes.accepted(services, text, taken.sid, self._at())
        self._note(text, clear=True)
        if turn.held and text.sender:
            outcomes.released(services, text.sender, turn.held)
        return True

    def _may_begin(self, turn: Turn) -> bool:
        """The last look, right before the call: the lease is young, and the text still is this process's."""
        services, text = self._services, turn.text
        with services.store.read() as tx:
            stands = sending.stands(tx, text)
        if not stands:
            outcomes.withdraw(services, text, self._at())
            return False
        if steady() - turn.claimed > services.timing.begin.total_seconds():
            outcomes.give_back(services, text)  # somebody else may have it soon
            return False
        return True

    def _note(self, text: Queued, *, clear: bool) -> None:
        """After several outcomes in a row that say nothing, the provider is left alone for a while."""
        self._unclear = 0 if clear else self._unclear + 1
        if self._unclear >= UNCLEAR and text.sender:
            outcomes.rest(self._services, text.sender, self._at())

    def _at(self) -> datetime:
        return self._now + timedelta(seconds=steady() - self._begun)


def _outgoing(text: Queued, now: datetime) -> Outgoing:
    left = None if text.expires_at is None else int((text.expires_at - now).total_seconds())
    return Outgoing(text.id, text.number, printable(text.body), text.sender or "", left)


def _show(services: Services, now: datetime) -> int:
    """To a phone in the same program: what is claimed has arrived, and no rate is kept to."""
    shown = 0
    while True:
        refused: list[tuple[Queued, SmsError]] = []
        with services.store.begin() as tx:
            found = sending.waiting(tx, now, TOGETHER)
            fit, unreachable = sort_out(tx, services, found, now)
            for text in fit:
                try:
                    taken = services.door.send(_outgoing(text, now))
                except SmsError as error:
                    refused.append((text, error))
                else:
                    sending.accepted(tx, text, taken.sid, now, None, state="delivered")
        for text, why in refused:
            outcomes.refused(services, text, why, now, was="queued")
        for text in unreachable:
            lose(services, text, now, "failed", was="queued")
        shown += len(fit) - len(refused)
        if len(found) < TOGETHER:
            return shown
