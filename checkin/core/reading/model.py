"""What a reader of replies returns: frozen values, no decisions."""

from dataclasses import dataclass
from datetime import time
from enum import Enum


class Tier(Enum):
    """How urgent a red flag is, most urgent first (docs/protocol.md)."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    SAME_DAY = "same-day"
    SOON = "soon"  # routine, and only after one question to confirm it
    ASK_NUMB = "ask-numb"  # numb right after icing: ask before it counts as a same-day sign


@dataclass(frozen=True)
class Flag:
    """A red flag found in a text: its tier, the sign ("clot-lung", "rupture", …) and the runner's words."""

    tier: Tier
    sign: str
    words: str


class Question(Enum):
    """What the runner was last asked for, as `checkin read` names it."""

    STIFFNESS = "stiffness"
    PAIN = "pain"
    NONE = "none"


class Intent(Enum):
    """The one thing a text is for, besides the scores it tells and any red flag in it."""

    SCORE = "score"  # one or more clear 0-10 scores; see Reading.told
    CORRECT = "correct"  # "oops 4", "*4", "I meant 4, not 6", "change to 4", "CHANGE 3"
    NO_RUN = "no-run"  # "rest day", "swam instead", "didn't run"
    NOT_YET = "not-yet"  # "not yet", "later", "running tonight"
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"  # it answers, but no score can be taken from it: ask again
    STOP = "stop"
    START = "start"
    HELP = "help"
    PAUSE = "pause"  # Reading.days holds n, or None
    RESUME = "resume"
    STATUS = "status"
    DOCTOR = "doctor"
    CLEARED = "cleared"
    WRONG_NUMBER = "wrong-number"  # "wrong number", "who is this"
    REMIND = "remind"  # Reading.clock holds the time
    REMIND_OFF = "remind-off"
    LESS = "less"
    MORE = "more"
    MEDICINE = "medicine"  # a question about painkillers: "IBUPROFEN", "can I take advil?"
    WHY = "why"
    TIME = "time"  # "TIME 6:30", "ask me at 7 from now on"; Reading.clock, and Reading.evening
    TRAVEL = "travel"  # "TRAVEL Tokyo", "I'm in Denver", "estoy en Madrid"; Reading.town
    LANGUAGE = "language"  # "LANGUAGE Spanish", "en español por favor"; Reading.language
    PLAN = "plan"  # "PLAN", "what's next?"
    LAST = "last"  # "LAST", "my last week"
    PAGE = "page"  # "PAGE", "send me my page", "my chart"
    SHEET = "sheet"  # "SHEET", "the page for my doctor"
    DELETE = "delete"  # "DELETE MY DATA", "erase everything you have about me"
    NAME = "name"  # "NAME Sara", "call me Sara", "my name is Sara"; Reading.name
    PLACE = "place"  # "PLACE heel", "it is the heel bone, not the tendon"; Reading.spot
    BACK = "back"  # "BACK", "go back one question"
    DONE = "done"  # "done", "did my raises", "iced it": the answer to a reminder
    THANKS = "thanks"  # "thanks", "ok", "👍"
    OTHER = "other"


class Subject(Enum):
    """Which score a text names by itself."""

    STIFFNESS = "stiffness"
    PAIN = "pain"


@dataclass(frozen=True)
class Told:
    """A score 0-10 the runner told, what they said it is of (None: they did not say) and for which day.

    `days_ago` is 0 when no day is named or "today" is, 1 for "yesterday"/"last night's run"; a
    named weekday ("Tue 4", "monday was a 3") stands in `weekday` (0 Monday … 6 Sunday) instead.
    """

    score: int
    subject: Subject | None = None
    days_ago: int = 0
    weekday: int | None = None


@dataclass(frozen=True)
class Reading:
    """What one text means. `told` may be filled beside any intent, and `flag` beside everything."""

    intent: Intent
    told: tuple[Told, ...] = ()
    flag: Flag | None = None
    ran: bool = False  # says they ran ("ran 5k", "easy 20 min"), with or without a score
    limping: bool = False  # "limp", "limping", "hobbling": no run today
    masked: bool = False  # took a painkiller that may hide the score
    days: int | None = None  # PAUSE n; 0: only today, so that questions come back tomorrow
    clock: time | None = None  # REMIND 17:00, TIME 6:30
    evening: bool = False  # TIME EVENING 20:00
    # The day on which questions come back, as month and day or as day of the week (0 Monday … 6 Sunday):
    # "PAUSE until 12 May", "PAUSE until Friday", "back on Friday"; "PAUSE through Friday" is Saturday.
    until: tuple[int, int] | None = None
    until_weekday: int | None = None
    vague: bool = False  # asks for a pause without saying for how long in a way that can be taken
    later: bool = False  # the town is where they will be: they are not there yet
    town: str = ""  # TRAVEL Tokyo: the runner's own words for where they are; "home" for "TRAVEL HOME"
    language: str = ""  # LANGUAGE Spanish: its code ("es"), "" if it names none that is known
    name: str = ""  # NAME Sara
    spot: str = ""  # PLACE heel: "mid", "heel" or "unsure"
    age: int | None = None  # a stated age in years: "I'm 16", "soy menor" counts as 17
    days_ago: int = 0  # the day a NO_RUN or run without a score is about
