"""Until when a pause lasts: "until Friday", "until 12 May", "hasta el 12/5"."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.wishes.words import Word, Words, skipped, weekday_of

_DAYS_OF = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEK = 7
_FEBRUARY = 2


@dataclass(frozen=True)
class End:
    """The day that ends a pause, as a date of some year or a day of the week, and where it was said."""

    date: tuple[int, int] | None
    weekday: int | None
    end: int

    def next(self) -> "End":
        """The day after."""
        weekday = None if self.weekday is None else (self.weekday + 1) % _WEEK
        if self.date is None:
            return End(None, weekday, self.end)
        month, day = self.date
        last = _DAYS_OF[month - 1] - (month == _FEBRUARY)  # 1 March is there every year
        after = (month, day + 1) if day < last else (month % len(_DAYS_OF) + 1, 1)
        return End(after, weekday, self.end)


def _date(month: int, day: int) -> tuple[int, int] | None:
    fits = 1 <= month <= len(_DAYS_OF) and 1 <= day <= _DAYS_OF[month - 1]
    return (month, day) if fits else None


def _written(text: str, day_first: bool) -> tuple[int, int] | None:
    """ "12/5", "2026-05-12": the day first where the language has it so, or where only that fits."""
    if "-" in text:
        _, month, day = map(int, text.split("-"))
        return _date(month, day)
    one, two = map(int, text.split("/")[:2])
    swapped, plain = _date(two, one), _date(one, two)
    return (swapped or plain) if day_first else (plain or swapped)


def _day(one: Word) -> int | None:
    value = one.token.value
    return int(value) if value is not None and value % 1 == 0 and value <= max(_DAYS_OF) else None


def _in_words(words: Sequence[Word]) -> tuple[tuple[int, int] | None, int]:
    """ "12 May", "May 12th", "the 12th of May"; and how many words it takes."""
    month: int | None = None
    day: int | None = None
    for at, one in enumerate(words):
        if one.is_a("monthname") and month is None:
            month = LEXICON.months[one.text]
        elif day is None and _day(one) is not None:
            day = _day(one)
        elif not one.is_a("dateword", "datemark"):
            return (_date(month, day) if month and day else None), at
    return (_date(month, day) if month and day else None), len(words)


def end_at(words: Words, at: int, day_first: bool) -> End | None:
    """The date or weekday that begins at a place."""
    at = skipped(words, at, "dateword")
    if at >= len(words):
        return None
    one = words[at]
    date, length = _in_words(words[at:])
    if date:
        return End(date, None, at + length)
    weekday = weekday_of(one.text)
    if weekday is not None:
        rest, more = _in_words(words[at + 1 :])
        return End(rest, None, at + 1 + more) if rest else End(None, weekday, at + 1)
    if one.is_a("date"):
        written = _written(one.text, day_first)
        return End(written, None, at + 1) if written else None
    return None
