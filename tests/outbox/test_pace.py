"""Each sender keeps to its own rate, over all processes, and an urgent text waits for a moment at most."""

from datetime import UTC, datetime, timedelta
from math import isclose

import pytest

from checkin.outbox import pace
from checkin.outbox.claim import Turn, claim
from checkin.sms import Sender
from checkin.store import outgoing, senders
from checkin.store.outgoing import Draft
from checkin.store.senders import Load
from tests.service.cast import OURS, SAM, PickyDoor, World

NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)
ONE = Sender(OURS, 1.0)
FREE = Load(OURS, NOW, NOW, 0, None, None)


def given(load: Load, sender: Sender, segments: list[int]) -> list[float]:
    """Seconds until each text's turn, as many as are given out at once."""
    waits = []
    for count in segments:
        found = pace.slot(load, sender, NOW, count)
        if found is None:
            break
        wait, load = found
        waits.append(wait.total_seconds())
    return waits


def test_a_text_takes_the_time_of_its_segments():
    assert given(FREE, ONE, [1, 1, 1, 1]) == [0, 1]
    assert given(FREE, ONE, [2, 1]) == [0]
    assert given(FREE, Sender(OURS, 3.0), [1] * 9) == pytest.approx([0, 1 / 3, 2 / 3, 1, 4 / 3], abs=0.001)
    assert len(given(FREE, Sender(OURS, 100.0), [1] * 500)) == 151


def test_a_clock_that_was_set_back_does_not_stop_a_sender():
    busy = pace.at(FREE, NOW - timedelta(hours=1))
    assert busy.free_at == NOW - timedelta(hours=1)
    assert pace.at(FREE, NOW - timedelta(seconds=1)).free_at == NOW  # two machines differ by less


def test_a_held_sender_is_held_until_then():
    held = Load(OURS, NOW, NOW, 0, NOW + timedelta(seconds=5), "queue")
    assert pace.is_held(held, NOW) and not pace.is_held(held, NOW + timedelta(seconds=5))


def fill(world: World, rank: int, count: int, body: str = "words") -> None:
    with world.services.store.begin() as tx:
        drafts = [Draft(SAM, f"k{rank}", "k", body, rank, seq=number) for number in range(count)]
        outgoing.queue(tx, drafts, world.clock.now)


def turns(world: World) -> tuple[Turn, ...]:
    return claim(world.services, world.clock.now, 100).turns


def test_what_one_process_was_given_counts_for_the_next(world_with):
    world = world_with(PickyDoor(senders=(Sender(OURS, 2.0),)))
    fill(world, outgoing.NOTICE, 20)
    assert len(turns(world)) == 4  # now, and each half second up to a second and a half ahead
    assert turns(world) == ()
    world.clock.now += timedelta(seconds=1)
    assert len(turns(world)) == 2


def test_over_a_minute_a_sender_is_neither_slower_nor_faster_than_its_rate(world_with):
    world = world_with(PickyDoor(senders=(Sender(OURS, 3.0),)))
    fill(world, outgoing.NOTICE, 300)
    total = 0
    for _ in range(60):
        total += len(turns(world))
        world.clock.now += timedelta(seconds=1)
    assert isclose(total, 3 * 60, abs_tol=6)


def test_direct_replies_take_their_time_of_the_sender(world_with):
    """They leave without asking, and what we start must make room."""
    world = world_with(PickyDoor(senders=(Sender(OURS, 1.0),)))
    world.runner()
    fill(world, outgoing.NOTICE, 1)
    assert len(turns(world)) == 1
    for _ in range(4):
        world.says(SAM, "STATUS")
    fill(world, outgoing.NOTICE + 1, 1)
    assert turns(world) == ()
    world.clock.now += timedelta(seconds=4)
    assert len(turns(world)) == 1


def test_an_alert_passes_a_long_queue_and_goes_at_once_where_it_has_a_sender_of_its_own(world_with):
    own = Sender("+18005550100", 3.0)
    world = world_with(PickyDoor(senders=(ONE, own)))
    fill(world, outgoing.QUESTION, 50)
    assert len(turns(world)) == 2
    fill(world, outgoing.URGENT, 1)
    (turn,) = turns(world)
    assert (turn.text.rank, turn.wait, turn.text.sender) == (outgoing.URGENT, timedelta(), own.name)


def test_what_is_urgent_is_the_next_to_go_where_there_is_one_sender(world_with):
    world = world_with(PickyDoor(senders=(ONE,)))
    fill(world, outgoing.QUESTION, 50)
    turns(world)
    fill(world, outgoing.URGENT, 1)
    world.clock.now += timedelta(seconds=1)
    assert turns(world)[0].text.rank == outgoing.URGENT


def test_nothing_leaves_by_a_held_sender_but_by_the_other(world_with):
    own = Sender("+18005550100", 3.0)
    world = world_with(PickyDoor(senders=(ONE, own)))
    fill(world, outgoing.QUESTION, 3)
    fill(world, outgoing.URGENT, 1)
    with world.services.store.begin() as tx:
        senders.hold(tx, OURS, world.clock.now, world.clock.now + timedelta(minutes=5), "queue")
    assert [turn.text.rank for turn in turns(world)] == [outgoing.URGENT]
    world.clock.now += timedelta(minutes=6)
    (first, *_) = turns(world)
    assert first.held


def test_a_long_text_takes_more_turns(world_with):
    world = world_with(PickyDoor(senders=(ONE,)))
    fill(world, outgoing.NOTICE, 1, "a" * 400)  # three segments
    fill(world, outgoing.REMINDER, 1)
    assert len(turns(world)) == 1
    world.clock.now += timedelta(seconds=1)
    assert turns(world) == ()
    world.clock.now += timedelta(seconds=2)
    assert len(turns(world)) == 1
