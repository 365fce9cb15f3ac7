"""Codes to sign in by: to coaches alone, once, for ten minutes and five tries; kept as keyed hashes."""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from checkin import service
from checkin.numbers import NumberError
from checkin.store import belonging, people
from checkin.store.people import Coach
from checkin.store.tables import asking, coach, code, outbox
from checkin.texts import segments
from scheduler import jobs
from tests.service.cast import ANA, SAM, STRANGER, World
from tests.web.site import SETTINGS

HERE, TOM = "203.0.113.7", "+12025550191"
MINE = "what a browser keeps"
CODE = re.compile(r"^\d{6}\b")


@pytest.fixture
def world(world: World) -> World:
    """With the settings of a real service."""
    return replace(world, services=replace(world.services, settings=SETTINGS))


def ask(world: World, number: str = ANA, address: str = HERE, asker: str = MINE) -> bool:
    return service.send_code(world.services, number, asker, address, world.clock())


def bodies(world: World, number: str = ANA) -> list[str]:
    return [str(body) for to, body in world.outbox("number", "body") if to == number]


def newest(world: World, number: str = ANA) -> str:
    found = CODE.match(bodies(world, number)[-1])
    assert found
    return found[0]


def enter(
    world: World, typed: str, number: str = ANA, address: str = HERE, asker: str = MINE
) -> Coach | None:
    with world.services.store.begin() as tx:
        return service.by_code(tx, world.services, number, typed, asker, address, world.clock())


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"


def rows(world: World, table: object) -> Sequence[object]:
    with world.services.store.read() as tx:
        return tx.execute(select(table)).all()  # type: ignore[call-overload]


def test_a_code_is_queued_at_once_and_goes_out_at_night(world: World):
    world.coach()
    assert ask(world)  # midnight in New York
    ((kind, rank, state),) = world.outbox("kind", "rank", "state")
    assert (kind, rank, state) == ("code", 0, "queued")
    jobs.deliver(world.services, world.clock())
    assert world.outbox("state") != [("queued",)]
    (body,) = bodies(world)
    assert "Nobody will ask you for it." in body and segments(body) == 1
    assert body.endswith(f"\n\n@checkin.example.org #{newest(world)}")


def test_a_name_of_ours_that_is_too_long_leaves_the_line_for_phones_out(world: World):
    world.services = replace(
        world.services, settings=replace(SETTINGS, public_url=f"https://{'long.' * 20}example.org")
    )
    world.coach()
    ask(world)
    (body,) = bodies(world)
    assert "@" not in body and segments(body) == 1


def test_a_code_signs_in_once(world: World):
    ana = world.coach()
    ask(world)
    right = newest(world)
    found = enter(world, right)
    assert found is not None and found.id == ana.id
    assert enter(world, right) is None


@pytest.mark.parametrize("spelt", ["{} ", "{0[0]} {1}", "is {}", "full"])
def test_a_code_is_read_in_any_spelling(world: World, spelt: str):
    world.coach()
    ask(world)
    right = newest(world)
    wide = "".join(chr(ord("\uff10") + int(digit)) for digit in right)
    typed = {"full": wide, "{0[0]} {1}": f"{right[:3]} {right[3:]}"}.get(spelt) or spelt.format(right)
    assert enter(world, typed) is not None


@pytest.mark.parametrize("typed", ["", "000000x", "abc", "\0", "9" * 5000, "\ud800"])
def test_what_is_no_code_signs_nobody_in(world: World, typed: str):
    world.coach()
    ask(world)
    if newest(world) != "000000":
        assert enter(world, typed) is None


def test_a_code_lives_ten_minutes(world: World):
    world.coach()
    ask(world)
    right = newest(world)
    world.at(minutes=10)
    assert enter(world, right) is None
    world.at(minutes=9, seconds=59)
    assert enter(world, right) is not None  # the control: a second before


def test_an_old_code_is_not_sent_any_more(world: World):
    world.coach()
    ask(world)
    world.at(minutes=10, seconds=1)
    jobs.deliver(world.services, world.clock())
    assert world.outbox("state") == [("expired",)]


def test_the_sixth_try_is_too_many_even_if_it_is_right(world: World):
    world.coach()
    ask(world)
    right = newest(world)
    for _ in range(5):
        assert enter(world, wrong(right)) is None
    assert enter(world, right) is None


def test_the_fifth_try_may_be_right(world: World):
    world.coach()
    ask(world)
    right = newest(world)
    for _ in range(4):
        assert enter(world, wrong(right)) is None
    assert enter(world, right) is not None


