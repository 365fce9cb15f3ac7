"""How days, times, numbers and quotes are put into words, where it differs in a coach's own style."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from checkin.roster.style import Style

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WEEK = 7
LONGEST_QUOTE = 160
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what turns the direction of all that follows


def long_day(day: date, style: Style) -> str:
    """Tuesday 28 April; Tuesday, April 28."""
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    return f"{weekday}, {month} {day.day}" if style.month_first else f"{weekday} {day.day} {month}"


def short_date(day: date, style: Style) -> str:
    """15 Apr; Apr 15."""
    month = MONTHS[day.month - 1][:3]
    return f"{month} {day.day}" if style.month_first else f"{day.day} {month}"


def short_day(day: date, style: Style) -> str:
    """Tue 28 Apr; Tue, Apr 28."""
    return f"{WEEKDAYS[day.weekday()][:3]}{',' if style.month_first else ''} {short_date(day, style)}"


def label(day: date, today: date, style: Style) -> str:
    """A day as a label under a figure: today, Mon, 15 Apr."""
    if day == today:
        return "today"
    return WEEKDAYS[day.weekday()][:3] if _near(day, today) else short_date(day, style)


def on_day(day: date, today: date, style: Style) -> str:
    """A day inside a sentence: today, yesterday, tomorrow, on Monday, on 15 Apr."""
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}.get((today - day).days)
    return near or f"on {named(day, today, style)}"


def named(day: date, today: date, style: Style) -> str:
    """A day by name within a week, else by date."""
    return WEEKDAYS[day.weekday()] if _near(day, today) else short_date(day, style)


def whose(day: date, today: date, style: Style) -> str:
    """The day a run belongs to: today's, yesterday's, Monday's, that of 15 Apr: to stand before a noun."""
    if near := {0: "today’s", 1: "yesterday’s"}.get((today - day).days):
        return near
    return f"{named(day, today, style)}’s" if _near(day, today) else f"the {short_date(day, style)}"


def _near(day: date, today: date) -> bool:
    return abs((today - day).days) < WEEK


def ago(day: date, today: date) -> str:
    """Today, yesterday, 10 days ago."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days) or f"{days} days ago"


def clock(at: datetime, zone: str, style: Style) -> str:
    """16:42 where the runner is; 4:42 pm."""
    return hour(at.astimezone(ZoneInfo(zone)), style)


def hour(local: datetime | time, style: Style) -> str:
    """16:42 on a clock; 4:42 pm, which stays on one line."""
    if style.twelve_hours:
        return f"{local.hour % 12 or 12}:{local.minute:02}\u00a0{'pm' if local.hour >= 12 else 'am'}"
    return f"{local.hour:02}:{local.minute:02}"


def moment(at: datetime, zone: str, today: date, style: Style) -> str:
    """When something happened, no longer than needed: 16:42, Mon 16:42, 15 Apr 16:42; Apr 15, 4:42 pm."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    if day == today:
        return hour(local, style)
    comma = "," if style.month_first and not _near(day, today) else ""
    return f"{label(day, today, style)}{comma} {hour(local, style)}"


def count(number: int, one: str, many: str = "") -> str:
    """1 run, 3 runs."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def lasting(days: int) -> str:
    """Four weeks, or 30 days: a time as people say it."""
    weeks, over = divmod(days, WEEK)
    return count(days, "day") if over or weeks < 2 else f"{spelled(weeks)} weeks"


def spelled(number: int) -> str:
    """Small numbers as words, for the start or the flow of a sentence."""
    return NUMERALS[number] if 0 <= number < len(NUMERALS) else str(number)


def figure(number: float, style: Style) -> str:
    """A median without a needless .0: 3, 3.5; 3,5."""
    told = f"{number:.1f}".removesuffix(".0")
    return told.replace(".", ",") if style.comma else told


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
    words = " ".join(TURNS.sub("", words).split())
    if len(words) > LONGEST_QUOTE:
        words = words[: LONGEST_QUOTE - 1].rstrip() + "…"
    return isolated(f"“{words}”")


def isolated(name: str) -> str:
    """Somebody's writing, kept apart from the direction of the sentence around it."""
    return f"\u2068{name}\u2069"


def given(name: str) -> str:
    """What to call somebody: the first word of their name, as long as it is fit to stand on a button."""
    first = name.split()[0] if name.split() else "them"
    return first if len(first) <= 24 else first[:23] + "…"
