"""What each number of a text is: a score, or a distance, a time, a date, something past, something denied."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from checkin.core.reading.numbers import HIGHEST
from checkin.core.reading.phrases import Line, Table, lay_out, phrase, phrases
from checkin.core.reading.tokens import Token, word

_TABLE = Path(__file__).parent / "roles.toml"
_MAX_FOLLOWERS = 1


class Role(Enum):
    """What a number is."""

    STRONG = "strong"  # a score, and said to be one
    PLAIN = "plain"  # a score if no other speaks against it
    ODD = "odd"  # may be meant as a score, and can't be taken as one
    BOUND = "bound"
    DELTA = "delta"
    PAST = "past"
    BEFORE = "before"
    DENIED = "denied"
    QUANTITY = "quantity"
    TIME = "time"
    OTHER = "other"
    BESIDE = "beside"
    SCALE = "scale"


@dataclass(frozen=True)
class Number:
    """A number at a place among the tokens, and what it is."""

    at: int
    value: float
    role: Role

    @property
    def is_score(self) -> bool:
        """Whether it can be taken as a score."""
        return self.role in (Role.STRONG, Role.PLAIN)


def _rows() -> Table[Role]:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["role"]
    return Table((Role(row["is"]), phrase(source)) for row in table for source in row["says"])


_ROWS = _rows()
_LABELLED = phrases(
    "<painlabel|stiff|morning|evening|achilles|cap>"
    " <be_score|about|yesterday|painlabel|stiff|running|dash>* #",
    "<painlabel|stiff|morning|cap> colon|comma|end #",
    "# <of|de|in|en>* <painlabel|stiff>",
)
_TODAY_TOO = phrases(
    "<today|nowword>",
    "<comparative>",
    "same|igual|half|twice|double|mitad|doble",
    "as bad|good|stiff|sore|painful as",
)
_COMPARED = phrases(
    "que_ayer|from_yesterday|from_yesterdays",
    "<than|bound> <det>* <yesterday|twodaysago|weekday>",
    "as|que|like <det>* <yesterday>",
)
_TOO = {"run", "sore", "stiff", "much", "bad", "walk", "go", "be", "do", "tired", "painful", "busy", "late"}
_OF_SCORES = (Role.PAST, Role.DELTA, Role.BEFORE, Role.DENIED, Role.OTHER, Role.BESIDE)
_BLANK = word("blank", frozenset())
_BEFORE_ONE = ("be_score", "about", "painlabel", "stiff", "morning", "today", "filler")
_POINTING = {"this", "that", "the", "my", "which", "el", "la"}
_AFTER_ONE = ("oneof", "painlabel", "stiff", "today", "yesterday", "or", "dash", "slash", "star")
_SCORED = (
    "pain", "painlabel", "painnoun", "stiff", "achilles", "hurts", "morning", "score", "scaleword", "severe",
    "trend_to", "cap", "phase",
)  # fmt: skip
_COUNTED = ("running", "third", "dog", "clothing")
_AT = {"at", "atsign"}
_WHEN = {*_AT, "after", "before", "past", "despues", "antes", "tras"}
_FOR = {"a", "the", "my", "me", "you", "u", "fun", "it", "that"}


def _texting(tokens: tuple[Token, ...], at: int) -> bool:
    """ "2 sore 2 run", "nice day 4 a run": digits that stand for words."""
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1] if at else None
    if tokens[at].text == "2":
        return after in _TOO
    alone = (
        before is None
        or before.is_break
        or not before.classes.isdisjoint(("be_score", "painlabel", "stiff", "about"))
    )
    return tokens[at].text == "4" and after in _FOR and not alone


def _counts(tokens: tuple[Token, ...], at: int) -> bool:
    """ "2 deer", "3 gels": a number of things, going by the word behind it."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.is_break or after.value is not None or after.text in after.classes:
        return False
    if tokens[at].value == 1:
        return not after.classes - {"ordinary"}
    plural = after.text.endswith("s") and not after.text.endswith("ss")
    return plural and (not after.classes - {"ordinary"} or not after.classes.isdisjoint(_COUNTED))


def _article(tokens: tuple[Token, ...], at: int) -> bool:
    """ "this one", "one more": the word, and no score, unless it stands where only a score can."""
    if "article" not in tokens[at].classes:
        return False
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    led = before is None or before.is_break or not before.classes.isdisjoint(_BEFORE_ONE)
    followed = after is None or after.is_break or not after.classes.isdisjoint(_AFTER_ONE)
    return not led or not followed or (before is not None and before.text in _POINTING)


def _glued_to_letters(tokens: tuple[Token, ...], at: int) -> bool:
    if not tokens[at].glued or not at:
        return False
    before = tokens[at - 1]
    return (
        before.text.isalpha()
        and not before.is_break
        and "sides" not in before.classes
        and (len(before.text) == 1 or not before.classes)
    )


