"""Processes and threads at one runner at once, some killed in the middle: every text has its one effect."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from checkin import service
from checkin.store import runners
from checkin.store.runners import Stale
from checkin.store.tables import inbound, outbox
from tests.service.cast import OURS, SAM, World

ROOT = Path(__file__).parents[2]
TEXTS = 60
SIDS = [f"SM{number:032x}" for number in range(TEXTS)]

# A web process as the carrier knows it: it is given a text, and says when it has been kept.
WEB = """
import sys
from datetime import UTC, datetime
from checkin import service
from checkin.config import offline

_, url, sender, to = sys.argv
services = offline(url, lambda: datetime(2026, 3, 2, 5, tzinfo=UTC))
print("ready", flush=True)
for sid in map(str.strip, sys.stdin):
    service.receive(services, service.Inbound(sid, sender, to, "STATUS"))
    print(sid, flush=True)
"""


class Web:
    """One such process."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-c", WEB, url, SAM, OURS]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        self.kept: list[str] = []

    def lines(self) -> Iterator[str]:
        assert self.process.stdout is not None
        return map(str.strip, self.process.stdout)

    def give(self, sids: list[str]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{sid}\n" for sid in sids))
        self.process.stdin.close()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def receive(world: World, sid: str) -> None:
    service.receive(world.services, service.Inbound(sid, SAM, OURS, "STATUS"))


def count(world: World) -> tuple[int, int, int]:
    """Texts kept, texts answered, and changes of the runner."""
    with world.services.store.read() as tx:
        kept = tx.execute(select(func.count()).select_from(inbound)).scalar_one()
        answered = tx.execute(select(func.count(outbox.c.reply_to.distinct()))).scalar_one()
        again = tx.execute(select(func.count()).select_from(outbox)).scalar_one()
        sam = runners.by_number(tx, SAM)
    assert sam is not None and answered == again  # STATUS is answered by one text
    return kept, answered, sam.version


@pytest.mark.fault
def test_a_process_killed_among_others_loses_and_doubles_nothing(world: World, database_url: str):
    world.runner()
    _, _, before = count(world)
    web, last = Web(database_url), 15
    try:
        assert next(web.lines()) == "ready"
        web.give(SIDS)
        mine = threading.Thread(target=lambda: [receive(world, sid) for sid in SIDS[last + 5 : 5 : -1]])
        mine.start()  # here, the other way round
        for line in web.lines():
            web.kept.append(line)
            if len(web.kept) == last:
                web.process.kill()  # somewhere in the middle of the next one
        mine.join()
    finally:
        web.end()
    kept, answered, version = count(world)
    assert set(web.kept) <= stored(world)
    assert len(web.kept) >= last
    assert kept == answered == version - before  # no text without its effect, no effect without its text
    for sid in SIDS:  # the carrier tries again what was not acknowledged, and more
        receive(world, sid)
    assert count(world) == (TEXTS, TEXTS, before + TEXTS)


def stored(world: World) -> set[str]:
    with world.services.store.read() as tx:
        return set(tx.execute(select(inbound.c.sid)).scalars())


def test_another_sid_is_another_text(world: World):
    """The control: what is counted above does tell one effect from two."""
    world.runner()
    _, _, before = count(world)
    for sid in SIDS[:2]:
        receive(world, sid)
    assert count(world) == (2, 2, before + 2)


def together(*jobs: object) -> list[BaseException]:
    """Each in a thread of its own, at once; what they raised."""
    raised: list[BaseException] = []
    gate = threading.Barrier(len(jobs))

    def run(job: object) -> None:
        gate.wait()
        try:
            job()  # type: ignore[operator]
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_text_a_question_and_a_coach_at_once_leave_a_whole_runner(world: World):
    coach = world.coach()
    sam = world.runner()
    world.says(SAM, "felt a pop")
    world.at(hours=8)

    def text(sid: str, sender: str, body: str) -> None:
        service.receive(world.services, service.Inbound(sid, sender, OURS, body))

    raised = together(
        lambda: text(SIDS[1], SAM, "4"),
        lambda: text(SIDS[1], SAM, "4"),
        lambda: text(SIDS[2], coach.number, "OK"),
        lambda: service.arrive_all(world.services, world.clock.now),
        lambda: service.arrive(world.services, sam, world.clock.now),
    )
    assert raised == []
    alert = world.state(sam).talk.alert
    assert alert is not None and alert.acknowledged == "Ana"
    seqs = [fact.seq for fact in world.state(sam).journal]
    assert len(seqs) == len(set(seqs))


@pytest.mark.postgres
def test_without_the_lock_two_at_once_are_found_out(pg_url: str):
    """The control: with the lock forgotten, the second to save is refused and not silently last."""
    from tests.service.cast import make_world

    world = make_world(pg_url)
    sam = world.runner()
    both = threading.Barrier(2)

    def careless() -> None:
        with world.services.store.begin() as tx:
            kept = runners.get(tx, sam)
            assert kept is not None
            both.wait()
            runners.save(tx, [runners.change(kept, kept.runner)])

    (error,) = together(careless, careless)
    assert isinstance(error, Stale)
    world.services.store.close()


def test_two_who_join_at_once_by_one_number_become_one(world: World):
    raised = together(
        *(
            lambda sid=sid: service.receive(world.services, service.Inbound(sid, SAM, OURS, "RIVER"))
            for sid in SIDS[:4]
        )
    )
    assert raised == []
    for minutes in (2, 20):
        world.at(minutes=minutes)
        world.work()
    with world.services.store.read() as tx:
        waiting = tx.execute(select(func.count()).where(inbound.c.handled_at.is_(None))).scalar_one()
        (members,) = [len(runners.of_team(tx, world.team.id))]
    assert (waiting, members) == (0, 1)


def test_a_row_that_was_stored_by_hand_is_never_answered_from_twice(world: World):
    """What is marked as waiting is tried once by however many jobs look at it."""
    world.runner()
    world.says(SAM, "STATUS")
    with world.services.store.begin() as tx:
        tx.execute(update(inbound).values(handled_at=None, next_try=world.clock.now))
    before = len(world.outbox("id"))
    raised = together(*(lambda: service.retry(world.services, world.clock.now) for _ in range(4)))
    assert raised == []
    assert len(world.outbox("id")) == before  # it has its answer: (reply_to, seq) is unique
