"""Databases crowded, killed, locked, full and stopped: what was answered for is kept, and kept whole."""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from logging import WARNING
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import func, select

from checkin import service
from checkin.config import Services, wall_clock
from checkin.core.events import TextReceived
from checkin.core.facts import Kind
from checkin.service.plan import plan
from checkin.store import Store, Unavailable, history, inbox, outgoing, people, runners, sending
from checkin.store.gate import Busy, Gate
from checkin.store.history import Line
from checkin.store.outgoing import Draft
from checkin.store.tables import heartbeat, inbound, journal, outbox
from checkin.web import create_app
from scheduler import clock, jobs
from scheduler.clock import Pulse
from tests.conftest import migrate
from tests.faults.delivery.conftest import Force
from tests.faults.delivery.crew import all_settled, context, crew, queue, states, wait_until
from tests.faults.delivery.worker import (
    ACCOUNT,
    PUBLIC,
    QUICK,
    TOKEN,
    Filler,
    Limit,
    Spec,
    Web,
    ask_all,
    hold,
    receive_all,
    services,
    squeeze,
    take,
)
from tests.service.cast import MONDAY, OURS, SAM, PickyDoor, World, make_world
from tests.support.browser import serve
from tests.support.missing import missing
from tests.support.postgres import EmbeddedPg, NoPostgres
from tests.support.twilio import Faults, Rule, TwilioProcess
from tests.support.twilio.courier import sign

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
TwilioWith = Callable[..., TwilioProcess]
BODY = "no run"  # each such text is a line of its own in the journal, and answered by one text
SOON = 5.0  # seconds after the database is back


# What is kept, and whether it is whole.


@dataclass(frozen=True)
class Effects:
    """Of some texts of one runner: rows, changes of the runner, lines of the journal, answers."""

    texts: int
    changes: int
    lines: int
    answers: int


def effects(store: Store, number: str = SAM) -> Effects:
    with store.read() as tx:
        kept = runners.by_number(tx, number)
        assert kept is not None
        whose = journal.c.runner_id == kept.id
        return Effects(
            tx.execute(select(func.count()).where(inbound.c.number == number)).scalar_one(),
            kept.version,
            tx.execute(select(func.count()).where(whose, journal.c.kind == Kind.NO_RUN.value)).scalar_one(),
            tx.execute(select(func.count(outbox.c.reply_to.distinct()))).scalar_one(),
        )


def halves(store: Store) -> list[str]:
    """What is there without its other half."""
    with store.read() as tx:
        answered = set(tx.execute(select(outbox.c.reply_to)).scalars()) - {None}
        texts = {row.sid: row for row in tx.execute(select(inbound))}
        found = [f"the answer to {sid} without its text" for sid in answered - texts.keys()]
        for sid, row in texts.items():
            if row.handled_at is None and row.next_try is None and row.failure is None:
                found.append(f"{sid} is kept and nobody will handle it")
            if row.handled_at is not None and row.runner_id is not None and sid not in answered:
                found.append(f"{sid} was handled and not answered")
        lines: dict[int, set[int]] = {}
        asked = set()
        for row in tx.execute(select(journal)):
            lines.setdefault(row.runner_id, set()).add(row.seq)
            asked |= {(row.runner_id, row.day)} if row.kind == Kind.ASKED_MORNING.value else set()
        put = select(outbox.c.runner_id, outbox.c.local_date).where(outbox.c.kind == "morning")
        found += [f"a question and its line: {one}" for one in asked ^ set(map(tuple, tx.execute(put)))]
        for page in runners.pages(tx):
            for kept in page:
                known = lines.get(kept.id, set())
                if known != set(range(1, kept.runner.talk.seq + 1)):
                    found.append(f"runner {kept.id} remembers {kept.runner.talk.seq} lines of {len(known)}")
    return found


def test_what_is_written_by_halves_is_found_out(lite: World):
    """The control: a text and a runner, each with the rest of its transaction left out."""
    sam = lite.runner()
    text, now = service.Inbound("SM" + "0" * 32, SAM, OURS, BODY), lite.clock.now
    assert halves(lite.services.store) == []
    with lite.services.store.begin() as tx:
        inbox.keep(tx, text, now)
        kept = runners.get(tx, sam)
        assert kept is not None
        runners.save(tx, [plan(lite.services, kept, TextReceived(now, BODY)).row])
    assert halves(lite.services.store) == [
        f"{text.sid} is kept and nobody will handle it",
        f"runner {sam} remembers 2 lines of 1",
    ]


