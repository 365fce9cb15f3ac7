"""The protocol's numbers, parsed and checked: a wrong file is refused, key by key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import time
from typing import Any


class ProtocolError(ValueError):
    """The protocol file can't be used; the message names each key and what is allowed there."""


def whole(least: int, most: int) -> Any:
    """A whole number that the file must hold, within limits."""
    return field(metadata={"least": least, "most": most})


def clock() -> Any:
    """A time of day, "HH:MM", that the file must hold."""
    return field(metadata={"clock": True})


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

    stiffness: int = whole(*SCORE)
    rise: int = whole(1, 10)
    rise_from: int = whole(*SCORE)


@dataclass(frozen=True)
class Week:
    """The week median: over `days`, defined with at least `least` answered mornings."""

    days: int = whole(2, 14)
    least: int = whole(1, 14)


@dataclass(frozen=True)
class Gate:
    """The way out of REST; see PROTOCOL, "Gate"."""

    days: int = whole(*DAYS)
    mornings: int = whole(1, 31)
    calm: int = whole(1, 31)
    safe: int = whole(*SCORE)
    most: int = whole(*SCORE)
    unanswered: int = whole(0, 31)
    again_after_no: int = whole(*DAYS)
    physio_after: int = whole(1, 20)
    walk_minutes: int = whole(5, 120)
    heel_raises: int = whole(1, 60)


@dataclass(frozen=True)
class Running:
    """Sign-up while still running: the stage entered and the safe mornings that must come first."""

    stage: int = whole(1, 7)
    mornings: int = whole(1, 14)
    safe: int = whole(*SCORE)


@dataclass(frozen=True)
class Leave:
    """May the runner run today. Days are clear days after the last run, by its pain."""

    stiffness: int = whole(*SCORE)
    severe: int = whole(*SCORE)
    severe_mornings: int = whole(1, 7)
    runs: int = whole(1, 7)
    run_days: int = whole(*DAYS)
    easy_pain: int = whole(*SCORE)
    easy_days: int = whole(0, 14)
    mild_pain: int = whole(*SCORE)
    mild_days: int = whole(0, 14)
    sore_days: int = whole(0, 14)
    unknown_days: int = whole(0, 14)
    step_back_days: int = whole(0, 28)
    calm_mornings: int = whole(1, 7)
    silent_days: int = whole(1, 14)


@dataclass(frozen=True)
class RunRules:
    """The verdict on a run: pain from which each rule holds, and the windows of the rest."""

    severe: int = whole(*SCORE)
    step_back: int = whole(*SCORE)
    hold: int = whole(*SCORE)
    hold_stiffness: int = whole(*SCORE)
    bad_days: int = whole(*DAYS)
    holds: int = whole(2, 10)
    rest_days: int = whole(*DAYS)


@dataclass(frozen=True)
class WeekUp:
    """A week median that rose: a step back without a run."""

    median: int = whole(*SCORE)
    rise: int = whole(1, 10)
    days: int = whole(*DAYS)


@dataclass(frozen=True)
class Settling:
    """Answered mornings in a row without leave to run before REST."""

    mornings: int = whole(1, 60)


@dataclass(frozen=True)
class Gap:
    """Days without a run before a stage down, and before REST."""

    down_days: int = whole(*DAYS)
    rest_days: int = whole(*DAYS)


@dataclass(frozen=True)
class StageUp:
    """What a stage up needs."""

    runs: int = whole(1, 20)
    days: int = whole(*DAYS)
    stiffness: int = whole(*SCORE)
    median: int = whole(*SCORE)
    rise: int = whole(1, 10)


@dataclass(frozen=True)
class Refer:
    """The referral rules' numbers; days of REST and of the plan count from 1."""

    severe: int = whole(*SCORE)
    severe_mornings: int = whole(1, 14)
    worse_day: int = whole(*DAYS)
    worse_rise: int = whole(1, 10)
    worse_median: int = whole(*SCORE)
    no_better_day: int = whole(*DAYS)
    no_better_median: int = whole(*SCORE)
    no_better_fall: int = whole(1, 10)
    no_better_percent: int = whole(1, 100)
    long_rest_day: int = whole(*DAYS)
    flares: int = whole(1, 20)
    flare_days: int = whole(1, 90)
    returns: int = whole(1, 20)
    return_days: int = whole(1, 90)
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

    pain: int = whole(*SCORE)
    severe_pain: int = whole(*SCORE)
    worst: int = whole(*SCORE)
    stiffness: int = whole(*SCORE)
    jump: int = whole(1, 10)
    again_minutes: int = whole(*MINUTES)
    tell_after: int = whole(1, 10)


