"""POST /sms: only what Twilio signed, each text once, and no text lost, whatever its bytes."""

import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha1
from hmac import digest
from urllib.parse import unquote_to_bytes, urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from checkin import service
from checkin.config import Services, Settings, offline
from checkin.core.events import Enrolled
from checkin.store import people, runners
from checkin.store.tables import inbound, outbox
from checkin.web import create_app
from tests.service.cast import OURS, SAM, Clock, PickyDoor

TOKEN, OLD_TOKEN = "t" * 32, "o" * 32
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://checkin.example.org"
SID = "SM" + "1" * 32
SETTINGS = Settings(
    secret_key="s" * 40, public_url=PUBLIC, account_sid=ACCOUNT, auth_tokens=(TOKEN, OLD_TOKEN), sender=OURS
)


def fields(**changes: str | None) -> dict[str, str]:
    found = {
        "MessageSid": SID, "SmsSid": SID, "AccountSid": ACCOUNT, "From": SAM, "To": OURS, "Body": "4",
        "NumMedia": "0", "NumSegments": "1", "FromCountry": "US", "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


@dataclass
class Carrier:
    """Posts as Twilio does."""

    client: FlaskClient
    services: Services
    token: str = TOKEN
    base: str = PUBLIC
    headers: dict[str, str] = field(default_factory=dict)

    def signature(self, address: str, form: dict[str, str]) -> str:
        return str(RequestValidator(self.token).compute_signature(self.base + address, form))

    def post(self, form: dict[str, str], address: str = "/sms", **options: str) -> TestResponse:
        signature = options.get("signature", self.signature(address, form))
        return self.client.post(address, data=form, headers={"X-Twilio-Signature": signature, **self.headers})

    def post_bytes(self, raw: bytes, signature: str) -> TestResponse:
        return self.client.post(
            "/sms",
            data=raw,
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )

    def bodies(self) -> list[str]:
        with self.services.store.read() as tx:
            return list(tx.execute(select(inbound.c.body).order_by(inbound.c.sid)).scalars())


@pytest.fixture
def services(sqlite_url: str) -> Iterator[Services]:
    """The service with one runner, sending through a door that hears back later."""
    made = offline(sqlite_url, Clock(), SETTINGS, door=PickyDoor())
    with made.store.begin() as tx:
        team = people.add_team(tx, "Riverside", "RIVER", "America/New_York", made.clock())
    sam = service.add_runner(made, team, "Sam", SAM)
    service.enrol(made, sam, Enrolled(made.clock()))
    yield made
    made.store.close()


@pytest.fixture
def carrier(services: Services) -> Carrier:
    """A carrier, at the whole web."""
    app = create_app(services)
    return Carrier(app.test_client(), services)


def texts(answer: TestResponse) -> list[ElementTree.Element]:
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    return list(ElementTree.fromstring(answer.data))


def test_a_signed_text_is_answered_in_twiml(carrier: Carrier):
    messages = texts(carrier.post(fields(Body="STATUS")))
    assert messages and all(message.tag == "Message" and message.text for message in messages)
    address = messages[0].attrib["statusCallback"]
    assert re.fullmatch(rf"{PUBLIC}/sms/status\?m=\d+", address)
    assert not [message for message in messages if "action" in message.attrib]  # it would be the last one


def test_the_same_text_again_is_answered_alike_until_something_is_heard_of_the_answer(carrier: Carrier):
    (first,) = texts(carrier.post(fields(Body="STATUS")))
    (again,) = texts(carrier.post(fields(Body="STATUS")))
    assert (again.text, again.attrib) == (first.text, first.attrib)
    assert carrier.bodies() == ["STATUS"]
    status = fields(MessageSid="SM" + "e" * 32, MessageStatus="sent", From=OURS, To=SAM)
    assert carrier.post(status, first.attrib["statusCallback"].removeprefix(PUBLIC)).status_code == 204
    assert texts(carrier.post(fields(Body="STATUS"))) == []
    assert carrier.bodies() == ["STATUS"]


def test_a_stranger_is_answered_by_nothing(carrier: Carrier):
    assert texts(carrier.post(fields(From="+12025550199", Body="hello"))) == []


def test_a_stop_that_the_carrier_has_answered_is_one_whatever_its_words(carrier: Carrier):
    assert texts(carrier.post(fields(Body="ya no quiero esto", OptOutType="STOP"))) == []
    with carrier.services.store.read() as tx:
        kept = runners.by_number(tx, SAM)
    assert kept is not None and kept.runner.course.opted_out


def test_a_help_that_the_carrier_has_answered_is_not_answered_twice(carrier: Carrier):
    assert texts(carrier.post(fields(Body="HELP", OptOutType="HELP"))) == []
    assert texts(carrier.post(fields(Body="HELP", MessageSid="SM" + "2" * 32)))


def test_a_picture_without_words_is_said_to_be_not_seen(carrier: Carrier):
    (said,) = texts(carrier.post(fields(Body="", NumMedia="1")))
    assert "cannot be seen" in str(said.text)
    (scored,) = texts(carrier.post(fields(Body="4", NumMedia="1", MessageSid="SM" + "2" * 32)))[:1]
    assert "4" in str(scored.text)


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_either_token_signs_while_they_are_rotated(carrier: Carrier, token: str):
    carrier.token = token
    assert carrier.post(fields()).status_code == 200


def test_a_field_that_we_do_not_know_is_signed_like_the_rest(carrier: Carrier):
    assert carrier.post(fields(Brand_New="ñ & = 😀", Empty="")).status_code == 200


def test_a_query_string_is_signed_as_it_was_sent(carrier: Carrier):
    assert carrier.post(fields(), "/sms?x=%7E~a+b%20c&n=%c3%a9%2F").status_code == 200


@pytest.mark.parametrize("signature", ["", "x", "é", "A" * 28, b64encode(b"0" * 20).decode()])
def test_a_wrong_signature_leaves_no_row(carrier: Carrier, signature: str):
    answer = carrier.client.post(
        "/sms", data=fields(), headers={"X-Twilio-Signature": signature.encode("latin-1")}
    )
    assert answer.status_code == 403
    assert carrier.bodies() == []


@pytest.mark.parametrize("address", ["/sms", "/sms/", "/sms/status", "/sms/status?m=1", "/sms/x", "/smsx"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_nothing_below_sms_answers_without_a_signature(carrier: Carrier, address: str, method: str):
    assert carrier.client.open(address, method=method, data=fields()).status_code == 403


def test_a_signature_of_another_text_address_or_token_is_wrong(carrier: Carrier):
    right = carrier.signature("/sms", fields())
    assert carrier.post(fields(Body="5"), signature=right).status_code == 403
    assert carrier.post(fields(), signature=carrier.signature("/other", fields())).status_code == 403
    carrier.base = "http://checkin.example.org"
    assert carrier.post(fields()).status_code == 403
    carrier.base, carrier.token = PUBLIC, "w" * 32
    assert carrier.post(fields()).status_code == 403
    assert carrier.bodies() == []


def test_headers_cannot_move_the_address(carrier: Carrier):
    carrier.headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
    }
    assert carrier.post(fields()).status_code == 200


@pytest.mark.parametrize("name", ["MessageSid", "AccountSid", "From", "To", "Body"])
def test_a_missing_field_is_said(carrier: Carrier, name: str):
    assert carrier.post(fields(**{name: None})).status_code == 400
    assert carrier.bodies() == []


@pytest.mark.parametrize(
    "sid", ["", "SM1", "XX" + "1" * 32, "SM" + "G" * 32, "SM" + "1" * 33, SID + "\n", "CA" + "1" * 32]
)
def test_a_sid_must_look_like_one(carrier: Carrier, sid: str):
    assert carrier.post(fields(MessageSid=sid)).status_code == 400


def test_another_account_is_refused(carrier: Carrier):
    assert carrier.post(fields(AccountSid="AC" + "9" * 32)).status_code == 403
    assert carrier.bodies() == []


def test_a_picture_needs_no_words(carrier: Carrier):
    assert carrier.post(fields(Body=None, NumMedia="1", MediaUrl0="https://x/y")).status_code == 200
    assert carrier.bodies() == [""]


@pytest.mark.parametrize(
    "body", ["", "\0", "\x0b\x1b", "<b>&'\"", "]]>", "😀" * 400, "a" * 100_000, "\u202e4", "\ufffe"]
)
def test_any_text_is_kept_and_answered_in_well_formed_xml(carrier: Carrier, body: str):
    texts(carrier.post(fields(Body=body)))
    assert carrier.bodies() == [body]


@pytest.mark.parametrize("raw", [b"%ff4%fe", b"\xff4\xfe", b"%ed%a0%80", b"4%00%e9"])
def test_bytes_that_are_no_utf8_are_signed_as_they_came_and_kept(carrier: Carrier, raw: bytes):
    sent = urlencode(fields(Body=None)).encode() + b"&Body=" + raw
    pairs = sorted(
        [(name.encode(), value.encode()) for name, value in fields(Body=None).items()]
        + [(b"Body", unquote_to_bytes(raw))]
    )
    signed = f"{PUBLIC}/sms".encode() + b"".join(name + value for name, value in pairs)
    signature = b64encode(digest(TOKEN.encode(), signed, sha1)).decode()
    assert carrier.post_bytes(sent, signature).status_code == 200
    (kept,) = carrier.bodies()
    assert kept.encode("utf-8", "surrogateescape") == unquote_to_bytes(raw)
    assert carrier.post_bytes(sent + b"5", signature).status_code == 403


def test_bytes_that_are_no_utf8_may_be_signed_as_replacement_marks(carrier: Carrier):
    sent = urlencode(fields(Body=None)).encode() + b"&Body=4%ff"
    signature = carrier.signature("/sms", fields(Body="4\ufffd"))
    assert carrier.post_bytes(sent, signature).status_code == 200
    assert carrier.bodies() == ["4\udcff"]


def test_a_field_given_twice_is_refused(carrier: Carrier):
    sent = urlencode([*fields().items(), ("Body", "9")])
    signed = f"{PUBLIC}/sms" + "".join(
        name + value for name, value in sorted([*fields().items(), ("Body", "9")])
    )
    signature = b64encode(digest(TOKEN.encode(), signed.encode(), sha1)).decode()
    assert carrier.post_bytes(sent.encode(), signature).status_code == 400
    assert carrier.bodies() == []


def test_a_request_beyond_all_measure_is_refused_unread(carrier: Carrier):
    assert carrier.post(fields(Body="a" * 2_000_000)).status_code == 403
    many = "&".join(f"f{n}=" for n in range(5000)).encode()
    assert carrier.post_bytes(many, "x" * 28).status_code == 403


def test_a_text_that_was_not_kept_is_not_acknowledged(sqlite_url: str):
    services = offline(sqlite_url, Clock(), SETTINGS)
    app = create_app(services)
    carrier = Carrier(app.test_client(), services)
    with closing(sqlite3.connect(services.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert carrier.post(fields()).status_code == 503
    assert carrier.bodies() == []
    assert carrier.post(fields()).status_code == 200
    services.store.close()


def status(carrier: Carrier, text_id: object, state: str, **changes: str) -> int:
    form = {
        "MessageSid": SID,
        "AccountSid": ACCOUNT,
        "From": OURS,
        "To": SAM,
        "MessageStatus": state,
        **changes,
    }
    return carrier.post(form, f"/sms/status?m={text_id}").status_code


def test_a_status_only_moves_forward(carrier: Carrier):
    carrier.post(fields(Body="STATUS"))
    with carrier.services.store.read() as tx:
        text_id = tx.execute(select(func.min(outbox.c.id))).scalar_one()
    for state in ("queued", "delivered", "sent", "undelivered", "nonsense"):
        assert status(carrier, text_id, state) == 204
    with carrier.services.store.read() as tx:
        found = tx.execute(select(outbox.c.state, outbox.c.sid).where(outbox.c.id == text_id)).one()
    assert found == ("delivered", SID)


@pytest.mark.parametrize("text_id", ["0", "999999", "x", "-1", "9" * 30, ""])
def test_a_status_of_no_text_of_ours_is_taken_note_of(carrier: Carrier, text_id: str):
    assert status(carrier, text_id, "delivered") == 204


def test_a_status_without_a_status_is_refused(carrier: Carrier):
    form = {"MessageSid": SID, "AccountSid": ACCOUNT, "From": OURS, "To": SAM}
    assert carrier.post(form, "/sms/status?m=1").status_code == 400