def _at_a_time(tokens: tuple[Token, ...], at: int) -> bool:
    """ "dinner at 8", "after 6": likely a time, unless pain or stiffness is at it, or other phases too."""
    before = tokens[at - 1] if at else None
    if before is None or before.text not in _WHEN:
        return False
    if at + 1 < len(tokens) and not tokens[at + 1].classes.isdisjoint(("painlabel", "stiff")):
        return False
    if before.text in _AT:
        return at == 1 or tokens[at - 2].classes.isdisjoint(
            ("be_score", "painlabel", "stiff", "cap", "phase", "achilles")
        )
    return sum("phase" in token.classes for token in tokens) <= 1


def _unlabelled(tokens: tuple[Token, ...], at: int) -> Role:
    token = tokens[at]
    if "wholescale" in token.classes:
        return Role.SCALE
    if "scaled" in token.classes:
        return Role.STRONG
    value = token.value or 0
    if _counts(tokens, at) or _article(tokens, at) or value > HIGHEST and _session(tokens, at):
        return Role.QUANTITY
    if (
        "odd" in token.classes
        or value > HIGHEST
        or _texting(tokens, at)
        or _at_a_time(tokens, at)
        or _glued_to_letters(tokens, at)
    ):
        return Role.ODD
    return Role.PLAIN


def _strong(line: Line) -> set[int]:
    return {at for span in _LABELLED.spans(line) for at in span.numbers}


def _told(line: Line) -> dict[int, Role]:
    """What the table says of each number."""
    told: dict[int, Role] = {}
    for role, span in _ROWS.search(line):
        for at in span.numbers:
            if "scaled" not in line.tokens[at].classes or role in _OF_SCORES:
                told.setdefault(at, role)
    return told


def _settled(line: Line, numbers: Sequence[Number]) -> tuple[Number, ...]:
    """Yesterday's score is a comparison beside today's, or beside "better today", and an answer alone."""
    alone = not any(number.is_score for number in numbers) and not _TODAY_TOO.matches(line)
    yesterday = Role.PLAIN if alone else Role.PAST
    return tuple(replace(n, role=yesterday) if n.role is Role.BEFORE else n for n in numbers)


def _session(tokens: tuple[Token, ...], at: int) -> bool:
    """ "45 on the bike": more than any score, of another sport."""
    rest = tokens[at + 1 : at + 4]
    return bool(rest) and rest[0].text in ("on", "en") and any("othersport" in t.classes for t in rest)


def _of_something_else(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the words beside a number say something, and nothing of the tendon."""
    start, end = at, at + 1
    while start and not tokens[start - 1].is_break:
        start -= 1
    while end < len(tokens) and not tokens[end].is_break:
        end += 1
    beside = (*tokens[start:at], *tokens[at + 1 : end])
    if any(not token.classes.isdisjoint(_SCORED) for token in beside):
        return False
    return any(token.classes.isdisjoint(("filler", *_BEFORE_ONE)) for token in beside)


def _beside_the_first(tokens: tuple[Token, ...], found: Sequence[Number]) -> Sequence[Number]:
    """ "3. He is 94": beside a score that leads and stands alone, what is too high is of something else."""
    first = found[0]
    after = tokens[first.at + 1] if first.at + 1 < len(tokens) else None
    led = all("filler" in token.classes for token in tokens[: first.at])
    if not led or first.role is not Role.PLAIN or after is None or after.text not in ("comma", "end"):
        return found
    return [
        replace(number, role=Role.OTHER)
        if number.role is Role.ODD and number.value > HIGHEST and _of_something_else(tokens, number.at)
        else number
        for number in found
    ]


def roles(line: Line) -> tuple[Number, ...]:
    """Every number of the line with its role, in order."""
    if "num" not in line.present:
        return ()
    told, strong = _told(line), _strong(line)
    tokens = tuple(line.tokens)
    found: list[Number] = []
    for at, token in enumerate(tokens):
        if token.value is None:
            continue
        role = _unlabelled(tokens, at)
        if told.get(at) is Role.BESIDE and at in strong:
            del told[at]
        if role is not Role.ODD or told.get(at) is not Role.BEFORE:
            role = told.get(at, role)
        found.append(Number(at, token.value, Role.STRONG if role is Role.PLAIN and at in strong else role))
    return _settled(line, _beside_the_first(tokens, found))


def without_past(line: Line, numbers: Sequence[Number]) -> Line:
    """The line with what is said of past scores blanked, so that their day is not taken for another's."""
    past = {number.at for number in numbers if number.role in (Role.PAST, Role.DELTA)}
    compared = list(_COMPARED.spans(line))
    if not past and not compared:
        return line
    tokens = list(line.tokens)
    for span in (*compared, *_ROWS.spans(line)):
        if span in compared or past.intersection(span.numbers):
            tokens[span.start : span.end] = [_BLANK] * (span.end - span.start)
    return lay_out(tokens)
