"""Names as they are searched: without case and accents, by the beginning of any word, or by the number."""

import unicodedata

LONGEST = 160  # characters of a name that are searched and sorted by
LEAST_DIGITS = 3


def folded(text: str) -> str:
    """Lower case, without accents, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (one if one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    return " ".join("".join(letters).split())


def searchable(name: str, number: str) -> str:
    """What a name and a number are found in: every word begins after a space, the digits are the last."""
    digits = "".join(one for one in number if one.isdigit())
    return f" {folded(name)[:LONGEST]} {digits}"


def wanted(text: str) -> tuple[str, ...]:
    """What a search asks for: each part must be found. Words begin with a space; digits may be anywhere."""
    digits = "".join(one for one in text if one.isdecimal())
    if len(digits) >= LEAST_DIGITS and not any(one.isalpha() for one in text):
        return (digits,)
    return tuple(f" {word}" for word in folded(text[:LONGEST]).split())