@pytest.fixture
def world(durable_url: str) -> Iterator[World]:
    """The service with a team, on a door that hears back later."""
    made = make_world(durable_url, PickyDoor())
    yield made
    made.services.store.close()


@pytest.fixture
def lite(sqlite_url: str) -> Iterator[World]:
    """The same on SQLite alone."""
    made = make_world(sqlite_url, PickyDoor())
    yield made
    made.services.store.close()


# Each text twice, many at once.

Answers = list[tuple[str, tuple[int, ...]]]


def deliveries(force: Force, texts: int) -> list[str]:
    """Each sid twice, in any order."""
    sids = [f"SM{number:032x}" for number in range(texts)] * 2
    force.chance().shuffle(sids)
    return sids


def at_once(world: World, sids: Sequence[str]) -> Answers:
    """By eight threads; an error in any of them ends the test."""

    def receive(sid: str) -> tuple[str, tuple[int, ...]]:
        answer = service.receive(world.services, service.Inbound(sid, SAM, OURS, BODY))
        return sid, tuple(text.id for text in answer)

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(receive, sids))


def by_processes(world: World, sids: list[str], url: str) -> Answers:
    """By four processes."""
    with ProcessPoolExecutor(4, mp_context=context()) as pool:
        given = [pool.submit(receive_all, url, world.clock.now, sids[place::4], SAM) for place in range(4)]
        return [one for done in given for one in done.result()]


def assert_each_once(world: World, before: Effects, answers: Answers, texts: int) -> None:
    after = effects(world.services.store)
    assert after == Effects(texts, before.changes + texts, texts, texts)
    assert halves(world.services.store) == []
    of_text: dict[str, set[int]] = {}
    for sid, ids in answers:
        of_text.setdefault(sid, set()).update(ids)
    assert [len(ids) for ids in of_text.values()] == [1] * texts  # the second time as the first
    assert len(set.union(*of_text.values())) == texts


def test_each_of_many_texts_that_come_twice_at_once_has_its_one_effect(force: Force, world: World):
    world.runner()
    before = effects(world.services.store)
    began = time.monotonic()
    answers = at_once(world, deliveries(force, 150))
    print(f"300 deliveries by 8 threads: {time.monotonic() - began:.1f} s")
    assert_each_once(world, before, answers, 150)


def test_nor_do_several_processes_take_a_text_twice(force: Force, world: World, durable_url: str):
    world.runner()
    before = effects(world.services.store)
    texts = force.of(40, 150)
    answers = by_processes(world, deliveries(force, texts), durable_url)
    assert_each_once(world, before, answers, texts)


def test_under_another_sid_each_delivery_is_another_text(force: Force, lite: World):
    """The control: what is counted above does tell once from twice."""
    lite.runner()
    before = effects(lite.services.store)
    fresh = [f"SM{number:032x}" for number, _ in enumerate(deliveries(force, 150))]
    at_once(lite, fresh)
    assert effects(lite.services.store) == Effects(300, before.changes + 300, 300, 300)


# PostgreSQL killed again and again.


@contextmanager
def webs(*specs: Web) -> Iterator[None]:
    """Web processes, until the end."""
    processes = [context().Process(target=take, args=(spec,), daemon=True) for spec in specs]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def put_down(kept: Path) -> list[tuple[str, float]]:
    """Every text that was answered for, and when."""
    lines = kept.read_text().split("\n")[:-1] if kept.exists() else []
    return [(sid, float(at)) for sid, at in map(str.split, lines)]


def threads_since(kept: Path, instant: float) -> dict[str, float]:
    """The threads of web processes that have answered for a text since then, and when first."""
    found: dict[str, float] = {}
    for sid, at in put_down(kept):
        if at > instant:
            found.setdefault(sid[:10], at - instant)
    return found


def lost(store: Store, kept: Path) -> set[str]:
    """Texts that were answered for, and are not there with all that came of them."""
    with store.read() as tx:
        there = select(inbound.c.sid).where(inbound.c.handled_at.is_not(None))
        whole = set(tx.execute(there).scalars()) & set(tx.execute(select(outbox.c.reply_to)).scalars())
    return {sid for sid, _ in put_down(kept)} - whole


