"""What the fake calls of ours: signed, retried, its fallback asked, and the answer carried out."""

import time
from typing import Any

import pytest

from tests.support.twilio import Rule, Twilio
from tests.support.twilio.asking import ORIGIN, OURS, THEIRS, rest
from tests.support.twilio.receiver import Receiver, xml
from tests.support.twilio.wire import HANG_UP, Answer

OOPS = Answer(503)


def receive(calling: Twilio, body: str = "5", **more: Any) -> tuple[bool, int, int]:
    told = calling.receive(THEIRS, OURS, body, **more)
    return told["delivered"], told["status"], told["attempts"]


def test_a_text_is_handed_over_signed_and_with_all_its_fields(calling: Twilio, receiver: Receiver):
    assert receive(calling, "¿cinco? 😀", extra={"OptOutType": "HELP"}) == (True, 204, 1)
    [told] = receiver.fields()
    assert (told["From"], told["To"], told["Body"]) == (THEIRS, OURS, "¿cinco? 😀")
    assert (told["NumMedia"], told["SmsStatus"], told["OptOutType"]) == ("0", "received", "HELP")
    assert told["MessageSid"] == told["SmsSid"] == calling.history.inbound()[0]["sid"]
    assert receiver.asked[0].headers["host"] == "checkin.example.org"
    assert receiver.is_signed(ORIGIN, calling.config.auth_token)
    assert not receiver.is_signed(ORIGIN, "another token")
    assert not receiver.is_signed("http://checkin.example.org", calling.config.auth_token)


def test_a_picture_has_its_address(calling: Twilio, receiver: Receiver):
    assert receive(calling, "", num_media=1)[0]
    [told] = receiver.fields()
    assert told["MessageSid"].startswith("MM") and told["Body"] == "" and "MediaUrl0" in told


def test_a_text_may_be_handed_over_twice(calling: Twilio, receiver: Receiver):
    sid = calling.inbound(THEIRS, OURS, "5")
    assert receiver.asked == []
    calling.receive_again(sid)
    calling.receive_again(sid)
    assert [told["MessageSid"] for told in receiver.fields()] == [sid, sid]
    with pytest.raises(ValueError):
        calling.receive_again("SM" + "0" * 32)


def test_replies_are_sent_and_their_callbacks_signed(calling: Twilio, receiver: Receiver):
    replies = (
        f'<Message statusCallback="{ORIGIN}/sms/status?m=1">one</Message><Message><Body>two</Body></Message>'
    )
    receiver.answers = [xml(f"<Response>{replies}</Response>"), Answer(204)]
    assert receive(calling) == (True, 200, 1)
    calling.settle()
    assert [(event["body"], event["m"], event["via"]) for event in calling.history.accepted()] == [
        ("one", "1", "twiml"),
        ("two", None, "twiml"),
    ]
    assert receiver.statuses() == ["sent", "delivered"]
    assert receiver.asked[-1].query == "m=1"
    assert receiver.is_signed(ORIGIN, calling.config.auth_token)
    listed = rest(calling).messages.list(to=THEIRS)
    assert [message.direction for message in listed] == ["outbound-reply", "outbound-reply"]


def test_nothing_behind_an_action_is_reached(calling: Twilio, receiver: Receiver):
    first = f'<Message action="{ORIGIN}/sms/status?m=1" method="POST">one</Message>'
    receiver.answers = [xml(f"<Response>{first}<Message>two</Message></Response>"), Answer(204)]
    assert receive(calling)[0]
    calling.settle()
    assert calling.history.bodies_to(THEIRS) == ["one"]
    assert calling.history.by_m() == {"1": 1}
    assert [event["body"] for event in calling.history.events("unreached")] == ["two"]
    assert receiver.statuses() == ["sent", "delivered"]


@pytest.mark.parametrize("by_rule", [False, True])
def test_a_reply_that_is_refused_fails_by_its_callback(calling: Twilio, receiver: Receiver, by_rule: bool):
    if by_rule:
        calling.faults(rules=[Rule("refuse", {"body": "bye"}, code=21610)])
    reply = f'<Message statusCallback="{ORIGIN}/sms/status?m=1">bye</Message>'
    receiver.answers = [xml(f"<Response>{reply}</Response>"), Answer(204)]
    assert receive(calling, "hello" if by_rule else "STOP")[0]
    calling.settle()
    told = receiver.fields()[1]
    assert (told["MessageStatus"], told["ErrorCode"]) == ("failed", "21610")
    assert calling.history.accepted() == []
    assert [(event["code"], event["m"]) for event in calling.history.refused()] == [(21610, "1")]


