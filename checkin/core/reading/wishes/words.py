"""A text as words that keep their places, so that a town or a name can be given back as it was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from checkin.core.reading.lexicon import LEXICON, Room
from checkin.core.reading.normalise import plain_word
from checkin.core.reading.phrases import Line, lay_out
from checkin.core.reading.spelling import distance, spell
from checkin.core.reading.tokens import Token, phrase_at, word

_PIECES = re.compile(
    r"""(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?)(?!\d)
    |(?P<clock>\d{1,2}[:.h]\d\d(?!\d))
    |(?P<num>\d+(?:[.,]\d+)?)
    |(?P<letters>[^\W\d_]\.[^\W\d_](?![^\W\d_])(?:\.[^\W\d_])*\.?)
    |(?P<word>[^\W\d_]+(?:['’`´][^\W\d_]+)*)
    |(?P<sign>[%+/$£€])
    |(?P<break>[.,;!?\n()"“”|])""",
    re.VERBOSE,
)
_LEAST = 5  # letters of the shortest word that is looked for among the misspelt
_NEVER_MISSPELT = {
    "nottown",
    "notname",
    "towntail",
    "townpart",
    "townword",
    "townlink",
    "namestop",
    "runfill",
    "yescontra",
}
_BREAK = {",": "comma", ".": "stop", "?": "ask"}
_NUM = frozenset({"num"})
_MONTH, _WEEKDAY, _LANGUAGE = "monthname", "weekdayname", "langname"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {"sat": 5, "sun": 6}


@dataclass(frozen=True, slots=True)
class Word:
    """A token, where it stands in the text, and whether it begins with a capital."""

    token: Token
    start: int
    end: int
    capital: bool = False
    caps: bool = False  # nothing but capitals, and more than one
    respelt: bool = False  # taken for a misspelling of the word that it is read as

    @property
    def text(self) -> str:
        """The word as the tables write it."""
        return self.token.text

    def is_a(self, *names: str) -> bool:
        """Whether it is of one of the classes."""
        return not self.token.classes.isdisjoint(names)


Words = tuple[Word, ...]


def weekday_of(text: str) -> int | None:
    """The day of the week that a word names, 0 for Monday."""
    classes = LEXICON.words.get(spell(text), frozenset())
    named = next((n for n, name in enumerate(WEEKDAYS) if name in classes), None)
    return named if named is not None else _SHORT_DAYS.get(text)


def _deletions(text: str) -> set[str]:
    return {text[:i] + text[i + 1 :] for i in range(len(text))}


@cache
def _index() -> dict[str, str]:
    listed = (entry for entry, classes in LEXICON.wishes.items() if not classes <= _NEVER_MISSPELT)
    known = {part for entry in listed for part in entry.split() if len(part) >= _LEAST}
    known |= {name for name in LEXICON.languages if len(name) >= _LEAST}
    index: dict[str, str] = {}
    for one in sorted(known):
        for key in {one, *_deletions(one)}:
            index.setdefault(key, one)
    return index | {one: one for one in known}


@lru_cache(maxsize=4096)
def respelt(text: str) -> str:
    """The word of a wish that this one is, give or take a letter; itself if it is a word of its own."""
    if len(text) < _LEAST or text in LEXICON.vocabulary or text in LEXICON.wishes:
        return text
    index = _index()
    near = {index[key] for key in {text, *_deletions(text)} if key in index}
    best = min(near, key=lambda known: (distance(text, known), known), default=text)
    return best if best[0] == text[0] and distance(text, best) <= 1 else text


def _classes(text: str) -> frozenset[str]:
    more = {
        _MONTH: text in LEXICON.months,
        _WEEKDAY: weekday_of(text) is not None,
        _LANGUAGE: text in LEXICON.languages,
    }
    return LEXICON.wishes.get(text, frozenset()) | {name for name, is_one in more.items() if is_one}


@lru_cache(maxsize=4096)
def _token(kind: str | None, raw: str) -> Token:
    if kind in ("date", "clock"):
        text = raw.replace(".", ":").replace("h", ":") if kind == "clock" else raw
        return word(text, frozenset({kind}))
    if kind == "num":
        names = _NUM | _classes(raw)
        return Token(raw, names, names | {f"={raw}"}, float(raw.replace(",", ".")[:12]), numeric=True)
    if kind == "break":
        name = _BREAK.get(raw, "end")
        return Token(name, frozenset({name}), frozenset({name}), is_break=True)
    if kind == "sign":
        return word(raw, frozenset())
    text = respelt(plain_word(raw))
    value = LEXICON.numbers.get(text)
    if value is not None:
        names = _NUM | _classes(text)
        return Token(text, names, names | {f"={text}"}, float(value), numeric=True)
    return word(text, _classes(text))


def words_of(text: str) -> Words:
    """The text's words, single."""
    return tuple(
        _word(found) for found in _PIECES.finditer(text) if plain_word(found[0]) or found.lastgroup != "word"
    )


def _word(found: re.Match[str]) -> Word:
    raw = found[0]
    token = _token(found.lastgroup, raw)
    respelt = found.lastgroup == "word" and token.text != plain_word(raw)
    return Word(token, found.start(), found.end(), raw[0].isupper(), raw.isupper() and len(raw) > 1, respelt)


def phrased(words: Sequence[Word]) -> Words:
    """The words with the phrases of wishes taken together."""
    known = LEXICON.phrases[Room.WISH]
    tokens = [one.token for one in words]
    found: list[Word] = []
    at = 0
    while at < len(words):
        phrase = phrase_at(tokens, at, known)
        one = words[at]
        if phrase:
            at = phrase[1]
            found.append(Word(phrase[0], one.start, words[at - 1].end, one.capital, one.caps, one.respelt))
        else:
            found.append(one)
            at += 1
    return tuple(found)


def is_polite(one: Word) -> bool:
    """ "please", "hi coach": said beside any wish."""
    return one.is_a("polite")


@dataclass(frozen=True, slots=True)
class Clause:
    """The words from one break to the next, without polite ones at its ends, in the whole they stand in."""

    words: Words
    start: int
    end: int
    text: str
    asked: bool = False  # while a question is open

    @property
    def inside(self) -> Words:
        """Its own words."""
        return self.words[self.start : self.end]

    def has(self, *names: str) -> bool:
        """Whether a word of one of the classes is in it."""
        return any(one.is_a(*names) for one in self.inside)

    def skip(self, at: int, *names: str) -> int:
        """The first place from `at` on, or its end, whose word is of none of the classes."""
        return min(skipped(self.words, at, *names), self.end)

    def cut(self, end: int | None = None, start: int | None = None) -> tuple[int, int]:
        """Where in the text its words stand, up to one of the words."""
        first = self.start if start is None else start
        last = max((self.end if end is None else end) - 1, first)
        return self.words[first].start, self.words[last].end


def clauses(words: Words, text: str, asked: bool = False) -> tuple[Clause, ...]:
    """The clauses of a text that say something."""
    found: list[Clause] = []
    start = 0
    for at in range(len(words) + 1):
        if at == len(words) or words[at].token.is_break:
            low, high = start, at
            while low < high and is_polite(words[low]):
                low += 1
            while low < high and is_polite(words[high - 1]):
                high -= 1
            if low < high:
                found.append(Clause(words, low, high, text, asked))
            start = at + 1
    return tuple(found)


def line_of(words: Sequence[Word]) -> Line:
    """The words laid out for a search."""
    return lay_out([one.token for one in words])


def skipped(words: Words, at: int, *names: str) -> int:
    """The first place from `at` on whose word is of none of the classes."""
    while at < len(words) and words[at].is_a(*names):
        at += 1
    return at
