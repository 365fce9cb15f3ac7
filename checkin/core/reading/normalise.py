"""Any text as plain lower-case words, digits and marks: no accents, no emoji, no invisible characters."""

import re
import unicodedata

LONGEST = 1_600  # characters looked at: what the longest SMS holds

_PLAIN = {
    "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "＇": "'",
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "⁄": "/", "÷": "/",
    "½": " half ", "×": "x", "✕": "x", "✖": "x", "→": " to ", "➡": " to ", "🔟": " 10 ",
    "°": " degrees ", "º": "th ", "ª": "th ", "👍": " thumbsup ", "👌": " thumbsup ", "🙏": " thumbsup ",
    "✅": " thumbsup ", "¿": " ", "¡": " ", "。": ".", "、": ",", "，": ",", "„": '"', "“": '"', "”": '"',
    "\n": "\n", "\r": "\n", "\t": " ", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n",
    "\u2029": "\n", "\x85": "\n",
    "\u20e3": " ",  # the frame of a keycap ends its number
}  # fmt: skip
_INVISIBLE = {"Mn", "Me", "Cf", "Cc"}
_REMEMBERED = 4_096


def _fold(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", char).lower()
    kept = "".join(c for c in parts if unicodedata.category(c) not in _INVISIBLE)
    if kept.isascii():
        return kept
    return "".join(c if c.isalnum() else " " for c in kept)


class _Folding(dict[int, str]):
    """Folds a character when it is first met; keeps only so many, whoever sends them."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDING = _Folding({code: _fold(chr(code)) for code in range(256)})

# In this order: what a phone's keyboard or a hurried thumb does to words.
_REPAIRS = (
    (re.compile(r"n[,;\"]t\b"), "nt"),  # can,t
    (re.compile(r"(?<=\d)'(?=\d\d\")"), ":"),  # 5'30"
    (re.compile(r"(?<!['\d])(\d{1,3})'(?!\w)"), r"\1 min "),  # 30'
    (re.compile(r"[-=]+>"), " to "),
    (re.compile(r"'"), ""),
    (re.compile(r"(?<=[a-z])[-_]+(?=[a-z])"), " "),  # pain-free
    (re.compile(r"([a-z])\1{2,}"), r"\1"),  # noooo
    (re.compile(r"(?<=[a-z])0(?=[a-z])"), "o"),  # st0p
)
_SPELT_OUT = re.compile(r"(?<![a-z])[a-z](?:[ .*_-]{1,2}[a-z]){2,11}(?![a-z])")
_BETWEEN_LETTERS = re.compile(r"[^a-z]+")
_QUICK = re.compile(r"['_0\-;\"]|n,t|(.)\1\1|\b[a-z][ .*-]{1,2}[a-z][ .*-]{1,2}[a-z]\b")


def normalise(text: str) -> str:
    """The text as its reader sees it; at most LONGEST characters of it are looked at."""
    text = text[:LONGEST]
    simple = text.isascii() and text.isprintable()
    plain = text.lower().replace("`", "'") if simple else text.translate(_FOLDING)
    if _QUICK.search(plain) is None:
        return plain
    for pattern, repair in _REPAIRS:
        plain = pattern.sub(repair, plain)
    return _SPELT_OUT.sub(lambda found: _BETWEEN_LETTERS.sub("", found[0]), plain)


_LONG_DRAWN = re.compile(r"(.)\1{2,}")


def plain_word(word: str) -> str:
    """One word of a text as the tables write it: "I'm" is "im", "Español" is "espanol"."""
    folded = word.lower() if word.isascii() else word.translate(_FOLDING)
    return _LONG_DRAWN.sub(r"\1", "".join(char for char in folded if char.isalnum()))
