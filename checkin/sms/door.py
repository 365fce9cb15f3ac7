"""What a door takes and tells: texts out, what became of them, and texts that came in while we were away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from checkin.sms.codes import Remedy
from checkin.sms.senders import Sender


class SmsError(Exception):
    """A text was not handed over, or a question to the provider was not answered.

    `remedy` says what is to be done about it: above all whether the text certainly did not go out. `code` is
    the provider's. The message holds nobody's number and nobody's words.
    """

    def __init__(self, message: str, remedy: Remedy, code: int | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.code = code


@dataclass(frozen=True)
class Outgoing:
    """A text to send. `id` is our row; `sender` one of the door's (""): its first; `valid_for` the seconds
    after which it is not worth delivering."""

    id: int
    to: str
    body: str
    sender: str = ""
    valid_for: int | None = None


@dataclass(frozen=True)
class Accepted:
    """The provider took it, under this id of its own."""

    sid: str


@dataclass(frozen=True)
class Sought:
    """A text whose sending had no clear end: it would have been made at `since` (aware UTC) or later."""

    id: int
    to: str
    body: str
    since: datetime


@dataclass(frozen=True)
class Found:
    """A text as the provider knows it: its id there, how far it is in our words, and why it failed."""

    sid: str
    state: str
    code: int | None = None


@dataclass(frozen=True)
class Received:
    """A text that someone sent to us, as the provider's list has it. `at` is aware UTC."""

    sid: str
    sender: str
    to: str
    body: str
    media: int
    at: datetime


class Door(Protocol):
    """Where texts leave.

    `final`: what it accepts has arrived, nothing more will be heard of it, and it knows no more than that.
    `senders` are what texts are sent with: the first for all texts, a second one, if any, for urgent ones.
    Every method may be called from several threads at once, and raises SmsError.
    """

    final: bool
    senders: tuple[Sender, ...]

    def send(self, text: Outgoing) -> Accepted:
        """Hand a text over."""

    def find(self, text: Sought) -> tuple[Found, ...]:
        """Every text of these words to this number since then; none: the provider never had it."""

    def fetch(self, sid: str) -> Found:
        """What became of a text."""

    def received(self, since: datetime) -> tuple[Received, ...]:
        """Every text to our numbers since an instant, oldest first."""


class LocalDoor:
    """The phone in the browser, and the rehearsal's: the row is the text."""

    final = True
    senders: tuple[Sender, ...] = ()

    def send(self, text: Outgoing) -> Accepted:
        """It has arrived."""
        return Accepted(f"local-{text.id}")

    def find(self, text: Sought) -> tuple[Found, ...]:
        """Whatever was handed over has arrived at once."""
        return ()

    def fetch(self, sid: str) -> Found:
        """It has arrived."""
        return Found(sid, "delivered")

    def received(self, since: datetime) -> tuple[Received, ...]:
        """Texts come by the webhook alone."""
        return ()


class NoDoor(LocalDoor):
    """The door of commands that send nothing: what they queue, the scheduler sends."""

    final = False

    def send(self, text: Outgoing) -> Accepted:
        """Leave the text where it is."""
        raise SmsError("this process has no way to send texts", Remedy())


def printable(text: str) -> str:
    """The text without characters that XML, or a phone, has no place for."""
    return "".join(character for character in text if character in "\n\t" or _is_printable(character))


def _is_printable(character: str) -> bool:
    code = ord(character)
    return code >= 0x20 and code != 0x7F and not 0xD800 <= code <= 0xDFFF and code & 0xFFFE != 0xFFFE
