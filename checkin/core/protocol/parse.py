"""A protocol file read and checked: refused whole, with every wrong key and what is allowed there."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import time
from hashlib import sha256
from typing import Any

from checkin.core.protocol.orders import orders
from checkin.core.protocol.values import STAGES, Protocol, Stage

LONGEST_FILE, LONGEST_LINE, LONGEST_VERSION = 60_000, 400, 40  # characters
DIGITS = 12  # of a file's digest
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
NOT_IN_A_FILE = ("digest", "past")


class ProtocolError(ValueError):
    """The protocol file can't be used; the message names each key and what is allowed there."""


def parse(text: str) -> Protocol:
    """Read a protocol file; ProtocolError names every key that is missing, unknown or impossible."""
    data, wrong = _table(text), list[str]()
    parts = [part for part in fields(Protocol) if part.name not in NOT_IN_A_FILE]
    values = {part.name: _part(part.name, part.type, data, wrong) for part in parts}
    wrong += [f"{key}: unknown; remove it or mend its spelling" for key in data if key not in values]
    if not wrong:
        protocol = Protocol(**values, digest=sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGITS])
        wrong = [f"{key}: {rule}" for key, rule, held in orders(protocol) if not held]
        if not wrong:
            return protocol
    raise ProtocolError("the protocol file can't be used:\n  " + "\n  ".join(wrong))


def _table(text: str) -> Mapping[str, Any]:
    """The file as TOML. Anybody may bring one: what only a machine would write is not even looked at."""
    if len(text) > LONGEST_FILE or any(len(line) > LONGEST_LINE for line in text.splitlines()):
        limits = f"{LONGEST_FILE} characters, and {LONGEST_LINE} in a line"
        raise ProtocolError(f"the protocol file is too long: it has at most {limits}")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:  # among the first, what is no TOML
        raise ProtocolError(f"the protocol file is not valid TOML: {error}") from None


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
    named = isinstance(found, str) and 0 < len(found.strip()) <= LONGEST_VERSION and found.isprintable()
    if not named:
        wrong.append(
            f'version: must be a name in quotes, such as "achilles 1", of {LONGEST_VERSION} characters'
        )
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
    if "first" in limits:
        return f'must be a time from "{limits["first"]:%H:%M}" to "{limits["last"]:%H:%M}"'
    return f"must be a whole number from {limits['least']} to {limits['most']}"


def _checked(key: str, raw: object, limits: Mapping[str, Any], wrong: list[str]) -> object:
    if raw is None:
        return None
    value = _clock(raw, limits) if "first" in limits else _whole(raw, limits)
    if value is None:
        wrong.append(f"{key}: {raw!r} is not allowed; {_allowed(limits)}")
    return value


def _time(raw: object) -> time | None:
    return time.fromisoformat(raw) if isinstance(raw, str) and CLOCK.fullmatch(raw) else None


def _clock(raw: object, limits: Mapping[str, Any]) -> time | None:
    at = _time(raw)
    return at if at is not None and limits["first"] <= at <= limits["last"] else None


def _whole(raw: object, limits: Mapping[str, Any]) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    return raw if limits["least"] <= raw <= limits["most"] else None
