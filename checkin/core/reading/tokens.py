"""A text as tokens: words and phrases with what they are, numbers with their value, and breaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.reading.lexicon import LEXICON, Phrases, Room
from checkin.core.reading.normalise import normalise
from checkin.core.reading.spelling import spell

_NONE: frozenset[str] = frozenset()
_NUM = frozenset({"num"})
_LONGEST_SCORE = 2  # digits
_HALVES = ("5", "50")
_ZEROS = ("0", "00")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, mark or break."""

    text: str
    classes: frozenset[str]
    names: frozenset[str]  # its classes, and itself behind an equals sign
    value: float | None = None
    glued: bool = False  # no blank before it
    is_break: bool = False  # a new clause begins after it
    numeric: bool = False  # a number, or a part of one


_PIECES = re.compile(
    r"""(?P<date>\d{1,4}(?P<same>[/.-])\d{1,2}(?P=same)\d{1,4}(?!\d))
    |(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d))
    |(?P<num>(?<![\w.])\.\d+|\d+(?:[.,]\d+)?)
    |(?P<word>[^\W\d_]+)
    |(?P<dots>\.{2,})
    |(?P<sign>\n|[^\w\s]|_)""",
    re.VERBOSE,
)
_BREAKS = {
    ",": "comma", ";": "end", ".": "end", "!": "end", "?": "ask", "\n": "end", "(": "comma", ")": "comma",
    ":": "colon", '"': "comma", "[": "comma", "]": "comma", "|": "comma", "{": "comma", "}": "comma",
}  # fmt: skip
_MARKS = {
    "-": "dash", "/": "slash", "~": "approx", "*": "star", "+": "plus", "%": "unit", "=": "equals",
    "<": "under", ">": "over", "#": "hash", "@": "atsign", "&": "and", "$": "money", "\\": "slash",
}  # fmt: skip
_GLUED = re.compile(r"\b(?:" + "|".join(sorted(LEXICON.glued, key=len, reverse=True)) + r")\b")
_DIGIT = re.compile(r"\d")
_CONTRAST = "but"
_NUMERIC = ("numword", "dash")
_SPLIT = 5  # letters of the shortest word that is looked for in two halves
# A phrase stays what these words in it are.
_KEPT = frozenset((
    "tissue", "achilles", "foot", "bone", "painlabel", "pain", "stiff", "morning", "running", "sound", "torn",
    "swollen", "hotred", "fever", "numb", "medicine", "yesterday", "today", "evening", "hurts", "drug",
    "chest",    "ease", "strongease", "severe", "limp",
))  # fmt: skip


def word(text: str, classes: frozenset[str], glued: bool = False) -> Token:
    """A word or phrase; a contrast parts clauses as a comma does."""
    parts, numeric = _CONTRAST in classes, not classes.isdisjoint(_NUMERIC)
    return Token(text, classes, classes | {f"={text}"}, None, glued, parts, numeric)


def number(value: float, *more: str, glued: bool = False) -> Token:
    """A number token; the `odd` class marks what can't be a score as written."""
    classes = _NUM.union(more)
    text = f"{value:g}".replace(".", "_")
    return Token(text, classes, classes | {f"={text}"}, value, glued, numeric=True)


_WORDS = {text: word(text, classes) for text, classes in LEXICON.words.items()}
_SIGNS = {
    s: Token(name, frozenset({name}), frozenset({name, f"={name}"}), is_break=True)
    for s, name in _BREAKS.items()
}
_SIGNS.update({s: word(name, frozenset({name})) for s, name in _MARKS.items()})


def _as_number(text: str, glued: bool) -> Token:
    whole, mark, part = text.replace(",", ".").partition(".")
    readable = (
        bool(whole) and len(whole) <= _LONGEST_SCORE and (whole == "0" or whole[0] != "0" or len(whole) > 1)
    )
    if mark:
        readable = readable and (part in _HALVES or part in _ZEROS or (len(part) == 1 and "." in text))
    value = float(f"{whole or 0}.{part or 0}"[:12])
    return number(value, *(() if readable else ("odd",)), glued=glued)


def _piece(kind: str | None, text: str, glued: bool) -> Token | None:
    if kind == "word":
        known = _WORDS.get(text)
        if known is None:
            right = spell(text)
            known = _WORDS.get(right) or word(right, _NONE)
        return word(known.text, known.classes, glued) if glued else known
    if kind == "num":
        return _as_number(text, glued)
    if kind in ("date", "clock"):
        return word(text.replace(".", "_"), frozenset({kind}))
    if kind == "dots":
        return _SIGNS[","]
    sign = _SIGNS.get(text)
    if sign and not sign.is_break and glued:
        return word(sign.text, sign.classes, glued)
    return sign


def _pieces(plain: str) -> list[Token]:
    found: list[Token] = []
    end = -1
    for match in _PIECES.finditer(plain):
        token = _piece(match.lastgroup, match[0], match.start() == end)
        end = match.end()
        if token is not None:
            found.append(token)
    return found


def _inherited(parts: Sequence[Token]) -> frozenset[str]:
    """What a phrase keeps of its words: "this morning" is a morning; "no pain" is no pain."""
    if any("neg" in part.classes for part in parts):
        return _NONE
    return _KEPT & _NONE.union(*(part.classes for part in parts))


def phrase_at(tokens: Sequence[Token], at: int, known: Phrases) -> tuple[Token, int] | None:
    """The phrase that begins at a place, as one token, and where it ends; the longest one."""
    second = tokens[at + 1].text if at + 1 < len(tokens) else ""
    for rest, classes in known.get((tokens[at].text, second), ()):
        end = at + 2 + len(rest)
        if tuple(token.text for token in tokens[at + 2 : end]) == rest:
            parts = tokens[at:end]
            kept = classes if "greeting" in classes else classes | _inherited(parts)
            return word("_".join(part.text for part in parts), kept, parts[0].glued), end
    return None


def _split_word(pair: Sequence[Token]) -> Token | None:
    """ "cip ro": a guarded word with a blank in it, where the halves mean nothing."""
    if len(pair) < len(("cip", "ro")) or any(not _is_unknown(token) for token in pair):
        return None
    known = _WORDS.get(spell(pair[0].text + pair[1].text))
    return known if known and len(known.text) >= _SPLIT and "ordinary" not in known.classes else None


def _is_unknown(token: Token) -> bool:
    return not token.classes and not token.is_break and token.text.isalpha()


def _joined(tokens: Sequence[Token]) -> tuple[Token, ...]:
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        split = None if tokens[at].classes else _split_word(tokens[at : at + 2])
        found.append(split or tokens[at])
        at += 2 if split else 1
    return tuple(found)


def tokenise(text: str) -> tuple[Token, ...]:
    """The text's tokens, word by word."""
    plain = normalise(text)
    if _DIGIT.search(plain):
        plain = _GLUED.sub(lambda found: LEXICON.glued[found[0]], plain)
    return _joined(_pieces(plain))


def phrased(tokens: Sequence[Token], room: Room) -> tuple[Token, ...]:
    """The tokens with the phrases that a room knows taken together."""
    known = LEXICON.phrases[room]
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        phrase = phrase_at(tokens, at, known)
        found.append(phrase[0] if phrase else tokens[at])
        at = phrase[1] if phrase else at + 1
    return tuple(found)
