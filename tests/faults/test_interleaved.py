"""Two things at once, or in an order nobody planned: schedules that once lost a text or sent it twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from checkin import outbox, service
from checkin.core.model import Standing
from checkin.outbox.claim import claim
from checkin.service import operator, outcomes
from checkin.sms import Received, Sender, SmsError, of_request
from checkin.store import belonging, inbox, outgoing, people, runners, senders
from checkin.store.outgoing import Draft
from checkin.store.tables import outbox as table
from checkin.store.tables import runner
from scheduler import jobs
from tests.service.cast import ANA, OURS, SAM, PickyDoor, World

WorldWith = Callable[..., World]
BEN = "+12025550191"
UNCLEAR = ("no answer", of_request(500, 20500), 20500)


def asked(world: World) -> int:
    """A runner whose morning question waits."""
    sam = world.runner()
    world.at(hours=8)
    jobs.ask(world.services, world.clock.now)
    return sam


def rows(world: World, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in world.outbox(*columns)]


def troubles(world: World) -> list[str]:
    with world.services.store.read() as tx:
        return [one.key for one in operator.troubles(tx, world.clock.now)]


def text_of(world: World, kind: str) -> outgoing.Queued:
    text_id = max(int(str(found)) for found, known in world.outbox("id", "kind") if known == kind)
    with world.services.store.read() as tx:
        found = outgoing.get(tx, text_id)
    assert found is not None
    return found


# A number of ours that is another text's today.


def test_word_of_an_erased_text_says_nothing_of_the_one_that_has_its_id_now(world_with: WorldWith):
    world = world_with(PickyDoor())
    sam = world.runner()
    world.says(SAM, "STATUS")
    old = text_of(world, "reply")
    with world.services.store.begin() as tx:
        runners.erase(tx, sam)
        new = Draft("+12025550102", "urgent", "k", "Call 911", outgoing.URGENT)
        outgoing.queue(tx, [new], world.clock.now)
        tx.execute(update(table).values(id=old.id))  # as SQLite gives it out again, and any restored backup
    report = (world.services, old.id, "delivered", "SM1", None, world.clock.now)
    assert not service.report(*report, SAM)
    assert not service.report(*report)
    assert outbox.deliver(world.services, world.clock.now) == 1
    assert not service.report(*report, SAM)
    assert service.report(world.services, old.id, "sent", None, None, world.clock.now, "+12025550102")


# One who cannot be stepped.


def test_a_runner_who_cannot_be_stepped_stops_nobody_elses_texts(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    sam = asked(world)
    with world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.id == sam).values(state="{}"))
    world.clock.now += timedelta(hours=3)  # the question is too old
    with world.services.store.begin() as tx:
        outgoing.queue(tx, [Draft(ANA, "coach", "k", "hello", outgoing.NOTICE)], world.clock.now)
    assert jobs.deliver(world.services, world.clock.now) == 1
    assert ("morning", "expired") in rows(world, "kind", "state")


# Alerts that reach nobody.


def flagged(world: World, *coaches: str) -> None:
    """A danger sign, and an alert to each coach that waits."""
    for place, number in enumerate(coaches):
        world.coach(number, f"Coach {place}")
    world.runner()
    world.says(SAM, "felt a pop")


def test_two_alerts_that_fail_at_the_same_moment_reach_the_operator(world_with: WorldWith):
    world = world_with(PickyDoor())
    flagged(world, ANA, BEN)
    world.work()
    alerts = [int(str(found)) for found, kind in world.outbox("id", "kind") if kind == "alert"]
    gate = threading.Barrier(2)

    def fail(text_id: int) -> None:
        gate.wait()
        service.report(world.services, text_id, "undelivered", None, 30006, world.clock.now)

    threads = [threading.Thread(target=fail, args=(text_id,)) for text_id in alerts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles(world) == ["alert"]


def test_an_alert_to_a_coach_who_stops_before_it_leaves_reaches_the_operator(world_with: WorldWith):
    world = world_with(PickyDoor())
    flagged(world, ANA)
    world.says(ANA, "STOP")
    world.work()
    assert troubles(world) == ["alert"]


def test_an_alert_to_the_only_coach_whose_phone_is_off_reaches_the_operator_at_once(world_with: WorldWith):
    world = world_with(PickyDoor())
    flagged(world, ANA)
    world.work()
    assert service.report(
        world.services, text_of(world, "alert").id, "undelivered", None, 30003, world.clock.now
    )
    assert troubles(world) == ["alert"]
    assert text_of(world, "alert").state == "queued"  # and is tried again


@pytest.mark.parametrize(("others", "told"), [((), ["alert"]), ((BEN,), [])])
def test_an_alert_to_a_coach_who_leaves_the_team_before_it_leaves_is_with_the_others_or_the_operator(
    world_with: WorldWith, others: tuple[str, ...], told: list[str]
):
    """What waited for that coach is cancelled, which no carrier will ever tell us."""
    world = world_with(PickyDoor())
    flagged(world, ANA, *others)
    with world.services.store.begin() as tx:
        ana = people.coach_by_number(tx, ANA)
        assert ana is not None
        belonging.unassign(tx, ana.id, world.team.id)
    world.work()
    jobs.alerts(world.services, world.clock.now)
    assert troubles(world) == told


def test_an_alert_that_waits_its_turn_is_nobodys_loss_yet(world_with: WorldWith):
    """The control: the job looks between the commit and the first attempt."""
    world = world_with(PickyDoor())
    flagged(world, ANA)
    jobs.alerts(world.services, world.clock.now)
    assert troubles(world) == []


def test_an_alert_taken_between_its_claim_and_the_call_is_not_sent_a_second_time(world_with: WorldWith):
    """Ana takes it while Ben's is on its way; his phone is off, and he is not told anew."""
    door = PickyDoor()
    world = world_with(door)
    flagged(world, ANA, BEN)
    outbox.deliver(world.services, world.clock.now, lambda _seconds: world.says(ANA, "OK") and None)
    last = max(int(str(one)) for one, number, kind in world.outbox("id", "number", "kind")
               if (number, kind) == (BEN, "alert"))  # fmt: skip
    service.report(world.services, last, "undelivered", None, 30003, world.clock.now)
    for _ in range(5):
        world.clock.now += timedelta(minutes=2)
        world.work()
    assert len([text for text in door.sent if text.to == BEN and "Reply OK" in text.body]) <= 1


