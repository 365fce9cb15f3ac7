"""The last look at a text: a table of who may still be sent what, and when."""

from datetime import UTC, date, datetime

import pytest

from checkin.config import DEFAULT_PROTOCOL
from checkin.core.events import Sort
from checkin.core.protocol import parse
from checkin.outbox.admit import Fate, admit, day_time
from checkin.store.outgoing import NOTICE, Queued
from checkin.store.sending import Waiting

PROTOCOL = parse(DEFAULT_PROTOCOL.read_text("utf-8"))
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)  # in New York
NIGHT = datetime(2026, 3, 3, 3, tzinfo=UTC)  # 22:00 there
ALL = [sort.value for sort in Sort] + ["alert", "coach", "operator"]
ASKING = {"morning", "evening", "nudge", "friendly", "reminder", "ice", "compress"}
DROPPED_FIRST = ASKING - {"morning", "evening"}


def waiting(kind: str, **changes: object) -> Waiting:
    text = Queued(
        1, 7, None, None, "+12025550101", kind, "words", date(2026, 3, 2), 0, NOTICE, "queued", 0, 0, None,
        None, NOON, None, None, None,
    )  # fmt: skip
    known = {"zone": "America/New_York", "unwanted": False, "away": False, "bad": False, "earlier": 0}
    return Waiting(text, **(known | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ALL)
def test_by_day_everything_is_sent(kind: str):
    assert admit(waiting(kind), NOON, PROTOCOL) is Fate.SEND


@pytest.mark.parametrize("kind", ALL)
def test_after_stop_only_an_answer_is_sent(kind: str):
    expected = {"reply": Fate.SEND, "alert": Fate.LOSE}.get(kind, Fate.CANCEL)  # an alert needs another
    assert admit(waiting(kind, unwanted=True), NOON, PROTOCOL) is expected


@pytest.mark.parametrize("kind", ALL)
def test_on_a_pause_or_before_a_visit_nothing_is_asked_and_nobody_reminded(kind: str):
    expected = Fate.CANCEL if kind in ASKING else Fate.SEND
    assert admit(waiting(kind, away=True), NOON, PROTOCOL) is expected


@pytest.mark.parametrize("kind", ALL)
def test_a_number_that_takes_no_texts_gets_none(kind: str):
    expected = Fate.SEND if kind == "reply" else Fate.LOSE
    assert admit(waiting(kind, bad=True), NOON, PROTOCOL) is expected


@pytest.mark.parametrize("kind", ALL)
def test_beyond_the_days_texts_reminders_are_dropped_and_questions_never(kind: str):
    most = PROTOCOL.texts.most
    assert admit(waiting(kind, earlier=most - 1), NOON, PROTOCOL) is Fate.SEND
    expected = Fate.CANCEL if kind in DROPPED_FIRST else Fate.SEND
    assert admit(waiting(kind, earlier=most), NOON, PROTOCOL) is expected


@pytest.mark.parametrize("kind", ALL)
def test_in_quiet_hours_what_has_no_time_of_its_own_waits_for_the_morning(kind: str):
    held = kind in ("notice", "follow-up", "coach")
    assert admit(waiting(kind), NIGHT, PROTOCOL) is (Fate.HOLD if held else Fate.SEND)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NIGHT, datetime(2026, 3, 3, 13, tzinfo=UTC)),
        (datetime(2026, 3, 3, 12, 59, tzinfo=UTC), datetime(2026, 3, 3, 13, tzinfo=UTC)),
        (datetime(2026, 3, 8, 3, tzinfo=UTC), datetime(2026, 3, 8, 12, tzinfo=UTC)),  # clocks go forward
    ],
)
def test_the_morning_is_the_readers_own(now: datetime, until: datetime):
    assert day_time(waiting("notice"), now, PROTOCOL) == until
