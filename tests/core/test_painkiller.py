"""A score under a painkiller: recorded, and never better than an unknown run."""

from datetime import date

import pytest

from checkin.core.leave import clear_days
from checkin.core.model import Run
from tests.core.builders import World, a_runner, protocol


@pytest.mark.parametrize(("pain", "days"), [(0, 2), (1, 2), (3, 2), (4, 3), (None, 2)])
def test_a_run_under_a_painkiller_asks_for_the_clear_days_of_an_unknown_one(pain, days):
    assert clear_days(Run(date(2026, 4, 6), pain, 3, masked=True), protocol()) == days


def test_a_morning_under_a_painkiller_makes_no_run_a_good_one():
    verdicts = []
    for words in ("2", "took ibuprofen, 2"):
        world = World(a_runner("2 2 2 2 2", stage=3, runs="5:2:ok")).next_day("08:05")
        world.text("2")
        world.text("ran, pain 1")
        world.next_day("08:05").text(words)
        verdicts.append(world.course.runs[-1].rule)
    assert verdicts == ["run.ok", "run.unknown"]