def test_a_question_cancelled_at_the_provider_was_not_asked(world_with: WorldWith):
    world = world_with(PickyDoor())
    sam = asked(world)
    world.work()
    question = text_of(world, "morning")
    assert service.report(world.services, question.id, "cancelled", None, None, world.clock.now)
    assert [one.missed for one in world.state(sam).course.asked] == [True]


# What is urgent goes first.


def fill(world: World, rank: int, count: int = 1) -> None:
    with world.services.store.begin() as tx:
        drafts = [Draft(SAM, f"k{rank}", "k", "words", rank, seq=number) for number in range(count)]
        outgoing.queue(tx, drafts, world.clock.now)


def urgent_leaves(world: World) -> bool:
    turns = claim(world.services, world.clock.now, 10).turns
    return any(turn.text.rank == outgoing.URGENT and not turn.wait for turn in turns)


def test_an_alert_does_not_wait_behind_direct_replies(world_with: WorldWith):
    world = world_with(PickyDoor(senders=(Sender(OURS, 1.0),)))
    world.runner()
    fill(world, outgoing.NOTICE)
    claim(world.services, world.clock.now, 10)
    for _ in range(30):
        world.says(SAM, "STATUS")
    fill(world, outgoing.URGENT)
    fill(world, outgoing.QUESTION)
    assert urgent_leaves(world)
    assert claim(world.services, world.clock.now, 10).turns == ()  # the others wait


