"""The door to Twilio's Messages resource; the only import of twilio.rest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import Empty, LifoQueue
from typing import Any

from checkin.sms import webhooks
from checkin.sms.codes import LOOK, UNREACHABLE, of_request
from checkin.sms.door import Accepted, Found, Outgoing, Received, SmsError, Sought
from checkin.sms.senders import Sender, rate_of
from checkin.sms.states import STATES

TIMEOUT = 15.0  # seconds a call may take; the client's own default is to wait for ever
LONGEST_VALIDITY = 36_000  # seconds; Twilio allows no more
SHORTEST_VALIDITY = 5
PAGE = 100  # texts to one number in a page: a month of them
MOST_PAGES = 10
WHOLE_PAGE = 1000  # Twilio's largest
SKEW = timedelta(hours=3)  # by which our clock may be ahead; what is older by that is another text's anyway


@dataclass(frozen=True)
class Account:
    """How to speak to Twilio. `key` and `secret` are an API key's, or the account's own id and token.

    `rate`: segments a second of `sender` or `service`, where it is not what its kind of number allows.
    `timeout`: seconds that a call waits for the next part of its answer.
    """

    sid: str
    key: str
    secret: str
    sender: str = ""
    service: str = ""
    alert_sender: str = ""
    base_url: str = ""
    callback: str = ""
    rate: float | None = None
    timeout: float = TIMEOUT


class TwilioDoor:
    """Twilio, spoken to by several threads at once: each has a client of its own, with its connection."""

    final = False

    def __init__(self, account: Account) -> None:
        self._account = account
        self._clients: LifoQueue[Any] = LifoQueue()
        self._numbers: tuple[str, ...] = ()
        name = account.service or account.sender
        senders = [Sender(name, account.rate or rate_of(name))]
        if account.alert_sender and account.alert_sender != name:
            senders.append(Sender(account.alert_sender, rate_of(account.alert_sender)))
        self.senders = tuple(senders)

    def send(self, text: Outgoing) -> Accepted:
        """Create the message; how a failure is to be taken depends on whether it was certainly not sent."""
        with self._client() as client:
            message = client.messages.create(**self._parameters(text))
        if not message.sid:
            raise SmsError("Twilio's answer names no message", LOOK)
        return Accepted(message.sid)

    def find(self, text: Sought) -> tuple[Found, ...]:
        """Read the list of texts to a number back to `since`: without a date, for one that still waits at
        Twilio has none to be found by."""
        since, found = text.since - SKEW, []
        with self._client() as client:
            page = client.messages.page(to=text.to, page_size=PAGE)
            for _ in range(MOST_PAGES):
                messages = list(page)
                found += [one for one in messages if _is_it(one, text, since)]
                passed = messages and all(one.date_created and one.date_created < since for one in messages)
                if passed or not page.next_page_url:
                    return tuple(_found(one) for one in found)
                page = client.messages.get_page(page.next_page_url)
        raise SmsError("the list of texts to this number is too long to prove that one is missing", LOOK)

    def fetch(self, sid: str) -> Found:
        """Ask after one message."""
        with self._client() as client:
            return _found(client.messages(sid).fetch())

    def received(self, since: datetime) -> tuple[Received, ...]:
        """The list of texts to each of our numbers."""
        after = since.astimezone(UTC)  # the client writes any zone's hours as if they were UTC
        with self._client() as client:
            came = [
                _received(one)
                for number in self._ours(client)
                for one in client.messages.list(to=number, date_sent_after=after, page_size=WHOLE_PAGE)
                if one.direction == "inbound" and one.date_sent is not None
            ]
        return tuple(sorted(came, key=lambda one: (one.at, one.sid)))

    def warm(self) -> None:
        """Load the client now, so that the first text does not wait for it."""
        with self._client() as client:
            _ = client.messages

    def problems(self, public_url: str) -> tuple[str, ...]:
        """What is wrong with the account's own settings, as far as texts to us need them."""
        with self._client() as client:
            client.messages.list(limit=1)  # whether it speaks to us at all
            account = self._account
            numbers = tuple(name for name in (account.sender,) if name.startswith("+"))
            found = tuple(webhooks.routes(client, account.service, numbers or self._ours(client)))
        if not found:
            return (f"the account has no number {account.sender}: see Phone Numbers in its console",)
        return tuple(problem for route in found for problem in webhooks.problems(route, public_url))

    def _ours(self, client: Any) -> tuple[str, ...]:
        """The numbers that people text us at."""
        account = self._account
        if account.service and not self._numbers:
            service = client.messaging.v1.services(account.service)
            self._numbers = tuple(one.phone_number for one in service.phone_numbers.list()) + tuple(
                one.short_code for one in service.short_codes.list()
            )
        own = (account.sender, account.alert_sender, *self._numbers)
        return tuple(dict.fromkeys(number for number in own if number))

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """A client that no other thread uses meanwhile; whatever it stumbles over becomes an SmsError."""
        try:
            client = self._clients.get_nowait()
        except Empty:
            client = _client(self._account)
        try:
            yield client
        except SmsError:
            raise
        except Exception as error:  # the client raises whatever an odd answer makes it stumble over
            raise _outcome(error) from error
        finally:
            self._clients.put(client)

    def _parameters(self, text: Outgoing) -> dict[str, Any]:
        account = self._account
        parameters: dict[str, Any] = {"to": text.to, "body": text.body}
        name = text.sender or self.senders[0].name
        parameters["messaging_service_sid" if name == account.service else "from_"] = name
        if account.callback:
            parameters["status_callback"] = f"{account.callback}?m={text.id}"
        if text.valid_for is not None:
            parameters["validity_period"] = min(max(text.valid_for, SHORTEST_VALIDITY), LONGEST_VALIDITY)
        return parameters


def _client(account: Account) -> Any:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # its INFO prints phone numbers
    client = Client(
        account.key, account.secret, account.sid, http_client=TwilioHttpClient(timeout=account.timeout)
    )
    if account.base_url:
        client.api.base_url = client.messaging.base_url = account.base_url
    return client


def _is_it(message: Any, text: Sought, since: datetime) -> bool:
    """A trial account's texts begin with words of Twilio's own."""
    said = (message.body or "").strip()
    wanted = text.body.strip()
    recent = message.date_created is None or message.date_created >= since
    return message.direction != "inbound" and recent and (said == wanted or said.endswith(f" - {wanted}"))


def _found(message: Any) -> Found:
    return Found(message.sid, STATES.get(message.status, "accepted"), message.error_code or None)


def _received(message: Any) -> Received:
    media = int(message.num_media or 0)
    at = message.date_sent.astimezone(UTC)
    return Received(message.sid, message.from_, message.to, message.body or "", media, at)


def _outcome(error: Exception) -> SmsError:
    """What is certainly not sent, and what may have been. The provider's own words hold numbers: left out."""
    from requests.exceptions import ConnectionError, ConnectTimeout
    from twilio.base.exceptions import TwilioRestException, TwilioServiceException
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, TwilioRestException | TwilioServiceException):
        code = error.code or None
        return SmsError(
            f"Twilio answered {error.status} ({code})", of_request(int(error.status or 0), code), code
        )
    reason = error.args[0] if error.args else None
    never_connected = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    if isinstance(error, ConnectTimeout) or (isinstance(error, ConnectionError) and never_connected):
        return SmsError("Twilio cannot be reached", UNREACHABLE)
    return SmsError(f"no clear answer from Twilio ({type(error).__name__})", LOOK)
