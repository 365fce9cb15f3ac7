"""What coaches do about a runner: on record with who and why, and taken back where that can be."""

from datetime import date, time

import pytest

from checkin import service
from checkin.core.events import Act, CoachActed
from checkin.core.model import Phase, Place, Standing
from checkin.service import Refused, doing
from checkin.store import doings
from tests.service.cast import SAM, World


def did(world: World, runner_id: int, act: Act, by: int = 0, **details: object) -> None:
    event = CoachActed(world.clock.now, "Ana", act, "Said so.", **details)
    doing.do(world.services, runner_id, event, by)


def last(world: World, runner_id: int) -> doings.Doing:
    with world.services.store.read() as tx:
        return doings.of_runner(tx, runner_id)[0]


def undo(world: World, runner_id: int) -> None:
    doing.undo(world.services, runner_id, last(world, runner_id).id, "Ben", world.clock.now)


def keys(world: World) -> list[str]:
    return [str(key) for (key,) in world.outbox("key")]


@pytest.fixture
def sam(world: World) -> int:
    world.coach()
    runner_id = world.runner()
    world.at(hours=9)
    world.says(SAM, "3")
    return runner_id


def test_a_move_is_its_own_kind_of_decision_and_can_be_undone(world: World, sam: int):
    did(world, sam, Act.MOVE, stage=3)
    course = world.state(sam).course
    assert (course.phase, course.stage, world.state(sam).last.rule) == (Phase.RETURN, 3, "override")
    assert "coached.stage" in keys(world)
    undo(world, sam)
    course = world.state(sam).course
    assert (course.phase, world.state(sam).last.rule) == (Phase.REST, "signup.rest")
    assert last(world, sam).undone_by == "Ben"
    with pytest.raises(Refused):
        undo(world, sam)


def test_a_move_leaves_no_referral_and_passes_no_check(world: World, sam: int):
    world.says(SAM, "felt a pop")
    with pytest.raises(Refused):
        did(world, sam, Act.MOVE, stage=3)
    assert world.state(sam).course.phase is Phase.REFERRAL
    ben = world.runner("+12025550102", "Ben")
    world.says("+12025550102", "morning 9")
    assert world.state(ben).course.check is not None
    with pytest.raises(Refused):
        did(world, ben, Act.MOVE, stage=3)


def test_a_clearance_can_be_undone_and_the_referral_is_back(world: World, sam: int):
    world.says(SAM, "felt a pop")
    before = world.state(sam).course.referral
    did(world, sam, Act.CLEAR)
    assert world.state(sam).course.phase is Phase.REST
    undo(world, sam)
    assert world.state(sam).course.referral == before
    assert world.state(sam).course.phase is Phase.REFERRAL


def test_a_false_alarm_can_be_undone_and_the_sign_holds_again(world: World, sam: int):
    world.says(SAM, "felt a pop")
    did(world, sam, Act.DISMISS)
    assert world.state(sam).course.phase is Phase.REST
    undo(world, sam)
    assert world.state(sam).course.phase is Phase.REFERRAL
    assert world.state(sam).course.referral.urgency.value == "same-day"


def test_a_pause_holds_and_is_taken_back(world: World, sam: int):
    until = date(2026, 3, 9)
    did(world, sam, Act.PAUSE, until=until)
    assert world.state(sam).course.paused_until == until
    undo(world, sam)
    assert world.state(sam).course.standing is Standing.ACTIVE


def test_times_place_and_heel_raises_are_changed_and_put_back(world: World, sam: int):
    prefer = {"morning": time(6, 30), "place": Place.HEEL, "heel_raises": 12, "zone": "America/Denver"}
    did(world, sam, Act.PREFER, prefer=prefer)
    profile = world.state(sam).profile
    assert (profile.morning, profile.place, profile.heel_raises) == (time(6, 30), Place.HEEL, 12)
    assert profile.zone == "America/Denver"
    undo(world, sam)
    profile = world.state(sam).profile
    assert (profile.morning, profile.place, profile.heel_raises) == (time(8), Place.MID, None)
    assert profile.zone == "America/New_York"


def test_a_spoken_opt_out_ends_every_text_and_only_start_brings_them_back(world: World, sam: int):
    did(world, sam, Act.OPT_OUT)
    assert world.state(sam).course.standing is Standing.OPTED_OUT
    assert not last(world, sam).can_be_undone
    with pytest.raises(Refused):
        doing.say(world.services, sam, "Ana", "How are you?", world.clock.now)
    before = len(keys(world))
    world.at(days=3)
    world.work()
    assert len(keys(world)) == before
    world.says(SAM, "START")
    assert world.state(sam).course.standing is Standing.ACTIVE


def test_a_coach_s_text_goes_out_by_day_and_is_on_record(world: World, sam: int):
    world.at(hours=22)
    doing.say(world.services, sam, "Ana", "See you at six. No spikes.", world.clock.now)
    (row,) = [one for one in world.outbox("key", "body", "not_before") if one[0] == "coached.note"]
    assert row[1] == "Ana: See you at six. No spikes."
    world.work()
    assert ("coached.note", "queued") in world.outbox("key", "state")
    world.at(days=1, hours=8, minutes=1)
    world.work()
    assert ("coached.note", "queued") not in world.outbox("key", "state")
    assert last(world, sam).what == "text"


