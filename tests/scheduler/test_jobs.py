"""The jobs on both databases: everyone due is asked once, and one who fails stops nobody."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from checkin.core.model import Runner
from checkin.store import alerts, belonging, history, people, runners, sign_in, wake
from checkin.store.history import Line
from checkin.store.tables import runner
from checkin.store.tables import sign_in as tokens
from scheduler import jobs
from scheduler.clock import EVERY
from tests.service.cast import SAM, World, make_world
from tests.store.build import a_fact


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The service with a team."""
    made = make_world(database_url)
    yield made
    made.services.store.close()


def crowd(world: World, count: int) -> Runner:
    """Many runners on day 1 of REST, all asked at 08:00; what they all are."""
    one = world.state(world.runner())
    with world.services.store.begin() as tx:
        for last in range(count - 1):
            runners.add(tx, world.team.id, f"+1303555{last:04}", one, world.clock.now)
    return one


def world_id(world: World) -> int:
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, SAM)
    assert kept is not None
    return kept.id


def break_one(world: World, number: str = SAM) -> None:
    with world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.number == number).values(state='{"broken": true}'))


def test_everyone_due_is_asked_once(world: World):
    crowd(world, 250)
    world.at(hours=8)
    assert jobs.ask(world.services, world.clock.now) == 250
    assert jobs.ask(world.services, world.clock.now) == 0
    assert world.outbox("kind", "state") == [("morning", "queued")] * 250
    assert jobs.deliver(world.services, world.clock.now) == 250
    assert set(world.outbox("state")) == {("delivered",)}


def test_nobody_is_asked_before_their_time(world: World):
    crowd(world, 2)
    world.at(hours=7, minutes=59)
    assert jobs.ask(world.services, world.clock.now) == 0


def test_one_who_fails_is_left_for_an_hour_and_the_others_go_on(
    world: World, caplog: pytest.LogCaptureFixture
):
    crowd(world, 120)
    break_one(world)
    world.at(hours=8)
    assert jobs.ask(world.services, world.clock.now) == 120
    assert len(world.outbox("id")) == 119
    assert "could not be stepped" in caplog.text and SAM not in caplog.text
    assert jobs.ask(world.services, world.clock.now) == 0
    world.at(hours=9)
    assert jobs.ask(world.services, world.clock.now) == 1


def test_one_who_cannot_be_saved_does_not_take_the_others_along(
    world: World, caplog: pytest.LogCaptureFixture
):
    """The database refuses a second line of the same number; the others of the batch are saved."""
    crowd(world, 3)
    seq = world.state(world_id(world)).talk.seq
    with world.services.store.begin() as tx:
        history.record(tx, [Line(world_id(world), a_fact(seq + 1, 4))], world.clock.now)
    world.at(hours=8)
    assert jobs.ask(world.services, world.clock.now) == 3
    assert len(world.outbox("id")) == 2
    assert "could not be saved" in caplog.text
    assert jobs.ask(world.services, world.clock.now) == 0


def test_several_at_once_ask_nobody_twice(world: World):
    crowd(world, 300)
    world.at(hours=8)
    asked: list[int] = []
    threads = [
        threading.Thread(target=lambda: asked.append(jobs.ask(world.services, world.clock.now)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(asked) == 300
    assert len(world.outbox("id")) == 300


def test_several_at_once_deliver_nothing_twice(world: World):
    crowd(world, 100)
    world.at(hours=8)
    jobs.ask(world.services, world.clock.now)
    sent: list[int] = []
    threads = [
        threading.Thread(target=lambda: sent.append(jobs.deliver(world.services, world.clock.now)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 100


def test_after_a_long_night_a_stale_question_is_not_asked(world: World):
    sam = world.runner()
    world.at(days=3, hours=23)
    world.work()
    assert world.outbox("kind") == []
    assert [one.missed for one in world.state(sam).course.asked] == [True] * 4
    with world.services.store.read() as tx:
        due = wake.next_at(tx, world.clock.now)
    assert due is not None and due > world.clock.now


def test_a_clock_that_goes_back_asks_nothing_again(world: World):
    crowd(world, 2)
    world.at(hours=8)
    world.work()
    world.at(hours=7)
    world.work()
    world.at(hours=8, minutes=1)
    world.work()
    assert len(world.outbox("id")) == 2


def test_tidy_forgets_what_nobody_can_use(world: World):
    coach = world.coach()
    now = world.clock.now
    with world.services.store.begin() as tx:
        sign_in.issue(tx, coach.id, "old", now, now + timedelta(hours=1))
        sign_in.issue(tx, coach.id, "new", now, now + timedelta(days=60))
    world.at(days=40)
    assert jobs.tidy(world.services, world.clock.now) == 1
    with world.services.store.read() as tx:
        assert len(tx.execute(select(tokens.c.token)).all()) == 1
        assert sign_in.whose(tx, "new", world.clock.now) == coach.id
        assert sign_in.whose(tx, "old", now) is None


def test_the_new_jobs_run_on_the_clock_every_minute():
    every = {job.__name__: seconds for job, seconds in EVERY}
    assert (every["digest"], every["alerts"]) == (60, 60)


def test_one_coach_whose_digest_fails_does_not_take_the_others_along(
    world: World, caplog: pytest.LogCaptureFixture
):
    """A zone that the machine does not know stands in for whatever may be wrong with one team."""
    ana = world.coach()
    ben = world.coach("+12025550191", "Ben")
    with world.services.store.begin() as tx:
        mars = people.add_team(tx, "Mars", "MARS", "Mars/Base", world.clock.now)
        belonging.unassign(tx, ana.id, world.team.id)
        belonging.assign(tx, ana.id, mars.id)
        for one in (ana, ben):
            alerts.want_digest(tx, one.id, wanted=True)
    world.at(hours=7, minutes=30)
    assert jobs.digest(world.services, world.clock.now) == 1
    assert "no digest" in caplog.text and "+1202" not in caplog.text


def test_one_who_cannot_be_read_hides_nobody_elses_alert(world: World):
    sam = world.runner()
    crowd_of_one = "+13035550000"
    with world.services.store.begin() as tx:
        runners.add(tx, world.team.id, crowd_of_one, world.state(sam), world.clock.now)
    ana = world.coach()
    for number in (SAM, crowd_of_one):
        world.says(number, "felt a pop")
    world.work()
    break_one(world)
    with world.services.store.begin() as tx:
        belonging.unassign(tx, ana.id, world.team.id)
    assert jobs.alerts(world.services, world.clock.now) == 1
