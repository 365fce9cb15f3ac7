"""One text, read against the question that was asked last: what it means, and its label."""

from collections.abc import Sequence
from dataclasses import replace

# By its room, not by name: the two rooms import each other, and either may be the first to load.
from checkin.core import redflags
from checkin.core.reading.corrections import corrected
from checkin.core.reading.intents import Views, clock_of, command, pause_days, remark, views
from checkin.core.reading.lexicon import Room
from checkin.core.reading.model import Intent, Question, Reading, Told
from checkin.core.reading.numbers import HIGHEST, with_numbers
from checkin.core.reading.phrases import Line, lay_out, phrases
from checkin.core.reading.roles import Role, roles
from checkin.core.reading.scores import Scores, scores_of
from checkin.core.reading.tokens import Token, phrased, tokenise

LONGEST = 400  # tokens read for a score: more than an SMS holds; red flags are looked for beyond

_REMIND = phrases("^ <filler|i>* <remindword> <det|me|at|meword|a_las|las|for|time|to|be_score|about>* #", "^ <filler|i>* <remindword> .. <clock>", "^ <changeto|asking|wantstop|set>* <det|my>* <remindword> ... #|<clock>")
_RAN = phrases("<ranword>", "<distance>", "<manner> # <duration>", "<manner> <duration>", "<running> # <duration|distance>")
_DIDNT_RUN = phrases("<norun>", "^ <filler|noword|today|be|just|i>* <restsolo>", "<neg> <be|i|get|do|going|have|for|a>* <running|ranword>", "<notyet>")
_OTHER_SPORT = phrases("^ <filler|noword|i|be|just|only|went|did|today|a|some|instead|solo|fui|hice|en|al|a|de|for|to|the>* <othersport>", "<othersport> instead")
_ERRANDS = phrases("<ranword> <ranother>")
_LIMPS = phrases("<limp>")
_NO_LIMP = phrases("<neg> <det|any|real|adverb|be|more|of|sign>* <limp>", "<limp> free", "<stopverb|stopped> <limp>", "<limp> <ended>", "sin <limp>")
_TOOK = phrases("<tooked> <det|my|num|unit|some|adverb>* <medicine>", "<medicine> <be|i>* <tooked>", "<medicine> ,? <be_score|painlabel>* #", "# ,? <medicine>")
_ASKS = phrases("<asking> ... <medicine>", "<neg> <tooked|det|have|had|any|need|take>* <medicine>", "<medicine> ask", "<medicine> ... ask")
_MEDICINE = phrases("<medicine>")
_NO_MEDICINE = phrases("<neg> <tooked|det|have|had|any|need|take|adverb>* <medicine>")

_BARE = {str(n): n for n in range(HIGHEST + 1)}
_QUICK = {
    (text, question): Reading(Intent.SCORE, (Told(score),)) for text, score in _BARE.items() for question in Question
}


def _masked(line: Line) -> bool:
    return _TOOK.matches(line) and not _ASKS.matches(line)


def _ran(line: Line) -> bool:
    if _DIDNT_RUN.matches(line) or _ERRANDS.matches(line):
        return False
    return _RAN.matches(line) and not (_OTHER_SPORT.matches(line) and "ranword" not in line.present)


def _days_ago(line: Line) -> int:
    return int("yesterday" in line.present and not line.present & {"today", "hoy"})


def _base(line: Line) -> Reading:
    """All that a text says beside its purpose."""
    return Reading(
        Intent.OTHER,
        ran=_ran(line),
        limping=_LIMPS.matches(line) and not _NO_LIMP.matches(line),
        masked=_masked(line),
    )


def _commanded(seen: Views, line: Line, base: Reading) -> Reading | None:
    if _REMIND.matches(line):
        clock = clock_of(line.tokens)
        if clock:
            return replace(base, intent=Intent.REMIND, clock=clock)
    intent = command(seen)
    if intent is Intent.PAUSE:
        return replace(base, intent=intent, days=pause_days(line))
    return replace(base, intent=intent) if intent else None


