"""The morning's digest: who wants it, what it says, and that there is one a day at most."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from checkin import service
from checkin.store import alerts, belonging, people
from checkin.store.tables import coach
from checkin.texts import Texts, septets
from scheduler import jobs
from tests.service.cast import ANA, SAM, PickyDoor, World

WorldWith = Callable[..., World]
BEN, KIM = "+12025550191", "+12025550102"
SITE = "https://checkin.example.org"


def wants(world: World, number: str = ANA, *, wanted: bool = True) -> None:
    with world.services.store.begin() as tx:
        found = people.coach_by_number(tx, number)
        assert found is not None
        alerts.want_digest(tx, found.id, wanted=wanted)


def digests(world: World, number: str = ANA) -> list[str]:
    return [
        str(body)
        for body, kind, to in world.outbox("body", "kind", "number")
        if (kind, to) == ("digest", number)
    ]


def morning(world: World, hours: float = 7.5) -> int:
    world.at(hours=hours)
    return jobs.digest(world.services, world.clock.now)


def test_it_says_how_many_in_one_text_that_goes_before_quiet_hours_end(world: World):
    world = replace(
        world, services=replace(world.services, settings=replace(world.services.settings, public_url=SITE))
    )
    world.coach()
    world.runner()
    world.runner(KIM, "Kim")
    world.says(SAM, "felt a pop")
    world.says(ANA, "DIGEST ON")
    assert morning(world) == 1
    world.work()
    assert digests(world) == [f"Today: 1 needs you. {SITE}/"]
    assert [state for kind, state in world.outbox("kind", "state") if kind == "digest"] == ["delivered"]


def test_with_nobody_in_need_it_says_so(world: World):
    world.coach()
    wants(world)
    morning(world)
    assert digests(world)[0].startswith("Today: nobody needs you.")


def test_it_is_one_text_over_all_their_teams(world: World):
    ana = world.coach()
    hill = service.add_team(world.services, "Hill", "HILL", "America/Los_Angeles")
    with world.services.store.begin() as tx:
        belonging.assign(tx, ana.id, hill.id)
    world.runner()
    service.add_runner(world.services, hill, "Kim", KIM)
    for number in (SAM, KIM):
        world.says(number, "chest pain")
    wants(world)
    with world.services.store.read() as tx:
        (reader,) = alerts.readers(tx)
    assert (reader.zone, len(reader.teams)) == ("America/New_York", 2)
    morning(world)
    assert len(digests(world)) == 1


@pytest.mark.parametrize(("hours", "sent"), [(7.49, 0), (7.5, 1), (9.99, 1), (10, 0), (17, 0), (31.5, 1)])
def test_it_goes_from_half_past_seven_until_ten_where_the_team_is(world: World, hours: float, sent: int):
    world.coach()
    wants(world)
    assert morning(world, hours) == sent


def test_it_waits_for_no_sender_beyond_ten(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.coach()
    wants(world)
    morning(world)
    world.at(hours=10)
    world.work()
    assert door.sent == []
    assert [state for kind, state in world.outbox("kind", "state") if kind == "digest"] == ["expired"]


def test_there_is_one_a_day_whatever_happens(world: World):
    world.coach()
    wants(world)
    assert [morning(world, hours) for hours in (7.5, 7.6, 9, 7.5, 31.5, 31.6, 8, 32)] == [
        1,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
    ]
    with world.services.store.read() as tx:
        assert [one.digested_on for one in alerts.readers(tx)] == [date(2026, 3, 3)]


def test_several_processes_at_once_write_one(world: World):
    world.coach()
    wants(world)
    world.at(hours=7.5)
    gate, made = threading.Barrier(4), []

    def work() -> None:
        gate.wait()
        made.append(jobs.digest(world.services, world.clock.now))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 1]
    assert len(digests(world)) == 1


def test_the_mark_and_the_text_stand_or_fall_together(world: World):
    """A process that dies between the two leaves neither: the next one writes it."""
    ana = world.coach()
    wants(world)
    with pytest.raises(KeyboardInterrupt), world.services.store.begin() as tx:
        assert alerts.claim_digest(tx, ana.id, date(2026, 3, 2))
        raise KeyboardInterrupt
    assert morning(world) == 1


@pytest.mark.parametrize("column", ["stopped_at", "bad_since"])
def test_none_goes_to_who_stopped_or_cannot_be_reached(world: World, column: str):
    world.coach()
    world.coach(BEN, "Ben")
    wants(world)
    wants(world, BEN)
    with world.services.store.begin() as tx:
        tx.execute(update(coach).where(coach.c.number == ANA).values({column: world.clock.now}))
    morning(world)
    assert (digests(world), len(digests(world, BEN))) == ([], 1)


def test_none_goes_to_who_stops_before_it_leaves(world_with: WorldWith):
    door = PickyDoor()
    world = world_with(door)
    world.coach()
    wants(world)
    morning(world)
    world.says(ANA, "STOP")
    world.work()
    assert door.sent == []


def test_none_goes_to_who_has_not_asked_or_has_no_team(world: World):
    ana = world.coach()
    world.coach(BEN, "Ben")
    wants(world)
    with world.services.store.begin() as tx:
        belonging.unassign(tx, ana.id, world.team.id)
    assert morning(world) == 0


@pytest.mark.parametrize(
    ("word", "on"),
    [
        ("DIGEST ON", True), ("digest on.", True), ("Digest", True), ("RESUMEN SI", True),
        ("resumen sí", True), ("RESUMEN", True), ("DIGEST OFF", False), ("digest off!", False),
        ("RESUMEN NO", False),
    ],
)  # fmt: skip
def test_a_coach_switches_it_by_text_and_hears_that(world: World, word: str, *, on: bool):
    world.coach()
    wants(world, wanted=not on)
    (said,) = world.says(ANA, word)
    assert said.startswith("Noted: ") and ("07:30" in said) is on
    assert morning(world) == on


def test_in_spanish_too(world: World):
    world.coach()
    with world.services.store.begin() as tx:
        tx.execute(update(coach).values(language="es"))
    (said,) = world.says(ANA, "RESUMEN SI")
    assert "07:30" in said and "RESUMEN NO" in said
    morning(world)
    assert digests(world)[0].startswith("Hoy: nadie te necesita.")


@pytest.mark.parametrize("word", ["DIGEST", "no digest today please", "RESUMEN"])
def test_a_runner_who_sends_that_word_switches_nothing(world: World, word: str):
    world.coach()
    world.runner()
    world.says(SAM, word)
    assert morning(world) == 0


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("need", "run", "quiet", "en", "es"),
    [
        (3, 4, 1, "Today: 3 need you, 4 may run, 1 quiet.",
         "Hoy: 3 te necesitan, 4 pueden correr, 1 sin noticias."),
        (1, 1, 0, "Today: 1 needs you, 1 may run.", "Hoy: 1 te necesita, 1 puede correr."),
        (0, 4, 0, "Today: nobody needs you. 4 may run.", "Hoy: nadie te necesita. 4 pueden correr."),
        (0, 0, 2, "Today: nobody needs you. 2 quiet.", "Hoy: nadie te necesita. 2 sin noticias."),
        (0, 0, 0, "Today: nobody needs you.", "Hoy: nadie te necesita."),
    ],
)  # fmt: skip
def test_its_words(language: str, need: int, run: int, quiet: int, en: str, es: str):
    values = {"need": need, "run": run, "quiet": quiet, "link": ""}
    said = Texts().render("coach.digest", language, values)
    assert said == {"en": en, "es": es}[language]
    assert septets(said) is not None
