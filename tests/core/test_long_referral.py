"""A referral that waits for a year: the runner stays small, and a coach can still take the sign back."""

from datetime import timedelta

from checkin.core.events import Act, Say
from checkin.core.model import Phase
from tests.core.builders import World, a_runner


def test_a_text_a_day_for_a_year_leaves_a_small_journal_and_a_sign_that_can_be_taken_back():
    world = World(a_runner("3 3 3 3 3", stage=3, runs="5:2:ok"))
    world.text("felt a pop in my achilles")
    for _ in range(365):
        world.next_day("10:00").text("thanks")
    assert len(world.runner.journal) < 60
    world.act(Act.DISMISS)
    assert (world.course.phase, world.course.stage) == (Phase.RETURN, 3)


def test_a_follow_up_missed_in_an_outage_is_put_when_we_are_back():
    world = World(a_runner("3 3 3 3 3", stage=3, runs="5:2:ok"))
    world.text("DOCTOR")
    quiet = world.runner
    world.next_day("08:05", count=6)
    assert "ask.seen" in [effect.key for _, effect in world.effects if isinstance(effect, Say)]
    late = World(quiet, day=world.day + timedelta(days=1), clock="10:00")
    assert "ask.seen" in [effect.key for _, effect in late.effects if isinstance(effect, Say)]
