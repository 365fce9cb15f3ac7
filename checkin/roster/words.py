"""How days, times, numbers and quotes are put into words."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WEEK = 7
LONGEST_QUOTE = 160


def long_day(day: date) -> str:
    """Tuesday 28 April."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """15 Apr."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def label(day: date, today: date) -> str:
    """A day as a label under a figure: today, Mon, 15 Apr."""
    if day == today:
        return "today"
    return WEEKDAYS[day.weekday()][:3] if abs((today - day).days) < WEEK else short_date(day)


def on_day(day: date, today: date) -> str:
    """A day inside a sentence: today, yesterday, tomorrow, on Monday, on 15 Apr."""
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}.get((today - day).days)
    return near or f"on {named(day, today)}"


def named(day: date, today: date) -> str:
    """A day by name within a week, else by date."""
    return WEEKDAYS[day.weekday()] if abs((today - day).days) < WEEK else short_date(day)


def whose(day: date, today: date) -> str:
    """The day a run belongs to: today's, yesterday's, Monday's, that of 15 Apr: to stand before a noun."""
    near = {0: "today’s", 1: "yesterday’s"}.get((today - day).days)
    return near or (f"{named(day, today)}’s" if abs((today - day).days) < WEEK else f"the {short_date(day)}")


def ago(day: date, today: date) -> str:
    """Today, yesterday, 10 days ago."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days) or f"{days} days ago"


def clock(at: datetime, zone: str) -> str:
    """16:42 where the runner is."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(at: datetime, zone: str, today: date) -> str:
    """When something happened, no longer than needed: 16:42, Mon 16:42, 15 Apr 16:42."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    return f"{local:%H:%M}" if day == today else f"{label(day, today)} {local:%H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """1 run, 3 runs."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def spelled(number: int) -> str:
    """Small numbers as words, for the start or the flow of a sentence."""
    return NUMERALS[number] if 0 <= number < len(NUMERALS) else str(number)


def figure(number: float) -> str:
    """A median without a needless .0: 3, 3.5."""
    return f"{number:.1f}".removesuffix(".0")


def listed(items: Sequence[str]) -> str:
    """A, B and C."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def upper_first(text: str) -> str:
    """A sentence starts with a capital, whatever it starts with."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """A sentence's start inside another."""
    return text[:1].lower() + text[1:]


def quoted(words: str) -> str:
    """The runner's own words, in quotes and kept apart from the direction of the sentence around them."""
    words = " ".join(words.split())
    if len(words) > LONGEST_QUOTE:
        words = words[: LONGEST_QUOTE - 1].rstrip() + "…"
    return f"\u2068“{words}”\u2069"


def given(name: str) -> str:
    """What to call somebody: the first word of their name, as long as it is fit to stand on a button."""
    first = name.split()[0] if name.split() else "them"
    return first if len(first) <= 24 else first[:23] + "…"