@pytest.mark.parametrize(
    ("fragment", "attempts"),
    [
        ("", 1),
        ("#rc=3&rp=ct,rt,5xx", 4),
        ("#rc=3&rp=4xx", 1),
        ("#rp=5xx", 2),
        ("#rc=0&rp=all", 1),
        ("#rc=2&rp=all", 3),
    ],
)
def test_an_error_is_tried_again_only_if_the_address_asks(
    calling: Twilio, receiver: Receiver, fragment: str, attempts: int
):
    receiver.answers = [OOPS]
    calling.point(webhook_url=f"{ORIGIN}/sms{fragment}")
    assert receive(calling) == (False, 503, attempts)
    assert len(receiver.asked) == attempts
    assert len({request.headers["i-twilio-idempotency-token"] for request in receiver.asked}) == 1
    assert receiver.is_signed(ORIGIN, calling.config.auth_token)  # the fragment is no part of it


def test_a_later_attempt_may_be_taken(calling: Twilio, receiver: Receiver):
    receiver.answers = [OOPS, HANG_UP, xml("<Response><Message>thanks</Message></Response>")]
    calling.point(webhook_url=f"{ORIGIN}/sms#rc=3&rp=ct,rt,5xx")
    assert receive(calling) == (True, 200, 3)
    tries = [(event["status"], event["error"]) for event in calling.history.webhooks()]
    assert tries == [(503, "5xx"), (0, "rt"), (200, None)]
    assert calling.history.bodies_to(THEIRS) == ["thanks"]


def test_nobody_there_is_tried_once_more_by_default(calling: Twilio, receiver: Receiver):
    calling.point(routes={ORIGIN: "http://127.0.0.1:1"})
    assert receive(calling) == (False, 0, 2)
    calling.point(routes={ORIGIN: receiver.url})
    assert receive(calling) == (True, 204, 1)


def test_a_webhook_that_hangs_is_given_up(calling: Twilio, receiver: Receiver):
    calling.point(webhook_url=f"{ORIGIN}/sms#rt=400&rc=1&rp=rt")
    receiver.pause = 0.5
    started = time.monotonic()
    assert receive(calling) == (False, 0, 2)
    assert time.monotonic() - started >= 0.4
    assert [event["error"] for event in calling.history.webhooks()] == ["rt", "rt"]
    receiver.pause = 0.0
    assert receive(calling) == (True, 204, 1)


def test_the_fallback_hears_why(calling: Twilio, receiver: Receiver):
    receiver.answers = [OOPS, Answer(204)]
    calling.point(fallback_url=f"{ORIGIN}/fallback")
    assert receive(calling) == (True, 204, 2)
    first, second = receiver.fields()
    assert first["MessageSid"] == second["MessageSid"] and "ErrorCode" not in first
    assert (second["ErrorCode"], second["ErrorUrl"]) == ("11200", f"{ORIGIN}/sms")
    assert receiver.asked[1].path == "/fallback"
    assert [event["fallback"] for event in calling.history.webhooks()] == [False, True]
    receiver.answers = [OOPS]
    assert receive(calling) == (False, 503, 2)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, b"<Response><Message>\x0b</Message></Response>", "text/xml"), 12100),
        (Answer(200, b"<Reply/>", "text/xml"), 12200),
        (Answer(200, b"<Response><Say>hi</Say></Response>", "text/xml"), 12200),
        (Answer(200, b'<Response><Message status_callback="x">hi</Message></Response>', "text/xml"), 12200),
        (Answer(200, b"{}", "application/json"), 12300),
    ],
)
def test_an_answer_that_cannot_be_read_is_no_delivery(
    calling: Twilio, receiver: Receiver, answer: Answer, code: int
):
    receiver.answers = [answer]
    assert receive(calling) == (False, 200, 1)
    assert [event["code"] for event in calling.history.events("twiml")] == [code]
    receiver.answers = [xml("<Response/>")]
    assert receive(calling) == (True, 200, 1)


def test_a_callback_at_a_word(calling: Twilio, receiver: Receiver):
    reply = f'<Message statusCallback="{ORIGIN}/sms/status?m=1">hi</Message>'
    receiver.answers = [xml(f"<Response>{reply}</Response>"), Answer(204)]
    receive(calling)
    calling.settle()
    sid = calling.history.accepted()[0]["sid"]
    assert calling.callback(sid, "undelivered", 30005) == 204
    assert (receiver.statuses()[-1:], receiver.fields()[-1]["ErrorCode"]) == (["undelivered"], "30005")
    assert calling.state()["statuses"]["delivered"] == 1


def test_nothing_is_carried_off_this_machine(calling: Twilio):
    calling.point(routes={})
    assert receive(calling) == (False, 0, 2)
    calling.point(routes={ORIGIN: "http://192.0.2.1:80"})
    assert receive(calling) == (False, 0, 2)
