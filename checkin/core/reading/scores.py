"""Which scores a text tells, if they are clear; when in doubt none, since the runner can be asked again."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.reading.about import Day, day_of, own_clause, subject_of
from checkin.core.reading.model import Question, Subject, Told
from checkin.core.reading.numbers import rounded
from checkin.core.reading.phrases import Line, phrases
from checkin.core.reading.roles import Number, Role, without_past
from checkin.core.reading.tokens import Token
from checkin.core.reading.zeros import Zero, zero_of

_LOW, _VERY_LOW, _HIGH = 2, 1, 9

_OF_THE_RUN = phrases("8|9|10 <running|ranword|otherthing> ;", "8|9|10 for <det>* <running|effortword>")
_ASKED = {Question.STIFFNESS: Subject.STIFFNESS, Question.PAIN: Subject.PAIN}


@dataclass(frozen=True)
class Scores:
    """The scores of a text; `attempted` if it tries to tell some, clear or not."""

    told: tuple[Told, ...] = ()
    attempted: bool = False


@dataclass(frozen=True)
class _Placed:
    """A score, what is said of it, and the tokens that may belong to it."""

    number: Number
    subject: Subject | None
    day: Day
    low: int
    high: int


def _placed(line: Line, scores: Sequence[Number], question: Question) -> list[_Placed]:
    """The scores with their subjects and days: labels stand before the numbers, or else behind them."""
    tokens = line.tokens
    first = scores[0].at
    leading = subject_of(tokens, first, 0, first + 1) is not None
    found: list[_Placed] = []
    for i, score in enumerate(scores):
        low = scores[i - 1].at + 1 if i else 0
        high = scores[i + 1].at if i + 1 < len(scores) else len(tokens)
        if leading and i + 1 < len(scores):
            high = (
                own_clause(tokens, score.at, low, high)[1] if _breaks(line, score.at, high) else score.at + 1
            )
        if not leading and i + 1 < len(scores) and _breaks(line, score.at, high):
            high = _up_to_label(tokens, score.at, high)
        if not leading and i:
            low = own_clause(tokens, score.at, low, high)[0] if _breaks(line, low, score.at) else score.at
        subject = subject_of(tokens, score.at, low, high) or (found[-1].subject if found else None)
        found.append(_Placed(score, subject, day_of(line, score.at, low, high, question), low, high))
    return found


def _up_to_label(tokens: Sequence[Token], at: int, after: int) -> int:
    """ "3, run 5": where the label of the next number begins, if it has one of its own."""
    start, _ = own_clause(tokens, after, at + 1, after + 1)
    return start if subject_of(tokens, after, start, after + 1) else after


def _breaks(line: Line, start: int, end: int) -> bool:
    return any(token.is_break for token in line.tokens[start:end])


def _within(line: Line, placed: _Placed, names: Sequence[str]) -> bool:
    return any(not token.classes.isdisjoint(names) for token in line.tokens[placed.low : placed.high])


def _one(line: Line, group: Sequence[_Placed], question: Question) -> float | None:
    """The one score that several of the same thing come to; None if they contradict each other."""
    values = [placed.number.value for placed in group]
    if len(set(values)) == 1:
        return values[0]
    between = line.tokens[group[-2].number.at + 1 : group[-1].number.at]
    names = {name for token in between for name in token.classes} | {token.text for token in between}
    stiff = group[-1].subject is Subject.STIFFNESS or (
        group[-1].subject is None and question is Question.STIFFNESS
    )
    phases = sum(_within(line, placed, ("phase", "firststeps", "sides")) for placed in group)
    if stiff and names & {"now", "ahora", "now_word"} and "firststeps" not in line.present:
        return values[-1]
    if [token.text for token in between] == ["to"] and values[-1] < values[0]:
        return None
    if "maybe2" in names and max(values) - min(values) <= _LOW:
        return max(values)
    each_way = {"up", "down"} <= {token.text for token in line.tokens}
    scaled = all("scaled" in line.tokens[one.number.at].classes for one in group)
    if each_way or scaled and "distance" in line.present:
        return max(values)
    if phases >= len(group) - 1 or names & {"trend_to", "now", "ahora"}:
        return max(values)
    return None


def _grouped(line: Line, placed: Sequence[_Placed], question: Question) -> tuple[Told, ...]:
    asked = _ASKED.get(question)
    groups: dict[tuple[Subject | None, Day], list[_Placed]] = {}
    for one in placed:
        groups.setdefault((one.subject or asked, one.day), []).append(one)
    told: list[Told] = []
    for (_, day), group in groups.items():
        subject = next((one.subject for one in group if one.subject), None)
        value = _one(line, group, question)
        if value is None:
            return ()
        told.append(Told(rounded(value), subject, day.days_ago, day.weekday))
    return tuple(told)


def _words_against(line: Line, name: str, labelled: bool = False) -> bool:
    """Whether a word of a class is said of now and of the tendon, and not denied."""
    for at, token in enumerate(line.tokens):
        if name in token.classes:
            before = line.tokens[max(0, at - 2) : at]
            denied = any("neg" in t.classes for t in before)
            if not denied and not _of_the_past(line, at) and not _of_another_thing(line, at, labelled):
                return True
    return False


def _of_another_thing(line: Line, at: int, labelled: bool) -> bool:
    """ "my quads are killing me", "brutal hill"; of the run itself only beside "pain 1"."""
    start, end = own_clause(line.tokens, at, 0, len(line.tokens))
    clause = line.tokens[start:end]
    names = {name for token in clause for name in token.classes}
    if names & {"painlabel", "achilles"}:
        return False
    if names & {"bodyelse", "otherpart"}:
        return True
    return "harsh" in line.tokens[at].classes and (
        bool(names & {"otherthing"}) or labelled and bool(names & {"running", "ranword"})
    )


def _of_the_past(line: Line, at: int) -> bool:
    start, end = own_clause(line.tokens, at, 0, len(line.tokens))
    return any("yesterday" in token.classes for token in line.tokens[start:end])


def _believable(line: Line, told: Told, labelled: bool = False) -> bool:
    """Not "1, agony", nor "10, feeling great": somebody has read the scale backwards."""
    if told.score <= _LOW and _words_against(line, "severe", labelled):
        return False
    if told.score <= _VERY_LOW and _words_against(line, "limp"):
        return False
    if told.score == _HIGH - 1 and _words_against(line, "strongease"):
        return False
    if told.score < _HIGH:
        return True
    return not (_words_against(line, "ease") or "painfree" in line.present or _OF_THE_RUN.matches(line))


def _contradicts(line: Line, zero: Zero, told: Told, question: Question) -> bool:
    """ "6 no pain": a number and a zero of the same thing, and of the same time."""
    if not zero.full or told.score == 0:
        return False
    if told.score >= _HIGH - 1:
        return True
    asked = _ASKED.get(question)
    same = (told.subject or asked) is (zero.subject or asked) and (
        zero.subject is not None or question is not Question.STIFFNESS
    )
    apart = line.present & {"phase", "nowword", "trend_to", "otherpart", "sides", "firststeps", "yesterday"}
    return same and told.days_ago == zero.days_ago and not apart


def _with_zero(told: tuple[Told, ...], zero: Zero | None) -> tuple[Told, ...]:
    """Both, where a score is of one thing and the zero of the other."""
    if zero and zero.full and zero.subject and told and told[0].subject not in (None, zero.subject):
        return (*told, Told(0, zero.subject, zero.days_ago))
    return told


def scores_of(line: Line, numbers: Sequence[Number], question: Question) -> Scores:
    """The scores that a text tells."""
    scores = [number for number in numbers if number.is_score]
    doubtful = any(number.role in (Role.ODD, Role.BOUND) for number in numbers)
    zero = zero_of(line, question)
    if not scores:
        if zero and zero.clear and not doubtful and _believable(line, Told(0)):
            return Scores((Told(0, zero.subject, zero.days_ago),), True)
        return Scores((), doubtful or zero is not None)
    if doubtful and not any(score.role is Role.STRONG for score in scores):
        return Scores((), True)
    now = without_past(line, numbers)
    told = _grouped(now, _placed(now, scores, question), question)
    labelled = all(score.role is Role.STRONG for score in scores)
    if not all(_believable(line, one, labelled) for one in told):
        return Scores((), True)
    if zero and any(_contradicts(line, zero, one, question) for one in told):
        return Scores((), True)
    return Scores(_with_zero(told, zero), True)
