"""Texts that wait while something happens to their runner: not one may go out that must not any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from checkin import outbox, service
from checkin.sms import SmsError, of_request
from checkin.store import inbox, runners
from checkin.store.tables import metadata, runner
from scheduler import jobs
from tests.service.cast import SAM, STRANGER, PickyDoor, World

WorldWith = Callable[..., World]
ASKED = [("morning", "queued")]


def states(world: World) -> list[tuple[object, ...]]:
    return [row for row in world.outbox("kind", "state") if row[0] != "reply"]


def waiting(world: World) -> int:
    """A runner whose morning question waits."""
    sam = world.runner()
    world.at(hours=8)
    service.arrive(world.services, sam, world.clock.now)
    assert states(world) == ASKED
    return sam


@pytest.mark.parametrize("words", ["felt a pop", "DOCTOR", "PAUSE 3", "STOP", "wrong number"])
def test_a_question_that_waits_is_not_sent_after_what_ends_the_asking(lite: World, words: str):
    waiting(lite)
    lite.says(SAM, words)
    outbox.deliver(lite.services, lite.clock.now)
    assert ("morning", "cancelled") in states(lite)
    assert not [row for row in lite.outbox("kind", "sid") if row[0] == "morning" and row[1]]


def test_else_it_is_sent(lite: World):
    """The control."""
    waiting(lite)
    lite.says(SAM, "STATUS")
    outbox.deliver(lite.services, lite.clock.now)
    assert [row for row in lite.outbox("kind", "sid") if row[0] == "morning" and row[1]]


def test_stop_takes_back_answers_that_wait_but_says_so_itself(world: World):
    sam = world.runner()
    state = broken(world, sam)
    world.says(SAM, "STATUS")
    world.says(SAM, "please stop texting me")
    mended(world, sam, state)
    world.clock.now += timedelta(minutes=2)
    jobs.recover(world.services, world.clock.now)
    keys = [
        key for key, kind, at in world.outbox("key", "kind", "state") if kind == "reply" and at == "queued"
    ]
    assert keys == ["command.stop"]


def broken(world: World, runner_id: int) -> str:
    """Nothing of the runner can be read for a while."""
    with world.services.store.begin() as tx:
        state = tx.execute(select(runner.c.state).where(runner.c.id == runner_id)).scalar_one()
        tx.execute(update(runner).where(runner.c.id == runner_id).values(state="{}"))
    return str(state)


def mended(world: World, runner_id: int, state: str) -> None:
    with world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.id == runner_id).values(state=state))


def test_a_text_handled_late_belongs_to_the_day_on_which_it_came(world: World):
    sam = world.runner()
    world.at(days=1, hours=23, minutes=59)
    state = broken(world, sam)
    world.says(SAM, "morning 4")
    mended(world, sam, state)
    world.at(days=2, minutes=1)
    jobs.recover(world.services, world.clock.now)
    (morning,) = world.state(sam).course.mornings
    assert (morning.score, morning.day.isoformat()) == (4, "2026-03-03")


def test_texts_handled_late_are_answered_once_and_in_their_order(lite: World):
    world = lite
    sam = world.runner()
    world.at(hours=9)
    state = broken(world, sam)
    for body in ("morning 2", "oops 5", "oops 3"):
        world.clock.now += timedelta(seconds=1)
        world.says(SAM, body)
    mended(world, sam, state)
    world.clock.now += timedelta(minutes=2)
    for _ in range(3):
        jobs.recover(world.services, world.clock.now)
    assert [one.score for one in world.state(sam).course.mornings] == [3]
    assert len(world.state(sam).journal) == len({fact.seq for fact in world.state(sam).journal})


@pytest.mark.parametrize("hours", [3, 14])
def test_after_a_door_was_shut_for_hours_nothing_stale_goes_out(world_with: WorldWith, hours: int):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=7, minutes=59)
    for _ in range(hours * 2):
        door.errors = [SmsError("slow down", of_request(429, None))] * 9
        world.clock.now += timedelta(minutes=30)
        world.work()
    door.errors = []
    world.work()
    assert door.sent == []
    assert ("morning", "expired") in states(world)
    assert world.state(1).course.silent == 0


def test_an_erased_runner_is_in_no_table_from_before_they_joined_either(world: World):
    world.says(STRANGER, "chest pain, cant breathe")
    world.says(STRANGER, "RIVER")
    world.says(STRANGER, "YES")
    with world.services.store.begin() as tx:
        kept = runners.by_number(tx, STRANGER)
        assert kept is not None
        runners.erase(tx, kept.id)
    with world.services.store.read() as tx:
        for table in metadata.sorted_tables:
            if "number" in table.c:
                query = select(func.count()).select_from(table).where(table.c.number == STRANGER)
                assert tx.execute(query).scalar_one() == 0, table.name


def test_a_number_that_is_somebodys_in_another_spelling_joins_nothing(lite: World):
    world = lite
    world.runner()
    assert world.says(f"whatsapp:{SAM}", "RIVER") == []
    with world.services.store.read() as tx:
        assert inbox.unhandled(tx) == 0


def test_a_coach_is_no_runner_and_a_runner_no_coach(lite: World):
    world = lite
    coach = world.coach()
    assert world.says(coach.number, "RIVER") == world.says(coach.number, "HELP")
    sam = world.runner()
    with pytest.raises(service.Refused):
        world.runner(coach.number, "Ana")
    with pytest.raises(service.Refused):
        world.coach(SAM, "Sam")
    with pytest.raises(service.Refused):
        world.runner(SAM, "Sam again")
    assert world.says(coach.number, "4") and world.state(sam).course.mornings == ()


def test_invited_stopped_and_invited_again_hears_nothing(lite: World):
    world = lite
    door_opened = len(world.outbox("id"))
    service.invite(world.services, world.team, "Sam", SAM)
    world.work()
    world.says(SAM, "STOP")
    with pytest.raises(service.Refused):
        service.invite(world.services, world.team, "Sam", SAM)
    for body in ("YES", "hello", "4", "OK", "1"):
        assert world.says(SAM, body) == []
    world.at(days=3)
    world.work()
    assert len(world.outbox("id")) == door_opened + 2
    assert world.says(SAM, "START")
