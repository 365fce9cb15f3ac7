"""What we send and what the fake answers, held against Twilio's own description of its API."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.twilio import Twilio
from tests.support.twilio.asking import OURS, SERVICE, THEIRS, create, failure, rest
from tests.support.twilio.openapi import Contract


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"validity_period": 0}, "ValidityPeriod"),
        ({"validity_period": 36_001}, "ValidityPeriod"),
        ({"validity_period": "soon"}, "ValidityPeriod"),
        ({"status_callback": "/sms/status"}, "StatusCallback"),
        ({"status_callback": "https://my_host/sms"}, "StatusCallback"),
        ({"to": "no number!"}, "To"),
        ({"from_": None, "messaging_service_sid": "MG1"}, "MessagingServiceSid"),
        ({"message_intent": "notifications"}, "MessageIntent"),  # newer than the description that we hold
        ({"risk_check": "perhaps"}, "RiskCheck"),
        ({"smart_encoded": "maybe"}, "SmartEncoded"),
    ],
)
def test_what_the_description_does_not_allow(twilio: Twilio, changes: dict[str, Any], named: str):
    assert failure(twilio, **changes) == (400, 20001)
    [violation] = twilio.history.violations()
    assert named in violation["problems"][0]


def test_what_we_send_is_within_the_description(twilio: Twilio):
    for seconds in (1, 36_000):
        create(twilio, validity_period=seconds)
    create(twilio, from_=None, messaging_service_sid=SERVICE, body="¿Cómo está? 😀")
    rest(twilio).messages.list(to=THEIRS, date_sent_after=datetime(2026, 1, 1, tzinfo=UTC), page_size=1000)
    assert twilio.history.violations() == []
    assert twilio.history.bodies_to(THEIRS)[-1] == "¿Cómo está? 😀"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("PageSize=1001", "PageSize"),
        ("DateSent>=yesterday", "DateSent>"),
        ("Body=x", "Body"),
        ("To=1&To=2", "To"),
    ],
)
def test_a_list_is_held_against_the_description_too(twilio: Twilio, query: str, named: str):
    path = f"/2010-04-01/Accounts/{twilio.config.account_sid}/Messages.json?{query.replace('>', '%3E')}"
    response = rest(twilio).request("GET", twilio.url + path)
    assert (response.status_code, json.loads(response.text)["code"]) == (400, 20001)
    assert named in twilio.history.violations()[0]["problems"][0]


def test_the_fake_answers_as_the_description_says(twilio: Twilio):
    create(twilio)
    create(twilio, from_=None, messaging_service_sid=SERVICE)
    client, contract = rest(twilio), Contract()
    path = f"/2010-04-01/Accounts/{twilio.config.account_sid}/Messages.json"
    listed = json.loads(client.request("GET", f"{twilio.url}{path}?PageSize=1").text)
    made = json.loads(
        client.request("POST", twilio.url + path, data={"To": THEIRS, "From": OURS, "Body": "x"}).text
    )
    assert contract.problems_of_answer("GET", path, 200, listed) == []
    assert contract.problems_of_answer("POST", path, 201, made) == []
    assert contract.problems_of_answer("POST", path, 201, {**made, "status": "asleep"}) != []
