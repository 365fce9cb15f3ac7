"""Which wish a text holds: the table of their phrases, read once, and tried where its words are met."""

from dataclasses import dataclass

from checkin.core.reading.model import Intent
from checkin.core.reading.phrases import Table, phrase
from checkin.core.reading.wishes.ages import Age, age_in
from checkin.core.reading.wishes.objects import OBJECTS, Wish, plain
from checkin.core.reading.wishes.righted import righted_in
from checkin.core.reading.wishes.table import listed
from checkin.core.reading.wishes.words import Clause, Words, clauses, line_of, phrased, words_of

LONGEST = 480  # characters; what is longer is a letter, and no command
_BESIDE = 8  # words that may stand beside a wish that is said without an object


@dataclass(frozen=True)
class _Row:
    intent: Intent
    capital: bool
    unasked: bool


def _rows() -> Table[_Row]:
    return Table(
        (
            _Row(Intent(row["is"]), row.get("capital", False), row.get("unasked", False)),
            phrase(source),
        )
        for row in listed()
        for source in row["says"]
    )


_ROWS = _rows()


def _fits(wish: Wish, words: Words) -> bool:
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
        if wish and _fits(wish, words):
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
    wish = righted_in(words, left, asked) or next((one for one in found if one), None)
    return Found(wish, age, _without(left, *wish.cut) if wish else left)


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} , {text[end:]}"
