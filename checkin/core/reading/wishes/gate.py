"""Which texts are worth a closer look for a wish: most aren't, and cost no more than this."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.model import Intent
from checkin.core.reading.tokens import Token
from checkin.core.reading.wishes.table import listed
from checkin.core.reading.wishes.words import respelt

_LEAST_AGE, _LEAST_MISSPELT = 8, 5
_BESIDE_A_SCORE = (Intent.TIME, Intent.TRAVEL, Intent.NAME)  # what may hold the number, or be told with one
_PREPOSITIONS = ("inword", "iam")  # too common to be looked for by themselves


@dataclass(frozen=True)
class _Signs:
    """The words, and pairs of words, one of which is in every text with such a wish."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def _entries(*names: str) -> frozenset[str]:
    return frozenset(entry for entry, classes in LEXICON.wishes.items() if not classes.isdisjoint(names))


def _rarest(words: Sequence[str]) -> tuple[str, str]:
    """The two words next to each other of a phrase that are the longest, and so are met the least."""
    return max(zip(words, words[1:], strict=False), key=lambda pair: len(pair[0]) + len(pair[1]))


def _signs(*intents: Intent) -> _Signs:
    names = {name for row in listed() if Intent(row["is"]) in intents for name in row["on"]}
    entries = _entries(*(names - set(_PREPOSITIONS)), "iamalmost", "notme")
    if Intent.LANGUAGE in intents:
        entries |= LEXICON.languages.keys()
    return _Signs(
        frozenset(entry for entry in entries if " " not in entry),
        frozenset(_rarest(entry.split()) for entry in entries if " " in entry),
    )


_ANY, _WITH_SCORE = _signs(*Intent), _signs(*_BESIDE_A_SCORE)
_NOT_AT = frozenset(entry for entry in _entries("notat") if " " not in entry)
_NAME_ITS = frozenset(entry.split()[0] for entry in _entries("nameits"))
_TAKES_BACK = frozenset(entry for entry in _entries("saysorry", "notat") if " " not in entry)
_HALVES = frozenset(("am", "pm", "manana", "tarde", "noche"))
_IN = frozenset(entry for entry in _entries("inword") if " " not in entry)
_I_AM = frozenset(entry.split()[-1] for entry in _entries("iam"))
_MINORS = frozenset(word for entry in _entries("minorword") for word in entry.split()[-1:] if word.isalpha())
_ADULTS = frozenset(
    max(entry.split(), key=len) for entry in _entries("adultword") if not any(map(str.isdigit, entry))
)
_OF_AGE = 18
_AGED = frozenset(max(entry.split(), key=len) for entry in _entries("yearsold", "iamage"))


def may_state_age(tokens: Sequence[Token]) -> bool:
    """Whether there is a number or a word that an age could be told with."""
    texts = [token.text for token in tokens]
    if not _MINORS.isdisjoint(texts) or not _ADULTS.isdisjoint(texts):
        return True
    if any(token.value == _OF_AGE for token in tokens):
        return True
    if _AGED.isdisjoint(texts):
        return False
    return any((token.value or 0) >= _LEAST_AGE or "numword" in token.classes for token in tokens)


def _is_somewhere(texts: Sequence[str]) -> bool:
    """ "I'm in …", or "in …" to begin with."""
    if _IN.isdisjoint(texts):
        return False
    return texts[0] in _IN or any(b in _IN and a in _I_AM for a, b in zip(texts, texts[1:], strict=False))


def _is_righted(tokens: Sequence[Token], texts: Sequence[str], scored: bool) -> bool:
    """ "not at 8, 9 please", "no, 7:15", "it's Sara not Sarah"."""
    numbers = sum(
        "num" in token.classes or "clock" in token.classes or "numword" in token.classes for token in tokens
    )
    if numbers > 1 and not _NOT_AT.isdisjoint(texts):
        return True
    if scored:
        return False
    if numbers and any(
        not token.classes.isdisjoint(("clock", "odd")) or token.text in _HALVES for token in tokens
    ):
        return True
    return not _NAME_ITS.isdisjoint(texts) and not _TAKES_BACK.isdisjoint(texts)


def may_wish(tokens: Sequence[Token], scored: bool) -> bool:
    """Whether a text may hold a wish; beside a score only one that matters then."""
    signs = _WITH_SCORE if scored else _ANY
    texts = [token.text for token in tokens if not token.is_break]
    if not signs.words.isdisjoint(texts) or not signs.pairs.isdisjoint(zip(texts, texts[1:], strict=False)):
        return True
    if _is_somewhere(texts) or may_state_age(tokens):
        return True
    if _is_righted(tokens, texts, scored):
        return True
    if scored:
        return False
    unknown = [token.text for token in tokens if not token.classes and len(token.text) >= _LEAST_MISSPELT]
    return any(respelt(text) in signs.words for text in unknown)
