"""Times of day as runners write them: "6:30", "630", "half six", "7 y media", "8 at night"."""

from datetime import time

from checkin.core.reading.wishes.words import Word, Words

_NOON, _HOURS, _MINUTES = 12, 24, 60
_TEN, _QUARTER, _HALF = 10, 15, 30
_HUNDRED, _LEAST_DIGITS, _MOST_DIGITS = 100, 3, 4


def _at(words: Words, at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None


def _is(words: Words, at: int, *names: str) -> bool:
    one = _at(words, at)
    return one is not None and one.is_a(*names)


def _number(words: Words, at: int, below: int) -> int | None:
    one = _at(words, at)
    value = one.token.value if one else None
    return int(value) if value is not None and value % 1 == 0 and value < below else None


def _to_or_past(words: Words, at: int) -> tuple[int, int, int] | None:
    """ "half past 6", "quarter to 7", "ten past 6": hour, minute and where it ends."""
    next_hour, last_hour = _number(words, at + 1, _HOURS), _number(words, at + 2, _HOURS)
    for name, shift in (("halfpast", _HALF), ("quarterpast", _QUARTER), ("quarterto", -_QUARTER)):
        if _is(words, at, name) and next_hour is not None:
            return (next_hour, shift, at + 2) if shift > 0 else (next_hour - 1, _MINUTES + shift, at + 2)
    minute = _number(words, at, _MINUTES)
    if minute and last_hour is not None and _is(words, at + 1, "pastword2"):
        return last_hour, minute, at + 3
    if minute and last_hour is not None and _is(words, at + 1, "toword2"):
        return last_hour - 1, _MINUTES - minute, at + 3
    return None


def _digital(words: Words, at: int) -> tuple[int, int, int] | None:
    """ "6:30", "630", "0630", "6 30"."""
    one = words[at]
    if one.is_a("clock"):
        digital = one.text.split(":")
        return int(digital[0]), int(digital[1]), at + 1
    digits = one.text
    if digits.isascii() and digits.isdigit() and _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return (*divmod(int(digits), _HUNDRED), at + 1)
    hour = _number(words, at, _HOURS)
    if hour is None:
        return None
    after = _at(words, at + 1)
    minute = _number(words, at + 1, _MINUTES)
    if after and minute is not None and (minute > _TEN - 1 or after.text.isdigit() and len(after.text) > 1):
        unit = 0 if after.text.isdigit() or minute % _TEN else _number(words, at + 2, _TEN) or 0
        return hour, minute + unit, at + 2 + bool(unit)
    return hour, 0, at + 1


def _added(words: Words, hour: int, at: int) -> tuple[int, int, int]:
    """ "7 y media", "7 y cuarto", "7 menos cuarto", "7 menos diez" behind an hour."""
    if _is(words, at, "andhalf"):
        return hour, _HALF, at + 1
    if _is(words, at, "andquarter"):
        return hour, _QUARTER, at + 1
    if _is(words, at, "minusword"):
        less = _QUARTER if _is(words, at + 1, "quarterword") else _number(words, at + 1, _MINUTES) or 0
        if less:
            return hour - 1, _MINUTES - less, at + 2
    return hour, 0, at


def _half_day(words: Words, at: int, hour: int, evening: bool) -> tuple[int, int]:
    """The hour on a clock of 24, and where it ends."""
    marked_pm, marked_am = _is(words, at, "pmword"), _is(words, at, "amword")
    if 0 < hour <= _NOON and (marked_pm or marked_am):
        return hour % _NOON + (_NOON if marked_pm else 0), at + 1
    if marked_pm or marked_am:
        return hour, at + 1
    return (hour + _NOON if evening and 0 < hour < _NOON else hour), at


def clock_at(words: Words, at: int, evening: bool = False) -> tuple[time, int] | None:
    """The time of day that begins at a place, and where it ends; without am or pm the evening's is pm."""
    if at >= len(words):
        return None
    for name, hour in (("noonword", _NOON), ("midnightword", 0)):
        if words[at].is_a(name):
            return time(hour), at + 1
    found = _to_or_past(words, at) or _digital(words, at)
    if found is None:
        return None
    hour, minute, end = found
    if end == at + 1 and not minute:
        hour, minute, end = _added(words, hour, end)
    if _is(words, end, "oclockword"):
        end += 1
    if _is(words, end, "notclock") or not (0 <= hour < _HOURS and minute < _MINUTES):
        return None
    hour, end = _half_day(words, end, hour, evening)
    return time(hour, minute), end


def is_explicit(words: Words, start: int, end: int) -> bool:
    """Whether it can be nothing but a time of day: "6:30", "7am", "noon"."""
    return any(
        one.is_a("clock", "amword", "pmword", "noonword", "halfpast", "quarterto", "quarterpast")
        for one in words[start:end]
    )
