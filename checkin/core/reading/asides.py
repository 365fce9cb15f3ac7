"""What a text says beside its purpose: a run, a limp, a painkiller, and the day it speaks of."""

from checkin.core.reading.model import Intent, Reading
from checkin.core.reading.phrases import Line, phrases

_RAN = phrases(
    "<ranword>",
    "<distance>",
    "<manner> # <duration>",
    "<manner> <duration>",
    "<running> # <duration|distance>",
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
_ERRANDS = phrases("<ranword> <ranother>")
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

_POSTPONED = phrases("<notyet>")


def rested(line: Line) -> bool:
    """ "rest day", "didn't run"."""
    return _RESTED.matches(line)


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
    if _RESTED.matches(line) or _POSTPONED.matches(line) or _ERRANDS.matches(line):
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
