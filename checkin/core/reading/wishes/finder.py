"""Which wish a text holds: the table of their phrases, read once, and tried where its words are met."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.model import Intent
from checkin.core.reading.phrases import Table, phrase
from checkin.core.reading.tokens import Token
from checkin.core.reading.wishes.ages import Age, age_in
from checkin.core.reading.wishes.objects import OBJECTS, Wish, plain
from checkin.core.reading.wishes.words import Clause, Words, clauses, line_of, phrased, respelt, words_of

LONGEST = 480  # characters; what is longer is a letter, and no command
_TABLE = Path(__file__).parent / "wishes.toml"
_BESIDE = 8  # words that may stand beside a wish that is said without an object
_LEAST_AGE, _LEAST_MISSPELT = 8, 5


@dataclass(frozen=True)
class _Row:
    intent: Intent
    capital: bool
    unasked: bool


def _listed() -> list[dict[str, list[str]]]:
    rows: list[dict[str, list[str]]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["wish"]
    return rows


def _rows() -> Table[_Row]:
    return Table(
        (
            _Row(Intent(row["is"]), bool(row.get("capital")), bool(row.get("unasked"))),
            phrase(source),
        )
        for row in _listed()
        for source in row["says"]
    )


def _entries(*names: str) -> frozenset[str]:
    return frozenset(entry for entry, classes in LEXICON.wishes.items() if not classes.isdisjoint(names))


def _rarest(words: Sequence[str]) -> tuple[str, str]:
    """The two words next to each other of a phrase that are the longest, and so are met the least."""
    return max(zip(words, words[1:], strict=False), key=lambda pair: len(pair[0]) + len(pair[1]))


_ROWS = _rows()
_ON = _entries(*(name for row in _listed() for name in row["on"] if name not in ("inword", "iam")))
_ON |= _entries("iamalmost") | LEXICON.languages.keys()
_WORDS = frozenset(entry for entry in _ON if " " not in entry)
_PAIRS = frozenset(_rarest(entry.split()) for entry in _ON if " " in entry)
_IN = frozenset(entry for entry in _entries("inword") if " " not in entry)
_I_AM = frozenset(entry.split()[-1] for entry in _entries("iam"))
_MINORS = frozenset(word for entry in _entries("minorword") for word in entry.split()[-1:] if word.isalpha())
_AGED = frozenset(max(entry.split(), key=len) for entry in _entries("yearsold", "iamage"))


def may_state_age(tokens: Sequence[Token]) -> bool:
    """Whether there is a number or a word that an age could be told with."""
    texts = [token.text for token in tokens]
    if not _MINORS.isdisjoint(texts):
        return True
    counted = any((token.value or 0) >= _LEAST_AGE or "numword" in token.classes for token in tokens)
    return counted and not _AGED.isdisjoint(texts)


def may_wish(tokens: Sequence[Token]) -> bool:
    """Whether a text is worth a closer look: most aren't, and cost no more than this."""
    texts = [token.text for token in tokens if not token.is_break]
    if not _WORDS.isdisjoint(texts) or not _PAIRS.isdisjoint(zip(texts, texts[1:], strict=False)):
        return True
    if texts and texts[0] in _IN:
        return True
    if not _IN.isdisjoint(texts) and any(
        b in _IN and a in _I_AM for a, b in zip(texts, texts[1:], strict=False)
    ):
        return True
    if may_state_age(tokens):
        return True
    return any(
        not token.classes and len(token.text) >= _LEAST_MISSPELT and respelt(token.text) in _WORDS
        for token in tokens
    )


def _fits(wish: Wish, clause: Clause, words: Words) -> bool:
    """Whether a wish without an object stands alone enough to be meant."""
    if wish.reading.intent in OBJECTS and wish.reading.intent is not Intent.DONE:
        return True
    beside = [one for one in words if one.start < wish.cut[0] or one.end > wish.cut[1]]
    return sum(not one.token.is_break and not one.is_a("polite") for one in beside) <= _BESIDE


def _in_clause(clause: Clause, words: Words) -> Wish | None:
    for row, span in _ROWS.search(line_of(clause.inside)):
        if clause.asked and row.unasked:
            continue
        of = OBJECTS.get(row.intent) or plain(row.intent)
        wish = of(clause, clause.start + span.end, row.capital)
        if wish and _fits(wish, clause, words):
            return wish
    return None


@dataclass(frozen=True)
class Found:
    """The wish of a text, the age it states, and the text without either."""

    wish: Wish | None
    age: Age | None
    left: str

    @property
    def whole(self) -> bool:
        """Whether nothing else is said but politely."""
        return all(one.token.is_break or one.is_a("polite") for one in phrased(words_of(self.left)))


def wish_in(text: str, asked: bool) -> Found:
    """What a text asks for, with or without a question open."""
    if len(text) > LONGEST:
        return Found(None, None, text)
    words = phrased(words_of(text))
    age = age_in(words)
    left = text
    if age:
        left = _without(text, words[age.start].start, words[age.end - 1].end)
        words = phrased(words_of(left))
    found = (_in_clause(clause, words) for clause in clauses(words, left, asked))
    wish = next((one for one in found if one), None)
    return Found(wish, age, _without(left, *wish.cut) if wish else left)


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} , {text[end:]}"
