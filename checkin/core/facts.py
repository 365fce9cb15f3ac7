"""The journal: what is known of a runner, one frozen line per thing that happened."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from checkin.core.reading.model import Tier

CARRIER = "carrier"  # `by` of an opt-out that only the carrier heard of


class Kind(Enum):
    """What a journal line says. The course is nothing but these lines folded in order."""

    ENROLLED = "enrolled"
    ASKED_MORNING = "asked-morning"
    ASKED_EVENING = "asked-evening"
    MISSED_MORNING = "missed-morning"  # due and not asked, or not delivered: our miss
    MISSED_EVENING = "missed-evening"
    MORNING = "morning"
    RUN = "run"
    NO_RUN = "no-run"
    HEARD = "heard"  # the first text of a day, whatever it said
    CHECK_YES = "check-yes"
    CHECK_NO = "check-no"
    GATE_YES = "gate-yes"
    GATE_NO = "gate-no"
    SCREEN_YES = "screen-yes"
    SCREEN_NO = "screen-no"
    RELAPSE_YES = "relapse-yes"
    RELAPSE_NO = "relapse-no"
    FLAG = "flag"
    SOFT_YES = "soft-yes"
    SOFT_NO = "soft-no"
    DOCTOR = "doctor"
    STANDS = "stands"  # a referral that new numbers would not have made, but may not lift
    CLEARED = "cleared"
    DISMISSED = "dismissed"
    MOVED = "moved"  # by a coach, against what the rules say: its own kind of decision
    ENDED = "ended"  # treated for something else: the plan ends
    MORE_REPLIES = "more-replies"  # asked to answer more often, so that progress can be judged
    PAUSED = "paused"
    RESUMED = "resumed"
    SELF_PAUSED = "self-paused"
    STOPPED = "stopped"
    STARTED = "started"
    WRONG_NUMBER = "wrong-number"


@dataclass(frozen=True)
class Fact:
    """One line of the journal.

    `seq` numbers a runner's lines in order of arrival, from 1. `at` is the aware UTC instant it became
    known; `day` the runner's local day it is about. `score` is 0-10 (None: not said). `until` is the last
    day of a pause. `stage` 1-7 is the stage of an enrolment, or with 0 for rest where a coach has moved the
    runner. `void` marks a sign that a coach took back, or something of theirs that they undid.
    `rules` is the digest of the protocol that the line is judged by ("": that in force).
    """

    seq: int
    at: datetime
    day: date
    kind: Kind
    score: int | None = None
    masked: bool = False
    running: bool = False
    limping: bool = False
    stage: int | None = None
    until: date | None = None
    tier: Tier | None = None
    words: str = ""
    rule: str = ""
    by: str = ""
    void: bool = False
    rules: str = ""
