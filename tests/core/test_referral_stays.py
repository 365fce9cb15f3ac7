"""What leaves DOCTOR-REFERRAL and what does not, and who is told how often."""

import pytest

from checkin.core.events import Act, Sort, TellCoach
from checkin.core.model import Phase, Standing, Urgency
from tests.core.builders import World, a_runner, days


def a_world(**course) -> World:
    return World(a_runner("3 3 3 3 3", **({"stage": 3, "runs": "5:2:ok"} | course)))


def referred(world: World, rule: str, urgency: Urgency = Urgency.ROUTINE) -> bool:
    found = world.course.referral
    return (
        world.course.phase is Phase.REFERRAL
        and found is not None
        and (found.rule, found.urgency) == (rule, urgency)
    )


SILENT = (
    "PAUSE 5",
    "RESUME",
    "STOP",
    "START",
    "CLEARED",
    "3",
    "morning 0",
    "no run",
    "thanks",
    "Y",
    "N",
    "oops 1",
)


@pytest.mark.parametrize("words", SILENT)
@pytest.mark.parametrize(
    ("opening", "rule", "urgency"),
    [
        ("DOCTOR", "refer.asked", Urgency.ROUTINE),
        ("felt a pop in my achilles", "refer.red_flag", Urgency.SAME_DAY),
        ("can't breathe", "refer.red_flag", Urgency.EMERGENCY),
    ],
)
def test_no_words_of_a_runner_lift_it_but_seen_and_cleared(opening, rule, urgency, words):
    world = a_world()
    world.text(opening)
    world.text(words)
    assert referred(world, rule, urgency)
    world.next_day(count=30).text(words)
    assert referred(world, rule, urgency)


@pytest.mark.parametrize("details", [{}, {"running": True}, {"stage": 4}])
@pytest.mark.parametrize("opening", ["DOCTOR", "felt a pop in my achilles"])
def test_a_new_sign_up_does_not_lift_it(opening, details):
    world = a_world()
    world.text(opening)
    world.next_day().text("STOP")
    before = world.course.referral
    world.enroll(**details)
    assert world.course.phase is Phase.REFERRAL
    assert world.course.referral == before
    assert world.course.standing is Standing.ACTIVE


def test_cleared_and_1_ends_a_routine_one():
    world = a_world()
    world.text("DOCTOR")
    assert world.text("CLEARED") == ["ask.seen"]
    assert world.text("1") == ["cleared.yes"]
    assert (world.course.phase, world.course.entered) == (Phase.REST, world.day)


def test_cleared_and_2_ends_the_plan_and_3_changes_nothing():
    world = a_world()
    world.text("DOCTOR")
    world.text("CLEARED")
    assert world.text("3") == ["cleared.not_yet"]
    assert referred(world, "refer.asked")
    world.text("CLEARED")
    world.text("2")
    assert (world.course.standing, world.course.phase) == (Standing.OPTED_OUT, Phase.REFERRAL)
    world.text("START")
    assert referred(world, "refer.asked")


def test_a_1_clears_nothing_once_a_sign_has_come():
    world = a_world()
    world.text("DOCTOR")
    world.text("CLEARED")
    world.text("felt a pop in my achilles")
    for answer in ("1", "2"):
        world.text(answer)
        assert referred(world, "refer.red_flag", Urgency.SAME_DAY)
        assert world.course.standing is Standing.ACTIVE


def test_a_1_clears_nothing_while_a_check_is_open():
    world = a_world()
    world.text("DOCTOR")
    world.text("ran, pain 9")
    assert world.text("CLEARED") == ["check.ask"]
    assert world.text("1") == ["check.ask"]
    assert referred(world, "refer.asked")
    assert world.text("N") == ["check.no", "ask.seen"]
    world.text("1")
    assert world.course.phase is Phase.REST


def test_only_the_coach_clears_a_sign():
    world = a_world()
    world.text("felt a pop in my achilles")
    assert world.text("CLEARED") == ["cleared.coach"]
    world.act(Act.ACKNOWLEDGE)
    assert world.course.phase is Phase.REFERRAL
    world.act(Act.CLEAR, note="examined on Monday")
    assert (world.course.phase, world.course.referral) == (Phase.REST, None)


def test_a_dismissal_brings_back_phase_and_stage_and_holds_the_run_for_two_mornings():
    world = a_world()
    world.next_day("08:05").text("3")
    world.text("felt a pop in my achilles")
    world.act(Act.DISMISS)
    assert (world.course.phase, world.course.stage, world.course.barred) == (Phase.RETURN, 3, world.day)
    assert world.rules()[-2:] == ["refer.red_flag", "dismiss"]
    assert "wait.fresh" in world.next_day("08:05").text("3")
    assert "plan.run" in world.next_day("08:05").text("3")


def test_a_dismissal_judges_the_numbers_told_beside_the_sign():
    world = a_world()
    world.text("felt a pop, ran, pain 7")
    assert world.course.stage == 3
    world.act(Act.DISMISS)
    assert (world.course.phase, world.course.stage) == (Phase.RETURN, 2)
    assert world.course.check is None


def test_a_dismissal_takes_back_signs_however_far_apart():
    world = a_world().next_day("10:00")
    world.text("felt a pop in my achilles")
    world.next_day(count=10).text("felt a pop again")
    for _ in range(10):
        world.next_day("10:00", 7).text("thanks")
    world.act(Act.DISMISS)
    assert (world.course.phase, world.course.stage) == (Phase.RETURN, 3)


def severe() -> World:
    world = a_world()
    world.mornings("7 7 7")
    assert referred(world, "refer.severe")
    return world