@dataclass(frozen=True)
class Graduated:
    """After the plan: the weekly check-in and what brings a graduate back."""

    every_days: int = whole(*DAYS)
    more_percent: int = whole(0, 50)
    lighter_week: int = whole(2, 12)
    relapse: int = whole(*SCORE)
    offer: int = whole(*SCORE)
    load_weeks: int = whole(1, 52)


@dataclass(frozen=True)
class AlertRules:
    """How often coaches are told of a danger sign until one acknowledges it."""

    emergency_minutes: int = whole(*MINUTES)
    same_day_minutes: int = whole(*MINUTES)
    same_day_time: time = clock()
    times: int = whole(1, 10)
    stranger_hours: int = whole(1, 168)


@dataclass(frozen=True)
class Ask:
    """When questions may be answered, are too old to be asked, and what silence leads to."""

    answer_until: time = clock()
    window_minutes: int = whole(*MINUTES)
    nudge_minutes: int = whole(*MINUTES)
    friendly_days: int = whole(1, 30)
    pause_days: int = whole(1, 60)
    tell_days: int = whole(1, 30)
    tell_score: int = whole(*SCORE)
    later_minutes: int = whole(*MINUTES)
    pause_default: int = whole(1, 60)
    pause_most: int = whole(1, 366)


@dataclass(frozen=True)
class Quiet:
    """Quiet hours, local: from `start` until `end` of the next day."""

    start: time = clock()
    end: time = clock()


@dataclass(frozen=True)
class TextRules:
    """Texts that we start, a day at most."""

    most: int = whole(1, 10)


@dataclass(frozen=True)
class Remind:
    """When each reminder goes out; see PROTOCOL, "Reminders"."""

    window_minutes: int = whole(*MINUTES)
    load_daily_days: int = whole(*DAYS)
    load_every_days: int = whole(*DAYS)
    load_two_legs_days: int = whole(*DAYS)
    load_heavy_stage: int = whole(1, 7)
    load_heavy_week: int = whole(1, 7)
    load_heavy_less: int = whole(1, 7)
    load_not_from: int = whole(*SCORE)
    ice_from: int = whole(*SCORE)
    ice_again_minutes: int = whole(*MINUTES)
    stretch_days: int = whole(*DAYS)
    stretch_most: int = whole(*SCORE)
    compress_days: int = whole(*DAYS)
    compress_from: int = whole(*SCORE)
    massage_most: int = whole(*SCORE)
    weekly_days: int = whole(*DAYS)
    second_hold: int = whole(1, 10)


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
    """Every number that a decision rests on, and the version that decisions are recorded with."""

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
    quiet: Quiet
    texts: TextRules
    remind: Remind
    stage: tuple[Stage, ...]
    emergency: Mapping[str, str]
    crisis: Mapping[str, str]


STAGES = 7


