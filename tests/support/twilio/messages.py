"""The messages of the account, both ways, and who has said STOP."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "UNSTOP", "YES"})
API_VERSION = "2010-04-01"
ERRORS = {
    21610: "Attempt to send to unsubscribed recipient",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}


def now() -> datetime:
    """Now, to the second: Twilio's times have no fractions."""
    return datetime.now(UTC).replace(microsecond=0)


def new_sid(kind: str = "SM") -> str:
    """A new name for something, never the same again, even in another run with the same seed."""
    return kind + uuid4().hex


@dataclass(frozen=True)
class Message:
    """One text. `sender` is known to us before Twilio tells it; `callbacks` are the addresses that hear."""

    sid: str
    to: str
    sender: str
    body: str
    direction: str
    status: str
    created: datetime
    sent: datetime | None = None
    updated: datetime | None = None
    error_code: int | None = None
    service: str | None = None
    callbacks: tuple[str, ...] = ()
    num_media: int = 0
    stored: float = 0.0  # on the steady clock

    @property
    def m(self) -> str | None:
        """Our own id of it, as the callback's query says."""
        return own_id(self.callbacks)

    def as_json(self, account: str) -> dict[str, Any]:
        """How Twilio shows it."""
        uri = f"/{API_VERSION}/Accounts/{account}/Messages/{self.sid}"
        undecided = self.status == "accepted"  # the service has not chosen a sender yet
        return {
            "account_sid": account,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": ERRORS.get(self.error_code, "Unknown error") if self.error_code else None,
            "from": None if undecided else self.sender,
            "messaging_service_sid": self.service,
            "num_media": str(self.num_media),
            "num_segments": "0" if undecided else str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


def own_id(callbacks: Iterable[str]) -> str | None:
    """What the addresses that hear of a message call it."""
    queries = (parse_qs(urlsplit(url).query) for url in callbacks)
    return next((query["m"][0] for query in queries if "m" in query), None)


def segments(body: str) -> int:
    """About how many parts it is sent in: plain ASCII stands in for GSM-7."""
    units, alone, joined = (
        (len(body), 160, 153) if body.isascii() else (len(body.encode("utf-16-le")) // 2, 70, 67)
    )
    return 1 if units <= alone else -(-units // joined)


class Messages:
    """Keeps them, newest last. Safe for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_sid: dict[str, Message] = {}
        self._by_to: defaultdict[str, list[str]] = defaultdict(list)
        self._blocked: set[tuple[str, str]] = set()  # theirs, ours

    def add(self, message: Message) -> Message:
        """Keep a message; as it is kept."""
        kept = replace(message, stored=time.monotonic())
        with self._lock:
            self._by_sid[kept.sid] = kept
            self._by_to[kept.to].append(kept.sid)
        return kept

    def get(self, sid: str, lag: float = 0.0) -> Message | None:
        """One message; None also while it is younger than `lag`."""
        message = self._by_sid.get(sid)
        return message if message and _shows(message, lag) else None

    def move(self, sid: str, status: str, code: int | None = None) -> Message:
        """The message's next status."""
        with self._lock:
            old = self._by_sid[sid]
            sent = old.sent or (now() if status in ("sent", "delivered") else None)
            moved = replace(old, status=status, error_code=code, sent=sent, updated=now())
            self._by_sid[sid] = moved
        return moved

    def newest_first(self, to: str | None, sender: str | None, lag: float) -> list[Message]:
        """All to a number, from a number, or both."""
        with self._lock:
            sids = list(self._by_sid) if to is None else list(self._by_to.get(to, ()))
            found = [self._by_sid[sid] for sid in sids]
        shown = [m for m in found if (sender is None or m.sender == sender) and _shows(m, lag)]
        return sorted(shown, key=lambda message: (message.created, message.stored), reverse=True)

    def hear(self, theirs: str, ours: str, body: str) -> None:
        """Do what the keywords ask for. Twilio knows them alone, never within a sentence."""
        word = body.strip().upper()
        with self._lock:
            if word in STOP:
                self._blocked.add((theirs, ours))
            elif word in START:
                self._blocked.discard((theirs, ours))

    def is_blocked(self, theirs: str, ours: tuple[str, ...]) -> bool:
        """Whether someone wants nothing from this number, or any number of a service."""
        return any((theirs, number) in self._blocked for number in ours)

    def counts(self) -> dict[str, Any]:
        """How many there are in each status."""
        with self._lock:
            found, blocked = list(self._by_sid.values()), sorted(self._blocked)
        return {
            "messages": len(found),
            "inbound": sum(message.direction == "inbound" for message in found),
            "statuses": Counter(message.status for message in found),
            "blocked": [list(pair) for pair in blocked],
        }


def _shows(message: Message, lag: float) -> bool:
    return not lag or time.monotonic() - message.stored >= lag
