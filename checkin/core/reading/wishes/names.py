"""What a runner wants to be called, as typed."""

import unicodedata

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.normalise import plain_word
from checkin.core.reading.wishes.words import Word, Words

LONGEST = 40  # characters of a name
MOST = 3  # words of a name


def is_given(one: Word) -> bool:
    """Whether it is a first name that is a word too, and written as one where the word could be meant."""
    return one.is_a("givenname") and (one.capital and not one.caps or not one.is_a("notname", "polite"))


def _is_name(one: Word, strict: bool) -> bool:
    if is_given(one):
        return True
    if one.token.value is not None or one.token.is_break or one.is_a("notname", "unsurespot", "youask"):
        return False
    ordinary = any(part in LEXICON.vocabulary for part in one.text.split("_"))
    return one.capital or not strict or not ordinary


def cased(name: str, text: str) -> str:
    """A name as typed; with capitals where it was typed in none, or in nothing else."""
    shouted = (
        name.isupper() and "." not in name and (len(name) > len("Jo") or text.isupper() and name != text)
    )
    if name.islower() or shouted:
        return " ".join(part[:1].upper() + part[1:].lower() for part in name.split())
    return name


def _splits(words: Words, at: int, text: str) -> bool:
    """Whether something parts a word from the one before that no name holds."""
    between = text[words[at - 1].end : words[at].start]
    return any(
        not (char.isspace() or char in "-‐’'." or _is_mark(char)) and char.isprintable() for char in between
    )


def _is_mark(char: str) -> bool:
    """Whether it belongs to the letter before it, as the vowels of many scripts do."""
    return unicodedata.category(char) in ("Mn", "Mc", "Cf")


def _as_typed(text: str, start: int, end: int) -> str:
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return text[start:end].strip()


def name_at(words: Words, at: int, text: str, strict: bool = True) -> tuple[str, int]:
    """The name that begins at a place, and where it ends; "" if none does."""
    end = at
    count = 0
    while end < len(words) and count < MOST and not words[end].is_a("namestop"):
        apart = end > at and any(char.isspace() for char in text[words[end - 1].end : words[end].start])
        linked = end > at and words[end].is_a("townlink") and end + 1 < len(words) and words[end + 1].capital
        if not (linked or _is_name(words[end], strict)) or end > at and _splits(words, end, text):
            break
        count += (apart or end == at) and not linked
        end += 1
    rest = words[end] if end < len(words) else None
    closed = rest is None or rest.token.is_break or rest.is_a("namestop", "polite")
    if end == at or strict and not closed:
        return "", at
    name = cased(_as_typed(text, words[at].start, words[end - 1].end), text)
    known = plain_word(name) in LEXICON.languages
    return (name, end) if len(name) <= LONGEST and not known else ("", at)
