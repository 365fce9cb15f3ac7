"""LINK from a coach's own phone: an address that signs them in, which nobody else can use up."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from checkin import service
from checkin.service import coaches
from checkin.store import people, sign_in
from checkin.store.people import Coach
from checkin.store.tables import coach as coach_table
from checkin.store.tables import sign_in as sign_in_table
from scheduler import jobs
from tests.service.cast import ANA, OURS, SAM, STRANGER, World
from tests.web.site import PUBLIC, SETTINGS

TOM = "+12025550191"
ADDRESS = re.compile(r"(https?://[^/ ]+)/sign-in\?token=([\w-]{43})$")


@pytest.fixture
def world(world: World) -> World:
    """With the settings of a real service."""
    return replace(world, services=replace(world.services, settings=SETTINGS))


def token(said: list[str]) -> str:
    """What the one answer holds."""
    (body,) = said
    found = ADDRESS.search(body)
    assert found, body
    return found[2]


def whose(world: World, secret: str) -> int | None:
    with world.services.store.read() as tx:
        return sign_in.whose(tx, secret, world.clock())


def use(world: World, secret: str) -> int | None:
    with world.services.store.begin() as tx:
        return sign_in.use(tx, secret, world.clock())


def links(world: World) -> int:
    with world.services.store.read() as tx:
        return len(tx.execute(select(sign_in_table.c.token)).all())


def now_of(world: World, number: str = ANA) -> Coach:
    with world.services.store.read() as tx:
        found = people.coach_by_number(tx, number)
    assert found is not None
    return found


@pytest.mark.parametrize("word", [*sorted(coaches.LINK), "link", " Link. ", "sign  in", "“enlace”"])
def test_link_is_answered_by_an_address_that_signs_in_once(world: World, word: str):
    ana = world.coach()
    secret = token(world.says(ANA, word))
    assert whose(world, secret) == ana.id
    assert use(world, secret) == ana.id
    assert use(world, secret) is None


def test_the_address_is_where_others_reach_us_and_else_nowhere(world: World):
    world.coach()
    (body,) = world.says(ANA, "LINK")
    assert f"{PUBLIC}/sign-in?token=" in body
    world.services = replace(world.services, settings=replace(SETTINGS, public_url=""))
    (body,) = world.says(ANA, "LINK")
    assert "http://localhost/sign-in?token=" in body


@pytest.mark.parametrize("body", ["link please", "the link does not work", "OK", "linked", "help"])
def test_other_words_make_no_address(world: World, body: str):
    world.coach()
    world.says(ANA, body)
    assert not any(ADDRESS.search(str(said)) for (said,) in world.outbox("body"))
    assert links(world) == 0


def test_help_tells_of_it(world: World):
    world.coach()
    assert "LINK to sign in" in world.says(ANA, "?")[0]


def test_it_lives_ten_minutes(world: World):
    ana = world.coach()
    secret = token(world.says(ANA, "LINK"))
    world.at(minutes=9, seconds=59)
    assert whose(world, secret) == ana.id
    world.at(minutes=10)
    assert use(world, secret) is None


def test_each_answer_holds_another_secret_and_the_earlier_ones_still_work(world: World):
    """Whoever could forge the sender would only send the coach one more that works."""
    ana = world.coach()
    secrets = [token(world.says(ANA, "LINK")) for _ in range(3)]
    assert len(set(secrets)) == 3
    assert [use(world, secret) for secret in secrets] == [ana.id] * 3


def test_a_stranger_who_uses_up_the_codes_of_a_number_keeps_nobody_out(world: World):
    ana = world.coach()
    for hour in range(12):
        world.at(hours=hour)
        service.send_code(world.services, ANA, f"browser {hour}", f"198.51.100.{hour}", world.clock())
    assert not service.send_code(world.services, ANA, "Ana's own", "203.0.113.7", world.clock())  # no code
    assert use(world, token(world.says(ANA, "LINK"))) == ana.id


def test_five_an_hour_and_then_one_sentence(world: World):
    world.coach()
    for minute in range(5):
        world.at(minutes=minute)
        token(world.says(ANA, "LINK"))
    for minute in (6, 30, 59):
        world.at(minutes=minute)
        (body,) = world.says(ANA, "LINK")
        assert "5 sign-in links" in body and "http" not in body
    assert links(world) == 5
    world.at(hours=1, seconds=1)
    token(world.says(ANA, "LINK"))  # the first is an hour ago; asking in vain did not prolong the wait


def test_the_limit_is_one_coachs(world: World):
    world.coach()
    tom = world.coach(TOM, "Tom")
    for _ in range(6):
        world.says(ANA, "LINK")
    assert use(world, token(world.says(TOM, "LINK"))) == tom.id
    assert service.send_code(world.services, ANA, "hers", "203.0.113.7", world.clock())  # nor is it of codes


def test_a_coach_unseen_for_ninety_days_gets_none(world: World):
    ana = world.coach()
    world.at(days=90)
    token(world.says(ANA, "LINK"))  # the control: to the day
    world.at(days=90, minutes=1)
    (body,) = world.says(ANA, "LINK")
    assert "no code or link goes out" in body and "http" not in body
    with world.services.store.begin() as tx:
        people.came_in(tx, ana.id, world.clock())  # by the operator's link
    token(world.says(ANA, "LINK"))


def test_one_who_stopped_is_answered_and_nothing_begins_again(world: World):
    ana = world.coach()
    world.runner(SAM)
    assert world.says(ANA, "STOP") == []
    assert use(world, token(world.says(ANA, "LINK"))) == ana.id
    assert now_of(world).stopped
    world.says(SAM, "I felt a pop")
    world.work()
    assert [kind for to, kind in world.outbox("number", "kind") if to == ANA] == ["reply"]


def test_one_who_stopped_is_answered_by_the_scheduler_too(world: World):
    """Where the text was only kept: its answer is queued, and looked at once more before it leaves."""
    world.coach()
    world.says(ANA, "STOP")
    world.at(minutes=1)
    service.keep(world.services, service.Inbound("SM" + "e" * 32, ANA, OURS, "LINK"))
    service.retry(world.services, world.clock())
    jobs.deliver(world.services, world.clock())
    assert world.outbox("key", "state") == [("coach.link", "delivered")]


def test_an_answer_that_waits_is_not_sent_once_its_address_is_over(world: World):
    world.coach()
    service.keep(world.services, service.Inbound("SM" + "e" * 32, ANA, OURS, "LINK"))
    service.retry(world.services, world.clock())
    world.at(minutes=10, seconds=1)
    jobs.deliver(world.services, world.clock())
    assert world.outbox("key", "state") == [("coach.link", "expired")]


def test_stop_stays_stop_in_any_wording(world: World):
    world.coach()
    for body in ("STOP", "stop link"):
        world.says(ANA, body)
    assert links(world) == 0


def test_a_number_that_was_thought_dead_is_answered(world: World):
    ana = world.coach()
    with world.services.store.begin() as tx:
        people.set_bad(tx, ana.id, world.clock())
    assert use(world, token(world.says(ANA, "LINK"))) == ana.id  # the text itself shows that it lives


def test_one_who_was_invited_gets_one_and_is_told_nothing_else_yet(world: World):
    owner = world.coach()
    world.runner(SAM)
    tom = service.invite_coach(world.services, owner, world.team, "Tom", TOM).coach
    assert use(world, token(world.says(TOM, "LINK"))) == tom.id
    assert now_of(world, TOM).invited
    world.says(SAM, "I felt a pop")
    world.work()
    assert "alert" not in [kind for to, kind in world.outbox("number", "kind") if to == TOM]


def test_a_coach_of_no_team_is_told_so_and_a_link_from_before_is_void(world: World):
    owner = world.coach()
    tom = world.coach(TOM, "Tom")
    secret = token(world.says(TOM, "LINK"))
    service.remove_coach(world.services, owner, world.team, tom.id)
    assert use(world, secret) is None
    (body,) = world.says(TOM, "LINK")
    assert "no team" in body and "http" not in body
    token(world.says(ANA, "LINK"))  # the control


@pytest.mark.parametrize("number", [STRANGER, SAM, f"whatsapp:{ANA}"])
def test_nobody_else_gets_one(world: World, number: str):
    world.coach()
    world.runner(SAM)
    for word in sorted(coaches.LINK):
        assert not any("sign-in" in said for said in world.says(number, word))
    assert links(world) == 0


def test_danger_words_come_first(world: World):
    world.coach()
    (body,) = world.says(ANA, "I want to kill myself")
    assert "sign-in" not in body
    token(world.says(ANA, "LINK"))


def test_a_text_that_the_carrier_brings_twice_makes_one_address(world: World):
    world.coach()
    first = world.says(ANA, "LINK", sid="SM" + "d" * 32)
    world.says(ANA, "LINK", sid="SM" + "d" * 32)
    assert links(world) == 1 and token(first)


def test_only_a_hash_of_the_secret_is_kept_with_the_link(world: World):
    world.coach()
    secret = token(world.says(ANA, "LINK"))
    with world.services.store.read() as tx:
        assert secret not in str(tx.execute(select(sign_in_table)).all())


def test_a_spanish_coach_is_answered_in_spanish(world: World):
    ana = world.coach()
    with world.services.store.begin() as tx:
        tx.execute(update(coach_table).where(coach_table.c.id == ana.id).values(language="es"))
    (body,) = world.says(ANA, "enlace")
    assert body.startswith("Para entrar")
    assert "ENLACE para entrar" in world.says(ANA, "?")[0]