def strike(server: EmbeddedPg, kept: Path, threads: int, twilio: TwilioProcess, store: Store) -> list[float]:
    """Kill the server and start it again; how long each thread, and the senders, then took to go on."""
    server.kill9()
    time.sleep(0.3)
    server.start()
    back, back_by_wall = time.monotonic(), time.time()
    waiting = states(store)["queued"]
    print(f"{waiting} texts wait")
    wait_until(lambda: len(threads_since(kept, back)) == threads, 30, step=0.05)
    found = threads_since(kept, back)
    assert len(found) == threads, "some threads never went on"
    if waiting < 5:  # the senders may have been done
        return list(found.values())

    def sent() -> list[float]:
        return [
            event["at"] - back_by_wall for event in twilio.history.accepted() if event["at"] > back_by_wall
        ]

    assert wait_until(lambda: bool(sent()), 30, step=0.05)
    return [*found.values(), min(sent())]


@pytest.mark.postgres
def test_a_server_killed_again_and_again_loses_nothing_that_was_answered_for(
    force: Force, durable_pg: EmbeddedPg, durable_pg_url: str, twilio_with: TwilioWith, tmp_path: Path
):
    chance, kills, kept = force.chance(), force.of(3, 8), tmp_path / "kept"
    slow = Rule("delay", {"kind": "create"}, seconds=0.4)  # calls are under way at any moment
    twilio = twilio_with(force.seed, Faults(rules=(slow,)))
    world = make_world(durable_pg_url)
    world.clock.now = wall_clock()  # as in the processes: who was silent for long is asked anew
    store = world.services.store
    numbers = ("+12025550101", "+12025550102")
    before = {number: store_version(world, number) for number in numbers}
    texts = kills * 60
    queue(store, texts)
    sender = Spec(durable_pg_url, twilio.url, seed=force.seed)
    web = [Web(durable_pg_url, numbers, str(kept), place) for place in range(2)]
    took: list[float] = []
    with crew(sender, sender):
        with webs(*web):
            assert wait_until(lambda: len(threads_since(kept, 0)) == 4, 60)
            for _ in range(kills):
                time.sleep(chance.uniform(0.3, 1.0))
                took += strike(durable_pg, kept, 4, twilio, store)
        assert wait_until(lambda: all_settled(store), 90)
    print(f"{kills} kills, {len(put_down(kept))} texts; on again after {max(took):.2f} s at most")
    assert max(took) < SOON
    assert {sid for sid, _ in put_down(kept) if not sid.startswith("SM")} == set()  # errors of other kinds
    assert lost(store, kept) == set()
    assert halves(store) == []
    for number in numbers:
        found = effects(store, number)
        assert found.changes - before[number] == found.lines == found.texts
    assert sent_of(store, twilio) == Counter(dict.fromkeys(range(texts), 1))
    store.close()


def store_version(world: World, number: str) -> int:
    """A runner of that number; what their row has been through."""
    world.runner(number)
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, number)
    assert kept is not None
    return kept.version


def sent_of(store: Store, twilio: TwilioProcess) -> Counter[int]:
    """How often each of the texts that `queue` made has reached the provider."""
    with store.read() as tx:
        query = select(outbox.c.id, outbox.c.seq).where(outbox.c.kind == "notice-test")
        seqs = {str(text_id): seq for text_id, seq in tx.execute(query)}
    assert twilio.history.violations() == []
    had = twilio.history.by_m()
    return Counter({seq: had[text_id] for text_id, seq in seqs.items()})


@pytest.mark.postgres
def test_a_server_that_does_not_wait_for_its_disk_is_found_out(tmp_path: Path):
    """The control: it says that it has committed what it has only in memory."""
    kept = tmp_path / "kept"
    try:
        server = EmbeddedPg().init().start()
    except NoPostgres as error:
        missing("PG", str(error))
    url = server.sa_url(server.create())
    migrate(url)
    world = make_world(url)
    world.clock.now = wall_clock()  # as in the processes: who was silent for long is asked anew
    world.runner()
    try:
        with webs(Web(url, (SAM,), str(kept), pause=0.0)):
            for _ in range(8):
                before = len(put_down(kept))
                assert wait_until(lambda: len(put_down(kept)) > before + 20, 60)  # noqa: B023
                server.kill9()
                server.start()
                if gone := lost(world.services.store, kept):
                    print(f"{len(gone)} lost")
                    return
        pytest.fail("it lost nothing")
    finally:
        world.services.store.close()
        server.stop()


