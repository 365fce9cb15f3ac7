"""The frozen values of the core: a runner, their course, and what the conversation remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum

from checkin.core.facts import Fact
from checkin.core.reading.model import Flag, Tier


class Phase(Enum):
    """Where the protocol holds a runner."""

    REST = "rest"
    RETURN = "return-to-run"
    REFERRAL = "doctor-referral"


class Standing(Enum):
    """Whether and how a runner takes part."""

    INVITED = "invited"
    ACTIVE = "active"
    PAUSED = "paused"
    OPTED_OUT = "opted-out"
    GRADUATED = "graduated"


class Place(Enum):
    """Where it hurts. Unsure is treated as heel bone (docs/hazards.md 17)."""

    MID = "mid"
    HEEL = "heel"
    UNSURE = "unsure"


class Urgency(Enum):
    """How soon a referral asks to be seen; it only goes up."""

    ROUTINE = "routine"
    SAME_DAY = "same-day"
    EMERGENCY = "emergency"


URGENCY_RANK = {Urgency.ROUTINE: 0, Urgency.SAME_DAY: 1, Urgency.EMERGENCY: 2}


@dataclass(frozen=True)
class Town:
    """A town that a runner named: how to say it, its IANA zone, and the ISO code of its country."""

    name: str
    zone: str
    country: str


@dataclass(frozen=True)
class Profile:
    """Who a runner is and how they want to be asked.

    `zone` is an IANA name; `morning`, `evening` and `remind` are their own local times (`remind` None:
    no reminders). `country` is the ISO code of their number, for the emergency number. `sparse` halves
    the reminders. `heel_raises` is what the gate asks for (None: the protocol's number).
    """

    name: str
    zone: str
    morning: time = time(8)
    evening: time = time(19)
    remind: time | None = time(12, 30)
    place: Place = Place.MID
    language: str = "en"
    country: str = "US"
    sparse: bool = False
    heel_raises: int | None = None
    team: str = ""
    coach: str = ""
    running: bool = False  # said, when invited, that they kept running 20 minutes or more
    home: Town | None = None  # where they live, while they travel


@dataclass(frozen=True)
class Morning:
    """An answered morning: stiffness 0-10, its rise above the usual, whether it was a bad one, and whether
    a painkiller may hide the score."""

    day: date
    score: int
    rise: float = 0.0
    bad: bool = False
    masked: bool = False


@dataclass(frozen=True)
class Run:
    """A run told or assumed. `pain` is the worst, 0-10, None unknown. `stage` is 0 outside
    RETURN-TO-RUN, where no verdict falls. `rule` is the verdict's id, "" while it waits."""

    day: date
    pain: int | None
    stage: int
    rule: str = ""
    masked: bool = False
    seq: int = 0


@dataclass(frozen=True)
class Asked:
    """A question that was put: which one, for which day, and whether it was answered.

    `missed` marks one that never reached the runner through our fault; it is not their silence.
    """

    day: date
    evening: bool = False
    answered: bool = False
    missed: bool = False


@dataclass(frozen=True)
class Check:
    """An open check question. `seq` is the line whose score opened it; `urgent` after P >= 8 or a 10."""

    seq: int
    day: date
    at: datetime
    urgent: bool


@dataclass(frozen=True)
class Soft:
    """A possible sign that one question must confirm."""

    seq: int
    day: date
    at: datetime
    tier: Tier
    words: str


@dataclass(frozen=True)
class Referral:
    """An open referral: the rule that made it, how urgent, its day, and the one it came on top of."""

    rule: str
    urgency: Urgency
    day: date
    at: datetime
    flagged: bool
    seq: int = 0
    words: str = ""
    crisis: bool = False
    below: "Referral | None" = None
    since: date | None = None  # the first sign's day, where signs have come on top of signs


@dataclass(frozen=True)
class Decision:
    """A rule that fired: when, what it saw, and what moved. Kept for good, with the protocol's version."""

    at: datetime
    day: date
    rule: str
    saw: Mapping[str, int | float | str]
    phase: Phase
    stage: int
    from_phase: Phase
    from_stage: int
    version: str
    by: str = ""
    moved: bool = True


@dataclass(frozen=True)
class Stepped:
    """A step back that still holds the runner: the day its clear days count from, and its decision's day."""

    anchor: date
    day: date


@dataclass(frozen=True)
class Course:
    """Where the protocol has a runner: the journal folded, day by day.

    Days are the runner's local days. `entered` is day 1 of the phase, `staged` of the stage, `origin` the
    sign-up or last clearance, from which every count starts.
    """

    day: date
    origin: date
    entered: date
    staged: date
    gained: date
    phase: Phase = Phase.REST
    stage: int = 0
    invited: bool = False
    opted_out: bool = False
    ended: bool = False
    graduated: date | None = None
    paused_until: date | None = None
    self_paused: bool = False
    mornings: tuple[Morning, ...] = ()
    runs: tuple[Run, ...] = ()
    asked: tuple[Asked, ...] = ()
    no_run: date | None = None
    heard: date | None = None
    away: date | None = None  # the last day of the last pause that ended by itself
    limped: date | None = None
    silent: int = 0  # silent days in a row, up to the day before `day`
    step_backs: tuple[date, ...] = ()
    returns: tuple[date, ...] = ()
    stepped: Stepped | None = None
    fresh: date | None = None  # two answered mornings from this day before any run
    barred: date | None = None  # no run on this day
    gate: date | None = None  # the day the gate was opened, while it is open
    gate_at: datetime | None = None
    gate_from: date | None = None  # day 1 of the seven, when a painful run in REST starts them again
    gate_fresh: date | None = None  # the five mornings start anew here, after a pause
    gate_noes: int = 0
    gate_no: date | None = None
    proving: bool = False  # signed up while running: the first mornings are still being judged
    screened: bool | None = None
    screen_at: datetime | None = None
    check: Check | None = None
    soft: Soft | None = None
    offer: date | None = None  # the way back to REST was offered to a graduate
    offer_at: datetime | None = None
    unsettled: int = 0
    gap: date | None = None  # the last run (or entry) whose 14 days have been judged
    judged: bool = False  # refer.no_better has been judged in this REST
    sparse_asked: date | None = None  # more replies were asked for
    referral: Referral | None = None

    @property
    def standing(self) -> Standing:
        """Derived, most binding first."""
        if self.opted_out:
            return Standing.OPTED_OUT
        if self.invited:
            return Standing.INVITED
        if self.paused_until is not None or self.self_paused:
            return Standing.PAUSED
        return Standing.GRADUATED if self.graduated else Standing.ACTIVE

    @property
    def takes_texts(self) -> bool:
        """Whether we may start a text to them: they have agreed, and not stopped."""
        return not (self.opted_out or self.invited)


@dataclass(frozen=True)
class Alert:
    """A danger sign that coaches are being told about, until one acknowledges it.

    `sent` counts how often they were told (at most three times); `next_at` is when they are told again.
    `heard` is set once the runner has answered, and ends the repeats to the runner.
    """

    seq: int
    urgency: Urgency
    crisis: bool
    at: datetime
    sent: int = 1
    next_at: datetime | None = None
    heard: bool = False
    acknowledged: str = ""
    untold: bool = False  # they had stopped the texts, so the runner was not told what to do


@dataclass(frozen=True)
class CheckTalk:
    """How often the open check has been put, and when it is put again or the coach is told."""

    seq: int
    asks: int = 1
    urged: bool = False  # an urgent one has been put a second time
    next_at: datetime | None = None
    told: date | None = None


class Ask(Enum):
    """A question of joining."""

    NAME = "name"
    PLACE = "place"
    RUNNING = "running"
    SCREEN = "screen"  # only after a yes to RUNNING
    WAKE = "wake"
    WAKE_TOWN = "wake-town"  # where the number leaves the zone open
    TOWN = "town"  # the town alone, where that answer named none


@dataclass(frozen=True)
class SignUp:
    """A sign-up on its way: what is left to ask, the open question first, and what was answered.

    `at` is the last text of it in either direction: a day later it is reminded of once (`nudged`), two more
    days later dropped. `agreed`: they have consented. `soft`: a possible sign told on the way.
    """

    left: tuple[Ask, ...] = ()
    done: tuple[Ask, ...] = ()
    at: datetime | None = None
    agreed: bool = False
    nudged: bool = False
    running: bool = False
    screened: bool | None = None
    soft: Flag | None = None


@dataclass(frozen=True)
class Talk:
    """What the conversation remembers: questions waiting, tips given, texts counted."""

    seq: int = 0  # the last journal line's number
    last_score: int | None = None  # the journal line a correction goes to
    unclear: bool = False  # the last text was answered with a clarification
    slot: date | None = None  # the last day whose morning question time has been dealt with
    day: date | None = None  # the local day that `started` counts
    started: int = 0
    nudged: date | None = None
    reminded: date | None = None
    iced: date | None = None
    ice_again: datetime | None = None
    compressed: date | None = None
    friendly: bool = False  # the friendly text of this silence has gone out
    evening_done: date | None = None
    evening_again: datetime | None = None
    again_day: date | None = None  # the day whose run they said would come later
    again_done: date | None = None  # the day whose evening question was put again
    asked_at: datetime | None = None  # when today's morning question went out
    tips: tuple[tuple[str, date], ...] = ()
    loads: tuple[date, ...] = ()  # loading reminders of the last week
    check: CheckTalk | None = None
    alert: Alert | None = None
    seen_asked: datetime | None = None  # CLEARED asked 1, 2 or 3
    followed: int = 0  # "have you been seen" questions in this referral
    visit_told: bool = False
    sparse_told: bool = False
    signup: SignUp | None = None
    rejoining: bool = False  # "do you still run?" was asked once more, on the day of joining
    anew: datetime | None = None  # consent was asked anew, after long silence
    erasing: datetime | None = None  # "delete my data" waits to be said once more
    thanked: date | None = None  # the last day on which a reminder was reported done
    same: tuple[int, int] = (0, 0)  # a mark of the last text that told nothing, and how often it came today
    same_on: date | None = None


@dataclass(frozen=True)
class Runner:
    """Everything `step` needs to know of a runner, bounded in size whatever the length of their history.

    `course` is `base` with `journal` folded over it; the journal reaches back far enough that a late
    answer or a correction can be put in its place and folded again.
    """

    profile: Profile
    base: Course
    course: Course
    journal: tuple[Fact, ...] = ()
    decisions: tuple[Decision, ...] = ()  # made by the lines of `journal`
    talk: Talk = field(default_factory=Talk)
    last: Decision | None = None  # the last change of phase or stage
    base_last: Decision | None = None  # the same, among those made before `base`
    next_due: datetime | None = None
