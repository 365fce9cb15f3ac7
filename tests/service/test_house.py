"""What a team sets for itself holds for its runners, and for nobody else's."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from checkin import service
from checkin.config import DEFAULT_PROTOCOL
from checkin.core.events import Enrolled
from checkin.core.protocol import Quiet, parse
from checkin.service import doing
from checkin.store import people, rules
from checkin.store.people import Team
from checkin.store.rules import PLAIN, TeamSettings
from checkin.store.tables import rulebook, runner
from tests.service.cast import SAM, STRANGER, World

TIM, EVE = "+12025550102", "+12025550192"
FILE = DEFAULT_PROTOCOL.read_text("utf-8")
NAMED = FILE.replace("achilles 1", "harbour 1")


def with_number(section: str, name: str, value: str, version: str = "harbour 1", of: str = FILE) -> str:
    """The protocol that comes with the program, with another number and name."""
    head, _, rest = of.partition(f"\n[{section}]")
    line, end = rest.split(f"\n{name} = ", 1)
    _, after = end.split("\n", 1)
    made = (
        f'{head}\n[{section}]{line}\n{name} = {{ value = {value}, source = "the club\'s doctor" }}\n{after}'
    )
    return made.replace('version = "achilles 1"', f'version = "{version}"')


def harbour(world: World) -> Team:
    return service.add_team(world.services, "Harbour", "HARBOUR", "America/New_York")


def again(world: World, team: Team) -> Team:
    with world.services.store.read() as tx:
        found = people.team_by_id(tx, team.id)
    assert found is not None
    return found


def member(world: World, team: Team, number: str, stage: int = 0, **profile: object) -> int:
    runner_id = service.add_runner(world.services, again(world, team), "Tim", number, **profile)
    service.enrol(world.services, runner_id, Enrolled(world.clock.now, stage=stage))
    return runner_id


def test_newcomers_are_spoken_to_and_asked_as_their_team_has_it(world: World):
    team = harbour(world)
    wanted = TeamSettings("es", time(9, 30), time(18), Quiet(time(20), time(9)))
    service.set_hours(world.services, None, team, wanted)
    assert "reloj" not in (said := " ".join(world.says(STRANGER, "HARBOUR"))) and "SI" in said
    tim = world.state(member(world, team, TIM)).profile
    assert (tim.language, tim.morning, tim.evening) == ("es", time(9, 30), time(18))
    sam = world.state(world.runner()).profile  # the control: the other team is as it was
    assert (sam.language, sam.morning, sam.evening) == ("en", time(8), time(19))


def test_a_coach_who_is_added_is_spoken_to_in_the_teams_language(world: World):
    team = harbour(world)
    service.set_hours(world.services, None, team, TeamSettings("es"))
    assert service.add_coach(world.services, "Eve", EVE, again(world, team)).language == "es"
    assert world.coach().language == "en"


def test_a_teams_quiet_hours_hold_back_what_can_wait(world: World):
    team = harbour(world)
    service.set_hours(world.services, None, team, TeamSettings(quiet=Quiet(time(19, 30), time(8))))
    sam, tim = world.runner(), member(world, team, TIM)
    world.at(hours=20)
    for one in (sam, tim):
        doing.say(world.services, one, "Ana", "well done", world.clock.now)
    world.work()
    states = {
        number: state for number, state, key in world.outbox("number", "state", "key") if "note" in str(key)
    }
    assert states == {SAM: "delivered", TIM: "queued"}
    world.at(hours=32)
    world.work()
    assert ("delivered",) in [row[1:] for row in world.outbox("number", "state") if row[0] == TIM]


def test_quiet_hours_that_begin_while_a_text_waits_are_kept_too(world: World):
    team = harbour(world)
    tim = member(world, team, TIM)
    world.at(hours=20)
    doing.say(world.services, tim, "Ana", "well done", world.clock.now)
    service.set_hours(world.services, None, team, TeamSettings(quiet=Quiet(time(19, 30), time(8))))
    world.work()
    assert [state for state, key in world.outbox("state", "key") if key == "coached.note"] == ["queued"]


def test_a_danger_sign_reaches_the_coaches_in_their_quiet_hours(world: World):
    team = harbour(world)
    service.set_hours(world.services, None, team, TeamSettings(quiet=Quiet(time(19, 30), time(8))))
    service.add_coach(world.services, "Eve", EVE, team)
    member(world, team, TIM)
    world.at(hours=22)
    assert "911" in world.says(TIM, "felt a pop")[0]
    world.work()
    assert "delivered" in [state for number, state in world.outbox("number", "state") if number == EVE]


def test_a_teams_protocol_decides_for_its_runners_alone(world: World):
    team = harbour(world)
    made = service.set_protocol(world.services, None, team, with_number("leave", "stiffness", "2"))
    assert made.version == "harbour 1"
    sam, tim = member(world, world.team, SAM, 3), member(world, team, TIM, 3)
    world.at(hours=8)
    world.work()
    assert "run" in (may := " ".join(world.says(SAM, "3")).casefold())
    may_not = " ".join(world.says(TIM, "3")).casefold()
    assert may != may_not and "no run" in may_not and "no run" not in may
    assert world.state(sam).course.stage == world.state(tim).course.stage == 3


def test_decisions_name_the_protocol_they_rest_on(world: World):
    team = harbour(world)
    service.set_protocol(world.services, None, team, with_number("run", "step_back", "5"))
    sam, tim = member(world, world.team, SAM, 3), member(world, team, TIM, 3)
    world.at(hours=8)
    world.work()
    for number in (SAM, TIM):
        world.says(number, "1")
    world.at(hours=19)
    world.work()
    for number in (SAM, TIM):
        world.says(number, "5")
    versions = {
        runner_id: {one.version for one in world.state(runner_id).decisions if one.rule == "run.step_back"}
        for runner_id in (sam, tim)
    }
    assert versions[tim] == {"harbour 1"}
    assert versions[sam] == set()
    assert (world.state(sam).course.stage, world.state(tim).course.stage) == (3, 2)


def test_whom_to_call_is_the_services_whatever_a_file_says(world: World):
    team = harbour(world)
    service.set_protocol(world.services, None, team, NAMED.replace('US = "911"', 'US = "0000"'))
    member(world, team, TIM)
    said = " ".join(world.says(TIM, "felt a pop"))
    assert "911" in said and "0000" not in said


def test_a_file_that_cannot_be_used_changes_nothing_and_says_all_that_is_wrong(world: World):
    broken = with_number("leave", "stiffness", "11").replace("[quiet]", "[silent]")
    with pytest.raises(service.Refused) as refused:
        service.set_protocol(world.services, None, world.team, broken)
    assert "leave.stiffness" in str(refused.value) and "quiet: missing" in str(refused.value)
    assert again(world, world.team).settings == PLAIN
    with world.services.store.read() as tx:
        assert not tx.execute(select(rulebook)).all()  # nothing was begun


def test_a_team_goes_back_to_the_services_protocol(world: World):
    service.set_protocol(world.services, None, world.team, with_number("leave", "stiffness", "2"))
    back = service.set_protocol(world.services, None, world.team, None)
    assert back == world.services.protocol and again(world, world.team).settings.protocol == ""


def stricter() -> str:
    """A file by which less is too much pain than by the service's."""
    made = with_number("run", "step_back", "5")
    return with_number("check", "pain", "5", of=made)