def test_only_the_newest_code_holds(world: World):
    world.coach()
    ask(world)
    first = newest(world)
    world.at(seconds=30)
    ask(world)
    second = newest(world)
    if first != second:
        assert enter(world, first) is None
    assert enter(world, second) is not None


def test_a_code_is_one_numbers(world: World):
    world.coach()
    world.coach(TOM, "Tom")
    ask(world)
    ask(world, TOM)
    if newest(world) != newest(world, TOM):
        assert enter(world, newest(world), TOM) is None
        assert enter(world, newest(world, TOM), ANA) is None
    assert enter(world, newest(world, TOM), TOM) is not None


def test_of_many_who_type_it_at_once_one_comes_in(world: World):
    world.coach()
    ask(world)
    right, won, gate = newest(world), [], threading.Barrier(6)

    def press() -> None:
        gate.wait()
        won.append(enter(world, right))

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in won) == 1


def test_many_who_guess_at_once_have_five_tries(world: World):
    world.coach()
    ask(world)
    right, gate = newest(world), threading.Barrier(8)

    def press() -> None:
        gate.wait()
        enter(world, wrong(right))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.services.store.read() as tx:
        assert tx.execute(select(code.c.tries)).scalar_one() == 5
    assert enter(world, right) is None


def test_neither_code_nor_number_nor_address_is_kept_in_the_clear(world: World):
    world.coach()
    ask(world)
    kept = f"{rows(world, code)} {rows(world, asking)}"
    assert newest(world) not in kept and ANA not in kept and HERE not in kept and MINE not in kept
    assert sha256(newest(world).encode()).hexdigest() not in kept  # six digits are found by trying


def test_another_secret_knows_no_code(world: World):
    world.coach()
    ask(world)
    other = replace(world, services=replace(world.services, settings=replace(SETTINGS, secret_key="x" * 40)))
    assert enter(other, newest(world)) is None
    assert enter(world, newest(world)) is not None


def test_nobody_but_a_coach_is_texted(world: World):
    world.runner(SAM)
    before = world.outbox("id")
    for number in (STRANGER, SAM):
        assert ask(world, number)
        assert enter(world, "000000", number) is None
    assert world.outbox("id") == before


def stop(world: World, ana: Coach) -> None:
    world.says(ANA, "STOP")


def is_bad(world: World, ana: Coach) -> None:
    with world.services.store.begin() as tx:
        people.set_bad(tx, ana.id, world.clock())


def leave(world: World, ana: Coach) -> None:
    with world.services.store.begin() as tx:
        belonging.unassign(tx, ana.id, world.team.id)


@pytest.mark.parametrize("change", [stop, is_bad, leave])
def test_no_code_goes_to_one_who_stopped_or_is_not_reached_or_has_no_team(world: World, change):
    ana = world.coach()
    ask(world)
    right = newest(world)
    change(world, ana)
    assert enter(world, right) is None  # nor does one from before sign them in
    world.at(minutes=1)
    before = bodies(world)
    assert ask(world)
    assert bodies(world) == before


def test_a_coach_unseen_for_ninety_days_is_told_to_ask_and_a_link_readmits(world: World):
    ana = world.coach()
    world.at(days=90)
    ask(world)
    assert CODE.match(bodies(world)[-1])  # the control: to the day
    world.at(days=90, minutes=1)
    ask(world)
    assert "no code or link goes out" in bodies(world)[-1]
    assert enter(world, "000000") is None
    with world.services.store.begin() as tx:
        people.came_in(tx, ana.id, world.clock())  # as the link does
    ask(world)
    assert CODE.match(bodies(world)[-1])


def test_three_codes_in_a_quarter_of_an_hour_and_ten_a_day(world: World):
    world.coach()
    for number in (ANA, STRANGER):  # the same for both
        world.at(hours=0)
        assert [ask(world, number) for _ in range(4)] == [True, True, True, False]
        world.at(minutes=15, seconds=1)
        assert ask(world, number)
        asked = 4
        for hour in range(1, 12):
            world.at(hours=hour)
            asked += ask(world, number, f"198.51.100.{hour}")
        assert asked == 10
        world.at(days=1, hours=1)
        assert ask(world, number)
    assert len(bodies(world)) == 11


def test_twenty_codes_an_hour_from_one_address(world: World):
    world.coach()
    numbers = [f"+120255501{last}" for last in range(10, 35)]
    assert sum(ask(world, number) for number in numbers) == 20
    assert not ask(world)
    assert ask(world, address="203.0.113.8")
    world.at(hours=1, seconds=1)
    assert ask(world)


