"""The words that the readers know, by language: one table a language, merged, since runners mix them."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "words"
_NOT_CLASSES = ("numbers", "glued", "misspelt", "starts", "months", "language")
_WISHES = "wish"  # known only where a wish is looked for, so that scores and danger are read without it

Classes = frozenset[str]
Phrases = dict[tuple[str, str], list[tuple[tuple[str, ...], Classes]]]  # by two words; the longest first


class Room(Enum):
    """Who reads: each takes words together into phrases of the sections that concern it, and of no others."""

    DANGER = ("grammar", "danger", "harmless")
    COMMAND = ("grammar", "activity", "command")
    SCORE = ("grammar", "number", "score", "activity")
    WISH = (_WISHES,)


@dataclass(frozen=True)
class Lexicon:
    """What each word or phrase is (its classes), what it counts, and how it is misspelt."""

    words: dict[str, Classes]
    phrases: dict[Room, Phrases]
    numbers: dict[str, int]
    glued: dict[str, str]  # "b4", "2day"
    misspelt: dict[str, str]
    starts: dict[str, str]  # long words that are misspelt behind their first letters
    classes: Classes
    vocabulary: frozenset[str]  # every word of a phrase: known, if only in company
    wishes: dict[str, Classes]  # words and phrases of what a runner can ask for
    languages: dict[str, str]  # what each language is called in any of them, and its code
    months: dict[str, int]


def load(folder: Path = _FOLDER) -> Lexicon:
    """All language tables of the folder as one."""
    coded = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))
    }
    tables = list(coded.values())
    found: dict[str, dict[str, set[str]]] = {}
    wished: dict[str, dict[str, set[str]]] = {}
    for section, name, entry in (each for table in tables for each in _classed(table)):
        kind = wished if section == _WISHES else found
        kind.setdefault(entry, {}).setdefault(name, set()).add(section)
    numbers = _counted(tables, "numbers")
    for word in numbers:
        found.setdefault(word, {})["numword"] = set()
    return Lexicon(
        words={entry: frozenset(classes) for entry, classes in found.items() if " " not in entry},
        phrases=_phrases(found) | {Room.WISH: _phrases(wished)[Room.WISH]},
        numbers=numbers,
        glued={word: to for table in tables for word, to in table.get("glued", {}).items()},
        misspelt={
            wrong: right
            for table in tables
            for right, listed in table.get("misspelt", {}).items()
            for wrong in listed.split()
        },
        starts={start: right for table in tables for start, right in table.get("starts", {}).items()},
        classes=frozenset({"num", "clock", "date", "langname"}.union(*found.values(), *wished.values())),
        vocabulary=frozenset(word for entry in found for word in entry.split()),
        wishes={entry: frozenset(classes) for entry, classes in wished.items()},
        languages={
            name: code
            for code, table in coded.items()
            for name in _entries(table.get("language", {}).get("names", ""))
        },
        months=_counted(tables, "months"),
    )


def _counted(tables: Sequence[Mapping[str, Any]], section: str) -> dict[str, int]:
    """What the words of a section count, of all tables."""
    return {word: int(n) for table in tables for word, n in table.get(section, {}).items()}


def _classed(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for section, classes in table.items():
        if section not in _NOT_CLASSES:
            for name, entries in classes.items():
                for entry in _entries(entries):
                    yield section, name, entry


def _entries(text: str) -> list[str]:
    """A class is words parted by blanks, or, where phrases stand among them, by commas and line ends."""
    if "," not in text:
        return text.split()
    return [" ".join(part.split()) for part in text.replace("\n", ",").split(",") if part.strip()]


def _phrases(found: Mapping[str, Mapping[str, set[str]]]) -> dict[Room, Phrases]:
    """What each room takes together, by the first two words."""
    rooms: dict[Room, Phrases] = {room: {} for room in Room}
    for entry, classes in found.items():
        if " " in entry:
            first, second, *rest = entry.split()
            for room, phrases in rooms.items():
                names = [name for name, where in classes.items() if not where.isdisjoint(room.value)]
                if names:
                    listed = phrases.setdefault((first, second), [])
                    listed.append((tuple(rest), frozenset(names)))
    for phrases in rooms.values():
        for listed in phrases.values():
            listed.sort(key=lambda phrase: -len(phrase[0]))
    return rooms


LEXICON = load()
