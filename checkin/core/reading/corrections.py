"""Texts that take back a score told before: "oops 4", "*4", "I meant 4, not 6"."""

from collections.abc import Sequence

from checkin.core.reading.about import day_of, subject_of
from checkin.core.reading.model import Question, Told
from checkin.core.reading.numbers import HIGHEST, rounded
from checkin.core.reading.phrases import Line, phrases
from checkin.core.reading.roles import Number, Role

_SAID = (
    "<be_score|about|morning|stiff|painlabel|running|det|to|changeto|meant|be|yesterday|ranword|i|evening"
    "|put|weekday|answer|last|score>*"
)

# Each captures the number that is meant; the first that matches decides.
_TAKES_BACK = phrases(
    f"<meant> {_SAID} #",
    f"<changeto> {_SAID} # to|a|por|by|with #",
    f"<changeto> {_SAID} #",
    "^ star #",
    "^ # star $",
    "star # star",
    "star #",
    f"<waitno> ,? ,? {_SAID} #",
    f"^ <filler>* <oops> ,? ,? ... ,? {_SAID} #",
    "^ <oops> ... # $",
    f"# ,? ,? <oops> ,? {_SAID} #",
    f"^ not|no <be_score|about>* # ,? <but>? {_SAID} #",
    "# ,? <be_score>* not|no <be_score|about>* #",
    f"^ no , {_SAID} #",
    "^ no #",
    f"^ actually|realmente ,? {_SAID} #",
    f"^ <filler>* <sorry> ,? {_SAID} #",
    f"^ <filler>* {_SAID} # ,? <oops|sorry> $",
    f"^ <filler>* {_SAID} # ,? <sorry> , <oops>",
)
_DELAYED = phrases("<delay>")
_EXCUSED = {"oops", "sorry"}


def _excuse_only(line: Line, source: str) -> bool:
    """ "sorry, forgot: 4" is late, and takes nothing back."""
    return any(f"<{name}" in source for name in _EXCUSED) and _DELAYED.matches(line)


def corrected(line: Line, found: Sequence[Number], question: Question) -> tuple[Told, ...] | None:
    """The score put in place of another; None if the text corrects nothing; empty if it isn't clear which."""
    if "num" not in line.present:
        return None
    numbers = {number.at: number for number in found}
    for source, span in _TAKES_BACK.search(line):
        number = numbers[span.numbers[-1]]
        if number.role is Role.DENIED and len(span.numbers) > 1:
            number = numbers[span.numbers[0]]
        if _excuse_only(line, source) or number.role in (Role.QUANTITY, Role.TIME, Role.OTHER):
            continue
        if number.role in (Role.ODD, Role.BOUND) or number.value > HIGHEST:
            return ()
        day = day_of(line, number.at, 0, len(line.tokens), question)
        subject = subject_of(line.tokens, number.at, 0, len(line.tokens))
        return (Told(rounded(number.value), subject, day.days_ago, day.weekday),)
    return None
