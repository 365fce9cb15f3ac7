"""A visit that cleared the runner, a wish for one, and one that can't be had."""

import pytest

from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I saw the doc, all good", Intent.CLEARED),
        ("doctor says I can run again", Intent.CLEARED),
        ("fui al médico, todo bien", Intent.CLEARED),
        ("saw the doc, not good", Intent.OTHER),
        ("cant see a doc till may", Intent.OTHER),
        ("cant get an appointment", Intent.OTHER),
        ("no puedo ver al médico", Intent.OTHER),
        ("see a doctor", Intent.DOCTOR),
    ],
)
def test_a_visit_is_told_from_the_wish_for_one(text: str, intent: Intent) -> None:
    assert read(text, Question.NONE).intent is intent
