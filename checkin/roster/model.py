"""The roster's frozen values: what is known of each runner, and the rows, groups and drawings made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from checkin.core.model import Decision, Runner
from checkin.core.protocol import NO_TEAM_RULES, TeamRules


@dataclass(frozen=True)
class Told:
    """The last thing a runner was told in answer to a text."""

    at: datetime
    body: str


@dataclass(frozen=True)
class Known:
    """What is stored of one runner beyond their core value, as much as a row needs.

    `decisions` go back as far as the sparkline does. `said` is the text that raised an open flag, as typed
    (never shown for a crisis). `unread` counts texts that could not be handled; `unreached` is the first of
    the texts in a row that did not arrive. `own`: what their team sets for itself.
    """

    id: int
    number: str
    runner: Runner
    decisions: tuple[Decision, ...] = ()
    told: Told | None = None
    heard: datetime | None = None
    said: str = ""
    unread: int = 0
    unreached: datetime | None = None
    own: TeamRules = NO_TEAM_RULES


class Group(Enum):
    """The groups in the order of the page; the value is the heading."""

    NEED = "Needs you today"
    CHECK = "Check with them"
    RUN = "May run today"
    REST = "Not today, on course"
    DONE = "Finished"


class Show(Enum):
    """What the counts on top filter by; the value is the word under the number."""

    ALL = "All"
    NEED = "Need you"
    RUN = "May run"
    QUIET = "Quiet"
    BETTER = "Better"


class Sort(Enum):
    """What the list is ordered by; the value is how it is called."""

    NEED = "Who needs you first"
    NAME = "Name"
    TREND = "Getting better first"
    HEARD = "Day last heard from"


@dataclass(frozen=True)
class Wish:
    """What a coach asked to see: a filter, an order, words to find, and how many rows come before."""

    show: Show = Show.ALL
    sort: Sort = Sort.NEED
    find: str = ""
    start: int = 0


@dataclass(frozen=True)
class Count:
    """How many of a team stand on one line of the table of ranks, and how many of those are better, were
    asked this morning, and have answered."""

    number: int
    better: int = 0
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True)
class Tag:
    """A state as an icon and a word. `look`: firm (red outline), plain, go (filled) or up (no border)."""

    look: str
    icon: str
    text: str


@dataclass(frozen=True)
class Ladder:
    """The seven rungs: where the runner stands, and how that is drawn.

    `stage` 0 is none. `state`: on, rest, doctor, done, or off (not asked, not reached). `was` is the rung
    they stepped back from. `label` is the whole sign in words; `word` one or two short lines below it.
    """

    state: str
    stage: int
    was: int
    word: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Figure:
    """One big figure: its label below, the change from the usual beside it, and that change in words."""

    label: str
    value: str
    worse: bool = False
    sign: str = ""
    change: str = ""
    said: str = ""


@dataclass(frozen=True)
class Band:
    """A stretch of days, numbered from the left, in one phase: rest or doctor."""

    kind: str
    start: int
    days: int


class Mark(Enum):
    """Whose miss an empty morning is."""

    UNANSWERED = "not answered"
    UNDELIVERED = "not delivered"
    UNASKED = "not asked"


@dataclass(frozen=True)
class Spark:
    """A drawing of the last days, left to right: one entry a day, None where there is nothing.

    `pains` holds (day, pain) for each run; a pain of None was not told. `said` says it all in a sentence.
    """

    scores: tuple[int | None, ...]
    pains: tuple[tuple[int, int | None], ...]
    marks: tuple[Mark | None, ...]
    bands: tuple[Band, ...]
    said: str
    share: str


@dataclass(frozen=True)
class Alarm:
    """The red block: a danger sign that nobody has taken yet."""

    title: str
    said: str
    foot: str
    language: str


@dataclass(frozen=True)
class Row:
    """One runner on the roster. With an `alarm` no figure is shown: a number must not calm anyone."""

    id: int
    name: str
    given: str
    number: str
    group: Group
    tag: Tag
    why: str
    told: str
    heard: str
    ladder: Ladder
    figures: tuple[Figure, ...]
    spark: Spark
    plan: str = ""
    alarm: Alarm | None = None
    referred: bool = False
    flagged: bool = False
    quiet: bool = False
    better: bool = False
    asked: bool = False
    answered: bool = False
    order: tuple[float, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line to read aloud to the group: what to run, and who."""

    what: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of the list under its heading. `number` counts all of it, on any page; None: not known."""

    key: str
    title: str
    rows: tuple[Row, ...]
    number: int | None = None


@dataclass(frozen=True)
class Roster:
    """One page: the answer, the counts, the part of the list that is shown, and the list to read out.

    `read_whole`: everyone is read out, not only this page. `found` rows are on all pages together;
    `earlier` and `later` are where the pages beside this one start.
    """

    day: date
    headline: str
    status: str
    clock: str
    wish: Wish
    counts: Mapping[Show, int]
    sections: tuple[Section, ...] = ()
    read_out: tuple[Line, ...] = ()
    read_whole: bool = True
    found: int = 0
    earlier: int | None = None
    later: int | None = None

    @property
    def total(self) -> int:
        """Everyone in the team."""
        return self.counts[Show.ALL]
