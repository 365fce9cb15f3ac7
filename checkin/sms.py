"""The door to Twilio, and the local one; the only import of twilio.rest, the only place with its codes."""

import logging
from dataclasses import dataclass
from typing import Any, Protocol

TIMEOUT = 15.0  # seconds a call may take; the client's own default is to wait for ever
LONGEST_VALIDITY = 36_000  # seconds; Twilio allows no more
SHORTEST_VALIDITY = 5


class SmsError(Exception):
    """A text was not handed over.

    `permanent`: the same text would be refused again. `unknown`: it may have gone out all the same, so it
    must not be sent again before that is settled. `code` is the provider's.
    """

    def __init__(
        self, message: str, permanent: bool, *, unknown: bool = False, code: int | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unknown = unknown
        self.code = code


@dataclass(frozen=True)
class Outgoing:
    """A text to send. `id` is our row; `valid_for` the seconds after which it is not worth delivering."""

    id: int
    to: str
    body: str
    urgent: bool = False
    valid_for: int | None = None


@dataclass(frozen=True)
class Accepted:
    """The provider took it, under this id of its own."""

    sid: str


class Door(Protocol):
    """Where texts leave. `final`: what it accepts has arrived, and nothing more will be heard of it."""

    final: bool

    def send(self, text: Outgoing) -> Accepted:
        """Hand a text over, or raise SmsError."""


class LocalDoor:
    """The phone in the browser, and the rehearsal's: the row is the text."""

    final = True

    def send(self, text: Outgoing) -> Accepted:
        """It has arrived."""
        return Accepted(f"local-{text.id}")


class NoDoor:
    """The door of commands that send nothing: what they queue, the scheduler sends."""

    final = False

    def send(self, text: Outgoing) -> Accepted:
        """Leave the text where it is."""
        raise SmsError("this process has no way to send texts", permanent=False)


@dataclass(frozen=True)
class Account:
    """How to speak to Twilio. `key` and `secret` are an API key's, or the account's own id and token."""

    sid: str
    key: str
    secret: str
    sender: str = ""
    service: str = ""
    alert_sender: str = ""
    base_url: str = ""
    callback: str = ""


class TwilioDoor:
    """Twilio's Messages resource. The client is made at the first text: a web process never needs it."""

    final = False

    def __init__(self, account: Account) -> None:
        self._account = account
        self._client: Any = None

    def send(self, text: Outgoing) -> Accepted:
        """Create the message; how a failure is to be taken depends on whether it was certainly not sent."""
        messages, parameters = self._messages(), self._parameters(text)
        try:
            message = messages.create(**parameters)
        except Exception as error:  # the client raises whatever an odd answer makes it stumble over
            raise _outcome(error) from error
        if not message.sid:
            raise SmsError("Twilio's answer names no message", permanent=False, unknown=True)
        return Accepted(message.sid)

    def warm(self) -> None:
        """Load the client now, so that the first text does not wait for it."""
        self._messages()

    def _messages(self) -> Any:
        if self._client is None:
            self._client = _client(self._account)
        return self._client.messages

    def _parameters(self, text: Outgoing) -> dict[str, Any]:
        account = self._account
        parameters: dict[str, Any] = {"to": text.to, "body": text.body}
        if text.urgent and account.alert_sender:
            parameters["from_"] = account.alert_sender
        elif account.service:
            parameters["messaging_service_sid"] = account.service
        else:
            parameters["from_"] = account.sender
        if account.callback:
            parameters["status_callback"] = f"{account.callback}?m={text.id}"
        if text.valid_for is not None:
            parameters["validity_period"] = min(max(text.valid_for, SHORTEST_VALIDITY), LONGEST_VALIDITY)
        return parameters


def printable(text: str) -> str:
    """The text without characters that XML, or a phone, has no place for."""
    return "".join(character for character in text if character in "\n\t" or _is_printable(character))


def _is_printable(character: str) -> bool:
    code = ord(character)
    return code >= 0x20 and code != 0x7F and not 0xD800 <= code <= 0xDFFF and code & 0xFFFE != 0xFFFE


def _client(account: Account) -> Any:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # its INFO prints phone numbers
    client = Client(account.key, account.secret, account.sid, http_client=TwilioHttpClient(timeout=TIMEOUT))
    if account.base_url:
        client.api.base_url = account.base_url
    return client


def _outcome(error: Exception) -> SmsError:
    """What is certainly not sent, and what may have been. The provider's own words hold numbers: left out."""
    from requests.exceptions import ConnectionError, ConnectTimeout
    from twilio.base.exceptions import TwilioRestException
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, TwilioRestException):
        code = error.code or None
        if error.status == 429:
            return SmsError(f"Twilio asks to slow down ({code})", permanent=False, code=code)
        if 400 <= error.status < 500:
            return SmsError(f"Twilio refused the text ({code})", permanent=True, code=code)
        return SmsError(f"Twilio failed with {error.status}", permanent=False, unknown=True, code=code)
    reason = error.args[0] if error.args else None
    never_connected = isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
    if isinstance(error, ConnectTimeout) or (isinstance(error, ConnectionError) and never_connected):
        return SmsError("Twilio cannot be reached", permanent=False)
    return SmsError(f"no clear answer from Twilio ({type(error).__name__})", permanent=False, unknown=True)
