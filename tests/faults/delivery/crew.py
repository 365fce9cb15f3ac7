"""Processes that are killed and replaced, and what their work came to by the log and the database."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select

from checkin.config import wall_clock
from checkin.store import Store, outgoing
from checkin.store.outgoing import Draft
from checkin.store.tables import outbox
from tests.faults.delivery.worker import Spec, work
from tests.support.twilio import History

OPEN = ("queued", "sending")


def context() -> ForkServerContext:
    """New processes come from one that has loaded everything: a start takes a moment, not a second."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["tests.faults.delivery.worker", "twilio.rest.api.v2010"])
    return made


class Crew:
    """Some workers; one that is killed is replaced at once."""

    def __init__(self, specs: list[Spec]) -> None:
        self._context = context()
        self._specs = specs
        self.members: list[BaseProcess] = [self._start(spec) for spec in specs]
        self.kills = 0

    def _start(self, spec: Spec) -> BaseProcess:
        process = self._context.Process(target=work, args=(spec,), daemon=True)
        process.start()
        return process

    def kill_one(self, chance: random.Random) -> None:
        """As `kill -9`, in the middle of whatever it does."""
        place = chance.randrange(len(self.members))
        self.members[place].kill()
        self.members[place].join()
        self.members[place] = self._start(self._specs[place])
        self.kills += 1

    def end(self) -> None:
        for process in self.members:
            process.kill()
            process.join()


@contextmanager
def crew(*specs: Spec) -> Iterator[Crew]:
    made = Crew(list(specs))
    try:
        yield made
    finally:
        made.end()


def queue(store: Store, count: int) -> None:
    """Texts to as many numbers."""
    drafts = [
        Draft(f"+1303555{number:04}", "notice-test", "k", f"Text {number}", outgoing.NOTICE, seq=number)
        for number in range(count)
    ]
    with store.begin() as tx:
        outgoing.queue(tx, drafts, wall_clock())


def states(store: Store) -> Counter[str]:
    with store.read() as tx:
        counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        return Counter({state: number for state, number in tx.execute(counted)})  # noqa: C416


def wait_until(done: Callable[[], bool], seconds: float, step: float = 0.1) -> bool:
    ends = time.monotonic() + seconds
    while not done():
        if time.monotonic() > ends:
            return False
        time.sleep(step)
    return True


def all_settled(store: Store) -> bool:
    found = states(store)
    return not any(found[state] for state in OPEN)


def nothing_waits(store: Store) -> bool:
    return not states(store)["queued"]


@dataclass(frozen=True)
class Verdict:
    """By the provider's log and the database alone: texts it has more than once, and never."""

    texts: int
    twice: tuple[str, ...]
    lost: tuple[str, ...]
    states: dict[str, int]


def judge(store: Store, history: History) -> Verdict:
    """What became of every text in the outbox."""
    with store.read() as tx:
        ids = [str(text_id) for text_id in tx.execute(select(outbox.c.id)).scalars()]
    had = history.by_m()
    assert history.violations() == []
    lost = tuple(text_id for text_id in ids if not had[text_id])
    return Verdict(len(ids), tuple(history.twice()), lost, dict(states(store)))
