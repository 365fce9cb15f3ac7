"""A code is the browser's that asked for it: what strangers do with a coach's number keeps nobody out."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from checkin import service
from checkin.store.people import Coach
from checkin.store.tables import code
from tests.service.cast import ANA, STRANGER, World
from tests.web.site import SETTINGS

MINE, THEIRS = "the coach's browser", "a stranger's browser"
HOME, AWAY = "203.0.113.7", "198.51.100.{}"


@pytest.fixture
def world(world: World) -> World:
    """With the settings of a real service."""
    return replace(world, services=replace(world.services, settings=SETTINGS))


def ask(world: World, asker: str, address: str = HOME, number: str = ANA) -> str:
    """A code is asked for on the page; what the newest text holds, or "" if too many were asked for."""
    if not service.send_code(world.services, number, asker, address, world.clock()):
        return ""
    sent = [str(body) for (body,) in world.outbox("body")]
    return sent[-1][:6] if sent else ""


def enter(world: World, typed: str, asker: str, address: str = HOME, number: str = ANA) -> Coach | None:
    with world.services.store.begin() as tx:
        return service.by_code(tx, world.services, number, typed, asker, address, world.clock())


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"


def test_a_code_works_in_no_browser_but_the_one_that_asked(world: World):
    world.coach()
    right = ask(world, MINE)
    for other in (THEIRS, "", MINE + " ", "\ud800"):
        assert enter(world, right, other) is None
    assert enter(world, right, MINE) is not None  # the control


def test_a_code_that_a_stranger_asks_for_leaves_the_coachs_own_valid(world: World):
    world.coach()
    mine = ask(world, MINE)
    for second in range(2):
        world.at(seconds=second + 1)
        assert ask(world, THEIRS, AWAY.format(second))
    assert enter(world, mine, MINE) is not None


def test_of_one_browsers_codes_the_newest_holds(world: World):
    """The control to the one before: there the earlier is kept because another asked."""
    world.coach()
    first = ask(world, MINE)
    second = ask(world, MINE)
    if first != second:
        assert enter(world, first, MINE) is None
    assert enter(world, second, MINE) is not None


def test_wrong_tries_of_a_stranger_are_not_the_coachs(world: World):
    world.coach()
    mine, theirs = ask(world, MINE), ask(world, THEIRS, AWAY.format(1))
    for guess in (wrong(theirs), mine, wrong(mine), mine, wrong(theirs), mine):
        if guess != theirs:
            assert enter(world, guess, THEIRS, AWAY.format(1)) is None
    assert enter(world, mine, MINE) is not None


def test_five_wrong_tries_of_ones_own_are_too_many_while_a_stranger_has_their_own(world: World):
    """The control to the one before: tries are counted, each at its own code."""
    world.coach()
    mine, theirs = ask(world, MINE), ask(world, THEIRS, AWAY.format(1))
    for _ in range(5):
        assert enter(world, wrong(mine), MINE) is None
    assert enter(world, mine, MINE) is None
    assert enter(world, theirs, THEIRS, AWAY.format(1)) is not None


def test_many_strangers_have_fifty_guesses_a_day_at_one_coach(world: World):
    """As many browsers and addresses as they like: what counts is what is asked for a number."""
    world.coach()
    for quarter in range(96):
        world.at(minutes=16 * quarter)
        for one in range(4):
            asker, address = f"{quarter} {one}", AWAY.format(quarter)
            if right := ask(world, asker, address):
                for _ in range(7):
                    enter(world, wrong(right), asker, address)
        if world.clock.now - start(world) >= timedelta(days=1) - timedelta(minutes=16):
            break
    with world.services.store.read() as tx:
        codes, tries = tx.execute(select(func.count(), func.sum(code.c.tries))).one()
    assert (codes, tries) == (10, 50)


def start(world: World) -> datetime:
    with world.services.store.read() as tx:
        found = tx.execute(select(func.min(code.c.created_at))).scalar_one()
    assert isinstance(found, datetime)
    return found


def test_a_stranger_who_asked_for_nothing_has_no_guess(world: World):
    world.coach()
    mine = ask(world, MINE)
    for _ in range(5):
        assert enter(world, mine, THEIRS) is None
    with world.services.store.read() as tx:
        assert tx.execute(select(code.c.tries)).scalar_one() == 0


def test_a_code_from_before_browsers_were_told_apart_is_nobodys(world: World):
    world.coach()
    right = ask(world, MINE)
    with world.services.store.begin() as tx:
        tx.execute(update(code).values(asker=None))
    for asker in (MINE, "", "None"):
        assert enter(world, right, asker) is None


def test_two_browsers_that_ask_at_once_both_come_in(world: World):
    world.coach()
    askers, gate, found = [MINE, THEIRS], threading.Barrier(2), {}

    def press(asker: str) -> None:
        gate.wait()
        service.send_code(world.services, ANA, asker, HOME, world.clock())

    threads = [threading.Thread(target=press, args=(asker,)) for asker in askers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [str(body)[:6] for (body,) in world.outbox("body")]
    for asker in askers:
        found[asker] = [one for one in sent if enter(world, one, asker)]
    assert sorted(map(len, found.values())) == [1, 1]


def test_one_browser_may_ask_for_two_coaches(world: World):
    world.coach()
    world.coach(STRANGER, "Tom")
    anas, toms = ask(world, MINE), ask(world, MINE, number=STRANGER)
    for number, right in ((ANA, anas), (STRANGER, toms)):
        found = enter(world, right, MINE, number=number)
        assert found is not None and found.number == number