# Several schedulers.


def crowd(world: World, count: int) -> list[str]:
    """Runners who are all asked at eight; their numbers."""
    one = world.state(world.runner())
    more = [f"+1303555{last:04}" for last in range(count - 1)]
    with world.services.store.begin() as tx:
        for number in more:
            kept = runners.add(tx, world.team.id, number, one, world.clock.now)
            history.record(tx, [Line(kept.id, fact) for fact in one.journal], world.clock.now)
    world.at(hours=8)
    return [SAM, *more]


def asked(store: Store, state: str) -> list[int]:
    """How often each runner who was asked in the morning was asked, by texts in that state."""
    with store.read() as tx:
        query = select(func.count()).where(outbox.c.kind == "morning", outbox.c.state == state)
        return list(tx.execute(query.group_by(outbox.c.runner_id)).scalars())


@pytest.mark.postgres
@pytest.mark.parametrize("processes", [2, 3])
def test_several_schedulers_ask_everyone_once(force: Force, durable_pg_url: str, processes: int):
    world, count = make_world(durable_pg_url), force.of(400, 2000)
    crowd(world, count)
    with ProcessPoolExecutor(processes, mp_context=context()) as pool:
        start = time.monotonic() + 1  # they need a moment to begin
        asking = [pool.submit(ask_all, durable_pg_url, world.clock.now, start) for _ in range(processes)]
        shares = [one.result() for one in asking]
    print(f"asked and sent: {shares}")
    assert [sum(share) for share in zip(*shares, strict=True)] == [count, count]
    assert asked(world.services.store, "delivered") == [1] * count
    assert halves(world.services.store) == []
    world.services.store.close()


def test_schedulers_that_only_look_who_is_due_ask_twice(lite: World):
    """The control: nothing is locked, and each has questions of its own."""
    crowd(lite, 20)
    looked = threading.Barrier(2)

    def ask(place: int) -> None:
        with lite.services.store.read() as tx:
            due = runners.due(tx, lite.clock.now, 100)
        looked.wait()
        day = MONDAY.date()
        drafts = [
            Draft(one.number, "morning", "k", "?", outgoing.QUESTION, one.id, local_date=day, seq=place)
            for one in due
        ]
        with lite.services.store.begin() as tx:
            outgoing.queue(tx, drafts, lite.clock.now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, range(2)))
    assert asked(lite.services.store, "queued") == [2] * 20


# SQLite's file locked, its gate held by one who stands still.


@dataclass(frozen=True)
class Answer:
    """What the carrier was answered to a text, and between which instants of `monotonic`."""

    sid: str
    status: int
    began: float
    ended: float

    @property
    def took(self) -> float:
        return self.ended - self.began


def bring(address: str, sid: str, number: str = SAM) -> Answer:
    """A signed text over HTTP."""
    fields = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": number, "To": OURS, "Body": BODY}
    headers = {
        "Host": urlsplit(PUBLIC).netloc,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(TOKEN, f"{PUBLIC}/sms", fields),
    }
    began = time.monotonic()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("POST", "/sms", urlencode(fields), headers)
    status = connection.getresponse().status
    connection.close()
    return Answer(sid, status, began, time.monotonic())


def unkept(store: Store, answers: Sequence[Answer]) -> set[str]:
    """Texts that the carrier thinks we have, and we have not."""
    said = {one.sid for one in answers if one.status == 200}
    with store.read() as tx:
        return said - inbox.known(tx, list(said))


def web_on(url: str) -> tuple[Services, Flask]:
    """The service as a web process has it, and its app."""
    made = services(Spec(url, ""))
    return made, create_app(made)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes to the file, and knows nothing of our gate."""
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")


class Beats(Pulse):
    """A heartbeat is written after every run."""

    def to_write(self, name: str) -> bool:
        return True


@contextmanager
def at_work(made: Services) -> Iterator[None]:
    """The scheduler's clock and its jobs."""
    scheduler = clock.make(BackgroundScheduler, made, Beats())
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown()


