"""One text, read against the question that was asked last: what it means, and its label."""

from collections.abc import Sequence
from dataclasses import replace

# By its room, not by name: the two rooms import each other, and either may be the first to load.
from checkin.core import redflags
from checkin.core.reading.asides import (
    agrees,
    asides,
    asks_of_medicine,
    declined,
    did_another_sport,
    only_tomorrow,
    postponed,
    rested,
)
from checkin.core.reading.corrections import corrected
from checkin.core.reading.intents import Views, clock_of, command, remark, views
from checkin.core.reading.lexicon import Room
from checkin.core.reading.limits import limited
from checkin.core.reading.model import Intent, Question, Reading, Subject, Told
from checkin.core.reading.numbers import HIGHEST, with_numbers
from checkin.core.reading.pauses import pause_of
from checkin.core.reading.phrases import Line, lay_out, phrases
from checkin.core.reading.roles import Number, Role, roles
from checkin.core.reading.scores import scores_of
from checkin.core.reading.tokens import Token, phrased, tokenise
from checkin.core.reading.wishes import may_state_age, may_wish, wish_in
from checkin.core.reading.wrapping import is_reaction, unwrapped

SHORT = 1_600  # characters: what the longest SMS holds; of more only the start is read for a score
LONGEST = 400  # tokens

_REMIND = phrases(
    "^ <filler|i>* <remindword> <det|me|at|meword|a_las|las|for|time|to|be_score|about>* #",
    "^ <filler|i>* <remindword> .. <clock>",
    "^ <changeto|asking|wantstop|set>* <det|my>* <remindword> ... #|<clock>",
)
_A_SENTENCE = 3  # words; a number with fewer beside it is a try at a score
_ASKS = phrases("^ <filler>* <asking>|when|where|who|whose|cuando|cuanto|cuantos|cuantas|como|donde ...")
_ANOTHER_IS_AWAY = phrases(
    "my|our|the|mi|el|la coach|entrenador|physio|<third>|<doctorword> .. <away|awayplan>"
)
# What comes before any wish beside it, and what gives way to it.
_FIRST = (Intent.STOP, Intent.START, Intent.HELP, Intent.RESUME, Intent.REMIND, Intent.REMIND_OFF)
_GIVES_WAY = (Intent.OTHER, Intent.UNCLEAR, Intent.THANKS, Intent.YES, Intent.NO)
_DOINGS = (Intent.DONE, Intent.BACK)
_BESIDE_YES = (*_DOINGS, Intent.TRAVEL, Intent.NAME, Intent.PLACE)
_BARE = {str(n): n for n in range(HIGHEST + 1)}
_QUICK = {
    (text, question): Reading(Intent.SCORE, (Told(score),))
    for text, score in _BARE.items()
    for question in Question
}


def _commanded(seen: Views, line: Line, base: Reading) -> Reading | None:
    if _REMIND.matches(line):
        clock = clock_of(line.tokens)
        if clock:
            return replace(base, intent=Intent.REMIND, clock=clock)
    limit = limited(seen.line, base)
    if limit:
        return limit
    intent = command(seen)
    if intent is Intent.PAUSE and _ANOTHER_IS_AWAY.matches(seen.line):
        return None
    if intent is Intent.PAUSE:
        days, vague = pause_of(line)
        return replace(base, intent=intent, days=days, vague=vague)
    return replace(base, intent=intent) if intent else None


def _scored(line: Line, told: tuple[Told, ...], base: Reading, question: Question) -> Reading:
    """A score; but what is told with "no run" or "not yet" is no pain of a run."""
    no_run = rested(line) and not base.ran
    if question is Question.PAIN and (no_run or postponed(line)):
        kept = tuple(one for one in told if one.subject is Subject.STIFFNESS)
        return replace(base, intent=Intent.NO_RUN if no_run else Intent.NOT_YET, told=kept)
    return replace(base, intent=Intent.SCORE, told=told, days_ago=0)


def _remarked(seen: Views, line: Line, base: Reading, question: Question) -> Intent:
    """The intent of a text with neither command nor score."""
    asked = question is not Question.NONE
    unclear = Intent.UNCLEAR if asked else Intent.OTHER
    found = remark(seen)
    if question is Question.PAIN and not found and declined(line):
        return Intent.NO_RUN
    if found:
        intent, merely_ok = found
        vague = merely_ok and asked or intent is Intent.NO_RUN and (base.ran or _ASKS.matches(line))
        if intent is Intent.NO_RUN and question is not Question.PAIN and only_tomorrow(line):
            return unclear
        return unclear if vague else intent
    if asked and not base.ran and did_another_sport(line):
        return Intent.NO_RUN
    if asks_of_medicine(line) and not (asked and base.masked):
        return Intent.MEDICINE
    return unclear


def _beside_the_point(line: Line, numbers: Sequence[Number]) -> bool:
    """Unasked, a question or a sentence with no number that could be a score is no try at one."""
    if not numbers or any(number.role is Role.STRONG for number in numbers):
        return False
    words = sum(token.value is None and not token.is_break for token in line.tokens)
    return _ASKS.matches(line) or words > _A_SENTENCE and not any(number.is_score for number in numbers)


