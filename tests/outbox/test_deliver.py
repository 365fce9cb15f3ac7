"""A text is a row before it is a request: claimed once, checked again, sent outside transactions, settled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from checkin import outbox, service
from checkin.core.model import Course, Standing
from checkin.outbox.claim import claim
from checkin.sms import Accepted, Found, Outgoing, Sender, SmsError, of_request
from checkin.store import outgoing, runners
from checkin.store.outgoing import Draft
from checkin.store.tables import outbox as table
from scheduler import jobs
from tests.service.cast import OURS, SAM, PickyDoor, World

DAY = date(2026, 3, 2)
WorldWith = Callable[..., World]
REFUSED = SmsError("refused", of_request(400, 21614), 21614)
SLOW_DOWN = SmsError("slow down", of_request(429, 20429), 20429)
UNCLEAR = SmsError("no answer", of_request(500, 20500), 20500)


def asked(world: World) -> int:
    """A runner whose morning question is queued."""
    sam = world.runner()
    world.at(hours=8)
    jobs.ask(world.services, world.clock.now)
    return sam


def missed(world: World, runner_id: int) -> list[bool]:
    return [one.missed for one in world.state(runner_id).course.asked]


def test_a_question_is_a_row_then_a_request_with_what_is_left_of_its_window(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    assert (world.outbox("state"), door.sent) == ([("queued",)], [])
    world.clock.now += timedelta(minutes=5)
    assert jobs.deliver(world.services, world.clock.now) == 1
    (text,) = door.sent
    assert (text.to, text.sender) == (SAM, OURS)
    assert text.valid_for is not None and 0 < text.valid_for <= 3600 * 8 - 300
    assert world.outbox("state", "sid", "attempt") == [("accepted", f"SM{text.id:032x}", 1)]


def test_nothing_is_sent_twice(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    for _ in range(3):
        world.work()
    assert len(door.sent) == 1


def test_at_most_one_question_a_runner_kind_and_day(world: World):
    sam = asked(world)
    with world.services.store.begin() as tx:
        draft = Draft(SAM, "morning", "ask.morning", "again?", outgoing.QUESTION, sam, local_date=DAY)
        assert outgoing.queue(tx, [draft], world.clock.now) == 0
    assert len(world.outbox("id")) == 1


def test_no_transaction_is_open_while_the_door_is_called(world_with: WorldWith):
    class Watching(PickyDoor):
        def send(self, text: Outgoing) -> Accepted:
            with world.services.store.begin() as tx:  # would wait for ever if one were
                state = tx.execute(select(table.c.state).where(table.c.id == text.id)).scalar_one()
            assert state == "sending"
            return super().send(text)

    door = Watching()
    world = world_with(door)
    asked(world)
    world.work()
    assert len(door.sent) == 1


def test_a_refused_question_is_our_miss(world_with: WorldWith):
    world = world_with(PickyDoor(errors=[REFUSED]))
    sam = asked(world)
    world.work()
    assert world.outbox("state", "code") == [("failed", 21614)]
    assert missed(world, sam) == [True]


def test_slow_down_is_tried_again_later(world_with: WorldWith):
    door = PickyDoor(errors=[SLOW_DOWN])
    world = world_with(door)
    asked(world)
    world.work()
    assert world.outbox("state") == [("queued",)]
    world.work()
    assert door.sent == []
    world.clock.now += timedelta(minutes=2)
    world.work()
    assert len(door.sent) == 1


def test_an_unclear_outcome_is_sent_again_only_when_the_provider_proves_to_have_nothing(
    world_with: WorldWith,
):
    door = PickyDoor(errors=[UNCLEAR])
    world = world_with(door)
    asked(world)
    world.work()
    for _ in range(2):  # two looks; the first after the lease and a while
        assert (world.outbox("state"), door.sent) == ([("sending",)], [])
        world.clock.now += timedelta(minutes=3)
        world.work()
    assert (world.outbox("state"), door.sent) == ([("queued",)], [])
    world.clock.now += timedelta(minutes=1)
    world.work()
    assert (world.outbox("state", "attempt"), len(door.sent)) == ([("accepted", 2)], 1)


def test_an_unclear_outcome_is_adopted_when_the_provider_has_it(world_with: WorldWith):
    door = PickyDoor(errors=[UNCLEAR], known=[Found("SM9", "sent")])
    world = world_with(door)
    asked(world)
    world.work()
    world.clock.now += timedelta(minutes=3)
    world.work()
    assert (world.outbox("state", "sid", "attempt"), door.sent) == ([("sent", "SM9", 1)], [])


def test_a_stale_question_is_not_sent_and_is_our_miss(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    sam = asked(world)
    world.clock.now += timedelta(hours=12)
    jobs.deliver(world.services, world.clock.now)
    assert (world.outbox("state")[0], door.sent) == (("expired",), [])
    assert missed(world, sam) == [True]


def test_a_runner_who_paused_is_not_asked_what_was_queued_before(world: World):
    sam = asked(world)
    world.says(SAM, "PAUSE 3")
    if world.state(sam).course.standing is not Standing.PAUSED:
        _force(world, sam, paused_until=DAY + timedelta(days=3))
    jobs.deliver(world.services, world.clock.now)
    assert world.outbox("kind", "state")[0] == ("morning", "cancelled")


def test_opt_out_is_checked_again_at_the_claim(world: World):
    sam = asked(world)
    _force(world, sam, opted_out=True)
    jobs.deliver(world.services, world.clock.now)
    assert world.outbox("state") == [("cancelled",)]


def test_the_most_pressing_goes_first(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    sam = world.runner()
    ranks = [outgoing.REMINDER, outgoing.QUESTION, outgoing.REPLY, outgoing.URGENT]
    with world.services.store.begin() as tx:
        drafts = [Draft(SAM, f"k{rank}", "k", str(rank), rank, sam) for rank in ranks]
        outgoing.queue(tx, drafts, world.clock.now)
    turns = claim(world.services, world.clock.now, 10).turns
    assert [turn.text.body for turn in turns] == ["0", "1", "2", "4"]
    assert sorted(turns, key=lambda turn: turn.wait) == list(turns)


def test_what_is_urgent_leaves_by_the_sender_for_it(world_with: WorldWith):
    own = Sender("+18005550100", 3.0)
    door = PickyDoor(senders=(Sender(OURS, 1000.0), own))
    world = world_with(door)
    sam = world.runner()
    with world.services.store.begin() as tx:
        drafts = [Draft(SAM, f"k{rank}", "k", str(rank), rank, sam) for rank in (0, 4)]
        outgoing.queue(tx, drafts, world.clock.now)
    assert outbox.deliver(world.services, world.clock.now) == 2
    assert {text.body: text.sender for text in door.sent} == {"0": own.name, "4": OURS}


def test_what_waits_for_its_hour_is_not_sent_before(world: World):
    sam = world.runner()
    world.at(hours=9)
    later = world.clock.now + timedelta(hours=1)
    with world.services.store.begin() as tx:
        draft = Draft(SAM, "notice", "k", "later", outgoing.NOTICE, sam, not_before=later)
        outgoing.queue(tx, [draft], world.clock.now)
    assert outbox.deliver(world.services, world.clock.now) == 0
    assert outbox.deliver(world.services, later) == 1


def test_a_direct_reply_waits_for_word_of_it(world_with: WorldWith):
    world = world_with(PickyDoor())
    world.runner()
    world.says(SAM, "STATUS")
    ((text_id, state, kind),) = world.outbox("id", "state", "kind")
    assert (state, kind) == ("sending", "reply")
    report = (world.services, text_id)
    assert service.report(*report, "delivered", "SM1", None, world.clock.now)
    assert not service.report(*report, "sent", "SM1", None, world.clock.now)
    assert not service.report(*report, "failed", "SM2", 30005, world.clock.now)
    assert not service.report(world.services, 999_999, "sent", None, None, world.clock.now)
    assert world.outbox("state", "sid") == [("delivered", "SM1")]


def test_a_question_that_the_carrier_lost_is_our_miss(world_with: WorldWith):
    world = world_with(PickyDoor())
    sam = asked(world)
    world.work()
    ((text_id,),) = world.outbox("id")
    assert service.report(world.services, text_id, "undelivered", None, 30006, world.clock.now)
    assert missed(world, sam) == [True]


def test_a_text_given_up_on_is_believed_when_it_is_heard_of(world_with: WorldWith):
    door = PickyDoor(errors=[UNCLEAR])
    world = world_with(door)
    asked(world)
    world.work()
    door.deaf = True
    world.clock.now += timedelta(hours=25)
    jobs.settle(world.services, world.clock.now)
    assert ("unknown",) in world.outbox("state")
    text_id = min(world.outbox("id"))[0]
    assert isinstance(text_id, int)
    assert service.report(world.services, text_id, "delivered", "SM1", None, world.clock.now)
    assert ("delivered",) in world.outbox("state")


@pytest.mark.parametrize("seconds", [61, 3600])
def test_a_claimed_text_is_not_claimed_again_after_its_lease(world: World, seconds: int):
    asked(world)
    services = replace(world.services, door=PickyDoor())
    assert len(claim(services, world.clock.now, 10).turns) == 1
    later = world.clock.now + timedelta(seconds=seconds)
    assert claim(services, later, 10).turns == ()


def _force(world: World, runner_id: int, **course: object) -> None:
    """Change a runner behind the engine's back."""
    with world.services.store.begin() as tx:
        kept = runners.get(tx, runner_id, lock=True)
        assert kept is not None
        changed: Course = replace(kept.runner.course, **course)
        runners.save(tx, [runners.change(kept, replace(kept.runner, course=changed))])
