"""What happened in a rehearsal, in order: texts, what coaches did, expectations that did not hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


def minute(at: datetime) -> datetime:
    """The start of the minute of an instant."""
    return at.replace(second=0, microsecond=0)


@dataclass
class Sent:
    """A text to a runner or a coach. `judged`: sent while every text needed a line that expects it."""

    at: datetime
    to: str
    coach: bool
    body: str
    judged: bool
    expected: bool = False

    @property
    def unexpected(self) -> bool:
        """Whether this text is a failure by itself."""
        return self.judged and not self.expected


@dataclass(frozen=True)
class Received:
    """A text from a runner."""

    at: datetime
    sender: str
    body: str


@dataclass(frozen=True)
class Acted:
    """A coach recorded something about a runner."""

    at: datetime
    coach: str
    did: str
    runner: str


@dataclass(frozen=True)
class Failed:
    """An expectation that did not hold: its line, and what happened instead."""

    at: datetime
    line: int
    expected: str
    instead: str


Happened = Sent | Received | Acted | Failed


@dataclass
class Conversation:
    """All that happened, and the questions that expectations ask of it."""

    happened: list[Happened] = field(default_factory=list)
    strict: bool = False

    def sent(self, at: datetime, to: str, body: str, *, coach: bool) -> None:
        """A text went out."""
        self.happened.append(Sent(at, to, coach, body, judged=self.strict))

    def texts(self, who: str | None, start: datetime, end: datetime) -> list[Sent]:
        """The texts to a runner (None: to any coach) from the minute `start` to the minute `end`."""
        return [text for text in self._texts(who) if start <= minute(text.at) <= end]

    def since_reply(self, who: str | None, during: datetime) -> list[Sent]:
        """Those of one minute, since the last text of that runner (None: of any runner) in it."""
        texts: list[Sent] = []
        for event in self.happened:
            if isinstance(event, Received) and who in (None, event.sender):
                texts = []
            elif isinstance(event, Sent) and _is_to(event, who) and minute(event.at) == during:
                texts.append(event)
        return texts

    def excuse(self, who: str, since: int) -> None:
        """The texts to a runner from that place on are expected, whatever they say."""
        for event in self.happened[since:]:
            if isinstance(event, Sent) and _is_to(event, who):
                event.expected = True

    @property
    def failures(self) -> int:
        """How many expectations did not hold, texts that nobody expected included."""
        return sum(
            isinstance(event, Failed) or (isinstance(event, Sent) and event.unexpected)
            for event in self.happened
        )

    def _texts(self, who: str | None) -> Iterator[Sent]:
        for event in self.happened:
            if isinstance(event, Sent) and _is_to(event, who):
                yield event


def _is_to(text: Sent, who: str | None) -> bool:
    return text.coach if who is None else not text.coach and text.to == who


def expect(texts: list[Sent], words: re.Pattern[str]) -> bool:
    """Whether some of the texts hold the words; those that do were expected."""
    held = [text for text in texts if words.search(text.body)]
    for text in held:
        text.expected = True
    return bool(held)


def quoted(texts: list[Sent]) -> str:
    """The texts, for a word on what happened instead."""
    return " and ".join(f'"{text.body}"' for text in texts) if texts else "no text"
