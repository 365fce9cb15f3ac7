"""What texts are sent with, and how fast: what comes faster waits in Twilio's own queue, first come first."""

from dataclasses import dataclass

TOLL_FREE = ("+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888")
LONGEST_SHORT_CODE = 6  # digits

# Segments a second, by Twilio's published queue limits: 10 h of each are queued before it refuses.
SHORT_CODE_RATE = 100.0
TOLL_FREE_RATE = 3.0
LONG_CODE_RATE = 1.0  # in the US and Canada
ELSEWHERE_RATE = 10.0
SERVICE_RATE = 1.0  # a messaging service has the rates of its numbers, which only its owner knows


@dataclass(frozen=True)
class Sender:
    """A number, or a messaging service by its id. `rate`: segments a second, more than 0."""

    name: str
    rate: float


def rate_of(name: str) -> float:
    """Segments a second that a sender may send, by the kind of number it is."""
    if name.startswith("MG"):
        return SERVICE_RATE
    if not name.startswith("+") and len(name) <= LONGEST_SHORT_CODE:
        return SHORT_CODE_RATE
    if name.startswith(TOLL_FREE):
        return TOLL_FREE_RATE
    return LONG_CODE_RATE if name.startswith("+1") else ELSEWHERE_RATE
