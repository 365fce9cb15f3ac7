"""A team asks somebody to coach it: nothing of it reaches them before a yes, and a no leaves nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from checkin import service
from checkin.store import belonging, people
from checkin.store.people import Coach, Team
from checkin.store.tables import outbox
from tests.service.cast import SAM, World

TOM, EVE = "+12025550191", "+12025550192"


def harbour(world: World) -> tuple[Team, Coach]:
    team = service.add_team(world.services, "Harbour", "HARBOUR", "America/New_York")
    return team, service.add_coach(world.services, "Eve", EVE, team)


def asked(world: World, number: str = TOM) -> Coach:
    return service.invite_coach(world.services, world.coach(), world.team, "Tom", number).coach


def teams(world: World, number: str = TOM) -> list[str]:
    with world.services.store.read() as tx:
        found = people.coach_by_number(tx, number)
        return [team.name for team in belonging.teams_of(tx, found.id)] if found else []


@pytest.mark.parametrize("yes", ["OK", "START", "👍"])
def test_a_yes_by_text_makes_a_coach(world: World, yes: str):
    asked(world)
    assert teams(world) == []
    assert world.says(TOM, yes)[0].startswith("You coach Riverside from now on")
    assert teams(world) == ["Riverside"]


def test_stop_and_then_start_is_a_yes_too(world: World):
    asked(world)
    world.says(TOM, "STOP")
    world.says(TOM, "OK")  # nothing but START takes a STOP back
    assert teams(world) == []
    world.says(TOM, "START")
    world.runner()
    world.says(SAM, "felt a pop")
    assert TOM in [number for number, kind in world.outbox("number", "kind") if kind == "alert"]


def test_the_operator_s_word_is_a_yes(world: World):
    asked(world)
    service.add_coach(world.services, "Tom", TOM, world.team)
    assert teams(world) == ["Riverside"]


def test_of_several_teams_that_ask_none_is_taken_by_one_word(world: World):
    team, eve = harbour(world)
    asked(world)
    service.invite_coach(world.services, eve, team, "Tommy", TOM)
    assert "/sign-in?token=" in world.says(TOM, "OK")[0]
    assert teams(world) == []


def test_an_ok_of_a_coach_takes_alerts_and_no_team(world: World):
    harbour(world)
    asked(world, EVE)
    assert "No alert is open" in world.says(EVE, "OK")[0]
    assert teams(world, EVE) == ["Harbour"]


def test_an_invitation_holds_two_weeks(world: World):
    asked(world)
    world.clock.now += timedelta(days=14)
    assert "no team" in world.says(TOM, "OK")[0].casefold()
    assert teams(world) == []


def test_a_number_that_was_asked_by_mistake_may_be_a_runner_s(world: World):
    tom = asked(world)
    with pytest.raises(service.Refused):
        service.add_runner(world.services, world.team, "Tom", TOM)
    service.remove_coach(world.services, world.coach(), world.team, tom.id)
    assert service.add_runner(world.services, world.team, "Tom", TOM)


@pytest.mark.parametrize("lapsed", [True, False])
def test_one_who_was_asked_to_coach_once_may_run(world: World, lapsed: bool):
    asked(world)
    if lapsed:
        world.clock.now += timedelta(days=15)
    said = " ".join(world.says(TOM, "RIVER"))
    assert ("Achilles check-in: we ask daily" in said) is lapsed  # the control: while it holds they are asked


def test_one_who_stopped_is_not_forgotten(world: World):
    tom = asked(world)
    world.says(TOM, "STOP")
    service.remove_coach(world.services, world.coach(), world.team, tom.id)
    with pytest.raises(service.Refused):
        service.invite_coach(world.services, world.coach(), world.team, "Tom", TOM)


def test_nobody_is_asked_again_and_again(world: World):
    for _ in range(2):
        service.remove_coach(world.services, world.coach(), world.team, asked(world).id)
    with pytest.raises(service.Refused, match="too often"):
        asked(world)
    assert len([number for (number,) in world.outbox("number") if number == TOM]) == 2


def test_an_invitation_waits_for_the_team_s_morning(world: World):
    world.at(hours=22)
    asked(world)
    world.clock.now += timedelta(hours=5)  # 03:00 there, and day in Greenwich
    world.work()
    with world.services.store.read() as tx:
        (row,) = tx.execute(select(outbox.c.state, outbox.c.not_before).where(outbox.c.number == TOM)).all()
    assert row.state == "queued"
    world.clock.now += timedelta(hours=5)
    world.work()
    assert [state for number, state in world.outbox("number", "state") if number == TOM] == ["delivered"]


def test_what_is_about_nobody_any_more_goes_by_the_coach_s_clock(world: World):
    world.coach()
    world.runner()
    world.at(hours=17)  # late in the evening in Greenwich
    world.says(SAM, "DELETE MY DATA")
    world.says(SAM, "YES")
    world.work()
    assert [state for kind, state in world.outbox("kind", "state") if kind == "coach"] == ["delivered"]


@pytest.mark.parametrize(
    ("days", "body", "alerts"),
    [
        (0, "I felt a pop", 1),
        (0, "my calf is hot, red and swollen", 2),
        (0, "I want to kill myself", 2),
        (8, "I felt a pop again", 4),
        (8, "my calf is hot, red and swollen", 4),
    ],
)
@pytest.mark.parametrize("stopped", [True, False])
def test_no_sign_is_swallowed_by_an_older_one(
    world: World, days: int, body: str, alerts: int, *, stopped: bool
):
    """Of one who never said yes, or has stopped. Three calls about the first one, and then each sign anew."""
    world.coach()
    world.says(SAM, "RIVER")
    if stopped:
        world.says(SAM, "STOP")
    world.says(SAM, "I felt a pop")
    for hour in range(1, days * 24, 6):
        world.at(hours=hour)
        world.work()
    world.at(days=days, minutes=5)
    world.says(SAM, body)
    assert len([kind for (kind,) in world.outbox("kind") if kind == "alert"]) == alerts


def test_coaches_are_called_by_the_clock_however_often_one_who_stopped_writes_of_it(world: World):
    world.coach()
    world.says(SAM, "RIVER")
    world.says(SAM, "STOP")
    for _ in range(9):
        world.says(SAM, "I felt a pop")
    assert len([kind for (kind,) in world.outbox("kind") if kind == "alert"]) == 1
