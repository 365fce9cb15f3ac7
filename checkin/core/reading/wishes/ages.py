"""A runner's age, where they state it."""

from dataclasses import dataclass

from checkin.core.reading.wishes.words import Words, skipped

_OLDEST, _SURE, _YOUNGEST = 110, 11, 8  # from 8 to 10 only with "years": "I'm 9" is a score
_MINOR = 17


@dataclass(frozen=True)
class Age:
    """The age and the words that state it; for an adult who says no more, none."""

    years: int | None  # None: of age, and no more is said
    start: int
    end: int


def _ends(words: Words, at: int) -> bool:
    return at >= len(words) or words[at].token.is_break or words[at].is_a("oldword", "polite")


def _stated(words: Words, at: int) -> Age | None:
    """ "I'm 16", "I am only 17", "tengo 16 años", "16 years old"."""
    led = words[at].is_a("iamage")
    almost = words[at].is_a("iamalmost") and not led
    number = skipped(words, at + 1, "justage", "iamage") if led or almost else at
    if number >= len(words) or words[number].token.value is None:
        return None
    if not (led or almost) and at and not words[at - 1].token.is_break and not words[at - 1].is_a("polite"):
        return None
    value = words[number].token.value or 0
    if value % 1 or not _YOUNGEST <= value <= _OLDEST:
        return None
    end = skipped(words, number + 1, "yearsold")
    named = end > number + 1
    if not named and (not (led or almost) or value < _SURE or words[at].is_a("needsyears")):
        return None
    if almost and end < len(words) and not words[end].is_a("notage"):
        return Age(int(value) - 1, at, end)
    if not _ends(words, end) and not (named and not words[number + 1].is_a("bareyears")):
        return None
    almost = almost or any(one.is_a("almostage") for one in words[at:number])
    return Age(int(value) - almost, at, end)


def age_in(words: Words) -> Age | None:
    """The first age that the words state; a minor who says no more is 17."""
    for at, one in enumerate(words):
        numbered = one.token.value is not None or one.is_a("iamage", "iamalmost")
        found = _stated(words, at) if numbered else None
        if found:
            return found
    for at, one in enumerate(words):
        if one.is_a("minorword") and _ends(words, at + 1) and not (at and words[at - 1].is_a("runno")):
            return Age(_MINOR, at, at + 1)
    for at, one in enumerate(words):
        if one.is_a("adultword") and _ends(words, at + 1):
            return Age(None, at, at + 1)
    return None
