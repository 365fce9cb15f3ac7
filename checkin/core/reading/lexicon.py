"""The words that the readers know, by language: one table a language, merged, since runners mix them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
_NOT_CLASSES = ("numbers", "glued", "misspelt")

type_of_phrases = dict[str, list[tuple[tuple[str, ...], frozenset[str]]]]


@dataclass(frozen=True)
class Lexicon:
    """What each word or phrase is (its classes), what it counts, and how it is misspelt."""

    words: dict[str, frozenset[str]]
    phrases: type_of_phrases  # by first word; the longest first
    numbers: dict[str, int]
    glued: dict[str, str]  # "b4", "2day"
    misspelt: dict[str, str]
    ordinary: frozenset[str]  # never to be taken for a misspelling
    classes: frozenset[str]


def load(folder: Path = _FOLDER) -> Lexicon:
    """All language tables of the folder as one."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    found: dict[str, set[str]] = {}
    for table in tables:
        for name, entries in table.items():
            if name not in _NOT_CLASSES:
                for entry in _entries(entries):
                    found.setdefault(entry, set()).add(name)
    numbers = {word: int(n) for table in tables for word, n in table.get("numbers", {}).items()}
    for word in numbers:
        found.setdefault(word, set()).add("numword")
    singles = {entry: frozenset(classes) for entry, classes in found.items() if " " not in entry}
    return Lexicon(
        words=singles,
        phrases=_phrases(found),
        numbers=numbers,
        glued={word: to for table in tables for word, to in table.get("glued", {}).items()},
        misspelt=_misspelt(tables),
        ordinary=frozenset(entry for entry, classes in found.items() if "ordinary" in classes),
        classes=frozenset(name for classes in found.values() for name in classes),
    )


def _entries(value: object) -> list[str]:
    """A class is words parted by blanks, or by commas and line ends where phrases of several stand among them."""
    text = str(value)
    if "," not in text:
        return text.split()
    return [" ".join(part.split()) for part in text.replace("\n", ",").split(",") if part.strip()]


def _misspelt(tables: list[dict[str, object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in tables:
        listed = table.get("misspelt", {})
        if isinstance(listed, dict):
            for right, wrong in listed.items():
                found.update(dict.fromkeys(str(wrong).split(), right))
    return found


def _phrases(found: dict[str, set[str]]) -> type_of_phrases:
    phrases: type_of_phrases = {}
    for entry, classes in found.items():
        first, *rest = entry.split()
        if rest:
            phrases.setdefault(first, []).append((tuple(rest), frozenset(classes)))
    for listed in phrases.values():
        listed.sort(key=lambda phrase: -len(phrase[0]))
    return phrases


LEXICON = load()
