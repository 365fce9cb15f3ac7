"""Any bytes in any field of a signed request, and any id in any address, on both databases: never a 500."""

from base64 import b64encode
from hashlib import sha1
from hmac import digest
from urllib.parse import quote_from_bytes

import pytest
from sqlalchemy import func, select

from checkin.store.tables import inbound, metadata
from tests.service.cast import OURS, SAM, World
from tests.web.site import PUBLIC, SETTINGS, Site

Pairs = list[tuple[bytes, bytes]]
TOKEN = SETTINGS.auth_tokens[0].encode()
FORM = "application/x-www-form-urlencoded"

ODD_SENDERS = [
    b"12345",
    b"whatsapp:" + SAM.encode(),
    b"AMAZON",
    b"\xff\xfe",
    b"\0",
    SAM.encode() + b"\0",
    b"\xed\xa0\x80",
    "ñandú 😀".encode(),
    b"'; DROP TABLE inbound; --",
    b"\\u0000",
]
ODD_BODIES = [b"4\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f", b"\r\n" * 5000, b"9" * 100_000, "٤".encode()]
WORDS = [b"4", b"RIVER", b"felt a pop, chest pain", b""]


class Carrier:
    """Signs bytes as they are, which is all that a signature is about."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.count = 0

    def text(self, **changes: bytes) -> Pairs:
        self.count += 1
        found = {
            "MessageSid": b"SM%032x" % self.count,
            "AccountSid": SETTINGS.account_sid.encode(),
            "From": SAM.encode(),
            "To": OURS.encode(),
            "Body": b"4",
            "NumMedia": b"0",
        } | changes
        return [(name.encode(), value) for name, value in found.items()]

    def post(self, pairs: Pairs, *, signed: bool = True, address: str = "/sms", kind: str = FORM) -> int:
        raw = b"&".join(f"{quote_from_bytes(a)}={quote_from_bytes(b)}".encode() for a, b in pairs)
        whole = f"{PUBLIC}{address}".encode() + b"".join(a + b for a, b in sorted(set(pairs)))
        signature = b64encode(digest(TOKEN if signed else b"guessed", whole, sha1)).decode()
        headers = {"X-Twilio-Signature": signature}
        answer = self.site.browser.post(
            address, data=raw, content_type=kind, headers=headers, base_url=PUBLIC
        )
        return answer.status_code


@pytest.fixture
def carrier(site: Site) -> Carrier:
    site.world.runner()
    return Carrier(site)


def rows(world: World) -> dict[str, int]:
    """How many rows each table holds."""
    with world.services.store.read() as tx:
        return {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def unhandled(world: World) -> int:
    with world.services.store.read() as tx:
        return tx.execute(select(func.count()).where(inbound.c.handled_at.is_(None))).scalar_one()


def test_any_sender_is_kept_and_handled(carrier: Carrier):
    sent = [carrier.text(From=sender, Body=words) for sender in ODD_SENDERS for words in WORDS]
    assert {carrier.post(one) for one in sent} == {200}
    assert rows(carrier.site.world)["inbound"] == len(sent)
    assert unhandled(carrier.site.world) == 0


def test_any_body_and_any_of_our_numbers_are_kept_and_handled(carrier: Carrier):
    sent = [carrier.text(Body=body) for body in ODD_BODIES] + [carrier.text(To=to) for to in ODD_SENDERS]
    sent += [carrier.text(Body=b"", NumMedia=count) for count in (b"1", b"10", b"9" * 30, b"-1", b"x", b"")]
    assert {carrier.post(one) for one in sent} == {200}
    assert unhandled(carrier.site.world) == 0


def test_no_more_is_written_of_an_address_than_an_index_holds(carrier: Carrier):
    assert carrier.post(carrier.text(From=b"\xff" * 255, Body=b"chest pain")) == 200
    before = rows(carrier.site.world)
    for name in ("From", "To"):
        assert carrier.post(carrier.text(**{name: b"x" * 256})) == 400
    assert rows(carrier.site.world) == before


def test_an_unsigned_request_of_any_shape_leaves_no_row(lite_site: Site):
    carrier = Carrier(lite_site)
    before = rows(carrier.site.world)
    for sender in ODD_SENDERS:
        for address in ("/sms", "/sms/status?m=1", "/sms?x=%00", "/sms/\0", "/sms/%E0"):
            for kind in (FORM, "application/json", "multipart/form-data; boundary=x", "text/plain"):
                pairs = carrier.text(From=sender, Body=b"felt a pop")
                assert carrier.post(pairs, signed=False, address=address, kind=kind) == 403
    assert rows(carrier.site.world) == before
    assert carrier.post(carrier.text()) == 200  # the control: the same, signed, leaves rows
    assert rows(carrier.site.world) != before


def test_a_status_that_names_no_sender_yet_is_taken(carrier: Carrier):
    pairs = carrier.text(MessageStatus=b"failed", ErrorCode=b"30034")
    for gone in (b"From", b"To", b"Body", b"NumMedia"):
        pairs = [(name, value) for name, value in pairs if name != gone]
        assert carrier.post(pairs, address="/sms/status?m=1") == 204


def test_an_id_that_no_database_can_hold_is_not_found(site: Site):
    site.sign_in()
    visit = {"csrf": site.token(), "note": "x", "examined_by": "x", "examined_on": "2026-03-01"}
    for number in (0, 2**31, 2**63 - 1, 2**63, 10**30):
        assert site.get(f"/runners/{number}").status_code == 404
        for act in ("acknowledge", "clear", "dismiss"):
            answer = site.browser.post(f"/runners/{number}/{act}", data=visit, base_url=PUBLIC)
            assert answer.status_code == 404, number


def test_a_coach_may_type_anything(site: Site):
    site.world.coach()
    sam = site.world.runner()
    site.sign_in()
    csrf = site.token()
    for typed in ("a\0b", "\ud83d".encode("utf-8", "surrogatepass"), b"\xff\xfe", "x" * 5000):
        site.world.says(SAM, "felt a pop")
        fields = {"csrf": csrf, "note": typed, "examined_by": typed, "examined_on": "2026-03-01"}
        for act in ("clear", "dismiss", "acknowledge"):
            answer = site.browser.post(f"/runners/{sam}/{act}", data=fields, base_url=PUBLIC)
            assert answer.status_code == 303
        wrong = site.browser.post(f"/runners/{sam}/clear", data={**fields, "csrf": typed}, base_url=PUBLIC)
        assert wrong.status_code == 400
    assert site.get(f"/runners/{sam}").status_code == 200


def test_no_address_leads_elsewhere(lite_site: Site):
    for path in ("//evil.example", "//evil.example/..", "/sign-in?next=//evil.example", "/\\evil"):
        for browser in (lite_site, lite_site.another()):
            there = browser.get(path).headers.get("Location", "/")
            assert there.startswith(("/", f"{PUBLIC}/")) and not there.startswith("//"), (path, there)
