"""Whether a sign is of another part of the body, has another cause than the tendon, or is over."""

from collections.abc import Sequence

from checkin.core.reading.phrases import Line, Span, phrases
from checkin.core.reading.tokens import Token

_OWN = ("tissue", "calf", "foot", "heels", "bothheels", "tiptoe")
_BEHIND = ("behind", "below", "under", "above")
_OVER = phrases(
    "<overnow>",
    "gone|better|fine|normal|ok|okay|bien|mejor ;",
    "<swollen|fever|chills|numb|redness|infection> <be|has|have|all|se|me|ya|now>* <ended> ;",
    "<swollen|fever|chills|numb|redness|infection> <be|has|have|all|se|me|ya|now>* <ended> #",
)
_AGAIN = "<but|today|now|later|then|hoy|ahora|luego>"
_REVERSED = phrases(
    f"{_AGAIN} .. there <be>* one|1 ;",
    f"{_AGAIN} .. there <be>* one|1 <today>",
    "there <be>* one|1 ;",
    f"{_AGAIN} ... felt|heard|had|got one|1 ;",
    f"{_AGAIN} .. it|i|one|1 did|has|was|happened",
    "now|today there is|was ;",
    "before|until|till|hasta <today|yesterday>",
    "<but|hoy|ahora> si ;",
    "<but|hoy|ahora> <today>? si hubo|lo|se|la|senti|tuve|paso",
    "<but> <today> si",
)


def _clause(tokens: Sequence[Token], span: Span) -> tuple[int, int]:
    """The tokens around a span up to the breaks on both sides."""
    start, end = span.start, span.end
    while start > 0 and not tokens[start - 1].is_break:
        start -= 1
    while end < len(tokens) and not tokens[end].is_break:
        end += 1
    return start, end


def _any(tokens: Sequence[Token], *names: str) -> bool:
    return any(not token.classes.isdisjoint(names) for token in tokens)


def elsewhere(line: Line, span: Span) -> bool:
    """ "my knee popped", "steroid shot in my shoulder"; not "a pop behind my knee", nor "knee and calf"."""
    start, end = _clause(line.tokens, span)
    clause = line.tokens[start:end]
    if not _any(clause, "elsewhere") or _any(clause, *_OWN):
        return False
    places = [at for at, token in enumerate(clause) if "elsewhere" in token.classes]
    return not any(token.text in _BEHIND for at in places for token in clause[max(0, at - 2) : at])


def other_cause(line: Line, span: Span) -> bool:
    """ "woke in the night for a wee", "couldn't sleep, jet lag": awake, and not of the tendon."""
    start, end = _clause(line.tokens, span)
    if _any(line.tokens[start:end], "hurts", "stiff", *_OWN) or not _any(
        line.tokens[span.start : span.end], "wakes", "awake", "sleep"
    ):
        return False
    return "nightcause" in line.present and not _any(line.tokens[span.end :], "hurts")


def resolved(line: Line, span: Span) -> bool:
    """ "calf was swollen last week, fine now", "fever gone"."""
    start, _ = _clause(line.tokens, span)
    after = [over for over in _OVER.spans(line) if over.end > span.start]
    if not after:
        return False
    touching = any(over.start < span.end for over in after)
    return touching or _any(line.tokens[start : after[0].start], "pastmark")


def reversed_later(line: Line, span: Span) -> bool:
    """ "no pop yesterday but today there was one": what takes the negation back."""
    return any(again.end > span.end for again in _REVERSED.spans(line))
