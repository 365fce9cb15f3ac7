"""A language's own words: weekdays, months, plurals, how a run is written, and where it is spoken."""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

RUNS = ("steady", "between", "sets")  # without a walk, with one walk in the middle, in sets
SAW = (
    "pain", "stiffness", "usual", "week", "rise", "ok_runs", "days", "mornings", "step_backs", "returns",
)  # fmt: skip
TWICE = 2
WEEK = 7  # days


class WordsError(Exception):
    """A words.toml that lacks something a text needs; the message names the file and the key."""


@dataclass(frozen=True)
class Words:
    """What words.toml of one language holds; its texts use the methods as filters."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    dating: str
    plurals: dict[str, tuple[str, str]]
    runs: dict[str, str]
    saw: dict[str, str]
    countries: tuple[str, ...] = ()
    name: str = ""  # what its speakers call it

    def weekday(self, day: date) -> str:
        """Tue"""
        return self.weekdays[day.weekday()]

    def daymonth(self, day: date) -> str:
        """15 Apr"""
        return self.dating.format(day=day.day, month=self.months[day.month - 1])

    def clock(self, at: time) -> str:
        """17:00, of a time or of a moment in the runner's own zone"""
        return f"{at.hour:02}:{at.minute:02}"

    def a_run(self, walk: int, run: int, sets: int) -> str:
        """walk 4, run 1 min, x5; or run 10, walk 1, run 10 min; or run 25 min"""
        kind = "steady" if not walk else "between" if sets == TWICE else "sets"
        return self.runs[kind].format(walk=walk, run=run, sets=sets)

    def facts(self, saw: str) -> str:
        """run pain 6, usual 3: what a decision saw, from name=number pairs"""
        pairs = (pair.partition("=") for pair in saw.split(";"))
        return ", ".join(f"{self.saw[name]} {value}" for name, _, value in pairs)

    def weeks(self, days: int) -> str:
        """4 weeks, or 30 days: a time as people say it"""
        whole, over = divmod(days, WEEK)
        return self.plural(days, "day") if over or whole < TWICE else self.plural(whole, "week")

    def plural(self, count: int, word: str) -> str:
        """2 days: the count with the form of the word that goes with it"""
        one, other = self.plurals[word]
        return f"{count} {one if count == 1 else other}"


def load(path: Path) -> Words:
    """Reads a language's words.toml."""
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    try:
        words = Words(
            weekdays=tuple(table["weekdays"]),
            months=tuple(table["months"]),
            dating=table["date"],
            plurals={word: (forms["one"], forms["other"]) for word, forms in table["plurals"].items()},
            runs={kind: table["run"][kind] for kind in RUNS},
            saw={name: table["saw"][name] for name in SAW},
            countries=tuple(table["countries"]),
            name=table.get("name", ""),
        )
    except KeyError as missing:
        raise WordsError(f"{path}: {missing} is missing") from missing
    for key, expected in (("weekdays", 7), ("months", 12)):
        if len(getattr(words, key)) != expected:
            raise WordsError(f"{path}: {key} needs {expected} entries")
    return words
