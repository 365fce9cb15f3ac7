"""A score under a painkiller: recorded, and never better than an unknown run."""

from datetime import date

import pytest

from checkin.core.leave import clear_days
from checkin.core.model import Run
from tests.core.builders import protocol


@pytest.mark.parametrize(("pain", "days"), [(0, 2), (1, 2), (3, 2), (4, 3), (None, 2)])
def test_a_run_under_a_painkiller_asks_for_the_clear_days_of_an_unknown_one(pain, days):
    assert clear_days(Run(date(2026, 4, 6), pain, 3, masked=True), protocol()) == days
