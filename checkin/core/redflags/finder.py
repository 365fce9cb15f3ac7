"""Finds the most urgent red flag in a text, whatever the language and whatever else it says."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from checkin.core.reading.lexicon import Room
from checkin.core.reading.model import Flag, Tier
from checkin.core.reading.numbers import with_numbers
from checkin.core.reading.phrases import Line, Span, lay_out
from checkin.core.reading.tokens import Token, phrased, tokenise, word
from checkin.core.redflags.excerpts import SHORT, excerpts
from checkin.core.redflags.phrasebook import HARMLESS, SIGNS, Sign
from checkin.core.redflags.scope import ABLE, ELSEWHERE, OUTRIGHT

_QUOTED = 160  # characters of the runner's words that a coach is shown
_NEAR = 4  # words
_HALF_AN_HOUR = 30
_MORE = ("over", "more_than", "longer_than", "mas_de")
_URGENCY = list(Tier)
_PLAIN: frozenset[str] = frozenset()
_FEVERISH = (37.8, 42)
_THERMOMETER = {"temp", "temperature", "temperatura", "temps"}


def _of_the_tendon(line: Line, span: Span) -> bool:
    """ "popped out" is harmless of a runner, and not of an ankle."""
    if line.tokens[span.start].classes.isdisjoint(("sound", "kick")):
        return False
    near = [*reversed(line.tokens[max(0, span.start - _NEAR) : span.start])]
    before = takewhile(lambda token: not token.is_break, near)
    after = takewhile(lambda token: not token.is_break, line.tokens[span.end : span.end + _NEAR])
    return any("tissue" in token.classes and "tiptoe" not in token.classes for token in (*before, *after))


def _long_times(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """More than half an hour as one token."""
    found: list[Token] = []
    for token in tokens:
        before = found[-1].value if found else None
        minutes, hours = "minutesunit" in token.classes, "hoursunit" in token.classes
        least = _HALF_AN_HOUR + (len(found) < 2 or found[-2].text not in _MORE)  # noqa: PLR2004
        if before is not None and (minutes and before >= least or hours and before >= 1):
            found[-1] = word("long_time", frozenset({"longtime"}))
        else:
            found.append(token)
    return tuple(found)


def _body_heat(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """ "temperature 38.9" as one fever; a round number is as likely the weather."""
    found = list(tokens)
    low, high = _FEVERISH
    for at, token in enumerate(tokens):
        measured = any(before.text in _THERMOMETER for before in tokens[max(0, at - _NEAR) : at])
        if measured and token.value is not None and low <= token.value <= high and token.value % 1:
            found[at] = word("high_temperature", frozenset({"fever"}))
    return tuple(found)


def _without_harmless(line: Line) -> Line:
    """The line with every harmless use blanked, so that it can tell no sign."""
    spans = [span for span in HARMLESS.spans(line) if not _of_the_tendon(line, span)]
    if not spans:
        return line
    tokens = list(line.tokens)
    for span in spans:
        for at in range(span.start, span.end):
            if not tokens[at].is_break and tokens[at].value is None:
                tokens[at] = word(f"({tokens[at].text})", _PLAIN)
    return lay_out(tokens)


def _excused(sign: Sign, line: Line, span: Span) -> bool:
    excuses = (*(ABLE if sign.unable else OUTRIGHT), *ELSEWHERE.get(sign.name, ()))
    return any(excuse(line, span) for excuse in excuses)


def _quote(text: str, tokens: Sequence[Token], span: Span) -> str:
    clean = " ".join("".join(c if c.isprintable() else " " for c in text[: 2 * _QUOTED]).split())
    if len(text) <= _QUOTED:
        return clean
    return " ".join(token.text.replace("_", " ") for token in tokens[max(0, span.start - 4) : span.end + 4])[
        :_QUOTED
    ]


def _after_ice(flag: Flag, line: Line) -> Flag:
    """Numb right after icing is asked about before it counts."""
    if flag.sign == "nerve" and "numb" in line.present and "iced" in line.present:
        return replace(flag, tier=Tier.ASK_NUMB)
    return flag


def find_in(tokens: Sequence[Token], text: str) -> Flag | None:
    """The most urgent red flag in the tokens of a text."""
    line = _without_harmless(lay_out(_long_times(_body_heat(with_numbers(phrased(tokens, Room.DANGER))))))
    for sign, span in SIGNS.search(line):
        if not _excused(sign, line, span):
            return _after_ice(Flag(sign.tier, sign.name, _quote(text, line.tokens, span)), line)
    return None


def find(text: str) -> Flag | None:
    """The most urgent red flag in a text, in English or Spanish; None if there is none."""
    if len(text) <= SHORT:
        return find_in(tokenise(text), text)
    found = [flag for part in excerpts(text) if (flag := find_in(tokenise(part), part))]
    return min(found, key=lambda flag: _URGENCY.index(flag.tier), default=None)
