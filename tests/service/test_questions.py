"""The evening question put again, and with the next morning: each once, none lost to the one-a-day rule."""

from datetime import date

from checkin import service
from checkin.core.events import Enrolled
from checkin.store import outgoing
from tests.service.cast import SAM, World

TUESDAY = date(2026, 3, 3)


def evening(world: World) -> int:
    """A runner who may run, and has been asked how the run went."""
    sam = service.add_runner(world.services, world.team, "Sam", SAM)
    service.enrol(world.services, sam, Enrolled(world.clock.now, stage=1))
    world.at(hours=8)
    world.work()
    world.says(SAM, "1")
    world.at(hours=19)
    world.work()
    return sam


def questions(world: World) -> list[tuple[object, ...]]:
    found = world.outbox("kind", "key", "local_date", "seq", "state")
    return [tuple(row[1:]) for row in found if row[0] == "evening"]


def test_not_yet_is_asked_again_the_same_evening(world: World):
    evening(world)
    world.says(SAM, "not yet")
    world.at(hours=20, minutes=30)
    world.work()
    day = date(2026, 3, 2)
    assert questions(world) == [
        ("ask.evening", day, 0, "delivered"),
        ("ask.evening", day, 1, "delivered"),
    ]


def test_not_yet_too_late_is_asked_with_the_next_morning(world: World):
    evening(world)
    world.at(hours=20, minutes=30)
    world.says(SAM, "not yet")
    world.at(days=1, hours=8)
    world.work()
    assert ("ask.evening_yesterday", TUESDAY, 2, "delivered") in questions(world)


def test_a_lost_question_about_yesterday_is_yesterdays_miss(world: World):
    sam = evening(world)
    world.at(hours=20, minutes=30)
    world.says(SAM, "not yet")
    world.at(days=1, hours=8)
    service.arrive_all(world.services, world.clock.now)
    ids = dict(world.outbox("key", "id"))
    lost = ids["ask.evening_yesterday"]
    assert isinstance(lost, int)
    with world.services.store.read() as tx:
        text = outgoing.get(tx, lost)
    assert text is not None and service.lose(world.services, text, world.clock.now, "failed", was="queued")
    asked = [(one.day, one.missed) for one in world.state(sam).course.asked if one.evening]
    assert asked == [(date(2026, 3, 2), True)]
