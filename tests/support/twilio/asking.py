"""For the fake's own tests: Twilio's client pointed at the fake, and the numbers that play in them."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.support.twilio.client import Twilio

OURS, THEIRS, OTHER = "+12025550100", "+12025550101", "+12025550102"
ORIGIN = "https://checkin.example.org"
CALLBACK = f"{ORIGIN}/sms/status?m=7"
SERVICE, POOL = "MG" + "1" * 32, (OURS, "+12025550111")
KEY = ("SK" + "2" * 32, "secret")
TIMEOUT = 10.0  # seconds


def rest(twilio: Twilio, key: str = "", secret: str = "") -> Any:
    """A client with these credentials, or else the account's own."""
    config = twilio.config
    pair = (key or config.account_sid, secret or config.auth_token)
    client = Client(*pair, config.account_sid, http_client=TwilioHttpClient(timeout=TIMEOUT))
    client.api.base_url = client.messaging.base_url = twilio.url
    return client


def create(twilio: Twilio, to: str = THEIRS, body: str = "How stiff?", **changes: Any) -> Any:
    """Send a text as our program does."""
    parameters = {"from_": OURS, "status_callback": CALLBACK, "validity_period": 3600, **changes}
    return rest(twilio).messages.create(to=to, body=body, **parameters)


def failure(twilio: Twilio, **asked: Any) -> tuple[int, int]:
    """Send a text that is not taken; the status and the code of the answer."""
    with pytest.raises(TwilioRestException) as caught:
        create(twilio, **asked)
    return caught.value.status, caught.value.code
