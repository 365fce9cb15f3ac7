"""A small language for what runners say: sequences of words, classes of words, numbers and gaps.

`word`, `<class>`, `a|<b>`, `item?`, `item*` (up to four), `..` (up to three words), `...` (up to six),
`#` (a number, captured), `,` (a break), `^` and `$` (the ends of the text), `;` (the end of a clause).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.tokens import Token

Names = frozenset[str]  # classes, and words themselves behind an equals sign

_GAPS = {"..": "(?:~[^ ]* ){0,3}?", "...": "(?:~[^ ]* ){0,6}?"}
_ENDS = {"^": r"\A", "$": r"\Z", ";": r"(?=\||\Z)"}
_NOTHING: frozenset[str] = frozenset()
_PRIVATE_USE = 0xE000  # no text holds these characters once it is normalised
_REMEMBERED = 20_000
_CODES: dict[str, str] = {}
_LAID_OUT: dict[tuple[bool, Names], str] = {}
_REPEATS = {"?": "?", "*": "{0,4}?"}


T = TypeVar("T")

_SIZES = Counter(name for classes in LEXICON.words.values() for name in classes)
_COMMON = {"num": 500} | dict.fromkeys(
    ("=a", "=no", "=not", "=to", "=in", "=at", "=on", "=de", "=up", "=y", "=o"), 200
)


@dataclass(frozen=True)
class Phrase:
    """A pattern, and for each part it can't do without the names one of which must be present."""

    source: str
    regex: str
    needs: tuple[Names, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first tried: most phrases never are in most processes."""
        return re.compile(self.regex)

    @property
    def anchor(self) -> Names:
        """The part that is met the least."""
        return min(self.needs, key=lambda names: sum(_COMMON.get(n, _SIZES.get(n, 1)) for n in names))


@dataclass(frozen=True)
class Line:
    """Tokens laid out so that phrases can be searched in them."""

    tokens: Sequence[Token]
    text: str
    starts: tuple[int, ...]
    present: Names

    def index(self, offset: int) -> int:
        """The token that begins at an offset of the text."""
        return bisect_left(self.starts, offset)


@dataclass(frozen=True)
class Span:
    """Where a phrase was found: tokens from `start` up to `end`, and the numbers it captured."""

    start: int
    end: int
    numbers: tuple[int, ...] = ()


def _code(name: str) -> str:
    """The one character that a name is in a line."""
    if name not in _CODES:
        _CODES[name] = chr(_PRIVATE_USE + len(_CODES))
        _LAID_OUT.clear()
    return _CODES[name]


def _laid_out(token: Token) -> str:
    """A token in a line: a bar for a break, else a wave; the names that phrases ask for; a blank."""
    key = (token.is_break, token.names)
    text = _LAID_OUT.get(key)
    if text is None:
        names = "".join(sorted(_CODES[name] for name in token.names if name in _CODES))
        text = f"{'|' if token.is_break else '~'}{names} "
        if len(_LAID_OUT) < _REMEMBERED:
            _LAID_OUT[key] = text
    return text


def lay_out(tokens: Sequence[Token]) -> Line:
    """The tokens as one line."""
    lines = [_laid_out(token) for token in tokens]
    present = _NOTHING.union(*(token.names for token in tokens))
    return Line(tokens, "".join(lines), (*accumulate(map(len, lines), initial=0),), present)


def _is_class(name: str, bracketed: bool) -> bool:
    return (bracketed or name[0] == "<") and name.strip("<>") in LEXICON.classes


def _names(item: str) -> tuple[str, ...]:
    """The alternatives of an item, classes and words alike."""
    inside = item.strip("<>").split("|")
    classes = item[0] == "<"
    return tuple(
        "num" if name == "#" else name.strip("<>") if _is_class(name, classes) else f"={name.strip('<>')}"
        for name in inside
    )


def _item(item: str) -> tuple[str, Names | None]:
    """The regular expression of an item, and what must be present for it to match."""
    if item in _GAPS or item in _ENDS:
        return _GAPS.get(item) or _ENDS[item], None
    repeat = _REPEATS.get(item[-1], "")
    names = _names(item[:-1] if repeat else item)
    if names == ("=,",):
        return rf"(?:\|[^ ]* ){repeat}", None
    codes = "".join(map(_code, names))
    one = f"[~|][^ {codes}]*[{codes}][^ ]* "
    return f"({one}){repeat}" if item[0] == "#" else f"(?:{one}){repeat}", None if repeat else frozenset(
        names
    )


def phrase(source: str) -> Phrase:
    """The pattern that a source line means."""
    items = [_item(item) for item in source.split()]
    needs = tuple(names for _, names in items if names)
    return Phrase(source, "".join(pattern for pattern, _ in items), needs)


class Table(Generic[T]):
    """Rows of a phrase and what it stands for, in order; only rows whose rarest part is present are tried."""

    def __init__(self, rows: Iterable[tuple[T, Phrase]]) -> None:
        self.rows = tuple(rows)
        self._anchored: dict[str, int] = {}
        for number, (_, one) in enumerate(self.rows):
            for name in one.anchor:
                self._anchored[name] = self._anchored.get(name, 0) | 1 << number

    def _candidates(self, line: Line) -> Iterator[tuple[T, Phrase]]:
        mask = 0
        for name in self._anchored.keys() & line.present:
            mask |= self._anchored[name]
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            row = self.rows[lowest.bit_length() - 1]
            if not any(names.isdisjoint(line.present) for names in row[1].needs):
                yield row

    def search(self, line: Line) -> Iterator[tuple[T, Span]]:
        """Where the rows' phrases stand in the line, row by row."""
        for meaning, one in self._candidates(line):
            for found in one.pattern.finditer(line.text):
                if found.end() > found.start():
                    numbers = tuple(
                        line.index(found.start(k)) for k in range(1, one.pattern.groups + 1) if found[k]
                    )
                    yield meaning, Span(line.index(found.start()), line.index(found.end()), numbers)

    def matching(self, line: Line) -> Iterator[T]:
        """What the rows stand for whose phrases stand in the line."""
        return (meaning for meaning, one in self._candidates(line) if one.pattern.search(line.text))

    def matches(self, line: Line) -> bool:
        """Whether any of the phrases stands in the line."""
        return any(one.pattern.search(line.text) is not None for _, one in self._candidates(line))

    def spans(self, line: Line) -> Iterator[Span]:
        """Where any of the phrases stands in the line."""
        return (span for _, span in self.search(line))


def phrases(*sources: str) -> Table[str]:
    """A table of phrases that all stand for themselves."""
    return Table((source, phrase(source)) for source in sources)
