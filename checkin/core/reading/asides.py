"""What a text says beside its purpose: a run, a limp, a painkiller, and the day it speaks of."""

from collections.abc import Sequence

from checkin.core.reading.lexicon import Room
from checkin.core.reading.model import Intent, Reading
from checkin.core.reading.phrases import Line, phrases
from checkin.core.reading.tokens import Token, phrased

_RAN = phrases(
    "<ranword>",
    "<distance>",
    "<manner> # <duration>",
    "<manner> <duration>",
    "<running> # <duration|distance>",
)
_REST = "<restsolo|restday>"
_NO_REST = phrases(
    f"<neg> <det|real|more|need|a|for|be>* {_REST}",
    f"<neg> {_REST}",
    f"{_REST} <be|det|will|planned|is|for>* tomorrow|manana|yesterday|ayer",
    f"tomorrow|yesterday|manana|ayer <be|det|my|will|is|was>* {_REST}",
    "going|meant|supposed|planned to rest",
)
_RAN_AFTER_ALL = phrases("<ranword>", "ran|jogged|corri|trote")
_SESSION = phrases(
    "run|jog|walk|correr|caminar <for>* # ,? run|jog|walk|correr|caminar <for>* #", "# run|walk ,? # run|walk"
)
_RESTED = phrases(
    "<norun>",
    "^ <filler|noword|today|be|just|i>* <restsolo>",
    "<neg> <be|i|get|do|going|have|for|a>* <running|ranword>",
)
_OTHER_SPORT = phrases(
    "^ <filler|noword|i|be|just|only|went|did|today|a|some|solo|fui|hice|en|al|de|for|to>* <othersport>",
    "<othersport> instead",
)
_ERRANDS = phrases(
    "<ranword> <ranother>",
    "<runexcuse>",
    "cancel|cancelled|canceled|cancelling|bailed|cancele|cancelo|off <on|det|my|la|mi>* <running|ranword>",
)
_LIMPS = phrases("<limp>")
_NO_LIMP = phrases(
    "<neg> <det|any|real|adverb|be|more|of|sign>* <limp>",
    "<limp> free",
    "<stopverb|stopped> <limp>",
    "<limp> <ended>",
    "sin <limp>",
)
_TOOK = phrases(
    "<tooked> <det|my|num|unit|some|adverb>* <medicine>",
    "<medicine> <be|i>* <tooked>",
    "<medicine> ,? <be_score|painlabel>* #",
    "# ,? <medicine>",
)
_ASKS = phrases(
    "<asking> ... <medicine>",
    "<neg> <tooked|det|have|had|any|need|take>* <medicine>",
    "<medicine> ask",
    "<medicine> ... ask",
)
_MEDICINE = phrases("<medicine>")
_NO_MEDICINE = phrases("<neg> <tooked|det|have|had|any|need|take|adverb>* <medicine>")

_YES = ("yesword", "agreeword")
_TOMORROW = {"tomorrow", "tomorrows", "manana"}
_HOY = {"today", "hoy"}
_UNDONE = {
    "didnt", "did_not", "couldnt", "havent", "missed", "skipped", "rested", "cancelled", "canceled", "bailed",
    "moved", "pushed", "postponed", "shifted", "rescheduled", "instead", "mejor", "no", "nope", "not",
}  # fmt: skip
_POSTPONED = phrases("<notyet>")
_DECLINED = phrases(
    "^ <filler>* <noword> , ...",
    "^ <filler>* nope|nah|naw|nop|negative|negativo <filler|i|my|adverb|the|life|had>* ...",
    "^ <filler>* no because|porque|cos|cause|since|had|been|i|im|my|its|it ...",
    "^ <filler>* no was|were|the|too|just|work|kids|mate|sorry ...",
    "^ <filler>* no llueve|llovia|estaba|hacia|hace|tuve|tenia|estoy|hay|habia|me|mucho|pude|tengo ...",
)
_HOW_IT_WAS = {
    "painlabel", "stiff", "pain", "hurts", "ease", "severe", "limp", "but", "=better", "=worse", "=mejor",
    "=peor", "=much", "=mucho", "painnoun", "swollen", "sound", "maybe", "some_left", "notyet", "medicine",
    "asking", "unsure", "achilles", "same",
}  # fmt: skip


def rested(line: Line) -> bool:
    """ "rest day", "didn't run"; not "no rest day, ran 5k", nor "rest day tomorrow"."""
    if not _RESTED.matches(line):
        return False
    plain = any("norun" in t.classes and "restday" not in t.classes for t in line.tokens)
    return plain or not _NO_REST.matches(line) or not (_RAN_AFTER_ALL.matches(line) or "num" in line.present)


def declined(line: Line) -> bool:
    """ "no, it's icy out", "nope life got in the way": a no with its reason, and no word of how it was."""
    return (
        _DECLINED.matches(line) and line.present.isdisjoint(_HOW_IT_WAS) and not _RAN_AFTER_ALL.matches(line)
    )


def agrees(tokens: Sequence[Token]) -> bool:
    """ "yes please", "ok sure": nothing but a yes, so that an age beside it is a part of it."""
    said = [token for token in phrased(tokens, Room.COMMAND) if not token.is_break or "but" in token.classes]
    return any(not token.classes.isdisjoint(_YES) for token in said) and all(
        not token.classes.isdisjoint((*_YES, "filler")) for token in said
    )


def only_tomorrow(line: Line) -> bool:
    """ "running tomorrow", "no run tomorrow": of today nothing is said; "no run today, tomorrow" does."""
    tokens = line.tokens
    named = [_names_tomorrow(token) for token in tokens]
    for at, token in enumerate(tokens):
        if "today" in token.classes or not _HOY.isdisjoint(token.text.split("_")):
            return False
        before, after = _beside(tokens, at)
        left_out = "norun" in token.classes or "restsolo" in token.classes or token.text in _UNDONE
        if left_out and not any(named[before:after]) or token.text in _UNDONE:
            return False
    return any(named)


def _beside(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The words beside a place, two each way, up to a break."""
    before, after = at, at + 1
    while before > max(0, at - 2) and not tokens[before - 1].is_break:
        before -= 1
    while after < min(len(tokens), at + 3) and not tokens[after].is_break:
        after += 1
    return before, after


def _names_tomorrow(token: Token) -> bool:
    return not _TOMORROW.isdisjoint(token.text.split("_"))


def postponed(line: Line) -> bool:
    """ "not yet", "running tonight"."""
    return _POSTPONED.matches(line)


def did_another_sport(line: Line) -> bool:
    """ "swam instead"."""
    return _OTHER_SPORT.matches(line)


def asks_of_medicine(line: Line) -> bool:
    """Names a painkiller, and doesn't say that it took none."""
    return _MEDICINE.matches(line) and not _NO_MEDICINE.matches(line)


def _ran(line: Line) -> bool:
    if _SESSION.matches(line):
        return True
    if rested(line) or _POSTPONED.matches(line) or _ERRANDS.matches(line):
        return False
    return _RAN.matches(line) and ("ranword" in line.present or not _OTHER_SPORT.matches(line))


def asides(line: Line) -> Reading:
    """All of a reading but its intent and scores."""
    return Reading(
        Intent.OTHER,
        ran=_ran(line),
        limping=_LIMPS.matches(line) and not _NO_LIMP.matches(line),
        masked=_TOOK.matches(line) and not _ASKS.matches(line),
        days_ago=int("yesterday" in line.present and not line.present & {"today", "hoy"}),
    )
