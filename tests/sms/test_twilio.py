"""The door against the fake Twilio: requests as Twilio describes them, and what is found again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkin.sms import Account, Found, Outgoing, SmsError, Sought, Then, TwilioDoor
from tests.support.twilio import Config, Rule, Twilio, serve

SAM, OURS, SERVICE = "+12025550101", "+12025550100", "MG" + "0" * 32
OTHERS = ("+12025550102", "+12025550103", "72345")
NOW = datetime.now(UTC)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def twilio(tmp_path: Path) -> Iterator[Twilio]:
    """A fake; whatever it is asked must fit Twilio's OpenAPI description."""
    config = Config(numbers=(OURS,), services={SERVICE: OTHERS}, log=str(tmp_path / "log.jsonl"))
    with serve(config) as made:
        yield made
        assert made.history.violations() == []


def door(twilio: Twilio, **changes: object) -> TwilioDoor:
    account: dict[str, object] = {"sender": OURS, "callback": "https://checkin.example.org/sms/status"}
    known = twilio.config.account_sid
    return TwilioDoor(Account(known, known, "token", base_url=twilio.url, **(account | changes)))  # type: ignore[arg-type]


def sought(body: str, since: datetime = NOW - AN_HOUR) -> Sought:
    return Sought(1, SAM, body, since)


def test_each_kind_of_request_is_as_twilio_describes_it(twilio: Twilio):
    plain, service = door(twilio), door(twilio, sender="", service=SERVICE, alert_sender=OURS)
    sids = [
        plain.send(Outgoing(number, SAM, f"Text {number}", valid_for=60 * number)).sid for number in (1, 2)
    ]
    sids.append(service.send(Outgoing(3, SAM, "By a service")).sid)
    sids.append(service.send(Outgoing(4, SAM, "¿Qué tal?", sender=OURS)).sid)
    assert len(set(sids)) == 4
    assert plain.find(sought("Text 1"))
    assert plain.fetch(sids[0]).sid == sids[0]
    plain.received(NOW - AN_HOUR)
    service.received(NOW - AN_HOUR)
    assert {event["m"] for event in twilio.history.accepted()} == {"1", "2", "3", "4"}


def test_a_request_that_twilio_does_not_describe_is_noticed(tmp_path: Path):
    """The control."""
    with serve(Config(numbers=(OURS,), log=str(tmp_path / "log.jsonl"))) as made:
        with pytest.raises(SmsError):
            door(made, callback="no address").send(Outgoing(1, SAM, "hello"))
        assert made.history.violations()


def test_a_text_is_found_again_by_its_words_number_and_time(twilio: Twilio):
    sender = door(twilio)
    sid = sender.send(Outgoing(1, SAM, "How stiff?")).sid
    sender.send(Outgoing(2, "+12025550199", "How stiff?"))
    (found,) = sender.find(sought("How stiff?"))
    assert found.sid == sid and found.state in ("accepted", "sent", "delivered")
    assert sender.find(sought("How stiff")) == ()
    assert sender.find(sought("How stiff?", NOW + 4 * AN_HOUR)) == ()


def test_a_text_that_waits_at_twilio_and_has_no_date_is_found(tmp_path: Path):
    config = Config(numbers=(OURS,), sent_after=60, log=str(tmp_path / "log.jsonl"))
    with serve(config) as made:
        sid = door(made).send(Outgoing(1, SAM, "How stiff?")).sid
        assert door(made).find(sought("How stiff?")) == (Found(sid, "accepted"),)


def test_what_people_wrote_is_not_taken_for_ours(twilio: Twilio):
    twilio.inbound(SAM, OURS, "How stiff?")
    assert door(twilio).find(sought("How stiff?")) == ()


def test_two_alike_are_both_found_the_newest_first(twilio: Twilio):
    sender = door(twilio)
    sids = [sender.send(Outgoing(number, SAM, "Noted.")).sid for number in (1, 2)]
    assert [one.sid for one in sender.find(sought("Noted."))] == sids[::-1]