def test_an_invitation_is_sent_again_never_after_an_opt_out(world: World):
    world.coach()
    sam = service.invite(world.services, world.team, "Sam", SAM)
    world.at(hours=10)
    did(world, sam, Act.INVITE)
    assert keys(world).count("join.consent") == 2
    world.says(SAM, "STOP")
    with pytest.raises(Refused):
        did(world, sam, Act.INVITE)
    assert keys(world).count("join.consent") == 2


def test_what_changes_nothing_is_refused_and_not_on_record(world: World, sam: int):
    with pytest.raises(Refused):
        did(world, sam, Act.CLEAR)
    with world.services.store.read() as tx:
        assert doings.of_runner(tx, sam) == []


def test_what_is_long_ago_cannot_be_undone(world: World, sam: int):
    did(world, sam, Act.MOVE, stage=2)
    for day in range(1, 40):
        world.at(days=day, hours=9)
        world.work()
        world.says(SAM, "morning 3")
    with pytest.raises(Refused, match="too long ago"):
        undo(world, sam)


def test_notes_are_kept_for_coaches_and_go_with_the_runner(world: World, sam: int):
    doing.write_down(world.services, sam, "Ana", "Old shoes.", world.clock.now)
    with world.services.store.read() as tx:
        assert [note.body for note in doings.notes(tx, sam)] == ["Old shoes."]
    service.forget(world.services, sam, world.clock.now)
    with world.services.store.read() as tx:
        assert doings.notes(tx, sam) == []


@pytest.mark.parametrize("act", [Act.CLEAR, Act.DISMISS])
@pytest.mark.parametrize("sign", ["felt a pop", "chest pain and I can't breathe", "I want to kill myself"])
def test_what_is_undone_is_alerted_anew_and_the_runner_told(world: World, sam: int, act: Act, sign: str):
    world.says(SAM, sign)
    urgency = world.state(sam).course.referral.urgency
    did(world, sam, act)
    assert world.state(sam).talk.alert is None
    before = len([key for key in keys(world) if key.startswith("coach.")])
    undo(world, sam)
    alert = world.state(sam).talk.alert
    assert alert is not None and alert.urgency is urgency and not alert.acknowledged
    assert len([key for key in keys(world) if key.startswith("coach.")]) == before + 1
    assert any(key.startswith(("danger.again", "danger.crisis")) for key in keys(world))


def test_what_is_said_no_longer_holds_after_an_undo_and_does_not_go_out(world: World, sam: int):
    world.at(hours=22)
    did(world, sam, Act.MOVE, stage=6)
    undo(world, sam)
    states = dict(world.outbox("key", "state"))
    assert states["coached.stage"] == "cancelled" and states["coached.undone"] == "queued"


def test_an_undo_lifts_no_referral_that_came_since(world: World, sam: int):
    did(world, sam, Act.MOVE, stage=7)
    first = last(world, sam).id
    world.says(SAM, "DOCTOR")
    doing.undo(world.services, sam, first, "Ben", world.clock.now)
    assert world.state(sam).course.phase is Phase.REFERRAL


def test_after_a_clearance_is_undone_a_false_alarm_can_still_be_recorded(world: World, sam: int):
    world.says(SAM, "felt a pop")
    did(world, sam, Act.CLEAR)
    undo(world, sam)
    did(world, sam, Act.DISMISS)
    assert world.state(sam).course.phase is Phase.REST


def test_an_undo_leaves_alone_what_the_runner_has_changed_since(world: World, sam: int):
    did(world, sam, Act.PREFER, prefer={"zone": "America/Denver", "place": Place.HEEL})
    world.says(SAM, "TRAVEL Tokyo")
    undo(world, sam)
    profile = world.state(sam).profile
    assert (profile.zone, profile.country, profile.place) == ("Asia/Tokyo", "JP", Place.MID)


def test_texts_and_invitations_have_a_limit(world: World, sam: int):
    for _ in range(3):
        doing.say(world.services, sam, "Ana", "Hello", world.clock.now)
    with pytest.raises(Refused, match="Please call"):
        doing.say(world.services, sam, "Ana", "Hello", world.clock.now)
    ben = service.invite(world.services, world.team, "Ben", "+12025550102")
    did(world, ben, Act.INVITE)
    with pytest.raises(Refused, match="within a week"):
        did(world, ben, Act.INVITE)


def test_a_pause_does_not_pass_an_open_check(world: World, sam: int):
    world.says(SAM, "CHANGE 9")
    assert world.state(sam).course.check is not None
    with pytest.raises(Refused):
        did(world, sam, Act.PAUSE, until=date(2026, 3, 20))


@pytest.mark.parametrize("first", [0, 1])
def test_two_changes_of_one_thing_are_taken_back_in_either_order(world: World, first: int):
    sam = world.runner()
    for at in (time(9), time(10)):
        did(world, sam, Act.PREFER, prefer={"morning": at})
    with world.services.store.read() as tx:
        made = [one.id for one in reversed(doings.of_runner(tx, sam))]
    doing.undo(world.services, sam, made[first], "Ben", world.clock.now)
    assert world.state(sam).profile.morning == (time(9) if first else time(10))
    doing.undo(world.services, sam, made[1 - first], "Ben", world.clock.now)
    assert world.state(sam).profile.morning == time(8)
