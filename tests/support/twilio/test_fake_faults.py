"""What the fake does wrong when it is told to, each beside what it does otherwise."""

import threading
import time
from typing import Any

import pytest
from requests.exceptions import ConnectionError
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.support.twilio import Rule, Twilio
from tests.support.twilio.asking import OTHER, THEIRS, create, failure, rest
from tests.support.twilio.config import Faults
from tests.support.twilio.faults import Script
from tests.support.twilio.receiver import Receiver


@pytest.mark.parametrize(
    ("fault", "error", "accepted"),
    [
        ("slow_down", (429, 20429), 0),
        ("daily_limit", (429, 63038), 0),
        ("html_503", (503, 503), 0),
        ("error_before_accept", (500, 20500), 0),
        ("error_after_accept", (500, 20500), 1),
    ],
)
def test_an_error_and_whether_the_message_is_there(
    calling: Twilio, fault: str, error: tuple[int, int], accepted: int
):
    calling.faults(**{fault: 1.0})
    assert failure(calling) == error
    calling.faults()
    assert len(rest(calling).messages.list(to=THEIRS)) == accepted
    assert [event["fault"] for event in calling.history.accepted()] == [fault] * accepted
    assert [event["fault"] for event in calling.history.refused()] == [fault] * (1 - accepted)
    create(calling)


def test_the_two_errors_cannot_be_told_apart(calling: Twilio):
    said = []
    for fault in ("error_before_accept", "error_after_accept"):
        calling.faults(**{fault: 1.0})
        with pytest.raises(TwilioRestException) as caught:
            create(calling)
        said.append(vars(caught.value))
    assert said[0] == said[1]


def test_a_connection_that_drops_hides_a_message_that_is_there(calling: Twilio):
    calling.faults(drop_after_accept=1.0)
    with pytest.raises(ConnectionError):
        create(calling)
    assert [message.body for message in rest(calling).messages.list(to=THEIRS)] == ["How stiff?"]
    calling.settle()
    assert [message.status for message in rest(calling).messages.list()] == ["delivered"]


def test_when_it_is_down_only_the_tests_get_in(calling: Twilio):
    calling.faults(down=True)
    with pytest.raises(ConnectionError):
        create(calling)
    with pytest.raises(ConnectionError):
        rest(calling).messages.list()
    assert calling.state()["messages"] == 0
    calling.faults()
    create(calling)
    assert [event["fault"] for event in calling.history.refused()] == ["down", "down"]


def test_a_list_may_fail_or_lag(calling: Twilio):
    calling.faults(list_lag=30.0)
    made = create(calling)
    assert rest(calling).messages.list() == []
    with pytest.raises(TwilioRestException) as caught:
        rest(calling).messages(made.sid).fetch()
    assert caught.value.status == 404
    calling.faults(list_fails=1.0)
    create(calling)
    with pytest.raises(TwilioException):
        rest(calling).messages.list()
    calling.faults()
    assert len(rest(calling).messages.list()) == 2


def test_an_answer_may_be_late_though_the_message_is_there(calling: Twilio):
    calling.faults(rules=[{"do": "delay", "match": {"to": THEIRS}, "seconds": 0.6}])
    caller = threading.Thread(target=create, args=(calling,))
    started = time.monotonic()
    caller.start()
    while not calling.history.accepted():
        assert caller.is_alive()
    create(calling, to=OTHER)
    caller.join()
    assert time.monotonic() - started >= 0.6


def test_rules_take_the_number_the_text_and_the_turn_that_they_name(calling: Twilio):
    rules = [
        Rule("refuse", {"to": OTHER}, code=21211),
        Rule("slow_down", {"kind": "create", "to": THEIRS, "nth": 2}),
        Rule("daily_limit", {"body": "^Good"}),
    ]
    calling.faults(rules=rules)
    assert failure(calling, to=OTHER) == (400, 21211)
    create(calling)
    rest(calling).messages.list(to=THEIRS)
    assert failure(calling) == (429, 20429)
    create(calling)
    assert failure(calling, body="Good night") == (429, 63038)
    create(calling, body="All good")


@pytest.mark.parametrize(
    ("status", "told"), [("undelivered", ["sent", "undelivered"]), ("failed", ["failed"])]
)
def test_a_text_that_does_not_arrive(calling: Twilio, receiver: Receiver, status: str, told: list[str]):
    calling.faults(rules=[Rule("undeliver", {"to": OTHER}, code=30003, status=status)])
    lost, arrives = create(calling, to=OTHER), create(calling)
    calling.settle()
    fetched = rest(calling).messages(lost.sid).fetch()
    assert (fetched.status, fetched.error_code) == (status, 30003)
    assert (fetched.date_sent is None) == (status == "failed")
    assert rest(calling).messages(arrives.sid).fetch().status == "delivered"
    heard = [fields for fields in receiver.fields() if fields["MessageSid"] == lost.sid]
    assert [fields["MessageStatus"] for fields in heard] == told
    assert [fields.get("ErrorCode") for fields in heard] == [None] * (len(told) - 1) + ["30003"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("", ["sent", "delivered"]),
        ("callback_missing", []),
        ("callback_repeated", ["sent", "sent", "delivered", "delivered"]),
        ("callback_reordered", ["delivered", "sent"]),
    ],
)
def test_callbacks_get_lost_doubled_and_mixed(
    calling: Twilio, receiver: Receiver, fault: str, told: list[str]
):
    calling.faults(**({fault: 1.0} if fault else {}))
    made = create(calling)
    calling.settle()
    assert receiver.statuses() == told
    assert rest(calling).messages(made.sid).fetch().status == "delivered"


def test_a_callback_may_come_before_the_answer(calling: Twilio, receiver: Receiver):
    calling.faults(callback_early=1.0)
    create(calling)
    assert receiver.statuses()[0] == "sent"
    calling.settle()
    assert receiver.statuses() == ["sent", "delivered"]


def test_chance_does_not_depend_on_the_order_of_the_requests():
    faults = Faults(drop_after_accept=0.3, callback_missing=0.3, delay=(0.0, 1.0))
    asked = [(f"+1202555{number:04d}", "How stiff?") for number in range(200)]

    def verdicts(seed: int, order: list[tuple[str, str]]) -> dict[Any, Any]:
        script = Script(faults, seed)
        return {pair: script.create(*pair) for pair in order}

    assert verdicts(1, asked) == verdicts(1, asked[::-1])
    assert verdicts(1, asked) != verdicts(2, asked)
    dropped = sum(verdict.fault == "drop_after_accept" for verdict in verdicts(1, asked).values())
    assert 30 < dropped < 90


def test_the_same_text_tried_again_has_another_chance():
    script = Script(Faults(slow_down=0.5), seed=1)
    assert {script.create(THEIRS, "x").fault for _ in range(50)} == {"", "slow_down"}
