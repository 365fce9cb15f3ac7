"""How places are spelt: the form in which they are looked up, and the form in which a text says them."""

import re
import unicodedata
from difflib import get_close_matches

from checkin.texts.gsm import plain

LONGEST_NAME = 20  # septets that a text has for it
SHORT, LONG = 5, 8  # letters: from these on a slip of the fingers is looked for, and two
CLOSE = 0.8

SPELT = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
DROPPED = re.compile(r"['’‘ʻ`.]")
BETWEEN = re.compile(r"[^a-z0-9]+")
SHORTENED = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
LEFT_HANGING = frozenset({"de", "del", "la", "las", "los", "el", "of", "and", "y", "do", "da", "am", "the"})


def key(words: str) -> str:
    """What a name is looked up by: Latin letters without accents, lower case, single spaces."""
    text = words.casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.translate(SPELT))
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    found = text.split()
    if not (text.isascii() and "".join(found).isalnum()):
        found = BETWEEN.sub(" ", DROPPED.sub("", text)).split()
    if SHORTENED.keys().isdisjoint(found):
        return " ".join(found)
    return " ".join(SHORTENED.get(word, word) for word in found)


def said(name: str, behind: str = "") -> str:
    """How a text says a place, with what tells it from another: short, and in the alphabet of texts."""
    end = f", {behind}" if behind else ""
    words = plain(name).split()
    while len(words) > 1 and (len(" ".join(words) + end) > LONGEST_NAME or words[-1] in LEFT_HANGING):
        words.pop()
    return " ".join(words)[: LONGEST_NAME - len(end)].rstrip() + end


def meant(slip: str, names: list[str]) -> str | None:
    """The one of some names that a slip of the fingers makes this of; None sooner than a wrong one."""
    if len(slip) < SHORT:
        return None
    near = [name for name in names if name[0] == slip[0] and abs(len(name) - len(slip)) <= 1]
    for name in get_close_matches(slip, near, n=3, cutoff=CLOSE):
        if _slips(slip, name) <= (1 if len(slip) < LONG else 2):
            return name
    return None


def _slips(typed: str, name: str) -> int:
    """Letters left out, doubled or swapped; another letter in place of one counts twice in a short word."""
    other = 2 if len(name) < LONG else 1
    rows = [list(range(len(name) + 1))]
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, wanted in enumerate(name, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (0 if letter == wanted else other))
            if i > 1 and j > 1 and letter == name[j - 2] and typed[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