def test_a_number_with_more_texts_than_a_page_is_read_back_as_far_as_needed(twilio: Twilio):
    sender = door(twilio)
    sid = sender.send(Outgoing(1, SAM, "The first")).sid
    for number in range(2, 130):
        sender.send(Outgoing(number, SAM, f"Text {number}"))
    assert [one.sid for one in sender.find(sought("The first"))] == [sid]


def test_texts_to_us_come_oldest_first_with_the_instant_at_which_they_came(twilio: Twilio):
    for minutes, body in ((30, "second"), (50, "first"), (90, "too old"), (10, "third")):
        twilio.inbound(SAM, OURS, body, at=NOW - timedelta(minutes=minutes))
    twilio.inbound(SAM, "+12025550155", "to another number", at=NOW)
    twilio.inbound(SAM, OURS, "", num_media=2, at=NOW)
    came = door(twilio).received(NOW - AN_HOUR)
    assert [(one.body, one.media) for one in came] == [("first", 0), ("second", 0), ("third", 0), ("", 2)]
    assert abs(came[0].at - (NOW - timedelta(minutes=50))) < timedelta(seconds=1)


def test_an_instant_in_any_zone_is_asked_for_in_utc(twilio: Twilio):
    """The client writes the hours of any zone as if they were UTC's."""
    twilio.inbound(SAM, OURS, "hello", at=NOW - timedelta(minutes=30))
    from zoneinfo import ZoneInfo

    for zone in ("America/New_York", "Pacific/Auckland"):
        assert len(door(twilio).received((NOW - AN_HOUR).astimezone(ZoneInfo(zone)))) == 1
        assert door(twilio).received((NOW - timedelta(minutes=5)).astimezone(ZoneInfo(zone))) == ()


def test_a_messaging_service_is_texted_at_each_of_its_numbers(twilio: Twilio):
    for number in (*OTHERS, OURS):
        twilio.inbound(SAM, number, number, at=NOW)
    came = door(twilio, sender="", service=SERVICE).received(NOW - AN_HOUR)
    assert {one.body for one in came} == set(OTHERS)


def test_a_list_that_cannot_be_read_is_no_empty_list(twilio: Twilio):
    twilio.faults(list_fails=1.0)
    for ask in (
        lambda: door(twilio).find(sought("x")),
        lambda: door(twilio).fetch("SM" + "1" * 32),
        lambda: door(twilio).received(NOW),
    ):
        with pytest.raises(SmsError):
            ask()


def test_what_twilio_took_and_did_not_say_so_has_no_clear_end(twilio: Twilio):
    for fault in ("error_after_accept", "drop_after_accept"):
        twilio.faults(**{fault: 1.0})
        with pytest.raises(SmsError) as caught:
            door(twilio).send(Outgoing(1, SAM, fault))
        assert caught.value.remedy.then is Then.LOOK
        twilio.faults()
        assert len(door(twilio).find(sought(fault))) == 1


def test_a_text_that_failed_is_found_with_its_code(twilio: Twilio):
    twilio.faults(rules=[Rule("undeliver", {"to": SAM}, code=30005)])
    sid = door(twilio).send(Outgoing(1, SAM, "hello")).sid
    twilio.settle()
    assert door(twilio).fetch(sid) == Found(sid, "undelivered", 30005)


def test_several_threads_send_by_connections_of_their_own(twilio: Twilio):
    from concurrent.futures import ThreadPoolExecutor

    sender = door(twilio)
    with ThreadPoolExecutor(8) as pool:
        sids = list(
            pool.map(lambda number: sender.send(Outgoing(number, SAM, f"Text {number}")).sid, range(80))
        )
    sent = {event["sid"]: event["body"] for event in twilio.history.accepted()}
    assert [sent[sid] for sid in sids] == [f"Text {number}" for number in range(80)]