def test_a_sender_that_is_held_before_its_first_text_owes_nothing_for_the_past(world_with: WorldWith):
    world = world_with(PickyDoor(senders=(Sender(OURS, 1.0),)))
    world.runner()
    for _ in range(30):
        world.says(SAM, "STATUS")
    with world.services.store.begin() as tx:
        senders.hold(tx, OURS, world.clock.now, world.clock.now + timedelta(seconds=1), "")
    world.clock.now += timedelta(seconds=2)
    fill(world, outgoing.QUESTION)
    assert len(claim(world.services, world.clock.now, 10).turns) == 1


@pytest.mark.parametrize(("reason", "leaves"), [("daily", True), ("", True), ("credentials", False)])
def test_a_hold_stops_an_alert_only_where_nothing_gets_through(
    world_with: WorldWith, reason: str, leaves: bool
):
    world = world_with(PickyDoor())
    with world.services.store.begin() as tx:
        senders.hold(tx, OURS, world.clock.now, world.clock.now + timedelta(hours=1), reason)
    fill(world, outgoing.URGENT)
    fill(world, outgoing.QUESTION)
    assert urgent_leaves(world) is leaves


def test_while_the_alerts_own_sender_is_out_of_service_they_leave_by_the_other(world_with: WorldWith):
    own = Sender("+18005550100", 3.0)
    door = PickyDoor(senders=(Sender(OURS, 1000.0), own))
    world = world_with(door)
    fill(world, outgoing.URGENT)
    door.errors = [SmsError("not ours", of_request(400, 21606), 21606)]
    jobs.deliver(world.services, world.clock.now)
    world.clock.now += timedelta(seconds=5)
    jobs.deliver(world.services, world.clock.now)
    assert [text.sender for text in door.sent] == [OURS]


# After STOP.


def stopped(world: World) -> None:
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, SAM)
    assert kept is not None and kept.runner.course.standing is Standing.OPTED_OUT


def test_an_answer_that_was_lost_before_a_stop_is_not_sent_after_it(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=9)
    world.says(SAM, "STATUS")  # leaves in the answer to the carrier, and is lost
    world.says(SAM, "please stop texting me")
    stopped(world)
    for _ in range(6):
        world.clock.now += timedelta(minutes=2)
        world.work()
    assert [text.body.split(".")[0] for text in door.sent] == ["Stopped"]  # the confirmation, and no more


def test_a_stop_between_the_claim_and_the_call_is_heeded(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    outbox.deliver(world.services, world.clock.now, lambda _seconds: world.says(SAM, "STOP") and None)
    assert door.sent == []
    assert rows(world, "kind", "state")[0] == ("morning", "cancelled")


def test_else_it_leaves(world_with: WorldWith):
    """The control."""
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    outbox.deliver(world.services, world.clock.now, lambda _seconds: world.says(SAM, "STATUS") and None)
    assert len(door.sent) == 1


def recovered(world: World, door: PickyDoor, body: str, **ago: float) -> None:
    """A text of a while ago that never reached us, until the list is read."""
    at = world.clock.now - timedelta(**ago)
    door.came.append(Received(f"SM{len(door.came):032d}", SAM, OURS, body, 0, at))


def standing(world: World) -> Standing:
    with world.services.store.read() as tx:
        kept = runners.by_number(tx, SAM)
    assert kept is not None
    return kept.runner.course.standing


@pytest.mark.parametrize(
    ("first", "late", "last", "ends"),
    [
        ("STOP", "START", "please stop texting me", Standing.OPTED_OUT),
        ("STATUS", "STOP", "START", Standing.ACTIVE),
        ("STATUS", "STOP", "4", Standing.OPTED_OUT),  # that says nothing about texts
        ("STOP", "START", "4", Standing.ACTIVE),
    ],
)
def test_a_stop_or_start_that_comes_late_gives_way_to_the_one_after_it(
    world_with: WorldWith, first: str, late: str, last: str, ends: Standing
):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=9)
    world.work()
    world.says(SAM, first)
    world.clock.now += timedelta(minutes=5)
    world.says(SAM, last)
    world.clock.now += timedelta(minutes=3)
    recovered(world, door, late, minutes=4)
    world.work()
    world.clock.now += timedelta(minutes=3)
    world.work()
    assert standing(world) is ends


