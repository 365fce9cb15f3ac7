"""What the lines of a rehearsal say, as frozen values (docs/rehearsals.md).

Each carries the number of its line and, where time matters, the local minute at which it holds; names
are those of the file.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from checkin.core.events import Act
from checkin.core.model import Place

MORNING, EVENING = time(8), time(19)


@dataclass(frozen=True)
class Cast:
    """A runner of the file. `stage` 1-7: enters that stage on the first day."""

    line: int
    name: str
    number: str
    zone: str = "America/New_York"
    morning: time = MORNING
    evening: time = EVENING
    place: Place = Place.MID
    running: bool = False
    stage: int | None = None
    language: str = "en"


@dataclass(frozen=True)
class CoachCast:
    """A coach of the file's team."""

    line: int
    name: str
    number: str


@dataclass(frozen=True)
class Person:
    """Somebody with a number of whom the program knows nothing: they may text the team's word, REHEARSAL."""

    line: int
    name: str
    number: str


@dataclass(frozen=True)
class Invites:
    """A coach invites a person."""

    line: int
    coach: str
    who: str


@dataclass(frozen=True)
class Strict:
    """From here on a text that no line expects is a failure."""

    line: int


@dataclass(frozen=True)
class Until:
    """Time passes to the start of the local minute `at`, with no reply."""

    line: int
    at: datetime


@dataclass(frozen=True)
class Texted:
    """A runner's text arrives in the local minute `at`."""

    line: int
    at: datetime
    who: str
    body: str


@dataclass(frozen=True)
class Heard:
    """By the end of the minute `at`, a text to `who` (None: to any coach) matches `words`.

    `shown` is how the file says it. `since_reply`: only the texts since the last one that came in count.
    """

    line: int
    at: datetime
    who: str | None
    words: re.Pattern[str]
    shown: str
    since_reply: bool


@dataclass(frozen=True)
class Quiet:
    """No text went to any of `who` from the minute `start` to the end of the minute `end`."""

    line: int
    start: datetime
    end: datetime
    who: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One day of replies, as texts: to the morning question and to the evening one (None: left open)."""

    day: date
    morning: str | None
    evening: str | None


@dataclass(frozen=True)
class Answers:
    """Days with one entry each, for each of `who` alike."""

    line: int
    who: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Holds:
    """What should be true of a runner now: their phase, stage, standing, urgency or last rule."""

    line: int
    who: str
    what: str
    value: str


@dataclass(frozen=True)
class Acts:
    """A coach records something about a runner."""

    line: int
    coach: str
    who: str
    act: Act
    did: str


Line = CoachCast | Cast | Person | Invites | Strict | Until | Texted | Heard | Quiet | Answers | Holds | Acts


@dataclass(frozen=True)
class Script:
    """A rehearsal as read: `first` is its first day, None where it has none."""

    name: str
    zone: str
    first: date | None
    lines: tuple[Line, ...]

    @property
    def runners(self) -> tuple[Cast, ...]:
        """The runners, in the order of the file."""
        return tuple(line for line in self.lines if isinstance(line, Cast))

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who have not joined, in the order of the file."""
        return tuple(line for line in self.lines if isinstance(line, Person))

    @property
    def coaches(self) -> tuple[CoachCast, ...]:
        """The coaches, in the order of the file."""
        return tuple(line for line in self.lines if isinstance(line, CoachCast))
