"""Answers to the questions of joining: read generously, as the question was only just asked."""

from datetime import time

from checkin.core.reading.wishes.ages import age_in as stated_age
from checkin.core.reading.wishes.clocks import clock_at, is_explicit
from checkin.core.reading.wishes.names import cased, is_given, name_at
from checkin.core.reading.wishes.spots import HEEL, MID, UNSURE, spot_of
from checkin.core.reading.wishes.towns import town_at
from checkin.core.reading.wishes.words import Clause, Word, Words, clauses, is_polite
from checkin.core.reading.yesno import answer_words, yes_in

__all__ = ["age_in", "clock_in", "name_in", "spot_in", "town_in", "yes_in"]

_NEVER = ("no", "not")
_A_SENTENCE = 5  # words; so many without "I'm" before them are no name
_YOUNGEST, _OF_AGE = 8, 18
_COUNTED = ("notage", "notlength", "notclock", "minuteword", "hourword", "amword", "pmword", "oclockword")
_OPTIONS = {"1": MID, "2": HEEL, "3": UNSURE, "a": MID, "b": HEEL, "c": UNSURE}
_ORDINALS = (("optionone", MID), ("optiontwo", HEEL), ("optionthree", UNSURE))


def _own_name(words: Words, text: str) -> str:
    """ "Ty", "I'm Skip": a first name that is a word too, written as a name, after no more than "I'm"."""
    said = [one for one in words if not one.token.is_break]
    at = 1 if len(said) > 1 and said[0].is_a("iamname") else 0
    if len(said) != at + 1 or not is_given(said[at]):
        return ""
    return cased(text[said[at].start : said[at].end], text)


def name_in(text: str) -> str:
    """The name that answers "what's your name?", as typed; "" if there is none."""
    words = answer_words(text)
    if any(one.text == "ask" for one in words):
        return ""
    own = _own_name(words, text)
    if own:
        return own
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
    words = answer_words(text)
    spot = spot_of(words)
    if spot:
        return spot
    if any(one.is_a("tendonword") for one in words) and all(
        one.is_a("tendonword", "spotfill", "itis")
        and one.text not in _NEVER
        or one.token.is_break
        or is_polite(one)
        for one in words
    ):
        return MID
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
    found = _clock_span(answer_words(text))
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
    words = answer_words(text)
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


def age_in(text: str) -> int | None:
    """The age that somebody who is asked whether they are of age tells; None if they tell none.

    A number from 8 to 17 is an age there, whatever stands beside it but a unit: "16", "my son is 15".
    """
    words = answer_words(text)
    stated = stated_age(words)
    if stated:
        return stated.years
    for at, one in enumerate(words):
        value = one.token.value
        counted = at + 1 < len(words) and words[at + 1].is_a(*_COUNTED)
        if value is not None and _YOUNGEST <= value < _OF_AGE and not counted:
            return int(value)
    return None
