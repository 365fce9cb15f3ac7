"""Numb after icing: no run until the runner says that it has passed."""

from checkin.core.leave import Why, leave
from checkin.core.model import Phase
from tests.core.builders import World, a_runner


def a_world() -> World:
    return World(a_runner("3 3 3 3 3", stage=3, runs="5:2:ok"))


def test_no_run_while_the_question_about_numbness_is_open_and_it_is_put_again():
    world = a_world()
    assert "ask.numb" in world.text("foot is numb after icing")
    said = world.next_day("08:05").text("2")
    assert "ask.numb" in said
    assert "plan.run" not in said
    assert Why.NUMB in [one.why for one in leave(world.course, world.day, world.protocol)]


def test_a_no_gives_the_run_back_and_a_yes_is_a_sign_for_today():
    world = a_world()
    world.text("foot is numb after icing")
    world.next_day("08:05").text("2")
    assert "plan.run" in world.text("N")
    other = a_world()
    other.text("foot is numb after icing")
    assert "danger.nerve" in other.text("Y")
    assert other.course.phase is Phase.REFERRAL