# Answers have their day.


@pytest.mark.parametrize(
    ("body", "late", "answered"),
    [("morning 2", 2.0, True), ("morning 2", 14.0, False), ("felt a pop", 14.0, True)],
)
def test_an_answer_that_comes_too_late_for_its_day_is_not_sent_but_danger_is(
    world_with: WorldWith, body: str, late: float, answered: bool
):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=8)
    world.work()
    world.at(hours=8 + late)
    recovered(world, door, body, hours=late - 0.1)
    before = len(door.sent)
    world.work()
    told = [text.body for text in door.sent[before:] if text.to == SAM]
    assert bool(told) is answered
    assert world.state(1).course.mornings or body == "felt a pop"


# Clocks that differ.


@pytest.mark.parametrize("ahead", [10, 120])
def test_a_clock_that_was_ahead_loses_no_text(world_with: WorldWith, ahead: float):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=9, minutes=ahead)
    world.work()  # by a clock that is ahead
    world.at(hours=9, minutes=1)  # it is set right
    recovered(world, door, "morning 2", minutes=0.5)
    for minutes in (3, 6):
        world.at(hours=9, minutes=minutes)
        world.work()
    assert [one.score for one in world.state(1).course.mornings] == [2]


# Two processes at one text.


@pytest.mark.postgres
def test_a_later_text_of_a_number_waits_for_the_earlier_one(pg_url: str):
    from tests.service.cast import make_world

    world = make_world(pg_url)
    world.runner()
    world.at(hours=9)
    texts = [(service.Inbound(f"SM{n:032x}", SAM, OURS, body), world.clock.now + timedelta(seconds=n))
             for n, body in enumerate(("4", "no wait 6"))]  # fmt: skip
    service.missed(world.services, texts, world.clock.now)
    with world.services.store.begin() as tx:
        assert inbox.lock(tx, texts[0][0].sid) is not None  # one process is at it
        service.retry(world.services, world.clock.now + timedelta(minutes=1))  # another looks at both
        assert world.state(1).course.mornings == ()
    service.retry(world.services, world.clock.now + timedelta(minutes=1))
    assert [one.score for one in world.state(1).course.mornings] == [6]
    world.services.store.close()


def test_an_answer_that_leaves_once_more_is_not_sent_by_another_way(world_with: WorldWith):
    """A second look finds nothing; before that is written down the carrier asks for the answer again."""
    world = world_with(PickyDoor())
    world.runner()
    world.says(SAM, "STATUS", sid="SM1")
    looked_at = text_of(world, "reply")
    world.clock.now += timedelta(minutes=4)
    assert world.says(SAM, "STATUS", sid="SM1")
    outcomes.missing(world.services, looked_at, world.clock.now)
    assert text_of(world, "reply").state == "sending"


def test_a_claimed_text_that_a_callback_settled_is_not_sent(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)

    def settle(_seconds: float) -> None:
        service.report(world.services, text_of(world, "morning").id, "sent", "SM1", None, world.clock.now)

    outbox.deliver(world.services, world.clock.now, settle)
    assert door.sent == []
    assert rows(world, "state", "sid") == [("sent", "SM1")]


# A provider out of order.


def test_a_provider_that_says_nothing_clear_is_left_alone(world_with: WorldWith):
    """What waits must not use up its attempts in a quarter of an hour."""
    door = PickyDoor(errors=[SmsError(*UNCLEAR) for _ in range(100)])
    world = world_with(door)
    fill(world, outgoing.QUESTION, 100)
    for _ in range(5):
        jobs.deliver(world.services, world.clock.now)
    waiting = [state for (state,) in rows(world, "state")].count("queued")
    assert waiting >= 60


def test_a_text_that_cannot_be_asked_after_is_not_asked_after_for_ever(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    world.work()
    door.deaf = True
    for _ in range(20):
        world.clock.now += timedelta(hours=1)
        jobs.settle(world.services, world.clock.now)
    assert rows(world, "state", "look_at") == [("accepted", None)]
