"""What happens to a runner, and what comes of it: the two sides of `step`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from checkin.core.facts import Fact
from checkin.core.model import Decision, Runner, Town


@dataclass(frozen=True)
class Enrolled:
    """The runner has consented. `running`: they kept running 20 minutes or more; `screened`: they passed
    the safety screen; `stage` 1-7: they came through the gate earlier and enter that stage today."""

    at: datetime
    running: bool = False
    screened: bool = False
    stage: int | None = None


@dataclass(frozen=True)
class TextReceived:
    """A text of any content arrived at the aware UTC instant `at`, with `media` pictures or the like.

    `towns`: what the town that it names may be, the likeliest first; whoever calls has looked it up.
    """

    at: datetime
    body: str
    media: int = 0
    towns: tuple[Town, ...] = ()


@dataclass(frozen=True)
class TimeArrived:
    """It is `at`: whatever fell due by then happens now, in the order it fell due."""

    at: datetime


class Act(Enum):
    """What a coach can record about a runner."""

    CLEAR = "clear"
    DISMISS = "dismiss"
    ACKNOWLEDGE = "acknowledge"
    MOVE = "move"  # to a stage, or (0) to rest, against what the rules say
    PAUSE = "pause"  # until the day before questions come back
    RESUME = "resume"
    OPT_OUT = "opt-out"  # spoken: the runner told the coach that they want no more texts
    INVITE = "invite"  # once more
    PREFER = "prefer"  # times, zone, place, name, heel raises


@dataclass(frozen=True)
class CoachActed:
    """A coach recorded something; `who` and `note` (who examined and when, what was said) stay on record.

    `stage` 0-7 goes with MOVE, `until` (the last day without questions) with PAUSE, `prefer` (fields of the
    profile) with PREFER.
    """

    at: datetime
    who: str
    act: Act
    note: str = ""
    stage: int | None = None
    until: date | None = None
    prefer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CoachUndid:
    """A coach takes back what was done: `lines` of the journal are void from now on, `signs` hold again, and
    `prefer` puts the profile back."""

    at: datetime
    who: str
    lines: tuple[int, ...] = ()
    signs: tuple[int, ...] = ()
    prefer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionLost:
    """A question never reached the runner: our miss, not their silence."""

    at: datetime
    day: date
    evening: bool


@dataclass(frozen=True)
class Unsubscribed:
    """The carrier says that this number has opted out of our texts, in words that we never saw."""

    at: datetime


@dataclass(frozen=True)
class Unreachable:
    """The carrier says that no text can reach this number."""

    at: datetime


Event = (
    Enrolled
    | TextReceived
    | TimeArrived
    | CoachActed
    | CoachUndid
    | QuestionLost
    | Unsubscribed
    | Unreachable
)


class Sort(Enum):
    """Why a text to the runner goes out. Only REPLY answers a text; the others we start."""

    REPLY = "reply"
    MORNING = "morning"
    EVENING = "evening"
    NUDGE = "nudge"
    FRIENDLY = "friendly"
    REMINDER = "reminder"
    ICE = "ice"
    COMPRESS = "compress"
    FOLLOW_UP = "follow-up"
    NOTICE = "notice"
    URGENT = "urgent"


# Questions, what reminds of them, and what they lead to: not sent on a pause or while a visit is awaited, and
# counted against the day's cap.
ASKING = frozenset(
    {Sort.MORNING, Sort.EVENING, Sort.NUDGE, Sort.FRIENDLY, Sort.REMINDER, Sort.ICE, Sort.COMPRESS}
)


class Part(Enum):
    """The place of a sentence in a direct reply; replies are put together in this order."""

    DANGER = 0
    DECISION = 1
    ECHO = 2
    PLAN = 3
    TIP = 4


Values = Mapping[str, str | int | date | time]


@dataclass(frozen=True)
class Say:
    """A text to the runner, by key. `until`: not worth sending after this instant (None: always). `link`:
    the page of theirs whose address the text carries as its value `link`: "page" or "sheet". `version`:
    of the protocol whose numbers it says ("": that in force)."""

    key: str
    values: Values = field(default_factory=dict)
    sort: Sort = Sort.REPLY
    part: Part = Part.PLAN
    day: date | None = None
    until: datetime | None = None
    link: str = ""
    version: str = ""


@dataclass(frozen=True)
class TellCoach:
    """A text to the team's coaches, by key. Urgent ones know no quiet hours."""

    key: str
    values: Values = field(default_factory=dict)
    urgent: bool = False


@dataclass(frozen=True)
class Recorded:
    """A line for the journal; a line with a known `seq` replaces that one, which stays on record."""

    fact: Fact


@dataclass(frozen=True)
class Decided:
    """A rule fired."""

    decision: Decision


@dataclass(frozen=True)
class Withdrawn:
    """A decision that a correction or a late answer took away; it stays on record as withdrawn."""

    decision: Decision


@dataclass(frozen=True)
class Consented:
    """The runner has agreed to take part, by the text that is being answered."""


class Farewell(Enum):
    """Why everything about a runner is to be erased."""

    ASKED = "asked"  # by the runner
    MINOR = "minor"  # under age: only the refusal is kept


@dataclass(frozen=True)
class Forgotten:
    """Everything about the runner is to be erased, but a mark that no text may go to their number."""

    why: Farewell


Effect = Say | TellCoach | Recorded | Decided | Withdrawn | Consented | Forgotten


@dataclass(frozen=True)
class Step:
    """The runner after an event, and what must be done about it, in order."""

    runner: Runner
    effects: tuple[Effect, ...] = ()
