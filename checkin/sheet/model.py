"""The values of a runner's page and sheet. A phrase is a sentence's key and values; templates/sms says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from checkin.core.facts import Fact
from checkin.core.model import Phase, Run
from checkin.roster.model import Known, Ladder, Mark, Spark


@dataclass(frozen=True)
class Phrase:
    """One sentence or word of a page, by its key in page.toml. A value may itself be a phrase."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Own:
    """What is stored of one runner, as much as their page and sheet need.

    `known.decisions` are all that stand, oldest first; `facts` the whole journal as it holds now.
    """

    known: Known
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Day:
    """One day: what was told, what was missing and whose miss it was, where the plan had the runner."""

    day: date
    phase: Phase | None  # None: before they joined
    stage: int
    done: bool  # the plan was finished
    score: int | None
    masked: bool  # a painkiller may hide a score of this day
    run: Run | None
    mark: Mark | None
    titles: tuple[Phrase, ...]  # of its decisions


@dataclass(frozen=True)
class Share:
    """How many questions were due, how many answered, and what became of the others."""

    answered: int
    unanswered: int
    undelivered: int
    unasked: int

    @property
    def due(self) -> int:
        """All of them."""
        return self.answered + self.unanswered + self.undelivered + self.unasked

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All of it in words; what there was none of is left out."""
        if not self.due:
            return (Phrase("share.none"),)
        missed = {name: getattr(self, name) for name in ("unanswered", "undelivered", "unasked")}
        line = Phrase("share.line", {"answered": self.answered, "due": self.due})
        return (line, *(Phrase(f"share.{name}", {"count": count}) for name, count in missed.items() if count))


@dataclass(frozen=True)
class Week:
    """Seven days in a line: the answered mornings' range and median, the runs, the stages."""

    first: date
    last: date
    share: Share
    low: int | None
    high: int | None
    median: float | None
    runs: tuple[Run, ...]
    stages: tuple[Phrase, ...]


@dataclass(frozen=True)
class Window:
    """The last weeks, day by day and week by week, and their drawing."""

    days: tuple[Day, ...]
    weeks: tuple[Week, ...]
    spark: Spark
    stairs: str  # path data of the stages, below the drawing
    share: Share
    said: Phrase  # the drawing in a sentence


@dataclass(frozen=True)
class Decided:
    """A decision as it is told: what, why, the numbers it saw, and what would change it."""

    rule: str
    version: str
    day: date
    at: datetime  # the runner's own clock
    title: Phrase
    why: Phrase
    saw: tuple[Phrase, ...]
    changes: tuple[Phrase, ...]


@dataclass(frozen=True)
class Page:
    """A runner's own page."""

    where: Phrase
    ladder: Ladder
    word: tuple[Phrase, ...]  # below the ladder
    today: tuple[Phrase, ...]
    danger: bool  # a sign to be seen for today, or the question about one, is open
    coming: Phrase | None
    window: Window
    decided: Decided | None
    moved: Phrase | None  # the last change of phase or stage, where `decided` is not it
    upcoming: tuple[Phrase, ...]
    emergency: str


@dataclass(frozen=True)
class Sheet:
    """The sheet for a doctor."""

    given: str
    place: Phrase
    since: date
    made: datetime  # the runner's own clock
    zone: str
    version: str
    title: Phrase
    urgency: Phrase | None  # None: no referral is open
    flagged: bool
    fired: Decided | None
    context: tuple[Phrase, ...]  # the last morning and the last run before it
    below: Phrase | None  # the referral that a sign came on top of
    words: str  # the flag's own words; "" for a crisis, or where no words raised it
    language: str
    where: Phrase
    window: Window
    painkillers: tuple[date, ...]
    loading: Phrase
    record: Phrase  # how a visit is recorded