def beaten_since(store: Store, instant: datetime) -> set[str]:
    with store.read() as tx:
        return set(tx.execute(select(heartbeat.c.name).where(heartbeat.c.at > instant)).scalars())


def all_handled(store: Store, sids: Sequence[str]) -> bool:
    with store.read() as tx:
        handled = select(inbound.c.sid).where(inbound.c.handled_at.is_not(None))
        return set(sids) <= set(tx.execute(handled).scalars())


def set_due(world: World, texts: int) -> None:
    """In two seconds there is something to do for every job: the first runner is due, and texts are."""
    soon = wall_clock() + timedelta(seconds=2)
    drafts = [
        Draft(f"+1303555{n:04}", "notice-test", "k", f"Text {n}", outgoing.NOTICE, seq=n, not_before=soon)
        for n in range(texts)
    ]
    with world.services.store.begin() as tx:
        runners.postpone(tx, [1], soon)
        outgoing.queue(tx, drafts, wall_clock())


def nothing_waits(store: Store) -> bool:
    with store.read() as tx:
        return not sending.any_waiting(tx, wall_clock())


HELD = 9.0  # seconds: SQLite's own waiting runs out, and that at the gate
FREQUENT = {"recover", "ask", "deliver", "settle"}  # the other one runs once an hour


def test_a_locked_file_is_answered_for_by_no_200_and_stops_no_clock(
    sqlite_url: str, twilio_with: TwilioWith, caplog: pytest.LogCaptureFixture
):
    twilio, world = twilio_with(), make_world(sqlite_url)
    world.clock.now = wall_clock()  # as in the processes: who was silent for long is asked anew
    store = world.services.store
    world.runner()
    set_due(world, 5)
    made = replace(services(Spec(sqlite_url, twilio.url)), timing=replace(QUICK, listed=timedelta(seconds=1)))
    web, app = web_on(sqlite_url)
    sids = [twilio.inbound(SAM, OURS, BODY) for _ in range(8)]
    with serve(app) as address, ThreadPoolExecutor(8) as pool, ExitStack() as working:
        with locked(store.path):
            coming = [pool.submit(bring, address, sids[0])]
            time.sleep(0.2)
            working.enter_context(at_work(made))
            ends = time.monotonic() + HELD
            for sid in sids[1:-1]:
                coming.append(pool.submit(bring, address, sid))
                time.sleep(1)
            time.sleep(max(0.0, ends - time.monotonic()))
            free, free_by_wall = time.monotonic(), wall_clock()
        coming.append(pool.submit(bring, address, sids[-1]))
        answers = [one.result() for one in coming]
        print("; ".join(f"{one.status} after {one.took:.1f} s" for one in answers))
        assert unkept(store, answers) == set()
        assert {one.status for one in answers} == {200, 503}
        assert all(one.status == 503 for one in answers if one.ended < free)
        assert answers[-1].status == 200
        assert max(one.took for one in answers) < 15  # as long as the carrier waits
        assert wait_until(lambda: beaten_since(store, free_by_wall) >= FREQUENT, 30)
        print(f"every job again after {time.monotonic() - free:.1f} s")
        # What was turned away is in the provider's list.
        assert wait_until(lambda: all_handled(store, sids) and nothing_waits(store), 30)
    failed = [one.getMessage() for one in caplog.records if one.name == "scheduler" and one.levelno > WARNING]
    assert failed, "no job ever found the file locked"
    assert [one for one in failed if " failed: the database cannot be used: " not in one] == []
    assert halves(store) == []
    for one in (web.store, made.store, store):
        one.close()


