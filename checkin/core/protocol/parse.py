"""A protocol file read and checked: refused whole, with every wrong key and what is allowed there."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import time
from typing import Any

from checkin.core.protocol.values import STAGES, Protocol, Stage


class ProtocolError(ValueError):
    """The protocol file can't be used; the message names each key and what is allowed there."""


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
        ("ask.morning_last", "must not be before morning_first", p.ask.morning_first <= p.ask.morning_last),
        ("ask.morning_last", "must be before ask.answer_until", p.ask.morning_last < p.ask.answer_until),
        ("ask.evening_first", "must be after ask.morning_last", p.ask.morning_last < p.ask.evening_first),
        ("ask.evening_last", "must not be before evening_first", p.ask.evening_first <= p.ask.evening_last),
        ("join.drop_hours", "must be above join.nudge_hours", p.join.nudge_hours < p.join.drop_hours),
        ("refer.seen_second", "must be after refer.seen_first", p.refer.seen_second > p.refer.seen_first),
        ("run.hold", "must be above leave.mild_pain", p.run.hold > p.leave.mild_pain),
    ]
