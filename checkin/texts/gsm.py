"""What a text costs: GSM-7 septets, segments, and how to write any name in that alphabet."""

import re
import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[]~|€\f")
ONE, MANY = 160, 153  # septets in a text of one segment, and in each segment of a longer one
ONE_UCS2, MANY_UCS2 = 70, 67  # the same in UTF-16 units

# Characters that no decomposition brings into the alphabet.
SPELT = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "•": "-", "×": "x",
        "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H",
        "þ": "th", "Þ": "Th", "ẞ": "SS", "ı": "i", "⁄": "/",
    }
)  # fmt: skip


def septets(text: str) -> int | None:
    """The length in GSM-7 septets, or None where a character is outside that alphabet."""
    extended = sum(character in EXTENDED for character in text)
    if extended + sum(character in BASIC for character in text) < len(text):
        return None
    return len(text) + extended


def segments(text: str) -> int:
    """How many segments a carrier bills: no escape pair and no surrogate pair lies across two of them."""
    if septets(text) is None:
        widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
        one, many = ONE_UCS2, MANY_UCS2
    else:
        widths = [2 if character in EXTENDED else 1 for character in text]
        one, many = ONE, MANY
    if sum(widths) <= one:
        return 1
    count, room = 1, many
    for width in widths:
        if width > room:
            count, room = count + 1, many
        room -= width
    return count


def plain(text: str) -> str:
    """The text in GSM-7: accents that the alphabet lacks fall off, what has no spelling becomes one "?"."""
    spelt = "".join(map(_letter, unicodedata.normalize("NFC", " ".join(text.split())).translate(SPELT)))
    return re.sub(r"\0+", "?", spelt)


def cut(text: str, longest: int) -> str:
    """The text, ending in ".." where it would be longer than `longest` septets."""
    if (septets(text) or 0) <= longest:
        return text
    kept = text
    while (septets(kept) or 0) > longest - 2:
        kept = kept[:-1]
    return kept.rstrip() + ".."


def _letter(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    parts = unicodedata.normalize("NFKD", character).translate(SPELT)
    kept = [part for part in parts if part in BASIC]
    return "".join(kept) or ("" if unicodedata.category(character) in {"Mn", "Cf"} else "\0")