def parse(text: str) -> Protocol:
    """Read a protocol file; ProtocolError names every key that is missing, unknown or impossible."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"the protocol file is not valid TOML: {error}") from None
    wrong: list[str] = []
    values = {part.name: _part(part.name, part.type, data, wrong) for part in fields(Protocol)}
    wrong += [f"{key}: unknown; remove it or mend its spelling" for key in data if key not in values]
    if not wrong:
        protocol = Protocol(**values)
        wrong = [f"{key}: {rule}" for key, rule, held in _orders(protocol) if not held]
        if not wrong:
            return protocol
    raise ProtocolError("the protocol file can't be used:\n  " + "\n  ".join(wrong))


def _part(name: str, kind: Any, data: Mapping[str, Any], wrong: list[str]) -> Any:
    if name not in data:
        wrong.append(f"{name}: missing")
        return None
    found = data[name]
    if name == "version":
        return _version(found, wrong)
    if name == "stage":
        return _stages(found, wrong)
    if name in ("emergency", "crisis"):
        return _numbers(name, found, wrong)
    return _section(name, kind, found, wrong, sourced=True)


def _version(found: object, wrong: list[str]) -> str:
    if not isinstance(found, str) or not found.strip():
        wrong.append('version: must be a name in quotes, such as "achilles 1"')
    return str(found)


def _stages(found: object, wrong: list[str]) -> tuple[Any, ...]:
    if not isinstance(found, list) or len(found) != STAGES:
        wrong.append(f"stage: must be {STAGES} tables [[stage]], stage 1 first")
        return ()
    return tuple(
        _section(f"stage {number}", Stage, one, wrong, sourced=False) for number, one in enumerate(found, 1)
    )


def _numbers(name: str, found: object, wrong: list[str]) -> dict[str, str]:
    if not isinstance(found, dict):
        wrong.append(f"{name}: must be a table of country codes and numbers")
        return {}
    for country, number in found.items():
        if not isinstance(number, str) or not number.replace(" ", "").isdigit():
            wrong.append(f'{name}.{country}: must be a number to call, in quotes, such as "911"')
    return dict(found)


def _section(name: str, kind: Any, found: object, wrong: list[str], *, sourced: bool) -> Any:
    if not isinstance(found, dict) or not is_dataclass(kind):
        wrong.append(f"{name}: must be a table")
        return None
    known = {one.name: one for one in fields(kind)}
    extra = set() if sourced else {"source"}
    wrong += [
        f"{name}.{key}: unknown; remove it or mend its spelling"
        for key in found
        if key not in known.keys() | extra
    ]
    values = {}
    for key, one in known.items():
        if key not in found:
            wrong.append(f"{name}.{key}: missing; {_allowed(one.metadata)}")
            continue
        raw = _value(f"{name}.{key}", found[key], wrong) if sourced else found[key]
        values[key] = _checked(f"{name}.{key}", raw, one.metadata, wrong)
    return kind(**values) if len(values) == len(known) and not wrong else None  # type: ignore[operator]


def _value(key: str, found: object, wrong: list[str]) -> object:
    if not isinstance(found, dict) or set(found) != {"value", "source"} or not str(found["source"]).strip():
        wrong.append(f'{key}: must be written {{ value = …, source = "…" }}')
        return None
    return found["value"]


def _allowed(limits: Mapping[str, Any]) -> str:
    if "clock" in limits:
        return 'must be a time, such as "16:00"'
    return f"must be a whole number from {limits['least']} to {limits['most']}"


def _checked(key: str, raw: object, limits: Mapping[str, Any], wrong: list[str]) -> object:
    if raw is None:
        return None
    value = _time(raw) if "clock" in limits else _whole(raw, limits)
    if value is None:
        wrong.append(f"{key}: {raw!r} is not allowed; {_allowed(limits)}")
    return value


def _time(raw: object) -> time | None:
    try:
        return time.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _whole(raw: object, limits: Mapping[str, Any]) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    return raw if limits["least"] <= raw <= limits["most"] else None


def _orders(p: Protocol) -> list[tuple[str, str, bool]]:
    """What must hold between values for the tables to make sense."""
    return [
        ("run.severe", "must be above run.step_back", p.run.severe > p.run.step_back),
        ("run.step_back", "must be above run.hold", p.run.step_back > p.run.hold),
        ("bad.stiffness", "must be above run.hold_stiffness", p.bad.stiffness > p.run.hold_stiffness),
        ("leave.mild_pain", "must be above leave.easy_pain", p.leave.mild_pain > p.leave.easy_pain),
        ("gate.calm", "must not be above gate.mornings", p.gate.calm <= p.gate.mornings),
        ("gate.most", "must not be below gate.safe", p.gate.most >= p.gate.safe),
        ("gap.rest_days", "must be above gap.down_days", p.gap.rest_days > p.gap.down_days),
        ("usual.least", "must not be above usual.mornings", p.usual.least <= p.usual.mornings),
        ("week.least", "must not be above week.days", p.week.least <= p.week.days),
        ("quiet.end", "must be before quiet.start", p.quiet.end < p.quiet.start),
        ("refer.seen_second", "must be after refer.seen_first", p.refer.seen_second > p.refer.seen_first),
        ("run.hold", "must be above leave.mild_pain", p.run.hold > p.leave.mild_pain),
    ]