@pytest.mark.parametrize(("clock", "ahead", "lifted"), [("08:00", 1, True), ("08:06", 1, False)])
def test_a_correction_lifts_a_routine_one_within_24_hours_of_its_score(clock, ahead, lifted):
    world = severe().next_day(clock, ahead)
    world.text("change to 3")
    assert (world.course.phase is not Phase.REFERRAL) is lifted
    assert world.course.mornings[-1].score == 3


def test_a_second_answer_or_one_asked_for_lifts_nothing():
    world = severe()
    world.text("morning 3")
    assert referred(world, "refer.severe")
    world = severe()
    world.text("DOCTOR")
    world.text("change to 3")
    assert referred(world, "refer.asked")


def test_a_correction_beside_a_sign_lifts_neither_the_sign_nor_in_vain_what_is_beneath():
    world = severe()
    world.text("felt a pop in my achilles")
    world.text("change to 3")
    assert referred(world, "refer.red_flag", Urgency.SAME_DAY)
    world.act(Act.DISMISS)
    assert world.course.phase is not Phase.REFERRAL  # the correction came in time

    world = severe().next_day(count=2)
    world.text("felt a pop in my achilles")
    world.text("change to 3")
    assert referred(world, "refer.red_flag", Urgency.SAME_DAY)
    world.act(Act.DISMISS)
    assert referred(world, "refer.severe")  # it came too late


def test_late_correction_beside_a_sign_of_the_same_day():
    world = a_world()
    world.mornings("7 7")
    world.next_day("08:05").text("7")
    world.text("felt a pop in my achilles")
    world.next_day("10:00", 2).text("change to 3")
    world.act(Act.DISMISS)
    assert referred(world, "refer.severe")


def told(world: World) -> list[str]:
    zone = world._zone()
    return [
        f"{at.astimezone(zone):%a %H:%M}"
        for at, one in world.effects
        if isinstance(one, TellCoach) and one.urgent
    ]


@pytest.mark.parametrize(
    ("clock", "body", "times"),
    [
        ("13:00", "felt a pop in my achilles", ["Mon 13:00", "Mon 16:00", "Tue 08:00"]),
        ("22:00", "felt a pop in my achilles", ["Mon 22:00", "Tue 01:00", "Tue 08:00"]),
        ("20:00", "felt a pop in my achilles", ["Mon 20:00", "Mon 23:00", "Tue 08:00"]),
        ("13:00", "can't breathe", ["Mon 13:00", "Mon 13:15", "Mon 13:30"]),
        ("13:00", "i want to kill myself", ["Mon 13:00", "Mon 13:15", "Mon 13:30"]),
    ],
)
def test_the_coach_is_told_three_times_until_one_acknowledges(clock, body, times):
    world = a_world().at(clock)
    world.text(body)
    world.next_day(count=4)
    assert told(world) == times
    assert [f"{at.astimezone(world._zone()):%a %H:%M}" for at, _ in world.said(Sort.URGENT)] == times[1:]

    quick = a_world().at(clock)
    quick.text(body)
    quick.act(Act.ACKNOWLEDGE)
    quick.next_day(count=4)
    assert told(quick) == times[:1]

    answered = a_world().at(clock)
    answered.text(body)
    answered.text("ok")
    answered.next_day(count=4)
    assert told(answered) == times
    assert answered.said(Sort.URGENT) == []


def test_from_an_opted_out_number_the_coach_hears_and_the_runner_nothing():
    world = a_world()
    world.text("STOP")
    spoken = len(world.said())
    world.text("felt a pop in my achilles")
    world.next_day(count=3)
    assert referred(world, "refer.red_flag", Urgency.SAME_DAY)
    assert len(world.said()) == spoken
    assert len(told(world)) == 3


def test_after_stop_an_invited_one_hears_nothing_more_but_what_start_brings():
    world = World()
    assert world.text("hello") == ["join.consent", "join.agree"]
    world.text("STOP")
    for body in ("thanks", "hello?", "yes", "ok", "1", "4", "HELP"):
        assert world.text(body) == []
    assert world.text("felt a pop in my achilles") == ["coach.untold"]
    assert world.course.invited
    assert "join.consent" in world.text("START")
    assert world.text("YES") == ["plan.referral_flag"]


def test_an_invited_one_in_danger_is_told_what_to_do_and_the_coaches_are_called_by_the_clock():
    world = World(day=days(0))
    assert world.text("can't breathe") == ["danger.emergency", "coach.emergency"]
    assert world.text("can't breathe") == ["danger.emergency"]
    assert world.text("chest pain") == ["danger.emergency", "coach.emergency"]
    assert world.course.invited
    assert "plan.referral_flag" in world.text("YES")


@pytest.mark.parametrize(
    "body",
    [
        "pain 8. i felt a pop",
        "heard a pop in my calf, pain 9",
        "can't breathe 10",
        "yes. but felt a pop, pain 9",
    ],
)
def test_a_score_beside_a_sign_is_no_age(body: str):
    world = World(day=days(0))
    said = world.text(body)
    assert "join.minor" not in said and any(key.startswith("coach.") for key in said)


@pytest.mark.parametrize("body", ["pain 9 and my ankle is swollen", "worst pain 10"])
def test_a_score_with_its_subject_is_no_age(body: str):
    assert "join.minor" not in World(day=days(0)).text(body)


@pytest.mark.parametrize("body", ["I'm 16 and felt a pop", "16", "my son is 15"])
def test_a_stated_age_is_one_beside_a_sign_too(body: str):
    assert "join.minor" in World(day=days(0)).text(body)