def stepped_back(world: World) -> int:
    """A runner whose run of yesterday at pain 5 took them a stage down by the stricter file, with a check
    open."""
    sam = member(world, world.team, SAM, 4)
    world.at(hours=8)
    world.work()
    world.says(SAM, "1")
    world.at(hours=19)
    world.work()
    world.says(SAM, "5")
    world.at(days=1, hours=8)
    world.work()
    return sam


@pytest.mark.parametrize("late", ["3", "yesterday 2"])
def test_another_file_judges_no_day_that_is_over(world: World, late: str):
    """An open check stays open, a stage lost stays lost, whatever makes the days be derived again."""
    world.services = service.with_past(world.services)
    service.set_protocol(world.services, None, world.team, stricter())
    sam = stepped_back(world)
    before = world.state(sam)
    assert before.course.check is not None and before.course.stage == 3
    service.set_protocol(world.services, None, world.team, None)
    said = " ".join(world.says(SAM, late))
    after = world.state(sam)
    assert after.course.check is not None and "You may run" not in said
    assert after.course.stage == 3
    assert [one for one in before.decisions if one not in after.decisions] == []


def test_what_comes_after_another_file_is_judged_by_it(world: World):
    """The control: the same pain under the file that holds now is no step back."""
    sam = stepped_back(world)
    assert world.state(sam).course.check is None and world.state(sam).course.stage == 4


