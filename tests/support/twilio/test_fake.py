"""The fake's API as Twilio's own client sees it: what it makes, lists and refuses, and what it logs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.support.twilio import Config, Twilio, serve
from tests.support.twilio.asking import KEY, OTHER, OURS, POOL, SERVICE, THEIRS, create, failure, rest


def test_a_message_is_made_and_walks_to_its_end(twilio: Twilio):
    made = create(twilio)
    assert (made.status, made.direction, made.num_segments, made.num_media) == (
        "queued",
        "outbound-api",
        "1",
        "0",
    )
    assert (made.sid[:2], made.to, made.from_, made.date_sent) == ("SM", THEIRS, OURS, None)
    twilio.settle()
    fetched = rest(twilio).messages(made.sid).fetch()
    assert (fetched.status, fetched.body, fetched.error_code) == ("delivered", "How stiff?", None)
    assert datetime.now(UTC) - fetched.date_sent < timedelta(seconds=60)


def test_a_service_chooses_the_sender_later(twilio: Twilio):
    made = create(twilio, from_=None, messaging_service_sid=SERVICE)
    assert (made.status, made.from_, made.messaging_service_sid) == ("accepted", None, SERVICE)
    twilio.settle()
    assert rest(twilio).messages(made.sid).fetch().from_ == OURS


def test_the_numbers_of_a_service_are_listed_over_pages(twilio: Twilio):
    service = rest(twilio).messaging.v1.services(SERVICE)
    for size in (1, 50):
        assert tuple(found.phone_number for found in service.phone_numbers.list(page_size=size)) == POOL
    assert service.fetch().use_inbound_webhook_on_number is True


def test_lists_are_newest_first_and_pages_hold_still(twilio: Twilio):
    made = [create(twilio, body=f"text {number}").sid for number in range(7)]
    twilio.inbound(THEIRS, OURS, "5")
    create(twilio, to=OTHER)
    pages = rest(twilio).messages.stream(to=THEIRS, page_size=3)
    first = next(pages).sid
    create(twilio, body="comes while someone reads")
    assert [first, *(message.sid for message in pages)] == made[::-1]
    assert [message.direction for message in rest(twilio).messages.list(from_=THEIRS)] == ["inbound"]
    assert len(rest(twilio).messages.list(limit=4)) == 4
    assert len(rest(twilio).messages.list()) == 10


def test_date_filters_know_what_was_sent_and_nothing_else(config: Config):
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    with serve(replace(config, sent_after=3600)) as twilio:
        create(twilio)  # stays queued, has no date_sent
        for hours in (-24, 0, 1):
            twilio.inbound(THEIRS, OURS, f"{hours}", at=noon + timedelta(hours=hours))

        def bodies(**asked: Any) -> list[str]:
            return [message.body for message in rest(twilio).messages.list(**asked)]

        assert bodies(date_sent_after=noon) == ["1", "0"]
        assert bodies(date_sent_before=noon) == ["0", "-24"]
        assert bodies(date_sent_after=noon, date_sent_before=noon) == ["0"]
        assert bodies(date_sent="2026-03-29") == ["1", "0"]
        assert bodies(date_sent_before="2026-03-28") == ["-24"]
        assert bodies(to=THEIRS, date_sent_after=noon) == []
        assert bodies(to=THEIRS) == ["How stiff?"]


def test_who_has_no_key_gets_nothing(twilio: Twilio):
    assert rest(twilio, *KEY).messages.list() == []
    with pytest.raises(TwilioRestException) as caught:
        rest(twilio, secret="wrong").messages.create(to=THEIRS, from_=OURS, body="x")
    assert (caught.value.status, caught.value.code) == (401, 20003)
    assert twilio.history.accepted() == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"from_": None}, (400, 21603)),
        ({"from_": "+12025550999"}, (400, 21606)),
        ({"body": ""}, (400, 21602)),
        ({"body": "x" * 1601}, (400, 21617)),
        ({"to": "12345"}, (400, 21211)),
        ({"from_": None, "messaging_service_sid": "MG" + "9" * 32}, (404, 21701)),
    ],
)
def test_what_twilio_would_not_take(twilio: Twilio, changes: dict[str, Any], error: tuple[int, int]):
    assert failure(twilio, **changes) == error
    assert [event["code"] for event in twilio.history.refused()] == [error[1]]
    assert twilio.history.violations() == [] and twilio.history.accepted() == []


def test_what_is_not_there(twilio: Twilio):
    with pytest.raises(TwilioRestException) as caught:
        rest(twilio).messages("SM" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_a_stop_word_blocks_that_pair_until_start(twilio: Twilio):
    twilio.inbound(THEIRS, OURS, "stop please")
    create(twilio)  # Twilio knows its words alone only
    twilio.inbound(THEIRS, OURS, " Stop ")
    assert failure(twilio) == (400, 21610)
    create(twilio, to=OTHER)
    assert twilio.state()["blocked"] == [[THEIRS, OURS]]
    assert failure(twilio, from_=None, messaging_service_sid=SERVICE) == (400, 21610)
    twilio.inbound(THEIRS, OURS, "start")
    create(twilio)


def test_many_at_once_lose_and_mix_nothing(twilio: Twilio):
    def send(sender: int) -> list[str]:
        client = rest(twilio)
        asked = [f"{sender} {number}" for number in range(25)]
        made = [client.messages.create(to=f"+1202555{sender:04d}", from_=OURS, body=body) for body in asked]
        assert [message.body for message in made] == asked
        return [message.sid for message in made]

    with ThreadPoolExecutor(8) as pool:
        sids = [sid for part in pool.map(send, range(8)) for sid in part]
    twilio.settle()
    assert len(set(sids)) == 200 == twilio.state()["statuses"]["delivered"]
    assert sorted(event["sid"] for event in twilio.history.accepted()) == sorted(sids)
    assert twilio.history.bodies_to("+12025550003") == [f"3 {number}" for number in range(25)]