class Careless:
    """The control: whatever happens, the carrier is told that all is well."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self._app(environ, lambda _status, headers, *more: start_response("200 OK", headers, *more))


def test_an_app_that_says_200_to_what_it_did_not_keep_is_found_out(sqlite_url: str, tmp_path: Path):
    """The control: the same checker, and a database that cannot be opened."""
    _, app = web_on(f"sqlite:///{tmp_path}/none/checkin.db")
    with closing(Store(sqlite_url)) as store:
        with serve(app) as address:
            assert bring(address, "SM" + "0" * 32).status == 503
        with serve(Careless(app)) as address:
            assert unkept(store, [bring(address, "SM" + "1" * 32)]) == {"SM" + "1" * 32}


@contextmanager
def stopped_inside(url: str) -> Iterator[tuple[BaseProcess, Any]]:
    """A process that stands still in the middle of a write."""
    ours, theirs = context().Pipe()
    process = context().Process(target=hold, args=(url, theirs), daemon=True)
    process.start()
    assert process.pid and ours.poll(60) and ours.recv() == "inside"
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()


def past_a_stopped_one(url: str, ending: str) -> list[Answer]:
    """Three texts while it stands still, and one after it has gone on, or died."""
    made, app = web_on(url)
    other = services(Spec(url, ""))
    with stopped_inside(url) as (process, pipe), serve(app) as address, ThreadPoolExecutor(4) as pool:
        job = pool.submit(jobs.tidy, other, wall_clock())  # as in another process
        answers = list(pool.map(lambda number: bring(address, f"SM{number:032x}"), range(3)))
        assert isinstance(job.exception(), Unavailable)
        if ending == "continued":
            assert process.pid
            os.kill(process.pid, signal.SIGCONT)
            pipe.send("go on")
            assert pipe.poll(30) and pipe.recv() == "done"
        else:
            process.kill()
        answers.append(bring(address, "SM" + "f" * 32))
    made.store.close()
    other.store.close()
    return answers


def test_nobody_waits_for_ever_behind_a_process_that_stands_still_in_a_write(
    sqlite_template: Path, tmp_path: Path
):
    endings = ("continued", "killed")
    for ending in endings:
        shutil.copyfile(sqlite_template, tmp_path / ending)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda one: past_a_stopped_one(f"sqlite:///{tmp_path / one}", one), endings))
    for ending, (*during, after) in zip(endings, found, strict=True):
        print(f"{ending}: {', '.join(f'{one.status} after {one.took:.1f} s' for one in during)}")
        assert [one.status for one in during] == [503] * 3
        assert max(one.took for one in during) < 15  # as long as the carrier waits
        assert after.status == 200
        with closing(Store(f"sqlite:///{tmp_path / ending}")) as store:
            assert unkept(store, [*during, after]) == set()
            with store.read() as tx:
                assert len(people.teams(tx)) == (ending == "continued")  # what it was writing


def test_at_a_gate_without_patience_one_waits_for_ever(sqlite_url: str):
    """The control: as long as the other one stands still."""
    path = Path(sqlite_url.removeprefix("sqlite:///") + ".wlock")
    passed = threading.Event()

    def wait(patience: float) -> None:
        ticket = Gate(path, patience).ticket()
        with suppress(Busy):
            ticket.enter()
        passed.set()
        ticket.close()

    with stopped_inside(sqlite_url) as (process, _), ThreadPoolExecutor(2) as pool:
        pool.submit(wait, 0.1)
        assert passed.wait(10)
        passed.clear()
        pool.submit(wait, 600)
        assert not passed.wait(1)
        process.kill()
        assert passed.wait(10)


# No room on the disk.


@pytest.fixture(params=[Limit, Filler])
def scarce(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[type, Path]]:
    """A way to have no room, and a folder where it works."""
    folder = tmp_path / "small"
    folder.mkdir()
    if request.param is Limit:
        yield Limit, folder
        return
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    yield Filler, folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_turns_texts_away_and_leaves_nothing_half_done(
    force: Force, scarce: tuple[type, Path], sqlite_template: Path
):
    force.chance()
    kind, folder = scarce
    path, laps = folder / "checkin.db", force.of(8, 40)
    shutil.copyfile(sqlite_template, path)
    world = make_world(f"sqlite:///{path}")
    numbers = crowd(world, 5)
    store = world.services.store
    store.close()
    with ProcessPoolExecutor(1, mp_context=context()) as pool:
        found = pool.submit(squeeze, f"sqlite:///{path}", kind, numbers, force.seed, laps).result()
    print(f"{len(found.kept)} texts kept, {found.turned_away} turned away; jobs: {dict(found.failed)}")
    assert found.wrong == []
    assert found.turned_away and found.failed
    with closing(sqlite3.connect(path)) as looking:
        assert looking.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with store.read() as tx:
        assert inbox.known(tx, found.kept) == set(found.kept)
    assert all_handled(store, found.kept)
    assert halves(store) == []
    assert asked(store, "delivered") == [laps] * 5
    store.close()
