"""The door to Twilio against a small server of its own: what is asked for, and how each outcome is taken."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from checkin.sms import Account, Mark, Outgoing, SmsError, Then, TwilioDoor, printable

ACCOUNT = Account(sid="AC" + "0" * 32, key="AC" + "0" * 32, secret="token", sender="+12025550100")
TEXT = Outgoing(7, "+12025550101", "How stiff? 0-10", valid_for=3600)
CREATED = '{"sid": "SM00000000000000000000000000000001", "status": "queued"}'


@dataclass
class Provider:
    """Answers each request as it is told to, and remembers what was asked."""

    url: str = ""
    status: int = 201
    body: str = CREATED
    drop: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A server on this machine."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.asked.append({name: values[0] for name, values in parse_qs(raw).items()})
            made.paths.append(self.path)
            if made.drop:
                self.close_connection = True
                return
            self.send_response(made.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(made.body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def door(provider: Provider, **changes: str) -> TwilioDoor:
    return TwilioDoor(replace(ACCOUNT, base_url=provider.url, **changes))


def failure(provider: Provider) -> SmsError:
    with pytest.raises(SmsError) as caught:
        door(provider).send(TEXT)
    assert TEXT.to not in str(caught.value) and TEXT.body not in str(caught.value)
    return caught.value


def test_a_text_is_handed_over_with_what_is_left_of_its_window(provider: Provider):
    callback = "https://checkin.example.org/sms/status"
    accepted = door(provider, callback=callback).send(TEXT)
    assert accepted.sid == "SM00000000000000000000000000000001"
    assert provider.asked == [
        {
            "To": "+12025550101",
            "From": "+12025550100",
            "Body": "How stiff? 0-10",
            "StatusCallback": f"{callback}?m=7",
            "ValidityPeriod": "3600",
        }
    ]
    assert provider.paths == [f"/2010-04-01/Accounts/{ACCOUNT.sid}/Messages.json"]


@pytest.mark.parametrize(("left", "asked"), [(-5, "5"), (1, "5"), (99_999, "36000")])
def test_a_window_is_kept_within_what_twilio_takes(provider: Provider, left: int, asked: str):
    door(provider).send(replace(TEXT, valid_for=left))
    assert provider.asked[0]["ValidityPeriod"] == asked


def test_alerts_have_a_sender_of_their_own(provider: Provider):
    both = door(provider, service="MG1", alert_sender="+12025550111")
    both.send(TEXT)
    both.send(replace(TEXT, sender="+12025550111"))
    assert provider.asked[0]["MessagingServiceSid"] == "MG1" and "From" not in provider.asked[0]
    assert provider.asked[1]["From"] == "+12025550111"


def test_a_refusal_is_final(provider: Provider):
    provider.status, provider.body = (
        400,
        '{"code": 21610, "message": "+12025550101 is blocked", "status": 400}',
    )
    error = failure(provider)
    assert (error.remedy.then, error.remedy.mark, error.code) == (Then.FAIL, Mark.OPTED_OUT, 21610)


def test_slow_down_is_certainly_not_sent(provider: Provider):
    provider.status, provider.body = 429, '{"code": 20429, "message": "x", "status": 429}'
    error = failure(provider)
    assert (error.remedy.then, error.code) == (Then.RETRY, 20429)


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_of_theirs_may_have_sent_it(provider: Provider, status: int):
    provider.status, provider.body = status, "<html>oops</html>"
    assert failure(provider).remedy.then is Then.LOOK


def test_a_line_that_drops_may_have_sent_it(provider: Provider):
    provider.drop = True
    assert failure(provider).remedy.then is Then.LOOK


@pytest.mark.parametrize("body", ["", "no json", "{}", "[]", "null"])
def test_an_answer_that_says_nothing_may_have_sent_it(provider: Provider, body: str):
    provider.body = body
    assert failure(provider).remedy.then is Then.LOOK


def test_a_provider_who_is_not_there_certainly_got_nothing(provider: Provider):
    provider.url = "http://127.0.0.1:1"
    assert failure(provider).remedy.then is Then.RETRY


@pytest.mark.parametrize(
    ("text", "shown"), [("a\0b\x0b\x1b\x7fc", "abc"), ("a\nb\tñ😀", "a\nb\tñ😀"), ("\ud800\ufffe", "")]
)
def test_what_no_phone_shows_is_left_out(text: str, shown: str):
    assert printable(text) == shown
