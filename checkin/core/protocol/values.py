"""The protocol's numbers as frozen values, each with the limits that a file must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

STAGES = 7


def whole(least: int, most: int) -> Any:
    """A whole number that the file must hold, within limits."""
    return field(metadata={"least": least, "most": most})


def clock(first: str = "00:00", last: str = "23:59") -> Any:
    """A time of day, "HH:MM", that the file must hold, within limits."""
    return field(metadata={"first": time.fromisoformat(first), "last": time.fromisoformat(last)})


SCORE = (0, 10)
DAYS = (1, 366)
MINUTES = (1, 1440)


@dataclass(frozen=True)
class Usual:
    """B, the usual: the median of the last `mornings` answered ones in `days` days, with at least `least`."""

    mornings: int = whole(1, 31)
    days: int = whole(1, 90)
    least: int = whole(1, 31)


@dataclass(frozen=True)
class Bad:
    """A bad morning: `stiffness` or more, or `rise` above usual where it is `rise_from` or more."""

    stiffness: int = whole(1, 8)
    rise: int = whole(1, 10)
    rise_from: int = whole(*SCORE)


@dataclass(frozen=True)
class Week:
    """The week median: over `days`, defined with at least `least` answered mornings."""

    days: int = whole(2, 14)
    least: int = whole(1, 14)


@dataclass(frozen=True)
class Gate:
    """The way out of REST."""

    days: int = whole(3, 366)
    mornings: int = whole(3, 31)
    calm: int = whole(2, 31)
    safe: int = whole(0, 4)
    most: int = whole(0, 5)
    unanswered: int = whole(0, 5)
    again_after_no: int = whole(*DAYS)
    physio_after: int = whole(1, 20)
    walk_minutes: int = whole(5, 120)
    heel_raises: int = whole(1, 60)


@dataclass(frozen=True)
class Running:
    """Sign-up while still running: the stage entered and the safe mornings that must come first."""

    stage: int = whole(1, 7)
    mornings: int = whole(2, 14)
    safe: int = whole(0, 4)


@dataclass(frozen=True)
class Leave:
    """May the runner run today. Days are clear days after the last run, by its pain."""

    stiffness: int = whole(0, 5)
    severe: int = whole(1, 7)
    severe_mornings: int = whole(1, 7)
    runs: int = whole(1, 7)
    run_days: int = whole(5, 366)
    easy_pain: int = whole(0, 2)
    easy_days: int = whole(0, 14)
    mild_pain: int = whole(0, 4)
    mild_days: int = whole(0, 14)
    sore_days: int = whole(0, 14)
    unknown_days: int = whole(0, 14)
    step_back_days: int = whole(0, 28)
    calm_mornings: int = whole(1, 7)
    silent_days: int = whole(1, 14)


@dataclass(frozen=True)
class RunRules:
    """The verdict on a run: pain from which each rule holds, and the windows of the rest."""

    severe: int = whole(1, 8)
    step_back: int = whole(1, 6)
    hold: int = whole(1, 5)
    hold_stiffness: int = whole(*SCORE)
    bad_days: int = whole(*DAYS)
    holds: int = whole(2, 10)
    rest_days: int = whole(*DAYS)


@dataclass(frozen=True)
class WeekUp:
    """A week median that rose: a step back without a run."""

    median: int = whole(1, 6)
    rise: int = whole(1, 4)
    days: int = whole(*DAYS)


@dataclass(frozen=True)
class Settling:
    """Answered mornings in a row without leave to run before REST."""

    mornings: int = whole(1, 60)


@dataclass(frozen=True)
class Gap:
    """Days without a run before a stage down, and before REST."""

    down_days: int = whole(1, 28)
    rest_days: int = whole(2, 56)


@dataclass(frozen=True)
class StageUp:
    """What a stage up needs."""

    runs: int = whole(1, 20)
    days: int = whole(3, 366)
    stiffness: int = whole(0, 5)
    median: int = whole(0, 5)
    rise: int = whole(1, 3)


@dataclass(frozen=True)
class Refer:
    """The referral rules' numbers; days of REST and of the plan count from 1."""

    severe: int = whole(1, 7)
    severe_mornings: int = whole(1, 4)
    worse_day: int = whole(*DAYS)
    worse_rise: int = whole(1, 10)
    worse_median: int = whole(1, 6)
    no_better_day: int = whole(*DAYS)
    no_better_median: int = whole(1, 6)
    no_better_fall: int = whole(1, 10)
    no_better_percent: int = whole(1, 100)
    long_rest_day: int = whole(1, 84)
    flares: int = whole(1, 5)
    flare_days: int = whole(14, 90)
    returns: int = whole(1, 4)
    return_days: int = whole(28, 90)
    stalled_day: int = whole(*DAYS)
    stalled_stage: int = whole(1, 7)
    stalled_low_days: int = whole(*DAYS)
    stalled_high_days: int = whole(*DAYS)
    stalled_percent: int = whole(1, 100)
    stalled_window: int = whole(1, 60)
    stalled_runs: int = whole(0, 60)
    seen_first: int = whole(*DAYS)
    seen_second: int = whole(*DAYS)
    seen_every: int = whole(*DAYS)
    correction_hours: int = whole(1, 168)


@dataclass(frozen=True)
class CheckRules:
    """When the check question opens, and when it is put again."""

    pain: int = whole(1, 7)
    severe_pain: int = whole(*SCORE)
    worst: int = whole(*SCORE)
    stiffness: int = whole(1, 7)
    jump: int = whole(1, 10)
    again_minutes: int = whole(1, 240)
    tell_after: int = whole(1, 10)


