"""The doors texts leave and are looked up by: Twilio's and the local one; the only place with its codes."""

from checkin.sms.codes import Hold, Mark, Remedy, Then, of_callback, of_request
from checkin.sms.door import (
    Accepted,
    Door,
    Found,
    LocalDoor,
    NoDoor,
    Outgoing,
    Received,
    SmsError,
    Sought,
    printable,
)
from checkin.sms.senders import Sender, rate_of
from checkin.sms.twilio import Account, TwilioDoor

__all__ = [
    "Accepted",
    "Account",
    "Door",
    "Found",
    "Hold",
    "LocalDoor",
    "Mark",
    "NoDoor",
    "Outgoing",
    "Received",
    "Remedy",
    "Sender",
    "SmsError",
    "Sought",
    "Then",
    "TwilioDoor",
    "of_callback",
    "of_request",
    "printable",
    "rate_of",
]
