"""Addresses of pages that need no account: signed, for one runner and one purpose, and for a day only."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest, digest

LIVES = timedelta(hours=24)  # docs/hazards.md 16: a text may be read by somebody else
SIGNED = 12  # bytes of the signature, 96 bits: a text has room for no more
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

PAGE, SHEET = "page", "sheet"
PATHS = {PAGE: "me", SHEET: "sheet"}  # what their addresses begin with


@dataclass(frozen=True)
class Opened:
    """What a token opens: a runner's own page or sheet, until an aware UTC instant."""

    runner_id: int
    until: datetime


def address(base: str, secret: str, kind: str, runner_id: int, now: datetime) -> str:
    """The whole address of a page, good for 24 hours."""
    return f"{base}/{PATHS[kind]}/{token(secret, kind, runner_id, now + LIVES)}"


def token(secret: str, kind: str, runner_id: int, until: datetime) -> str:
    """What an address ends with: the runner, when it ends, and the signature over both and the kind."""
    claim = f"{_spelt(runner_id)}.{_spelt(int(until.timestamp()))}"
    return f"{claim}.{_signature(secret, kind, claim)}"


def opened(secret: str, kind: str, shown: str, now: datetime) -> Opened | None:
    """What a token opens; None if it is forged, of another kind, or too old."""
    claim, _, signature = shown.rpartition(".")
    if not compare_digest(signature.encode(errors="replace"), _signature(secret, kind, claim).encode()):
        return None
    runner_id, _, until = claim.partition(".")
    try:
        ends = datetime.fromtimestamp(int(until, len(DIGITS)), UTC)
        found = Opened(int(runner_id, len(DIGITS)), ends)
    except (ValueError, OverflowError, OSError):
        return None
    return found if now < ends else None


def _signature(secret: str, kind: str, claim: str) -> str:
    made = digest(secret.encode(), f"{kind}:{claim}".encode(errors="replace"), "sha256")
    return urlsafe_b64encode(made[:SIGNED]).decode()


def _spelt(number: int) -> str:
    """A number in as few letters as a text allows."""
    letters = ""
    while number or not letters:
        number, last = divmod(number, len(DIGITS))
        letters = DIGITS[last] + letters
    return letters
