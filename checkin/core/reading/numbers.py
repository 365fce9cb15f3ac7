"""Numbers as they are written: in words, with halves, out of ten, as ranges; merged to one token each."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.tokens import Token, number

HIGHEST = 10
_TENS = 20
_HUNDRED = 100
_HALF = 0.5
_HALVED = 2  # "1/2" may be a half
_BEFORE_DATES = ("on", "since", "until", "desde")
_WIDEST = 4  # a wider range says too little
_FIVE = 5  # "4/5" may be out of five
_POSSIBLE = ("a", "the", "possible", "maximum", "max", "total", "un", "maximo", "posible")
_ARTICLES = {"one", "uno"}  # pronouns too: a score only where nothing else can stand


@dataclass(frozen=True)
class _Merge:
    """Numbers read as one: the token, and how many tokens it takes up."""

    token: Token
    length: int


def rounded(value: float) -> int:
    """Half up, as the runner is told."""
    return math.floor(value + _HALF)


def _is(tokens: Sequence[Token], at: int, *names: str) -> bool:
    if not 0 <= at < len(tokens):
        return False
    return tokens[at].text in names or not tokens[at].classes.isdisjoint(names)


def _value(tokens: Sequence[Token], at: int) -> float | None:
    return tokens[at].value if 0 <= at < len(tokens) and "odd" not in tokens[at].classes else None


def _in_words(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "four", "twenty five", "treinta y cinco"."""
    if "numword" not in tokens[at].classes:
        return None
    value = LEXICON.numbers[tokens[at].text]
    unit = at + 1 + (_is(tokens, at + 1, "y", "dash"))
    small = LEXICON.numbers.get(tokens[unit].text, 0) if unit < len(tokens) else 0
    if _TENS <= value < _HUNDRED and 0 < small < HIGHEST:
        return _Merge(number(value + small), unit + 1 - at)
    more = ("article",) if tokens[at].text in _ARTICLES else ()
    return _Merge(number(value, "word", *more), 1)


def _big(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "ten thousand", "5 million", "diez mil": whatever it is, no score."""
    if tokens[at].value is None or not _is(tokens, at + 1, "bigword"):
        return None
    last = at + 1
    while _is(tokens, last + 1, "bigword"):
        last += 1
    return _Merge(number(_HUNDRED, "odd"), last + 1 - at)


def _half(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "2 and a half", "dos y medio", "2½", "2 1/2"."""
    value = _value(tokens, at)
    if value is None or value % 1:
        return None
    half = at + 1 + _is(tokens, at + 1, "and")
    if _is(tokens, half, "half") and not _is(tokens, half + 1, "hour", "mile", "hora", "marathon"):
        return _Merge(number(value + _HALF), half + 1 - at)
    if [token.text for token in tokens[at + 1 : at + 4]] == ["1", "slash", "2"]:
        return _Merge(number(value + _HALF), 4)
    return None


def _point(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "two point five", "cuatro coma cinco"."""
    value, part = _value(tokens, at), _value(tokens, at + 2)
    if value is None or part is None or not _is(tokens, at + 1, "point") or value % 1 or part >= HIGHEST:
        return None
    return _Merge(number(value + part / HIGHEST), 3)


def _scaled(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "4/10", "4 out of 10", "4 de 10", and "4/5", which is on no scale of ours."""
    value = _value(tokens, at)
    if value is not None and _is(tokens, at + 1, "ish") and _is(tokens, at + 2, "slash", "outof"):
        merge = _scaled([*tokens[: at + 1], *tokens[at + 2 : at + 8]], at)
        return _Merge(merge.token, merge.length + 1) if merge else None
    if value is None or not _is(tokens, at + 1, "slash", "outof"):
        return None
    by_slash = _is(tokens, at + 1, "slash")
    last = at + 2
    while last < at + _FIVE and _is(tokens, last, *_POSSIBLE):
        last += 1
    out_of = _value(tokens, last)
    if by_slash and out_of is not None and _is(tokens, at - 1, *_BEFORE_DATES):
        return _Merge(number(value, "odd"), 3)
    if out_of == HIGHEST:
        ours = value <= HIGHEST
        return _Merge(number(value, "scaled" if ours else "odd"), last + 1 - at)
    if out_of is None or by_slash and (out_of != value + 1 or out_of in (_FIVE, _HALVED)):
        return _Merge(number(value, "odd"), 3) if out_of is not None else None
    return None if by_slash else _Merge(number(value, "odd"), 3)


def _range(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "3-4", "3 to 4", "3 or 4", "between 3 and 4": the higher end."""
    article = _is(tokens, at + 2, "a", "an", "un", "una")
    last = at + 2 + article
    low, high = _value(tokens, at), _value(tokens, last)
    if low is None or high is None or tokens[at].classes & {"scaled"}:
        return None
    between = _is(tokens, at - 1, "between", "entre") or _is(tokens, at - 2, "between", "entre")
    linked = _is(tokens, at + 1, "dash", "to", "or", "o", "u", "a", "slash", "approx", "if_not", "si_no") or (
        between and _is(tokens, at + 1, "and", "y")
    )
    if not linked or (_is(tokens, at + 1, "to", "a") and _is(tokens, at - 1, "downfrom", "changeto", "from")):
        return None
    if low == 0 and high == HIGHEST or low == 1 and high == HIGHEST:
        return _Merge(number(high, "wholescale"), last + 1 - at)
    if low < high <= HIGHEST and high - low <= _WIDEST:
        return _Merge(number(high, "ranged", *(tokens[last].classes & {"scaled"})), last + 1 - at)
    return _Merge(number(high, "odd"), 3) if _is(tokens, at + 1, "dash", "slash") and low != high else None


def _negative(tokens: Sequence[Token], at: int) -> _Merge | None:
    """ "-2" on its own; after a word the dash only parts the two."""
    value = tokens[at + 1].value if at + 1 < len(tokens) else None
    if not _is(tokens, at, "dash") or value is None:
        return None
    alone = at == 0 or tokens[at - 1].is_break
    return _Merge(number(value, "odd"), 2) if alone and tokens[at + 1].glued else None


_Step = Callable[[Sequence[Token], int], _Merge | None]
_STEPS: tuple[_Step, ...] = (
    _in_words,
    _big,
    _point,
    _half,
    _negative,
    _scaled,
    _range,
)


def _merged(tokens: list[Token], step: _Step) -> list[Token]:
    """The tokens with all that a step takes together as one; the list itself where that is nothing."""
    found: list[Token] = []
    done = 0
    for at in [at for at, token in enumerate(tokens) if token.numeric]:
        merge = step(tokens, at) if at >= done else None
        if merge:
            found += [*tokens[done:at], merge.token]
            done = at + merge.length
    return [*found, *tokens[done:]] if found else tokens


def with_numbers(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every number as one token with its value."""
    merged = list(tokens)
    if any(token.numeric for token in tokens):
        for step in _STEPS:
            merged = _merged(merged, step)
    return tuple(merged)
