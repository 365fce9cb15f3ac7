"""A language's own words: weekdays, months, plurals, joiners, and the runs of the plan."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any


class WordsError(Exception):
    """A words.toml that lacks something a text needs; the message names the file and the key."""


@dataclass(frozen=True)
class Words:
    """What words.toml of one language holds; every method is a filter that its texts may use."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    runs: tuple[str, ...]
    comma: str
    joint: str
    dating: str
    plurals: dict[str, tuple[str, str]]
    terms: dict[str, str]

    def weekday(self, day: date) -> str:
        """Tue"""
        return self.weekdays[day.weekday()]

    def daymonth(self, day: date) -> str:
        """15 Apr"""
        return self.dating.format(day=day.day, month=self.months[day.month - 1])

    def clock(self, at: time) -> str:
        """17:00, of a time or of a moment in the runner's own zone"""
        return f"{at.hour:02}:{at.minute:02}"

    def run(self, stage: int) -> str:
        """The plan's run at a stage, 1-7: walk 4, run 1, x5"""
        return self.runs[stage - 1]

    def plural(self, count: int, word: str) -> str:
        """2 days: the count with the form of the word that goes with it"""
        one, other = self.plurals[word]
        return f"{count} {one if count == 1 else other}"

    def listed(self, items: Iterable[str]) -> str:
        """A, B and C"""
        *most, last = items
        return self.comma.join(most) + self.joint + last if most else last

    def term(self, name: str) -> str:
        """The language's word for one of the program's own: a phase, a kind of score"""
        return self.terms[name]


def load(path: Path) -> Words:
    """Reads a language's words.toml."""
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    try:
        words = Words(
            weekdays=tuple(table["weekdays"]),
            months=tuple(table["months"]),
            runs=tuple(table["runs"]),
            comma=table["comma"],
            joint=table["joint"],
            dating=table["date"],
            plurals={word: (forms["one"], forms["other"]) for word, forms in table["plurals"].items()},
            terms=dict(table["terms"]),
        )
    except KeyError as missing:
        raise WordsError(f"{path}: {missing} is missing") from missing
    for key, expected in (("weekdays", 7), ("months", 12), ("runs", 7)):
        if len(getattr(words, key)) != expected:
            raise WordsError(f"{path}: {key} needs {expected} entries")
    return words
