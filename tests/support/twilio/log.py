"""All that happened, one JSON object a line: written by the fake, read by whoever judges a run.

Every event has `event` and `at` (seconds since 1970). In the order of a message's life:

accepted   sid, to, from, body, via (api or twiml), m (the id in its callback's query), fault (what hid it)
refused    method, path, to, body, m, status (0: closed without an answer), code, fault, via
inbound    sid, from, to, body, delivered (null: no webhook was asked), status, attempts
webhook    sid, url, attempt, status (0: none), error (ct, rt, 4xx, 5xx or null), fallback
unreached  sid (of the text answered), body: a TwiML message behind one with an action
twiml      sid, code, problem: an answer that could not be read
callback   sid, message_status, url, attempt, status, error
violation  method, path, problems: a request that Twilio's OpenAPI description does not allow
broken     what, trace: a bug of the fake
"""

import json
import os
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class Log:
    """Appends. Each event is one write, so that a kill tears none and several writers do not mix."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._file: int | None = os.open(path or os.devnull, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, event: str, **facts: Any) -> None:
        """Add one event."""
        line = json.dumps({"event": event, **facts, "at": time.time()}, separators=(",", ":"))
        with self._lock:
            if self._file is not None:  # a callback that took too long has nobody to tell
                os.write(self._file, line.encode() + b"\n")

    def close(self) -> None:
        """Write no more."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file = None


class History:
    """Reads what was logged up to now, anew at each question."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def events(self, *kinds: str) -> list[Event]:
        """The events of these kinds, all if none is named, oldest first."""
        lines = self._path.read_bytes().split(b"\n")[:-1] if self._path.is_file() else []
        read = [json.loads(line) for line in lines]
        return [event for event in read if not kinds or event["event"] in kinds]

    def accepted(self) -> list[Event]:
        """Every text that the provider took and would send."""
        return self.events("accepted")

    def by_m(self) -> Counter[str]:
        """How often each of our own ids was accepted."""
        return Counter(event["m"] for event in self.accepted() if event["m"] is not None)

    def twice(self) -> list[str]:
        """Our ids that were accepted more than once: somebody got the same text again."""
        return sorted(m for m, count in self.by_m().items() if count > 1)

    def bodies_to(self, number: str) -> list[str]:
        """What a number was sent, in order."""
        return [event["body"] for event in self.accepted() if event["to"] == number]

    def refused(self) -> list[Event]:
        """Every request that was turned down, and every reply that could not go out."""
        return self.events("refused")

    def webhooks(self) -> list[Event]:
        """Every attempt to hand over a text."""
        return self.events("webhook")

    def inbound(self) -> list[Event]:
        """Every text from outside, with whether it was handed over."""
        return self.events("inbound")

    def callbacks(self) -> list[Event]:
        """Every attempt to report a status."""
        return self.events("callback")

    def violations(self) -> list[Event]:
        """Requests that Twilio's description does not allow, and bugs of the fake: there should be none."""
        return self.events("violation", "broken")
