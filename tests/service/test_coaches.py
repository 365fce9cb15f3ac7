"""What coaches are told, when, and what their own texts do."""

import pytest

from checkin import service
from checkin.core.events import Act, CoachActed
from tests.service.cast import ANA, SAM, World


def told(world: World) -> list[tuple[object, ...]]:
    return [(kind, state) for kind, state, coach in world.outbox("kind", "state", "coach_id") if coach]


def test_an_urgent_alert_goes_to_every_coach_at_any_hour(world: World):
    world.runner()
    world.coach()
    world.coach("+12025550191", "Bo")
    world.at(hours=3)
    world.says(SAM, "I felt a pop")
    world.work()
    assert told(world) == [("alert", "delivered"), ("alert", "delivered")]


def test_what_is_not_urgent_waits_for_the_morning(world: World):
    world.runner()
    world.coach()
    world.at(hours=3)
    world.says(SAM, "wrong number")
    world.work()
    assert told(world) == [("coach", "queued")]
    world.at(hours=7, minutes=59)
    world.work()
    assert told(world) == [("coach", "queued")]
    world.at(hours=8)
    world.work()
    assert told(world) == [("coach", "delivered")]


@pytest.mark.parametrize("word", ["OK", "ok!", "1", "on it", "👍"])
def test_ok_takes_the_open_alerts(world: World, word: str):
    sam = world.runner()
    world.coach()
    world.says(SAM, "I felt a pop")
    (thanks,) = world.says(ANA, word)
    alert = world.state(sam).talk.alert
    assert alert is not None and alert.acknowledged == "Ana"
    assert "1" in thanks
    assert world.says(ANA, word) != [thanks]


def test_ok_takes_no_other_teams_alert(world: World):
    sam = world.runner()
    hill = service.add_team(world.services, "Hill", "hill", "UTC")
    service.add_coach(world.services, "Bo", "+12025550191", hill)
    world.says(SAM, "I felt a pop")
    world.says("+12025550191", "OK")
    alert = world.state(sam).talk.alert
    assert alert is not None and alert.acknowledged == ""


def test_a_coach_who_texts_stop_is_told_nothing_until_start(world: World):
    world.runner()
    world.coach()
    assert world.says(ANA, "STOP") == []
    world.says(SAM, "I felt a pop")
    assert told(world) == []
    assert world.says(ANA, "START")
    world.says(SAM, "chest pain now")
    assert [kind for kind, _ in told(world) if kind == "alert"] == ["alert"]


def test_anything_else_from_a_coach_gets_one_short_answer(world: World):
    world.coach()
    (answer,) = world.says(ANA, "how is everybody?")
    assert "OK" in answer


def test_a_coach_records_a_clearance(world: World):
    sam = world.runner()
    world.coach()
    world.says(SAM, "I felt a pop")
    assert world.state(sam).course.phase.value == "doctor-referral"
    act = CoachActed(world.clock.now, "Ana", Act.CLEAR, "Dr Bell, 2 March")
    service.act(world.services, sam, act)
    assert world.state(sam).course.phase.value == "rest"
    assert world.outbox("kind")[-1] == ("notice",)


def test_a_number_is_a_coachs_or_a_runners(world: World):
    world.runner()
    world.coach()
    with pytest.raises(service.Refused, match="coach's number"):
        service.invite(world.services, world.team, "Ana", ANA)
    with pytest.raises(service.Refused, match="runner's number"):
        service.add_coach(world.services, "Sam", SAM, world.team)
    with pytest.raises(service.Refused, match="already"):
        service.invite(world.services, world.team, "Sam", SAM)


def test_a_keyword_must_be_one_that_can_be_texted(world: World):
    with pytest.raises(service.Refused, match="RIVER"):
        service.add_team(world.services, "River", " river ", "UTC")
    with pytest.raises(service.Refused, match="keyword"):
        service.add_team(world.services, "River", "!!", "UTC")
    with pytest.raises(service.Refused, match="time zone"):
        service.add_team(world.services, "River", "LAKE", "Mars/Base")


def test_a_coach_in_danger_is_told_whom_to_call(world: World):
    world.coach()
    (said,) = world.says(ANA, "I can't breathe")
    assert "emergency" in said
    assert world.says(ANA, "what can I do here") != [said]


def test_a_coach_is_written_to_in_the_language_they_choose(world: World):
    world.coach()
    world.runner()
    assert world.says(ANA, "ESPAÑOL") == ["Desde ahora en español. ENGLISH lo cambia."]
    world.says(SAM, "felt a pop")
    (alert,) = [str(body) for body, kind in world.outbox("body", "kind") if kind == "alert"]
    assert "Responde OK" in alert
    assert world.says(ANA, "english")[0].startswith("English from now on")
