"""The demo's parts: its clock, its folder, its people, and the carrier that signs."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from checkin.cohort.tendon import Person, Tendon
from checkin.core.due import local_day
from checkin.demo.cast import MEMBERS, NUMBER, rested
from checkin.demo.clock import DemoClock
from checkin.demo.folder import Folder
from checkin.demo.history import connect
from checkin.demo.main import run, settings_for
from checkin.demo.stage import DemoStage
from checkin.demo.world import World
from checkin.store.roster import conversation
from checkin.web import create_app

START = datetime(2026, 4, 28, 14, 40, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


def test_the_clock_stands_until_it_flows():
    clock = DemoClock(START)
    assert clock() == clock() == START
    clock.flow()
    time.sleep(0.001)  # a clock counts microseconds, and two looks may fall into one
    assert START < clock() < START + timedelta(minutes=1)


def test_the_clock_goes_on_from_where_it_was_moved_to():
    clock = DemoClock(START)
    clock.flow()
    with clock.stopped(START + AN_HOUR):
        clock.stand(START + timedelta(minutes=30))
        assert clock() == START + timedelta(minutes=30)
    assert START + AN_HOUR <= clock() < START + AN_HOUR + timedelta(minutes=1)


def test_a_history_that_breaks_off_leaves_the_old_one(tmp_path: Path):
    folder = Folder(tmp_path)

    def whole(path: Path) -> datetime:
        path.write_text("whole")
        return START

    def broken(path: Path) -> datetime:
        path.write_text("half")
        raise KeyboardInterrupt

    folder.rebuild(whole)
    with pytest.raises(KeyboardInterrupt):
        folder.rebuild(broken)
    assert folder.is_built and folder.database.read_text() == "whole"
    folder.keep(START + AN_HOUR)
    assert (folder.now(), folder.last()) == (START + AN_HOUR, date(2026, 4, 28))


def test_the_cast_is_24_with_numbers_of_their_own():
    assert len(MEMBERS) == len({member.number for member in MEMBERS}) == 24
    assert NUMBER not in {member.number for member in MEMBERS}


def test_chance_is_the_same_every_time():
    def days() -> list[int]:
        person = Person(Tendon(6, 2, 0.1, 0.05), MEMBERS[0].habits, Random("seed"))
        return [person.tendon.morning(person.chance) for _ in range(30)]

    assert days() == days()


def test_a_tendon_heals_and_a_run_sets_it_back():
    tendon, chance = Tendon(6, 2, 0.1, 0.05, noise=0), Random(1)
    for _ in range(20):
        tendon.night()
    healed = tendon.level
    assert 2 < healed < 3
    assert tendon.run(30, chance) > healed * 0.6
    assert tendon.level > healed


def test_three_days_without_a_run_end_this_morning():
    assert sorted(rested("2")) == [0, 1, 2, 3]


@pytest.fixture
def stage(sqlite_url: str):
    from checkin import service

    clock = DemoClock(START)
    services, carrier = connect(sqlite_url, clock, settings_for("http://127.0.0.1:8000"), START)
    team = service.add_team(services, "Quarry Lane", "QUARRY", "America/New_York")
    coach = service.add_coach(services, "Ines", "+12025550190", team)
    made = DemoStage(World(services, clock, carrier), coach.id)
    app = create_app(services, made)
    made.open(app)
    yield made, services, team, app
    services.store.close()


def test_a_text_from_the_phone_goes_through_the_signed_webhook(stage):
    from checkin import service
    from checkin.core.events import Enrolled

    made, services, team, app = stage
    runner_id = service.add_runner(services, team, "Sam", "+12025550101")
    service.enrol(services, runner_id, Enrolled(services.clock()))
    made.text("+12025550101", "stiffness 4")
    with services.store.read() as tx:
        texts = conversation(tx, runner_id)
    assert [text.incoming for text in texts][:2] == [True, False]
    assert texts[1].state == "delivered"
    unsigned = app.test_client().post("/sms", data={"Body": "4"}, base_url="http://127.0.0.1:8000")
    assert unsigned.status_code == 403


def test_the_clock_stops_at_each_due_time_on_its_way(stage):
    from checkin import service
    from checkin.core.events import Enrolled

    made, services, team, _ = stage
    runner_id = service.add_runner(services, team, "Sam", "+12025550101")
    service.enrol(services, runner_id, Enrolled(services.clock()))
    made.pass_to(START + timedelta(days=2))
    with services.store.read() as tx:
        texts = conversation(tx, runner_id)
    asked = [text.at for text in texts if text.kind == "morning"]
    assert [local_day(at, "America/New_York").day for at in asked] == [29, 30]
    assert all(at.strftime("%H:%M") == "12:00" for at in asked)  # 08:00 where they are
    assert services.clock() == START + timedelta(days=2)


def test_the_demo_answers_to_its_own_name_only(stage):
    """A page of elsewhere must not reach the coach who is signed in here by a name of its own."""
    *_, app = stage
    assert app.test_client().get("/", base_url="http://127.0.0.1:8000").status_code == 200
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400


def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run(taken.getsockname()[1], tmp_path) == 2
    assert "can't start" in capsys.readouterr().out
    assert threading.active_count() < 20


@pytest.mark.parametrize("flows", [True, False])
def test_what_waits_goes_out_while_the_demo_runs(stage, flows: bool):
    """On a clock that flows, what is due is due a moment before the look at it."""
    from checkin import service
    from checkin.core.events import Enrolled
    from checkin.service import doing

    _, services, team, _ = stage
    runner_id = service.add_runner(services, team, "Sam", "+12025550101")
    service.enrol(services, runner_id, Enrolled(services.clock()))
    world = World(services, services.clock, services.door)
    if flows:
        services.clock.flow()
    doing.say(services, runner_id, "Ines", "see you at six", services.clock())
    world.catch_up()
    with services.store.read() as tx:
        assert [text.state for text in conversation(tx, runner_id)] == ["delivered"]
