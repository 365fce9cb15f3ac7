"""A small language for what runners say: sequences of words, classes of words, numbers and gaps.

`word`, `<class>`, `a|<b>`, `item?`, `item*` (up to four), `..` (up to three words), `...` (up to six),
`#` (a number, captured), `,` (a break), `^` and `$` (the ends of the text).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.tokens import Token

_GAPS = {"..": r"(?:~\S* ){0,3}?", "...": r"(?:~\S* ){0,6}?"}
_ENDS = {"^": r"\A", "$": r"\Z"}
_REPEATS = {"?": "?", "*": "{0,4}?"}


@dataclass(frozen=True)
class Phrase:
    """A compiled pattern, and the words and classes without which it can't match."""

    source: str
    pattern: re.Pattern[str]
    needs: frozenset[str]


@dataclass(frozen=True)
class Line:
    """Tokens laid out so that phrases can be searched in them."""

    tokens: Sequence[Token]
    text: str
    starts: tuple[int, ...]
    present: frozenset[str]

    def index(self, offset: int) -> int:
        """The token that begins at an offset of the text."""
        return self.starts.index(offset)


@dataclass(frozen=True)
class Span:
    """Where a phrase was found: tokens from `start` up to `end`, and the numbers it captured."""

    start: int
    end: int
    numbers: tuple[int, ...] = ()


def lay_out(tokens: Sequence[Token]) -> Line:
    """The tokens as one line."""
    lines = [token.line for token in tokens]
    present = frozenset(token.text for token in tokens).union(*(token.classes for token in tokens))
    return Line(tokens, "".join(lines), (*accumulate(map(len, lines), initial=0),), present)


def _one(name: str) -> str:
    if name == "#":
        return r"(~\S*\.num\.\S* )"
    if name == ",":
        return r"\|\S* "
    if name.startswith("<") and name[1:-1] in LEXICON.classes:
        return rf"[~|]\S*\.{name[1:-1]}\.\S* "
    name = name.strip("<>")
    return rf"[~|]{name}\.\S* "


def _item(item: str) -> tuple[str, str | None]:
    """The regular expression of an item, and what must be present for it to match, if that is one thing."""
    if item in _GAPS or item in _ENDS:
        return _GAPS.get(item) or _ENDS[item], None
    repeat = _REPEATS.get(item[-1], "")
    body = item[:-1] if repeat else item
    if body.startswith("<"):
        body = "|".join(f"<{name}>" for name in body[1:-1].split("|"))
    names = body.split("|")
    need = names[0].strip("<>") if len(names) == 1 and not repeat else None
    need = {"#": "num", ",": None}.get(need or "", need)
    return f"(?:{'|'.join(map(_one, names))}){repeat}", need


def phrase(source: str) -> Phrase:
    """The pattern that a source line means."""
    items = [_item(item) for item in source.split()]
    needs = frozenset(need for _, need in items if need)
    return Phrase(source, re.compile("".join(pattern for pattern, _ in items)), needs)


def phrases(sources: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(map(phrase, sources))


def search(wanted: Phrase, line: Line) -> Iterator[Span]:
    """Where the phrase stands in the line."""
    if not wanted.needs <= line.present:
        return
    for found in wanted.pattern.finditer(line.text):
        if found.end() > found.start():
            numbers = tuple(line.index(found.start(k)) for k in range(1, found.re.groups + 1) if found[k])
            yield Span(line.index(found.start()), line.index(found.end()), numbers)


def matches(wanted: Iterable[Phrase], line: Line) -> bool:
    """Whether any of the phrases stands in the line."""
    return any(one.needs <= line.present and one.pattern.search(line.text) is not None for one in wanted)
