"""What a score is of and of which day, going by the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.reading.model import Question, Subject
from checkin.core.reading.phrases import Line, phrases
from checkin.core.reading.tokens import Token

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"mon": 0, "wed": 2, "sat": 5, "sun": 6}
_TWO_DAYS = 2

# The first row with a word among the tokens decides.
_SUBJECTS = (
    ("stiff", Subject.STIFFNESS),
    ("firststeps", Subject.STIFFNESS),
    ("running", Subject.PAIN),
    ("ranword", Subject.PAIN),
    ("morning", Subject.STIFFNESS),
    ("evening", Subject.PAIN),
    ("painlabel", Subject.PAIN),
)
_AFTER_THE_RUN = phrases("<phase> <det>* <yesterday> <running|ranword>")


@dataclass(frozen=True)
class Day:
    """The day a score is of."""

    days_ago: int = 0
    weekday: int | None = None


def _has(tokens: Sequence[Token], name: str) -> bool:
    return any(name in token.classes for token in tokens)


def own_clause(tokens: Sequence[Token], at: int, low: int, high: int) -> tuple[int, int]:
    """The tokens around a number up to the breaks, and never beyond its neighbours."""
    start, end = at, at + 1
    while start > low and not _parts(tokens[start - 1]):
        start -= 1
    while end < high and not _parts(tokens[end]):
        end += 1
    return start, end


def _parts(token: Token) -> bool:
    return token.is_break and token.text != "colon"


def _subject_in(tokens: Sequence[Token]) -> Subject | None:
    return next((subject for name, subject in _SUBJECTS if _has(tokens, name)), None)


def subject_of(tokens: Sequence[Token], at: int, low: int, high: int) -> Subject | None:
    """What the score at a place is of; `low` and `high` bound the words that may belong to it."""
    start, end = own_clause(tokens, at, low, high)
    own = _subject_in([*tokens[start:at], *tokens[at + 1 : end]])
    return own or _subject_in(tokens[low:at]) or _subject_in(tokens[at + 1 : high])


def _day_in(tokens: Sequence[Token]) -> Day | None:
    names = {name for token in tokens for name in token.classes}
    texts = {token.text for token in tokens}
    if "twodaysago" in names:
        return Day(_TWO_DAYS)
    if "yesterday" in names and not texts & {"today", "hoy"}:
        return Day(1)
    if "today" in names or "nowword" in names:
        return Day()
    weekday = next((n for n, name in enumerate(_WEEKDAYS) if name in names), None)
    short = next((_SHORT[text] for text in texts if text in _SHORT), None)
    return (
        Day(0, weekday if weekday is not None else short)
        if weekday is not None or short is not None
        else None
    )


def day_of(line: Line, at: int, low: int, high: int, question: Question) -> Day:
    """The day the score at a place is of; "after yesterday's run" is only a reason for this morning's."""
    tokens = list(line.tokens)
    start, end = own_clause(tokens, at, low, high)
    if question is Question.STIFFNESS:
        for span in _AFTER_THE_RUN.spans(line):
            tokens[span.start : span.end] = [tokens[at]] * (span.end - span.start)
    own = _day_in(tokens[start:end])
    if own:
        return own
    around = [*tokens[low:start], *tokens[end:high]]
    of_a_run = _has(around, "running") or _has(around, "ranword")
    if question is Question.STIFFNESS and of_a_run and not _has(tokens[start:end], "pain"):
        return Day()
    return _day_in(around) or Day()