def _scored(line: Line, scores: Scores, base: Reading, question: Question) -> Reading | None:
    if not scores.told:
        return None
    rested = _DIDNT_RUN.matches(line) and not base.ran
    if rested and question is Question.PAIN:
        kept = tuple(told for told in scores.told if told.subject and told.subject.value == Question.STIFFNESS.value)
        return replace(base, intent=Intent.NO_RUN, told=kept, days_ago=_days_ago(line))
    return replace(base, intent=Intent.SCORE, told=scores.told)


def _remarked(seen: Views, line: Line, base: Reading, question: Question) -> Reading:
    """A text with neither command nor score."""
    asked = question is not Question.NONE
    found = remark(seen)
    intent, merely_ok = found or (Intent.UNCLEAR if asked else Intent.OTHER, False)
    if found is None and _MEDICINE.matches(line) and not (asked and (base.masked or _NO_MEDICINE.matches(line))):
        intent = Intent.MEDICINE
    if merely_ok and asked:
        intent = Intent.UNCLEAR
    if found is None and question is not Question.NONE and not base.ran and _OTHER_SPORT.matches(line):
        intent = Intent.NO_RUN
    if intent is Intent.NO_RUN and base.ran:
        intent = Intent.UNCLEAR if asked else Intent.OTHER
    return replace(base, intent=intent, days_ago=_days_ago(line))


def _attempted(line: Line, scores: Scores) -> bool:
    """Numbers that look like an answer and can't be taken as one."""
    return scores.attempted or any(number.role in (Role.ODD, Role.BOUND) for number in roles(line))


def _understood(tokens: Sequence[Token], question: Question) -> Reading:
    line = lay_out(with_numbers(phrased(tokens, Room.SCORE)))
    seen = views(phrased(tokens, Room.COMMAND))
    base = _base(line)
    commanded = _commanded(seen, line, base)
    if commanded:
        return commanded
    correction = corrected(line, question)
    if correction is not None:
        return replace(base, intent=Intent.CORRECT if correction else Intent.UNCLEAR, told=correction)
    scores = scores_of(line, question)
    scored = _scored(line, scores, base, question)
    if scored:
        return scored
    if _attempted(line, scores):
        return replace(base, intent=Intent.UNCLEAR, days_ago=_days_ago(line))
    return _remarked(seen, line, base, question)


def read(text: str, question: Question) -> Reading:
    """What a text means. Never raises, whatever the text holds."""
    quick = _QUICK.get((text.strip(), question))
    if quick is not None:
        return quick


    tokens = tokenise(text)
    flag = redflags.find_in(tokens, text)
    reading = _understood(tokens[:LONGEST], question)
    return replace(reading, flag=flag) if flag else reading


_LABELS = {
    Intent.NO_RUN: "no_run", Intent.STOP: "stop", Intent.START: "start", Intent.HELP: "help",
    Intent.PAUSE: "pause", Intent.RESUME: "resume", Intent.STATUS: "status",
}  # fmt: skip
_ASKED_AGAIN = (Intent.UNCLEAR, Intent.YES, Intent.NO, Intent.NOT_YET)


def _told_of(reading: Reading, question: Question) -> Told:
    """The score that answers the question, where a text tells several."""
    today = [told for told in reading.told if not told.days_ago and told.weekday is None] or list(reading.told)
    fits = [told for told in today if told.subject and told.subject.value == question.value]
    return (fits or today)[0]


def label(reading: Reading, question: Question) -> str:
    """The reading as `checkin read` prints it."""
    if reading.flag:
        return "red_flag"
    intent = reading.intent
    if intent is Intent.CORRECT and reading.told:
        return f"correct:{reading.told[0].score}"
    if intent is Intent.SCORE:
        told = _told_of(reading, question)
        return "ask_again" if question is Question.NONE and told.subject is None else f"score:{told.score}"
    if intent is Intent.NO and question is Question.PAIN:
        return "no_run"
    if intent in _ASKED_AGAIN:
        asked = question is not Question.NONE or intent is Intent.UNCLEAR
        return "ask_again" if asked else "other"
    return _LABELS.get(intent, "other")
