"""What each outcome of a text leads to: sent anew, the number marked, the sender held, somebody told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from checkin import service
from checkin.core.model import Standing
from checkin.service import operator
from checkin.sms import SmsError, of_request
from checkin.store import outgoing, roster, senders
from checkin.store.outgoing import Draft
from scheduler import jobs
from tests.service.cast import ANA, OURS, SAM, PickyDoor, World

WorldWith = Callable[..., World]
OPERATOR = "+12025550150"


def asked(world: World, hours: float = 8) -> int:
    """A runner whose morning question was taken by the provider; their id."""
    sam = world.runner()
    world.at(hours=hours)
    world.work()
    return sam


def texts(world: World, kind: str = "morning") -> Sequence[tuple[object, ...]]:
    return [row[1:] for row in world.outbox("kind", "state", "attempt", "code") if row[0] == kind]


def text_id(world: World, kind: str = "morning") -> int:
    return max(int(str(found)) for found, known in world.outbox("id", "kind") if known == kind)


def heard(world: World, state: str, code: int | None = None, sid: str | None = None, kind: str = "morning"):
    return service.report(world.services, text_id(world, kind), state, sid, code, world.clock.now)


def missed(world: World, runner_id: int) -> list[bool]:
    return [one.missed for one in world.state(runner_id).course.asked]


def fails(world: World, code: int) -> None:
    """The carrier cannot deliver the last question."""
    sid = next(sid for found, sid in world.outbox("id", "sid") if found == text_id(world))
    assert heard(world, "undelivered", code, str(sid))


def test_a_phone_that_is_off_is_tried_again_later_and_not_for_ever(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    sam = asked(world)
    waits = []
    for _ in range(2):
        fails(world, 30003)
        assert texts(world)[0][0] == "queued"
        begun = world.clock.now
        while len(door.sent) == len(waits) + 1:
            world.clock.now += timedelta(minutes=1)
            world.work()
        waits.append(world.clock.now - begun)
    assert timedelta(minutes=5) <= waits[0] < timedelta(minutes=8) < waits[1] < timedelta(minutes=23)
    fails(world, 30003)
    assert texts(world) == [("undelivered", 3, 30003)]
    assert missed(world, sam) == [True]


def test_nothing_is_tried_again_beyond_its_window(world_with: WorldWith):
    world = world_with(PickyDoor())
    sam = asked(world)
    ((expires_at,),) = world.outbox("expires_at")
    world.clock.now = expires_at - timedelta(minutes=4)  # type: ignore[operator]
    fails(world, 30003)
    assert (texts(world), missed(world, sam)) == ([("undelivered", 1, 30003)], [True])


def test_what_is_said_of_an_attempt_that_is_over_changes_nothing(world_with: WorldWith):
    """Callbacks come in any order: that the first attempt was sent says nothing of the second."""
    world = world_with(PickyDoor())
    asked(world)
    ((sid,),) = world.outbox("sid")
    fails(world, 30003)
    for state in ("sent", "delivered", "undelivered"):
        assert not heard(world, state, sid=str(sid))
    assert texts(world)[0][0] == "queued"


def test_a_text_that_ran_out_of_time_at_the_provider_was_never_asked(world_with: WorldWith):
    world = world_with(PickyDoor())
    sam = asked(world)
    assert heard(world, "failed", 30036)
    assert (texts(world), missed(world, sam)) == ([("expired", 1, 30036)], [True])


def test_a_bad_number_gets_nothing_more_until_it_texts_us(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.coach()
    sam = asked(world)
    fails(world, 30006)
    world.work()
    assert [text.to for text in door.sent[1:]] == [ANA]  # whoever can ask for the right number is told
    world.at(days=1, hours=8)
    world.work()
    assert missed(world, sam) == [True, True]
    assert len([text for text in door.sent if text.to == SAM]) == 1
    with world.services.store.read() as tx:
        (known,) = roster.some(tx, [sam], world.clock.now.date())
    assert known.unreached is not None
    assert world.says(SAM, "2")
    world.at(days=2, hours=8)
    world.work()
    assert len([text for text in door.sent if text.to == SAM]) == 2


@pytest.mark.parametrize(("times", "reached"), [(2, True), (3, False)])
def test_a_doubtful_number_is_bad_after_three_in_a_row(world_with: WorldWith, times: int, reached: bool):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    for day in range(1, times + 1):
        fails(world, 30005)
        world.at(days=day, hours=8)
        world.work()
    assert len([text for text in door.sent if text.to == SAM]) == (times + 1 if reached else times)


def test_a_text_that_arrived_ends_the_doubts(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    asked(world)
    for day in range(1, 6):
        if day == 3:
            assert heard(world, "delivered")
        else:
            fails(world, 30005)
        world.at(days=day, hours=8)
        world.work()
    assert len([text for text in door.sent if text.to == SAM]) == 6


@pytest.mark.parametrize("way", ["request", "callback"])
def test_an_opt_out_that_only_the_carrier_heard_of_counts(world_with: WorldWith, way: str):
    """The STOP went to another number of ours, or never reached us."""
    door = PickyDoor()
    world = world_with(door)
    if way == "request":
        door.errors = [SmsError("blocked", of_request(400, 21610), 21610)]
    sam = asked(world)
    if way == "callback":
        assert heard(world, "failed", 21610)
    assert world.state(sam).course.standing is Standing.OPTED_OUT
    world.at(days=1, hours=8)
    world.work()
    assert len([text for text in door.sent if text.to == SAM]) == (way == "callback")
    assert world.says(SAM, "START")


def test_an_opt_out_with_a_sign_open_tells_the_coach(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.coach()
    world.runner()
    world.says(SAM, "felt a pop")
    assert heard(world, "failed", 21610, kind="reply")
    world.work()
    assert [text.body.split(" has ")[-1] for text in door.sent if "stopped" in text.body] == [
        "stopped the texts with a safety question or sign open. Please call them."
    ]


def test_a_coach_who_opted_out_at_the_carrier_gets_no_more(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.coach()
    world.runner()
    world.says(SAM, "felt a pop")
    world.work()
    assert heard(world, "failed", 21610, kind="alert")
    world.says(SAM, "DOCTOR")
    world.at(hours=12)
    world.work()
    assert len([text for text in door.sent if text.to == ANA]) == 1


def with_operator(world: World) -> World:
    settings = replace(world.services.settings, operator_number=OPERATOR)
    return replace(world, services=replace(world.services, settings=settings))


def told(door: PickyDoor) -> list[str]:
    return [text.body for text in door.sent if text.to == OPERATOR]


@pytest.mark.parametrize("code", [30006, 21610])
def test_an_alert_that_reaches_no_coach_reaches_the_operator(world_with: WorldWith, code: int):
    door = PickyDoor()
    world = with_operator(world_with(door))
    world.coach()
    world.runner()
    world.says(SAM, "felt a pop")
    world.work()
    assert heard(world, "failed", code, kind="alert")
    world.work()
    (said,) = told(door)
    assert "no coach" in said and "Sam" not in said


def test_an_alert_that_reached_another_coach_is_enough(world_with: WorldWith):
    """The control."""
    door = PickyDoor()
    world = with_operator(world_with(door))
    world.coach()
    world.coach("+12025550191", "Ben")
    world.runner()
    world.says(SAM, "felt a pop")
    world.work()
    assert heard(world, "failed", 30006, kind="alert")
    world.work()
    assert told(door) == []


def test_a_sign_in_a_team_without_a_coach_reaches_the_operator(world_with: WorldWith):
    door = PickyDoor()
    world = with_operator(world_with(door))
    world.runner()
    world.says(SAM, "felt a pop")
    world.work()
    assert len(told(door)) == 1


def test_refused_credentials_hold_the_sender_keep_the_queue_and_are_over_when_they_work(
    world_with: WorldWith,
):
    door = PickyDoor(errors=[SmsError("no", of_request(401, 20003), 20003)])
    world = world_with(door)
    asked(world)
    assert texts(world) == [("queued", 0, None)]
    world.clock.now += timedelta(minutes=1)
    world.work()
    assert door.sent == []
    with world.services.store.read() as tx:
        assert [one.key for one in operator.troubles(tx, world.clock.now)] == ["credentials"]
        assert [one.name for one in senders.held(tx, world.clock.now)] == [OURS]
    world.clock.now += timedelta(minutes=5)
    world.work()
    assert len(door.sent) == 1
    with world.services.store.read() as tx:
        assert operator.troubles(tx, world.clock.now) == []


def test_the_same_trouble_is_texted_once_in_a_while(world_with: WorldWith):
    class NotAbroad(PickyDoor):
        def send(self, text):
            if text.to.startswith("+44"):
                raise SmsError("no", of_request(400, 21408), 21408)
            return super().send(text)

    door = NotAbroad()
    world = with_operator(world_with(door))
    world.runner()
    with world.services.store.begin() as tx:
        drafts = [Draft("+4479460000", "test", "k", "words", 4, seq=number) for number in range(3)]
        outgoing.queue(tx, drafts, world.clock.now)
    for _ in range(3):
        world.work()
    assert len(told(door)) == 1
    with world.services.store.read() as tx:
        assert [(one.key, one.times) for one in operator.troubles(tx, world.clock.now)] == [("country", 3)]


def test_word_that_comes_before_we_know_the_texts_id_is_kept_and_matched(world_with: WorldWith):
    """A callback without our id, while the request that it is about is still being answered."""

    class Early(PickyDoor):
        def send(self, text):
            taken = super().send(text)
            service.report(world.services, 0, "delivered", taken.sid, None, world.clock.now)
            service.report(world.services, 0, "sent", taken.sid, None, world.clock.now)
            return taken

    world = world_with(Early())
    asked(world)
    assert texts(world) == [("delivered", 1, None)]


def test_word_that_comes_before_the_answer_to_the_request_moves_the_text(world_with: WorldWith):
    class Early(PickyDoor):
        def send(self, text):
            taken = super().send(text)
            service.report(world.services, text.id, "sent", taken.sid, None, world.clock.now)
            return taken

    world = world_with(Early())
    asked(world)
    assert texts(world) == [("sent", 1, None)]
    with world.services.store.read() as tx:
        assert operator.troubles(tx, world.clock.now) == []


def test_the_same_words_twice_at_the_provider_are_no_secret(world_with: WorldWith):
    world = world_with(PickyDoor())
    asked(world)
    assert not heard(world, "sent", sid="SM-another")
    with world.services.store.read() as tx:
        assert [one.key for one in operator.troubles(tx, world.clock.now)] == ["twice"]


def test_of_two_alike_the_carriers_word_decides_which_is_which(world_with: WorldWith):
    """The first was found in the list under the second's id; the second's own callback comes later."""
    world = world_with(PickyDoor())
    world.runner()
    world.says(SAM, "STATUS")
    world.says(SAM, "STATUS")
    first, second = (int(str(found)) for (found,) in world.outbox("id"))
    assert service.report(world.services, first, "sent", "SM2", None, world.clock.now)
    assert service.report(world.services, second, "sent", "SM2", None, world.clock.now)
    assert world.outbox("state", "sid") == [("sending", None), ("sent", "SM2")]


def test_an_answer_that_waits_is_not_sent_a_day_later(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    with world.services.store.begin() as tx:
        outgoing.queue(tx, [Draft(SAM, "test", "k", "words", outgoing.NOTICE)], world.clock.now)
    for _ in range(30):
        door.errors = [SmsError("slow down", of_request(400, 30008), 30008)] * 9
        world.clock.now += timedelta(hours=1)
        jobs.deliver(world.services, world.clock.now)
    assert texts(world, "test")[0][0] == "failed"


def test_a_question_that_was_answered_before_it_went_out_is_not_sent(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.runner()
    world.at(hours=8)
    jobs.ask(world.services, world.clock.now)
    world.says(SAM, "morning 3")
    jobs.deliver(world.services, world.clock.now)
    assert texts(world) == [("cancelled", 0, None)]
    assert door.sent == []
