"""What a phone puts around a reply: a reaction to one of our texts, our text quoted, a signature."""

import re

LONGEST = 2_000  # characters; what is longer than any reaction or quoted text is left as it is

_REACTION = re.compile(
    r"""\s*(?:(?:liked|loved|disliked|emphasi[sz]ed|questioned|laughed\ at|reacted\ \S{1,12}\ to
    |\S{1,12}\ to|removed\ an?\ [\w ]{1,20}\ from|(?:le|me)\ (?:gust[oó]|encant[oó]|ha\ gustado)
    |no\ le\ gust[oó]
    |se\ ri[oó]\ de|reaccion[oó]\ (?:con\ )?\S{1,12}\ a|destac[oó]|enfatiz[oó]|cuestion[oó]|dio\ me\ gusta\ a)
    )\s+["“«].*["”»….]\s*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"^\s*>.*(?:\n|$)", re.MULTILINE)
_SIGNATURE = re.compile(
    r"\n\s*(?:--\s*\n.*|-{2,}\s*$|sent from my .*|get outlook for .*|enviado desde mi .*)",
    re.IGNORECASE | re.DOTALL,
)


def is_reaction(text: str) -> bool:
    """ "Liked “How stiff is your Achilles?”": said of our text, and no answer to it."""
    return len(text) <= LONGEST and text.rstrip()[-1:] in '"”»….' and _REACTION.fullmatch(text) is not None


def unwrapped(text: str) -> str:
    """The text without lines quoted from us and without a signature; all of it if nothing else is there."""
    if len(text) > LONGEST or ("\n" not in text):
        return text
    bare = _SIGNATURE.sub("", _QUOTED.sub("", text))
    return bare if bare.strip() else text