def test_why_says_the_numbers_of_the_file_that_decided(world: World):
    service.set_protocol(world.services, None, world.team, stricter())
    stepped_back(world)
    service.set_protocol(world.services, None, world.team, None)
    world.says(SAM, "no")  # to the check
    assert "run pain 5 or more" in " ".join(world.says(SAM, "WHY"))


def test_two_files_are_never_called_the_same(world: World):
    mine = with_number("leave", "stiffness", "2")
    service.set_protocol(world.services, None, world.team, mine)
    for other in (
        with_number("leave", "stiffness", "3"),
        with_number("leave", "stiffness", "2", "achilles 1"),
    ):
        with pytest.raises(service.Refused, match="give yours a name of its own"):
            service.set_protocol(world.services, None, harbour_once(world), other)
    assert service.set_protocol(world.services, None, harbour_once(world), mine).version == "harbour 1"


def harbour_once(world: World) -> Team:
    with world.services.store.read() as tx:
        found = people.team_by_keyword(tx, "HARBOUR")
    return found or harbour(world)


def test_how_many_texts_a_day_were_agreed_to_is_no_teams_to_change(world: World):
    made = service.set_protocol(world.services, None, world.team, with_number("texts", "most", "10"))
    assert made.texts.most == 3


def test_the_roster_is_ranked_anew_by_another_protocol(world: World):
    team = harbour(world)
    tim = member(world, team, TIM, 3)
    world.at(hours=8)
    world.work()
    world.says(TIM, "3")
    ranks = select(runner.c.line, runner.c.say).where(runner.c.id == tim)
    with world.services.store.read() as tx:
        before = tuple(tx.execute(ranks).one())
    service.set_protocol(world.services, None, team, with_number("leave", "stiffness", "2"))
    with world.services.store.read() as tx:
        after = tuple(tx.execute(ranks).one())
    assert before != after


def test_a_kept_file_that_a_later_version_cannot_use_gives_way_to_the_services(world: World):
    service.set_protocol(world.services, None, world.team, with_number("leave", "stiffness", "2"))
    with world.services.store.begin() as tx:
        tx.execute(update(rulebook).values(body=FILE.replace("[quiet]", "[silent]")))
    settings = again(world, world.team).settings
    with world.services.store.read() as tx:
        assert world.services.rules(rules.own_of(tx, settings)) == world.services.protocol
        [(name, wrong)] = rules.unusable(tx)
    assert name == "Riverside" and "quiet: missing" in wrong
    member(world, world.team, TIM)
    assert world.says(TIM, "3")


def test_a_file_that_is_gone_is_said_to_be(world: World):
    service.set_protocol(world.services, None, world.team, with_number("leave", "stiffness", "2"))
    with world.services.store.begin() as tx:
        tx.execute(delete(rulebook))
        assert rules.unusable(tx) == [("Riverside", "its file is gone")]
    assert member(world, world.team, TIM)