def _understood(tokens: Sequence[Token], question: Question) -> Reading:
    line = lay_out(with_numbers(phrased(tokens, Room.SCORE)))
    seen = views(with_numbers(phrased(tokens, Room.COMMAND)))
    base = asides(line)
    commanded = _commanded(seen, line, base)
    if commanded:
        return commanded
    numbers = roles(line)
    aside = question is Question.NONE and _beside_the_point(line, numbers)
    correction = corrected(line, numbers, question)
    if correction or correction is not None and not aside:
        return replace(base, intent=Intent.CORRECT if correction else Intent.UNCLEAR, told=correction)
    scores = scores_of(line, numbers, question)
    if aside and (not scores.told or any(number.is_score for number in numbers)):
        return replace(base, intent=_remarked(seen, line, base, question))
    if scores.told:
        return _scored(line, scores.told, base, question)
    intent = Intent.UNCLEAR if scores.attempted else _remarked(seen, line, base, question)
    return replace(base, intent=intent)


def _says_more(rest: Reading, tried: bool, wished: Intent) -> bool:
    """Whether what stands beside a wish is of more weight: a score, a run, a command, a try at a score."""
    if rest.told or rest.ran or rest.intent not in _GIVES_WAY:
        return True
    answers = (
        rest.intent is Intent.YES and wished in _BESIDE_YES or rest.intent is Intent.NO and wished in _DOINGS
    )
    return answers or rest.intent is Intent.UNCLEAR and tried


def _wished(text: str, reading: Reading, question: Question) -> Reading:
    """The reading with what the runner asks for, unless something of more weight is said."""
    found = wish_in(text, question is not Question.NONE)
    wish, age = found.wish, found.age
    if wish is None and age is None:
        return reading
    wanted = replace(wish.reading if wish else reading, age=age.years if age else None)
    aside = replace(reading, age=wanted.age, town=wanted.town, name=wanted.name, spot=wanted.spot)
    if reading.intent is Intent.PAUSE:
        same = wish is not None and wanted.intent is Intent.PAUSE
        return (
            replace(
                aside,
                days=wanted.days,
                vague=wanted.vague,
                until=wanted.until,
                until_weekday=wanted.until_weekday,
            )
            if same
            else aside
        )
    outright = (
        wanted.intent is Intent.DELETE or wanted.intent is Intent.TIME and reading.intent is Intent.STOP
    )
    if reading.intent in _FIRST and not (outright and found.whole):
        return aside
    tokens = tokenise(found.left)
    rest = _understood(tokens[:LONGEST], question)
    tried = question is not Question.NONE and any(token.value is not None for token in tokens)
    if wish is None or _says_more(rest, tried, wanted.intent):
        kept = rest if wish or rest.told or reading.told or found.whole else reading
        if age and wish is None and agrees(tokens):
            kept = replace(rest, intent=Intent.YES, told=())
        return replace(kept, age=aside.age, town=aside.town, name=aside.name, spot=aside.spot)
    return replace(wanted, limping=rest.limping, masked=rest.masked)


def read(text: str, question: Question) -> Reading:
    """What a text means. Never raises, whatever the text holds."""
    quick = _QUICK.get((text.strip(), question))
    if quick is not None:
        return quick

    if is_reaction(text):
        return Reading(Intent.OTHER)
    text = unwrapped(text)
    tokens = tokenise(text if len(text) <= SHORT else text[: SHORT // 2])
    flag = redflags.find_in(tokens, text) if len(text) <= SHORT else redflags.find(text)
    reading = _understood(tokens[:LONGEST], question)
    if may_state_age(tokens) if flag else may_wish(tokens, bool(reading.told)):
        reading = _wished(text, reading, question)
    return replace(reading, flag=flag) if flag else reading


_LABELS = {
    Intent.NO_RUN: "no_run", Intent.STOP: "stop", Intent.START: "start", Intent.HELP: "help",
    Intent.PAUSE: "pause", Intent.RESUME: "resume", Intent.STATUS: "status",
}  # fmt: skip
_ASKED_AGAIN = (Intent.UNCLEAR, Intent.YES, Intent.NO, Intent.NOT_YET)


def _told_of(reading: Reading, question: Question) -> Told:
    """The score that answers the question, where a text tells several."""
    today = [told for told in reading.told if not told.days_ago and told.weekday is None] or list(
        reading.told
    )
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
        named = told.subject or told.days_ago or told.weekday is not None
        return f"score:{told.score}" if named or question is not Question.NONE else "ask_again"
    if intent is Intent.NO and question is Question.PAIN:
        return "no_run"
    if intent in _ASKED_AGAIN:
        asked = question is not Question.NONE or intent is Intent.UNCLEAR
        return "ask_again" if asked else "other"
    return _LABELS.get(intent, "other")