@dataclass(frozen=True)
class Graduated:
    """After the plan: the weekly check-in and what brings a graduate back."""

    every_days: int = whole(*DAYS)
    more_percent: int = whole(0, 20)
    most_minutes: int = whole(30, 180)
    lighter_week: int = whole(2, 12)
    lighter_percent: int = whole(0, 50)
    relapse: int = whole(*SCORE)
    offer: int = whole(1, 6)
    load_weeks: int = whole(1, 52)


@dataclass(frozen=True)
class AlertRules:
    """How often coaches are told of a danger sign until one acknowledges it."""

    emergency_minutes: int = whole(1, 60)
    same_day_minutes: int = whole(1, 360)
    same_day_time: time = clock()
    times: int = whole(1, 10)
    stranger_hours: int = whole(1, 168)


@dataclass(frozen=True)
class Ask:
    """When questions may be answered, are too old to be asked, and what silence leads to."""

    answer_until: time = clock()
    window_minutes: int = whole(30, 360)
    nudge_minutes: int = whole(*MINUTES)
    friendly_days: int = whole(1, 30)
    pause_days: int = whole(1, 60)
    tell_days: int = whole(1, 30)
    tell_score: int = whole(*SCORE)
    later_minutes: int = whole(*MINUTES)
    pause_default: int = whole(1, 60)
    pause_most: int = whole(1, 366)
    morning_first: time = clock()
    morning_last: time = clock()
    evening_first: time = clock()
    evening_last: time = clock()


@dataclass(frozen=True)
class Join:
    """Who may join, how long an unfinished sign-up waits, when consent is asked anew, and how many keyword
    joins are let in within a day: of one number, of one team, of all."""

    age: int = whole(13, 99)
    nudge_hours: int = whole(1, 168)
    drop_hours: int = whole(2, 720)
    anew_days: int = whole(*DAYS)
    most_number: int = whole(1, 100)
    most_team: int = whole(1, 10_000)
    most_all: int = whole(1, 10_000)


@dataclass(frozen=True)
class Quiet:
    """Quiet hours, local: from `start` until `end` of the next day."""

    start: time = clock("18:00", "23:00")
    end: time = clock("05:00", "11:00")


@dataclass(frozen=True)
class TextRules:
    """Texts that we start, a day at most."""

    most: int = whole(1, 10)


@dataclass(frozen=True)
class Remind:
    """When each reminder goes out."""

    window_minutes: int = whole(*MINUTES)
    load_daily_days: int = whole(*DAYS)
    load_every_days: int = whole(*DAYS)
    load_two_legs_days: int = whole(*DAYS)
    load_heavy_stage: int = whole(1, 7)
    load_heavy_week: int = whole(1, 7)
    load_not_from: int = whole(1, 7)
    ice_from: int = whole(*SCORE)
    ice_again_minutes: int = whole(*MINUTES)
    stretch_days: int = whole(*DAYS)
    stretch_most: int = whole(0, 5)
    compress_days: int = whole(*DAYS)
    compress_from: int = whole(*SCORE)
    massage_most: int = whole(*SCORE)
    weekly_days: int = whole(*DAYS)
    second_hold: int = whole(1, 10)


@dataclass(frozen=True)
class Cost:
    """What texts cost, and what a typical runner-month of `month_days` stays under. A millicent is the
    thousandth part of a US cent; prices are for a segment, a carrier's fee comes on top of its price."""

    budget_cents: int = whole(1, 99_999)
    month_days: int = whole(1, 31)
    out_millicents: int = whole(0, 99_999)
    out_fee_millicents: int = whole(0, 99_999)
    in_millicents: int = whole(0, 99_999)
    in_fee_millicents: int = whole(0, 99_999)


@dataclass(frozen=True)
class Stage:
    """One run of the plan: `sets` times walk then run, minutes; with a walk and two sets of ten or more the
    walk stands between; without a walk it is one run. `minutes` are the run minutes."""

    walk: int = whole(0, 30)
    run: int = whole(1, 120)
    sets: int = whole(1, 20)
    minutes: int = whole(1, 240)


@dataclass(frozen=True)
class Protocol:
    """Every number that a decision rests on, and the version that decisions are recorded with. `digest`: of
    the file it was read from. `past`: what held before it, by which the days before it were judged."""

    version: str
    usual: Usual
    bad: Bad
    week: Week
    gate: Gate
    running: Running
    leave: Leave
    run: RunRules
    week_up: WeekUp
    settling: Settling
    gap: Gap
    stage_up: StageUp
    refer: Refer
    check: CheckRules
    graduated: Graduated
    alert: AlertRules
    ask: Ask
    join: Join
    quiet: Quiet
    texts: TextRules
    remind: Remind
    cost: Cost
    stage: tuple[Stage, ...]
    emergency: Mapping[str, str]
    crisis: Mapping[str, str]
    digest: str = ""
    past: "tuple[Protocol, ...]" = field(default=(), compare=False)

    def by(self, digest: str) -> "Protocol":
        """The protocol with a digest: itself, unless it is known to be one that held before. The oldest known
        judges a line from before digests were kept ("")."""
        if not self.past or digest == self.digest:
            return self
        if not digest:
            return self.past[-1]
        return next((one for one in self.past if one.digest == digest), self)

    def called(self, version: str) -> "Protocol":
        """The same, by the version that a decision names."""
        if not self.past or version == self.version:
            return self
        return next((one for one in self.past if one.version == version), self)
