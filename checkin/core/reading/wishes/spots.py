"""Where on the tendon it hurts: "mid", "heel" or "unsure"."""

from checkin.core.reading.wishes.words import Words

MID, HEEL, UNSURE = "mid", "heel", "unsure"
_SPOTS = (("midspot", MID), ("heelspot", HEEL))


def spot_of(words: Words) -> str:
    """What the words say of the place; "heel, not the tendon" is the heel, as what comes first decides."""
    if any(one.is_a("unsurespot") for one in words):
        return UNSURE
    for one in words:
        found = next((spot for name, spot in _SPOTS if one.is_a(name)), "")
        if found:
            return found
    return ""


def is_only_of_spots(words: Words) -> bool:
    """Whether the words speak of nothing but the place."""
    names = ("midspot", "heelspot", "unsurespot", "spotfill", "polite", "itis")
    return all(one.is_a(*names) or one.token.is_break for one in words)
