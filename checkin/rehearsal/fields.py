"""Reads the single fields of a rehearsal's line: a time, words, an entry of answers, a runner's options."""

import re
from collections.abc import Callable, Mapping, Set
from datetime import date, time
from zoneinfo import ZoneInfo

from checkin.core.model import Place
from checkin.rehearsal.lines import Cast, Entry

LEFT_OPEN = "-"
STAGES = {str(stage): stage for stage in range(1, 8)}
SCORES = {str(score) for score in range(11)}


class Unreadable(Exception):
    """What is wrong with the line at hand."""


def time_of_day(clock: str) -> time:
    """HH:MM"""
    try:
        return time.fromisoformat(clock)
    except ValueError as error:
        raise Unreadable(f"no such time: {clock}") from error


def pattern_of(text: str) -> re.Pattern[str]:
    """What `<` looks for: words, or between slashes a regular expression, in any case."""
    if not text:
        raise Unreadable("which words are expected?")
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        try:
            return re.compile(text[1:-1], re.IGNORECASE)
        except re.error as error:
            raise Unreadable(f"no regular expression: {text} ({error})") from error
    return re.compile(re.escape(text), re.IGNORECASE)


def entry_of(day: date, entry: str) -> Entry:
    """4, 4/2, 4/no, 4/-, -/2 or -"""
    morning, _, evening = entry.partition("/")
    told = [morning, evening] if "/" in entry else [morning]
    if morning not in SCORES | {LEFT_OPEN} or any(
        answer not in SCORES | {LEFT_OPEN, "no"} for answer in told[1:]
    ):
        raise Unreadable(f"an entry is 4, 4/2, 4/no, 4/-, -/2 or -, not {entry}")
    replies = [None if answer == LEFT_OPEN else answer for answer in told]
    return Entry(day, replies[0], replies[1] if len(replies) > 1 else None)


def cast_of(number: int, name: str, phone: str, options: dict[str, str], languages: Set[str]) -> Cast:
    """A runner, from the key=value pairs of their line."""
    readers: dict[str, Callable[[str], object]] = {
        "zone": zone_of,
        "morning": time_of_day,
        "evening": time_of_day,
        "place": _choice({place.value: place for place in Place}),
        "running": _choice({"yes": True, "no": False}),
        "stage": _choice(STAGES),
        "language": _choice({language: language for language in languages}),
    }
    if unknown := options.keys() - readers.keys():
        raise Unreadable(f"a runner has no {min(unknown)}; there are {', '.join(readers)}")
    read: dict[str, object] = {}
    for key, value in options.items():
        try:
            read[key] = readers[key](value)
        except Unreadable as error:
            raise Unreadable(f"{key}: {error}") from error
    if read.get("running") and "stage" in read:
        raise Unreadable("running and stage exclude each other")
    return Cast(number, name, phone, **read)  # type: ignore[arg-type]  # each was read by its own reader


def zone_of(name: str) -> str:
    """An IANA zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise Unreadable(f"no such time zone: {name}, e.g. America/New_York") from error


def _choice(choices: Mapping[str, object]) -> Callable[[str], object]:
    def read(value: str) -> object:
        if value not in choices:
            raise Unreadable(f"one of {', '.join(choices)}, not {value}")
        return choices[value]

    return read