def test_settings_that_cannot_be_read_count_as_none(world: World):
    with world.services.store.begin() as tx:
        tx.execute(update(people.team).values(settings='{"morning": "soon"}'))
    assert again(world, world.team).settings == PLAIN
    assert member(world, world.team, TIM)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (TeamSettings("tlh"), "no texts in the language tlh"),
        (TeamSettings(morning=time(2)), "from 03:00 to 14:00"),
        (TeamSettings(evening=time(23)), "from 15:00 to 22:30"),
        (TeamSettings(evening=time(22)), "lies in the quiet hours from 21:00 to 08:00"),
        (TeamSettings(quiet=Quiet(time(17), time(8))), "begin from 18:00 to 23:00"),
        (TeamSettings(quiet=Quiet(time(21), time(4))), "end from 05:00 to 11:00"),
        (
            TeamSettings(quiet=Quiet(time(21), time(9))),
            "the morning question, at 08:00, lies",
        ),
        (TeamSettings(quiet=Quiet(time(18, 30), time(8))), "the evening question, at 19:00"),
    ],
)
def test_hours_that_cannot_be(world: World, wanted: TeamSettings, says: str):
    with pytest.raises(service.Refused, match=says):
        service.set_hours(world.services, None, world.team, wanted)
    assert again(world, world.team).settings == PLAIN


def test_hours_that_can_be(world: World):
    wanted = TeamSettings("", time(7), time(18), Quiet(time(18, 30), time(6)))
    service.set_hours(world.services, None, world.team, wanted)
    assert again(world, world.team).settings == wanted
    service.set_hours(world.services, None, world.team, PLAIN)
    assert again(world, world.team).stored is None


def test_hours_leave_the_protocol_as_it_is(world: World):
    service.set_protocol(world.services, None, world.team, with_number("leave", "stiffness", "2"))
    before = again(world, world.team).settings
    service.set_hours(world.services, None, world.team, TeamSettings("es"))
    assert again(world, world.team).settings == replace(before, language="es")


def test_a_team_that_is_called_something_else_is_so_for_its_runners(world: World):
    owner = world.coach()
    sam, tim = world.runner(), member(world, world.team, TIM)
    with world.services.store.begin() as tx:
        tx.execute(update(runner).where(runner.c.id == tim).values(state="{}"))
    service.change_team(world.services, owner, world.team, "Lakeside", "RIVER", "America/New_York")
    assert world.state(sam).profile.team == "Lakeside"


def serve_instead(world: World, path: Path, body: str, *, known: bool = True) -> None:
    """The same service, started anew with another file."""
    path.write_text(body, "utf-8")
    settings = replace(world.services.settings, protocol=str(path))
    world.services = replace(world.services, settings=settings, protocol=parse(body))
    if known:
        world.services = service.with_past(world.services)


@pytest.mark.parametrize("known", [True, False])
def test_a_new_file_of_the_service_judges_no_day_that_is_over(world: World, tmp_path: Path, known: bool):
    serve_instead(world, tmp_path / "protocol.toml", stricter(), known=known)
    sam = stepped_back(world)
    serve_instead(world, tmp_path / "other.toml", FILE)
    world.says(SAM, "yesterday 2")
    assert (world.state(sam).course.check is not None) is known  # the control: what is not known cannot judge


@pytest.mark.parametrize("files", [1, 8])
def test_however_many_files_follow(world: World, files: int):
    world.services = service.with_past(world.services)
    service.set_protocol(world.services, None, world.team, stricter())
    sam = stepped_back(world)
    for at in range(files):
        later = with_number("bad", "rise", "3", f"harbour {at + 2}")
        service.set_protocol(world.services, None, world.team, later)
    world.says(SAM, "yesterday 2")
    assert world.state(sam).course.check is not None


def test_a_late_answer_about_yesterday_is_judged_by_yesterdays_file(world: World):
    world.services = service.with_past(world.services)
    service.set_protocol(world.services, None, world.team, stricter())
    sam = member(world, world.team, SAM, 4)
    world.at(hours=8)
    world.work()
    world.says(SAM, "1")
    world.at(hours=19)
    world.work()
    world.at(hours=23)
    service.set_protocol(world.services, None, world.team, None)
    world.at(days=1, hours=7)
    world.says(SAM, "5")
    assert world.state(sam).course.check is not None and world.state(sam).course.stage == 3


def test_lines_from_before_files_were_told_apart_are_judged_by_the_oldest(world: World):
    served = replace(world.services.protocol, digest="now", past=(parse(stricter()), world.services.protocol))
    assert served.by("") == world.services.protocol
    assert served.by("now") == served and served.by(parse(stricter()).digest) == parse(stricter())
    assert world.services.protocol.by("") == world.services.protocol  # the control: none is known
