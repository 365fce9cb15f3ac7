"""Whether words of danger are said of the runner, now: negations, worries, other people, long ago."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from checkin.core.reading.phrases import Line, Span
from checkin.core.reading.tokens import Token
from checkin.core.redflags.excuses import elsewhere, other_cause, resolved, reversed_later

_REACH = 8  # words that a negation can lie before what it negates
_AFTER = 3
_LISTS = {"or", "and", "comma"}
_HEADS = {"painnoun", "running", "ranword", "norun", "limp"}
_BREAKERS = {"truth", "i", "today", "yesterday", "but", "be_stop"}
_CONTINUE = {"comma", "slash"}
_NOTHING = ("nothing", "nada", "nadie")
_OWN_WORDS = {"my", "me", "myself", "i", "mi", "mis"}
_THEIRS = {"his", "her", "their", "su", "sus"}


def _is(token: Token, *names: str) -> bool:
    return token.text in names or not token.classes.isdisjoint(names)


def _clause(tokens: Sequence[Token], span: Span) -> tuple[int, int]:
    """The tokens around a span up to the breaks on both sides."""
    start, end = span.start, span.end
    while start > 0 and not tokens[start - 1].is_break:
        start -= 1
    while end < len(tokens) and not tokens[end].is_break:
        end += 1
    return start, end


def _listed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma stands in a list that an "or" closes: "no pop, snap or crack"."""
    rest = takewhile(lambda token: not _is(token, "end", "ask", "but"), tokens[at + 1 : at + 1 + _REACH])
    return any(_is(token, "or") and not _is(token, "neg") for token in rest)


def _stops(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether a negation further left can't reach past this token."""
    token, right = tokens[at], tokens[at + 1]
    if token.is_break:
        return not (_is(token, *_CONTINUE) and _listed(tokens, at))
    if _is(token, "and"):
        return at + 1 < start or _is(tokens[start], "calf", "foot", "tissue", "cannot", "chest", "heels")
    if _is(token, "truth", "i", "finite"):
        before = tokens[at - 1] if at else None
        return before is None or not _is(before, "auxneg", "be", "truth", "i", "adverb", "hypo", "or")
    if _is(token, *_HEADS):
        return not _is(right, *_LISTS) and right.text != "slash"
    return _is(
        token, "today", "yesterday", "unsure", "because", "so", "my", "just", "when", "while", "thanksword"
    )


def _negated_before(tokens: Sequence[Token], start: int) -> bool:
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if _is(tokens[at], "neg"):
            return not any(_is(token, "unsure") for token in tokens[max(0, at - _AFTER) : at])
        if _stops(tokens, at, start):
            return False
    return False


def _answered_no(tokens: Sequence[Token], span: Span) -> bool:
    """ "pop? no", "fever: none", "swelling - no": a bare no right behind."""
    rest = tokens[span.end : span.end + _AFTER]
    if not rest or _is(rest[0], "end", "comma", "but"):
        return False
    said = rest[1:] if _is(rest[0], "ask", "colon", "dash", "equals") else rest
    if not said or not _is(said[0], "noword", "zeroword"):
        return False
    before = tokens[span.start - 1] if span.start else None
    return (len(said) == 1 or said[1].is_break) and not (before and _is(before, "truth", "about", "det"))


def _nothing_did(tokens: Sequence[Token], start: int) -> bool:
    """ "nothing popped", "nothing has snapped or popped"."""
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if _is(tokens[at], *_NOTHING):
            return at == 0 or not _is(tokens[at - 1], "but")
        if not _is(tokens[at], "sound", "torn", "or", "and", "truth", "be", "swollen", "numb"):
            return False
    return False


def negated(line: Line, span: Span) -> bool:
    """ "no pop", "never popped", "calf is not swollen", "no pop, snap or crack", "pop? no"."""
    tokens = line.tokens
    inside = any(_is(token, "neg") for token in tokens[span.start : span.end])
    before = _negated_before(tokens, span.start) or _nothing_did(tokens, span.start)
    return (inside or before or _answered_no(tokens, span)) and not reversed_later(line, span)


def feared(line: Line, span: Span) -> bool:
    """ "worried it might pop", "what if it snaps?": not said to have happened."""
    tokens = line.tokens
    said = tokens[span.start : span.end]
    start, _ = _clause(tokens, span)
    before = tokens[start : span.start]
    if any(_is(token, "pastsound", "truth") for token in (*said, *before)) or not any(
        _is(t, "bare_sound") for t in said
    ):
        return False
    return any(_is(token, "hypo") for token in before)


def _theirs(tokens: Sequence[Token], span: Span) -> bool:
    """ "a pop in his knee": the possessive stands beside the sign."""
    near = [*tokens[max(0, span.start - 2) : span.start], *tokens[span.start : span.end + _AFTER]]
    return any(token.text in _THEIRS for token in near)


def _a_name_has(tokens: Sequence[Token], span: Span) -> bool:
    """ "Leo has a fever": a name, going by a word that is nothing else, and what only a person has."""
    if not any(_is(token, "fever", "chills") for token in tokens[span.start : span.end]):
        return False
    before = [token for token in tokens[max(0, span.start - _AFTER) : span.start] if token.text != "a"]
    if len(before) < len(("leo", "has")) or before[-1].text not in ("has", "tiene", "trae"):
        return False
    return not before[-2].classes and not before[-2].is_break and before[-2].text.isalpha()


def of_another(line: Line, span: Span) -> bool:
    """ "my friend snapped his achilles"; not "my friend heard mine pop", nor "wife here, he fainted"."""
    tokens = line.tokens
    if any(_is(token, "self_reported") for token in tokens):
        return False
    if _a_name_has(tokens, span):
        return True
    start = span.start
    while start > 0 and not _is(tokens[start - 1], "end", "ask", "but"):
        start -= 1
    before = tokens[start : span.start]
    people = [at for at, token in enumerate(before) if _is(token, "third")]
    if not people:
        return False
    between = before[people[-1] + 1 :]
    if any(_is(token, "reporting") for token in between) and not _theirs(tokens, span):
        return False
    own = any(_is(token, "i", "my") and not _is(token, "be_score_only") for token in between)
    said = tokens[span.start : span.end + 1]
    inside = any(_is(t, "my", "i", "me") or not _OWN_WORDS.isdisjoint(t.text.split("_")) for t in said)
    whose = before[people[-1] - 1] if people[-1] else None
    return not own and not inside and (whose is None or not _is(whose, "like"))


def long_ago(line: Line, span: Span) -> bool:
    """ "popped 3 years ago", "lo rompí hace 3 años", "tore it in 2015"."""
    tokens = line.tokens
    start, end = _clause(tokens, span)
    clause = tokens[start:end]
    if any(_is(token, "today", "yesterday") for token in clause):
        return False
    if any(_is(token, "longago") for token in clause):
        return True
    years = any(_is(token, "year") for token in clause) and any(_is(token, "ago") for token in clause)
    return years or any(token.value is not None and 1900 < token.value < 2100 for token in clause)  # noqa: PLR2004


Excuse = Callable[[Line, Span], bool]
OUTRIGHT: tuple[Excuse, ...] = (negated, feared, of_another, long_ago)
ABLE: tuple[Excuse, ...] = (of_another, long_ago)
# Signs that may be of another part of the body, and signs that can pass.
ELSEWHERE: dict[str, tuple[Excuse, ...]] = {
    "rupture": (elsewhere,),
    "nerve": (elsewhere, resolved),
    "clot-leg": (resolved,),
    "infection": (resolved,),
    "inflammatory": (elsewhere, other_cause),
}
