"""What is said in place of something else: another time, another name, another person than the runner."""

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.model import Intent, Reading
from checkin.core.reading.wishes.clocks import clock_at
from checkin.core.reading.wishes.names import name_at
from checkin.core.reading.wishes.objects import TIME_LEAD, TIME_TAIL, Wish
from checkin.core.reading.wishes.words import Clause, Words, clauses

_NOON = 12
_TAKES_BACK = ("runno", "saysorry", "meantword", "polite")
_NO_NAMES = ("weekdayname", "monthname", "langname", "notname", "townword", "nottown", "notspot")
_NOT = ("not", "no")


def righted_in(words: Words, text: str, asked: bool) -> Wish | None:
    """The wish of a text that puts something right, and says nothing else."""
    parts = clauses(words, text, asked)
    if not parts:
        return None
    return (
        _moved(words, parts)
        or (None if asked else _time_alone(words, parts))
        or _name_put_right(words, text, parts)
        or _not_me(words, text, parts)
    )


def _cut(words: Words) -> tuple[int, int]:
    return words[0].start, words[-1].end


def _moved(words: Words, parts: tuple[Clause, ...]) -> Wish | None:
    """ "stop texting me at 5am, 7 is better", "not at 8, 9 please"."""
    first, rest = parts[0], parts[1:]
    start = first.skip(first.start, "youask", "polite")
    if start == first.end or not words[start].is_a("notask", "notat") or len(rest) > 1:
        return None
    at = start + 1
    while at < first.end and not words[at].is_a("atword"):
        at += 1
    refused = clock_at(words, min(at + 1, len(words) - 1)) if at < first.end - 1 else None
    if refused is None:
        return None
    second = rest[0] if rest else first
    begin = second.skip(second.start if rest else refused[1], *TIME_LEAD, "polite", "insteadword", "butword")
    if rest and first.skip(refused[1], *TIME_TAIL) != first.end or begin == second.end:
        return None
    wanted = clock_at(words, begin)
    if wanted is None or second.skip(wanted[1], *TIME_TAIL, "insteadword") != second.end:
        return None
    evening = wanted[0].hour >= _NOON
    return Wish(Reading(Intent.TIME, clock=wanted[0], evening=evening), _cut(words))


def _time_alone(words: Words, parts: tuple[Clause, ...]) -> Wish | None:
    """ "no, I meant 7:00", "5:45am": nothing but a number that is written as a time of day."""
    told = [one for one in parts if not all(word.is_a(*_TAKES_BACK) for word in one.inside)]
    if len(told) != 1:
        return None
    clause = told[0]
    start = clause.skip(clause.start, *_TAKES_BACK, "atword", "leadin", "itis")
    found = clock_at(words, start) if start < clause.end else None
    if found is None or clause.skip(found[1], "timetail", "polite") != clause.end:
        return None
    written = any(one.is_a("clock", "amword", "pmword") for one in words[start : found[1]])
    return Wish(Reading(Intent.TIME, clock=found[0]), _cut(words)) if written else None


def _is_a_name(words: Words, at: int, text: str) -> tuple[str, int]:
    """A name that no word is, written with a capital where not everything is; and where it ends."""
    if at >= len(words) or text.isupper():
        return "", at
    one = words[at]
    known = one.text in LEXICON.vocabulary and not one.is_a("givenname")
    if not one.capital or one.respelt or known or one.is_a(*_NO_NAMES):
        return "", at
    return name_at(words, at, text)


def _name_put_right(words: Words, text: str, parts: tuple[Clause, ...]) -> Wish | None:
    """ "no, it's Maria", "it's Sara not Sarah"."""
    for number, clause in enumerate(parts):
        start = clause.skip(clause.start, *_TAKES_BACK)
        if start == clause.end or not words[start].is_a("nameits"):
            continue
        name, end = _is_a_name(words, start + 1, text)
        if not name:
            continue
        before = words[: clause.start]
        led = start > clause.start or bool(before)
        led = led and all(one.token.is_break or one.is_a(*_TAKES_BACK) for one in before)
        after = end + (end < len(words) and words[end].token.is_break)
        contrast = after + 1 < len(words) and words[after].text in _NOT and words[after + 1].capital
        if led and not parts[number + 1 :] and end == clause.end or contrast:
            return Wish(Reading(Intent.NAME, name=name), _cut(words))
    return None


def _not_me(words: Words, text: str, parts: tuple[Clause, ...]) -> Wish | None:
    """ "this isn't Sam", "no soy Sam"."""
    clause = parts[0]
    if not words[clause.start].is_a("notme"):
        return None
    name, end = _is_a_name(words, clause.start + 1, text)
    if not name or end != clause.end:
        return None
    return Wish(Reading(Intent.WRONG_NUMBER), clause.cut())