def test_asking_too_often_does_not_prolong_the_wait(world: World):
    world.coach()
    for minute in range(15):
        world.at(minutes=minute)
        ask(world)
    world.at(minutes=15, seconds=1)
    assert ask(world)


def test_of_many_who_ask_at_once_three_get_one(world: World):
    world.coach()
    gate = threading.Barrier(6)

    def press() -> None:
        gate.wait()
        ask(world)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bodies(world)) == 3


def test_guesses_from_one_address_are_counted_over_all_numbers(world: World):
    world.coach()
    for guess in range(60):
        enter(world, "123456", f"+120255501{guess % 40 + 10}")
    ask(world, address="203.0.113.8")
    assert enter(world, newest(world)) is None
    assert enter(world, newest(world), address="203.0.113.8") is not None  # the control


@pytest.mark.parametrize(
    "typed", ["+1 202 555 0190", "(1) 202-555-0190", "0012025550190", "12025550190", " +1.202.555.0190 "]
)
def test_a_number_is_read_in_any_spelling_with_its_country_code(typed: str):
    assert service.number_of(typed).e164 == ANA


@pytest.mark.parametrize("typed", ["", "+", "hello", "2025550190123456", "\0", "\ud800", "1" * 5000])
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(NumberError):
        service.number_of(typed)


def test_what_is_over_is_forgotten(world: World):
    world.coach()
    ask(world)
    world.at(days=2)
    jobs.tidy(world.services, world.clock())
    assert rows(world, code) and rows(world, asking)
    world.at(days=2, minutes=11)
    jobs.tidy(world.services, world.clock())
    assert not rows(world, code) and not rows(world, asking)


def test_a_spanish_coach_is_told_in_spanish(world: World):
    ana = world.coach()
    with world.services.store.begin() as tx:
        tx.execute(update(coach).where(coach.c.id == ana.id).values(language="es"))
    ask(world)
    assert "es tu codigo" in bodies(world)[-1]


def test_a_code_is_not_worth_sending_after_it_is_over(world: World):
    world.coach()
    ask(world)
    with world.services.store.read() as tx:
        until = tx.execute(select(outbox.c.expires_at)).scalar_one()
    assert until == world.clock() + timedelta(minutes=10)


def owned_by_two(world: World) -> tuple[Coach, Coach]:
    ana, tom = world.coach(), world.coach(TOM, "Tom")
    service.set_owner(world.services, ana, world.team, tom.id, owner=True)
    return ana, tom


def test_the_first_coach_of_a_team_owns_it_and_the_next_do_not(world: World):
    world.coach()
    world.coach(TOM, "Tom")
    with world.services.store.read() as tx:
        assert [place.owner for place in belonging.places(tx, world.team.id)] == [True, False]


def test_of_two_owners_who_remove_each_other_at_once_one_stays(world: World):
    pair = owned_by_two(world)
    gate, refused = threading.Barrier(2), []

    def press(by: Coach, other: Coach) -> None:
        gate.wait()
        try:
            service.remove_coach(world.services, by, world.team, other.id)
        except (service.NotOwner, service.Refused) as error:
            refused.append(error)

    threads = [threading.Thread(target=press, args=both) for both in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.services.store.read() as tx:
        (left,) = belonging.places(tx, world.team.id)
    assert left.owner and len(refused) == 1


def test_an_owner_s_acts_on_each_database(world: World):
    ana, tom = owned_by_two(world)
    mia = service.invite_coach(world.services, ana, world.team, "Mia", "+1 202 555 0193").coach
    assert mia.invited and mia.stopped
    with world.services.store.begin() as tx:
        people.took_on(tx, tom.id, world.clock())
        people.took_on(tx, mia.id, world.clock())
        come = people.coach_by_id(tx, mia.id)
    assert come is not None and come.told and not (come.invited or come.stopped)
    gone = service.remove_coach(world.services, ana, world.team, mia.id)
    assert gone.coach.id == mia.id
    changed = service.change_team(world.services, ana, world.team, "Lake", "lake", "Europe/Madrid")
    with world.services.store.read() as tx:
        assert people.team_by_id(tx, world.team.id) == changed
    with pytest.raises(service.NotOwner):
        service.change_team(world.services, mia, world.team, "Lake", "lake", "Europe/Madrid")


def test_one_who_texted_stop_is_not_started_by_what_they_take_on(world: World):
    ana = world.coach()
    world.says(ANA, "STOP")
    with world.services.store.begin() as tx:
        people.took_on(tx, ana.id, world.clock())
        found = people.coach_by_id(tx, ana.id)
    assert found is not None and found.stopped and not found.invited
