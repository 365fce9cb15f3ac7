"""Where a runner says to be, in their own words: rather no town than one that is none."""

from collections.abc import Callable

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.wishes.words import Word, Words, is_polite

LONGEST = 60  # characters of a town
_MOST_SMALL = 3  # words of a town that is written small
_MOST = 6
_LEAST_SMALL = 3  # letters of a word that can be a town by itself, written small
_A_PAIR = 2  # words: "Great Falls" is a town though neither is
_STATE = 2  # letters of "OR" and "TX"

Fits = Callable[[Word], bool]


def _is_word(one: Word) -> bool:
    return one.token.value is None and not one.token.is_break and one.text.replace("_", "").isalpha()


def _is_known(one: Word) -> bool:
    return (
        not one.respelt
        and not one.is_a("townword")
        and any(part in LEXICON.vocabulary for part in one.text.split("_"))
    )


def _is_a(one: Word, *names: str) -> bool:
    """A misspelling may well be a town: "mexico" is no "medico"."""
    return not one.respelt and one.is_a(*names)


def _ends(one: Word) -> bool:
    return not _is_word(one) or _is_a(one, "towntail") or _is_a(one, "polite")


def _small_town(words: Words) -> int:
    """How many words of a text without capitals are a town: words nobody knows, and "new", "san"."""
    count, unknown = 0, False
    for one in words:
        if _ends(one) and not (_is_a(one, "townpart") and not unknown):
            break
        if _is_a(one, "nottown") and not _is_a(one, "townpart"):
            return 0
        if _is_a(one, "townpart", "townlink"):
            count += 1
            continue
        if _is_known(one) or len(one.text) < _LEAST_SMALL:
            return 0
        unknown = True
        count += 1
    return count if unknown and count <= _MOST_SMALL else 0


def _capital_town(words: Words) -> int:
    """How many words from a capital on are a town: capitals, and "upon", "de" between them."""
    count = 0
    for at, one in enumerate(words[:_MOST]):
        if one.text == "stop" and at and words[at - 1].is_a("townpart") and words[at - 1].capital:
            continue
        if not _is_word(one) or one.is_a("weekdayname", "monthname"):
            break
        if one.capital and not (at and _is_a(one, "towntail") and not _is_a(one, "townpart")):
            count = at + 1
        elif not _is_a(one, "townlink"):
            break
    named = [one for one in words[:count] if _is_word(one) and not _is_a(one, "townlink", "townpart")]
    if not named and count < _A_PAIR:
        return count if count and words[0].caps else 0
    odd = any(_is_a(one, "nottown") for one in named)
    return 0 if odd and all(_is_known(one) or _is_a(one, "nottown") for one in named) else count


def _region(words: Words, at: int, small: bool) -> int:
    """Where "Portland, Oregon" ends: a region behind the comma, and nothing else in its clause."""
    if at + 1 >= len(words) or words[at].text != "comma":
        return at
    end = at + 1
    while end < len(words) and _is_word(words[end]) and not _ends(words[end]) and end <= at + _STATE:
        one = words[end]
        known = _is_known(one) and len(one.text) > _STATE
        odd = _is_a(one, "nottown") and (known or not one.capital)
        if known or odd or not (one.capital or small):
            return at
        end += 1
    done = end == len(words) or not _is_word(words[end]) or words[end].is_a("towntail")
    return end if done and end > at + 1 else at


def _leads_in(one: Word) -> bool:
    polite = is_polite(one) and not (one.capital and one.is_a("townpart"))
    return polite or one.is_a("townarticle") and not one.capital


def town_at(words: Words, at: int, text: str, small: bool = True) -> tuple[str, int]:
    """The town that begins at a place, as typed, and where it ends; "" if none does."""
    while at < len(words) and _leads_in(words[at]):
        at += 1
    part = words[at:]
    shouted = text.isupper() or not any(char.islower() for char in text)
    capitals = bool(part) and not shouted and (part[0].capital or len(part) > 1 and part[1].capital)
    led = capitals and (part[0].capital or part[0].is_a("townlink"))
    count = _capital_town(part) if led else _small_town(part) if small or shouted else 0
    if not count:
        return "", at
    end = _region(words, at + count, small=not led)
    town = text[words[at].start : words[end - 1].end].strip()
    return (town, end) if len(town) <= LONGEST else ("", at)
