"""Answers to the questions of joining: read generously, as the question was only just asked."""

from datetime import time

from checkin.core.reading.wishes.clocks import clock_at, is_explicit
from checkin.core.reading.wishes.names import name_at
from checkin.core.reading.wishes.spots import HEEL, MID, UNSURE, spot_of
from checkin.core.reading.wishes.towns import town_at
from checkin.core.reading.wishes.words import (
    Clause,
    Word,
    Words,
    clauses,
    is_polite,
    phrased,
    skipped,
    words_of,
)

LONGEST = 400  # characters; no answer is longer
_A_SENTENCE = 5  # words; so many without "I'm" before them are no name
_ENOUGH = 20  # minutes of a run
_A_SCORE = 10
_HOUR, _HALF_HOUR = 60, 30
_OPTIONS = {"1": MID, "2": HEEL, "3": UNSURE, "a": MID, "b": HEEL, "c": UNSURE}
_ORDINALS = (("optionone", MID), ("optiontwo", HEEL), ("optionthree", UNSURE))
_THUMBS = ("👍", "✅", "👌")
_SAID = (
    "runyes",
    "runno",
    "runless",
    "runmore",
    "minuteword",
    "hourword",
    "halfhour",
    "runfill",
    "notlength",
)


def _words(text: str) -> Words:
    return phrased(words_of(text[:LONGEST]))


def name_in(text: str) -> str:
    """The name that answers "what's your name?", as typed; "" if there is none."""
    words = _words(text)
    if any(one.text == "ask" for one in words):
        return ""
    for clause in clauses(words, text):
        if any(one.token.value is not None for one in clause.inside):
            return ""
        start = clause.skip(clause.start, "iamname", "polite")
        led = start > clause.start
        if (
            start == clause.end
            or clause.words[start].is_a("youask")
            or not led
            and len(clause.inside) >= _A_SENTENCE
        ):
            continue
        return name_at(words, start, text, strict=False)[0]
    return ""


def spot_in(text: str) -> str:
    """Where it hurts: "mid", "heel", "unsure", or "" if the answer doesn't say."""
    words = _words(text)
    spot = spot_of(words)
    if spot:
        return spot
    said = [
        one for one in words if not one.token.is_break and not is_polite(one) and not one.is_a("optionword")
    ]
    if len(said) != 1:
        return ""
    one = said[0]
    if one.token.value is not None:
        return _OPTIONS.get(f"{one.token.value:g}", "")
    return next((spot for name, spot in _ORDINALS if one.is_a(name)), _OPTIONS.get(one.text, ""))


def _clock_span(words: Words) -> tuple[time, int, int] | None:
    """The time of day in an answer, an unmistakable one before a bare number, and its place."""
    found: list[tuple[time, int, int]] = []
    at = 0
    while at < len(words):
        clock = clock_at(words, at)
        if clock:
            found.append((clock[0], at, clock[1]))
        at = clock[1] if clock else at + 1 + _of_a_quantity(words, at)
    return next((one for one in found if is_explicit(words, one[1], one[2])), found[0] if found else None)


def _of_a_quantity(words: Words, at: int) -> bool:
    return words[at].token.value is not None and at + 1 < len(words) and words[at + 1].is_a("notclock")


def clock_in(text: str) -> time | None:
    """The time of day that an answer names; without am or pm the morning's."""
    found = _clock_span(_words(text))
    return found[0] if found else None


def _is_town_word(one: Word, alone: bool) -> bool:
    if one.token.is_break or one.token.value is not None or one.is_a("clock", "date", "leadin", "atword"):
        return False
    return (
        alone
        or one.is_a("townpart")
        or not one.is_a("notname", "iamname", "amword", "pmword", "timetail", "oclockword", "runfill")
    )


def town_in(text: str) -> str:
    """The town that an answer names, as typed; "" if none."""
    words = _words(text)
    for at, one in enumerate(words):
        if one.is_a("inword", "travelverb") and (not at or not words[at - 1].is_a("pmword")):
            town, _ = town_at(words, at + 1, text)
            if town:
                return town
    span = _clock_span(words)
    taken = range(span[1], span[2]) if span else range(0)
    for clause in clauses(words, text):
        town = _town_of_clause(clause, taken)
        if town:
            return town
    return ""


def _town_of_clause(clause: Clause, taken: range) -> str:
    for at in range(clause.start, clause.end):
        one = clause.words[at]
        if (
            at in taken
            or is_polite(one)
            or one.is_a("iam", "iamname", "inword")
            or not _is_town_word(one, alone=True)
        ):
            continue
        if not _is_town_word(one, alone=False):
            return ""
        return town_at(clause.words, at, clause.text)[0]
    return ""


def _minutes(words: Words) -> list[float]:
    """How long the runs are that an answer speaks of."""
    found: list[float] = []
    bare: list[float] = []
    for at, one in enumerate(words):
        after = skipped(words, at + 1, "runmore", "polite")
        unit = words[after] if after < len(words) else None
        if one.is_a("halfhour"):
            found.append(_HALF_HOUR)
        elif one.is_a("hourword") and not (at and words[at - 1].token.value is not None):
            found.append(_HOUR)
        elif one.token.value is not None and not one.is_a("hourword"):
            if unit is not None and unit.is_a("hourword"):
                found += [*bare, one.token.value * _HOUR]
            elif unit is not None and unit.is_a("minuteword"):
                found += [*bare, one.token.value]
            elif unit is None or not unit.is_a("notlength"):
                bare.append(one.token.value)
    return found or [one for one in bare if one > _A_SCORE]


def _long_enough(words: Words) -> bool | None:
    """Whether the runs last as long as was asked; None if nothing is said of it, or not clearly."""
    minutes = _minutes(words)
    if not minutes:
        return None
    less = any(one.is_a("runless") for one in words)
    if less and max(minutes) == _ENOUGH and not any(one.is_a("runmore") for one in words):
        return False
    if min(minutes) >= _ENOUGH:
        return True
    return False if max(minutes) < _ENOUGH else None


def yes_in(text: str) -> bool | None:
    """Yes or no, plainly or by how long the runs are; a "but", or anything else beside it, is neither."""
    words = _words(text)
    spoken = [one for one in words if not one.token.is_break and one.text != "+"]
    said = [one for one in spoken if not is_polite(one) or one.is_a("runyes", "runno")]
    if not said:
        return True if any(thumb in text for thumb in _THUMBS) else None
    if any(one.is_a("yescontra") or one.text == "ask" for one in words):
        return None
    if any(not one.is_a(*_SAID) and one.token.value is None for one in said):
        return None
    long = _long_enough(words)
    yes = any(one.is_a("runyes") for one in said)
    no = any(one.is_a("runno") and not one.is_a("runless") for one in said)
    if yes and no or long is not None and (no and long or yes and not long):
        return None
    return long if long is not None else True if yes else False if no else None


def age_in(text: str) -> int | None:
    """The age that somebody who is asked whether they are of age tells; None if they tell none."""
    found = text.strip().rstrip(".")
    return int(found) if found.isascii() and found.isdecimal() and 8 <= int(found) <= 17 else None
