"""Two schedulers on one PostgreSQL, 50,000 runners due at once: each asked once, each text sent once."""

import multiprocessing
import os
import time
from collections import Counter
from dataclasses import replace
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from checkin import outbox
from checkin.config import Services, offline
from checkin.store import migrate, people, runners
from checkin.store.tables import outbox as texts
from scheduler import jobs
from tests.faults.delivery.worker import ACCOUNT, OURS, TOKEN, Spec, services
from tests.service.cast import Clock, World
from tests.support.postgres import EmbeddedPg
from tests.support.twilio import Config, TwilioProcess

DUE = int(os.environ.get("DUE", "50000"))
SENT = int(os.environ.get("SENT", "10000"))  # of them, to a provider on the same two cores


def crowd(made: Services) -> Clock:
    """Runners on their first day, and the instant at which all are due."""
    world = World(made, Clock(), None)  # type: ignore[arg-type]
    with made.store.begin() as tx:
        world.team = people.add_team(tx, "Riverside", "RIVER", "America/New_York", made.clock())
    one = world.state(world.runner())
    for first in range(0, DUE - 1, 1000):
        with made.store.begin() as tx:
            for last in range(first, min(first + 1000, DUE - 1)):
                runners.add(tx, world.team.id, f"+1303{last:07}", one, made.clock())
    assert one.next_due is not None
    return Clock(one.next_due)


def ask(url: str, clock: Clock, done: "Queue[tuple[int, float]]") -> None:
    made = offline(url, clock, durable=True)
    begun = time.perf_counter()
    done.put((jobs.ask(made, clock()), time.perf_counter() - begun))


def send(spec: Spec, clock: Clock, most: int, done: "Queue[tuple[int, float]]") -> None:
    made = replace(services(spec), clock=clock)
    begun, sent = time.perf_counter(), 0
    while sent < most and (now := outbox.deliver(made, clock())):
        sent += now
    done.put((sent, time.perf_counter() - begun))


def together(what: object, *arguments: tuple[object, ...]) -> list[tuple[int, float]]:
    """Two processes at once; what each did, and in how many seconds."""
    context = multiprocessing.get_context("spawn")
    done: Queue[tuple[int, float]] = context.Queue()
    crew = [context.Process(target=what, args=(*one, done)) for one in arguments]  # type: ignore[arg-type]
    for process in crew:
        process.start()
    found = [done.get() for _ in crew]
    for process in crew:
        process.join()
    return found


def sizes(made: Services) -> dict[str, float]:
    """Bytes a row, indexes included."""
    found = {}
    with made.store.read() as tx:
        for table in ("outbox", "runner", "journal"):
            size = tx.execute(text(f"SELECT pg_total_relation_size('{table}')")).scalar_one()
            rows = tx.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            found[table] = size / max(rows, 1)
    return found


@pytest.mark.bench
@pytest.mark.timeout(1800)
def test_two_schedulers_with_everyone_due_at_once(tmp_path: Path):
    server = EmbeddedPg(durable=True).init().start()
    try:
        url = server.sa_url(server.create())
        migrate.upgrade(url)
        made = offline(url, Clock(), durable=True)
        clock = crowd(made)
        both = together(ask, (url, clock), (url, clock))
        slowest = max(seconds for _, seconds in both)
        counts = [count for count, _ in both]
        print(
            f"\n{DUE} due at once, two schedulers: {counts[0]} + {counts[1]} asked in {slowest:.1f} s, ",
            end="",
        )
        print(f"{DUE / slowest:.0f} a second")
        with made.store.read() as tx:
            asked = Counter(tx.execute(select(texts.c.runner_id)).scalars())
        assert sum(counts) == len(asked) == DUE and set(asked.values()) == {1}
        _deliver(made, url, clock, tmp_path)
        print("bytes a row, indexes included: " + ", ".join(f"{k} {v:.0f}" for k, v in sizes(made).items()))
        made.store.close()
    finally:
        server.stop()


def _deliver(made: Services, url: str, clock: Clock, folder: Path) -> None:
    with TwilioProcess(Config(account_sid=ACCOUNT, auth_token=TOKEN, numbers=(OURS,)), folder) as twilio:
        spec = Spec(url, twilio.url, rate=100_000.0)
        both = together(send, (spec, clock, SENT // 2), (spec, clock, SENT // 2))
        slowest = max(seconds for _, seconds in both)
        sent = sum(count for count, _ in both)
        print(
            f"{sent} of them sent by two processes in {slowest:.1f} s, {sent / slowest:.0f} a second, ",
            end="",
        )
        with made.store.read() as tx:
            taken = tx.execute(select(func.count()).where(texts.c.state != "queued")).scalar_one()
        print(f"{len(twilio.history.accepted())} at the provider, {len(twilio.history.twice())} twice")
        assert twilio.history.twice() == [] and twilio.history.violations() == []
        assert len(twilio.history.accepted()) == taken
