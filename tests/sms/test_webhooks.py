"""Whether the account hands texts over to us: each way in which it does not is said, with what to set."""

from pathlib import Path

import pytest

from checkin.sms import Account, SmsError, TwilioDoor
from checkin.sms.webhooks import RETRIES, Route, problems
from tests.support.twilio import Config, serve

PUBLIC, OURS, SERVICE = "https://checkin.example.org", "+12025550100", "MG" + "0" * 32
GOOD, FALLBACK = f"{PUBLIC}/sms{RETRIES}", f"{PUBLIC}/sms/fallback"


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Route("It", GOOD, "POST", FALLBACK), []),
        (Route("It", "", "POST", FALLBACK, heard=False), ["drops texts"]),
        (Route("It", "", "POST", FALLBACK), ["to nobody"]),
        (Route("It", "https://elsewhere.example/sms", "POST", FALLBACK), ["elsewhere"]),
        (Route("It", f"{PUBLIC}/sms/", "POST", FALLBACK), ["set its address"]),
        (Route("It", GOOD, "GET", FALLBACK), ["by GET"]),
        (Route("It", f"{PUBLIC}/sms", "POST", FALLBACK), ["tries us once"]),
        (Route("It", GOOD, "POST", ""), ["no way to us"]),
        (Route("It", GOOD, "POST", f"{PUBLIC}/sms"), ["no way to us"]),
    ],
)
def test_a_route_that_does_not_lead_to_us_is_said(route: Route, said: list[str]):
    found = list(problems(route, PUBLIC))
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


def asked(folder: Path, *, sender: str = OURS, service: str = "", **config: object) -> tuple[str, ...]:
    known = Config(numbers=(OURS,), services={SERVICE: (OURS,)}, log=str(folder / "log"), **config)  # type: ignore[arg-type]
    with serve(known) as twilio:
        account = Account(known.account_sid, known.account_sid, "token", sender, service, base_url=twilio.url)
        return TwilioDoor(account).problems(PUBLIC)


@pytest.mark.parametrize("way", [{}, {"sender": "", "service": SERVICE}])
def test_an_account_is_asked_where_texts_go(tmp_path: Path, way: dict[str, str]):
    assert asked(tmp_path, webhook_url=GOOD, fallback_url=FALLBACK, **way) == ()
    (wrong, without) = asked(tmp_path, webhook_url="https://demo.example/reply", **way)
    assert "demo.example" in wrong and "fallback" in without


def test_a_number_that_is_another_accounts_is_said(tmp_path: Path):
    (said,) = asked(tmp_path, sender="+12025550177", webhook_url=GOOD)
    assert "no number +12025550177" in said


def test_wrong_credentials_are_no_silence(tmp_path: Path):
    with serve(Config(log=str(tmp_path / "log"))) as twilio:
        account = Account(twilio.config.account_sid, "AC" + "1" * 32, "wrong", OURS, base_url=twilio.url)
        with pytest.raises(SmsError):
            TwilioDoor(account).problems(PUBLIC)
