"""The sentences of the pages that need no account, in the reader's language: page.toml beside the texts."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from checkin.sheet.model import Phrase
from checkin.texts.rendering import FALLBACK, FOLDER

FILE = "page.toml"


class Pages:
    """Every language that has a page.toml under `root`; what one lacks is said in English."""

    def __init__(self, root: Path = FOLDER) -> None:
        self._sentences = {path.parent.name: flat(path) for path in sorted(root.glob(f"*/{FILE}"))}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are pages in."""
        return tuple(self._sentences)

    def of(self, language: str | None) -> "Say":
        """The sentences in a language, English where there are none in it."""
        known = language if language in self._sentences else FALLBACK
        return Say(known, {**self._sentences[FALLBACK], **self._sentences[known]})


class Say:
    """Says a phrase, or a key with its values, in one language."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, phrase: Phrase | str, /, **values: object) -> str:
        """The sentence. With a `count` it may have two forms: <key>.one and <key>.other."""
        if not isinstance(phrase, Phrase):
            phrase = Phrase(phrase, values)
        key = phrase.key
        if key not in self._sentences:
            key += ".one" if phrase.values.get("count") == 1 else ".other"
        if key not in self._sentences:
            return self._unknown(phrase)
        shown = {name: self._shown(value) for name, value in phrase.values.items()}
        return self._sentences[key].format(**shown)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sentences

    def dated(self, forms: Mapping[str, str]) -> "Say":
        """The same, but for how some forms of a day are written, as in [date] of page.toml."""
        own = {f"date.{name}": form for name, form in forms.items()}
        return Say(self.language, {**self._sentences, **own})

    def day(self, day: date, form: str = "short") -> str:
        """A day as the language writes it: short, day, name or full, as [date] of page.toml has them."""
        return self._sentences[f"date.{form}"].format(
            weekday=self._sentences[f"weekday.{day.weekday()}"],
            long_weekday=self._sentences[f"long_weekday.{day.weekday()}"],
            day=day.day,
            month=self._sentences[f"month.{day.month - 1}"],
            long_month=self._sentences[f"long_month.{day.month - 1}"],
            year=day.year,
        )

    def moment(self, at: datetime, form: str = "name") -> str:
        """A day and the time on it; `at` is on the reader's own clock."""
        return f"{self.day(at.date(), form)}, {at:%H:%M}"

    def figure(self, number: float) -> str:
        """A number as the language writes it, without a needless .0."""
        return f"{number:.1f}".removesuffix(".0").replace(".", self._sentences["number.point"])

    def _shown(self, value: object) -> object:
        match value:
            case Phrase():
                return self(value)
            case datetime():
                return self.moment(value)
            case date():
                return _Day(self, value)
            case tuple():
                return ", ".join(f"{self._shown(one)}" for one in value)
            case time():
                return f"{value:%H:%M}"
            case float():
                return self.figure(value)
        return value

    def _unknown(self, phrase: Phrase) -> str:
        """A rule or number that no sentence knows, such as one of an older protocol: its own name."""
        name = phrase.key.partition(".")[2].replace("_", " ") or phrase.key
        value = phrase.values.get("value")
        return name if value is None else f"{name} {self._shown(value)}"


class _Day:
    """A day inside a sentence: {day} is short, {day:name} and {day:full} are longer."""

    def __init__(self, say: Say, day: date) -> None:
        self._say, self._day = say, day

    def __format__(self, form: str) -> str:
        return self._say.day(self._day, form or "day")


@cache
def flat(path: Path) -> dict[str, str]:
    """The sentences of a file by their dotted keys; the entries of a list are numbered."""
    return dict(_flat(tomllib.loads(path.read_text("utf-8")), ""))


def _flat(table: Any, above: str) -> Iterator[tuple[str, str]]:
    entries = table.items() if isinstance(table, dict) else enumerate(table)
    for name, value in entries:
        key = f"{above}.{name}" if above else str(name)
        if isinstance(value, dict | list):
            yield from _flat(value, key)
        else:
            yield key, str(value)
