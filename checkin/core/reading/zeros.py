"""Zero said without a number: "no pain", "sin dolor", "not stiff at all"."""

from dataclasses import dataclass

from checkin.core.reading.model import Question, Subject
from checkin.core.reading.phrases import Line, Span, phrases


@dataclass(frozen=True)
class Zero:
    """A zero, what it is of if it says so, whether it is a full one, and nothing beside it contradicts it."""

    subject: Subject | None
    days_ago: int
    full: bool
    clear: bool


_NONE_OF_IT = phrases(
    "<painfree> <atall>?",
    "no|not|any|zero|cero|without|sin|ningun|ninguna|dont|didnt|havent|hadnt|no_sign_of|no_signs_of|not_any|never"
    "|no_tengo|no_hay|no_hubo|nada_de <be|have|has|any|real|actual|det|tengo|feel>* <painnoun> <atall>?",
    "<auxneg> <be|det|feel|me|bit>* <hurtverb> <atall>?",
    "<auxneg> <atall> <hurtverb>",
    "0 <painnoun>",
)
_JUST_NONE = phrases(
    "^ <filler|noword|be|today|morning>* <zeroword|nowt> <filler|today|morning|atall>* $", "^ not|no at_all $"
)
_NEARLY = {
    "almost",
    "hardly",
    "barely",
    "nearly",
    "practically",
    "virtually",
    "casi",
    "apenas",
    "practicamente",
}
_LESS_THAN_ALL = {"partly", "than"}
_NOT_OF_IT = {
    "killer",
    "killers",
    "meds",
    "relief",
    "medication",
    "medicine",
    "pills",
    "med",
    "than",
    "yet",
    "que",
}


def _partly(line: Line, span: Span) -> bool:
    """ "didn't hurt much", "no more pain than yesterday", "no pain meds"."""
    inside = line.tokens[span.start : span.end]
    if span.start and line.tokens[span.start - 1].text in _NEARLY:
        return True
    after = line.tokens[span.end] if span.end < len(line.tokens) else None
    names = {name for token in inside for name in token.classes}
    if after and not after.is_break:
        names |= after.classes | ({"than"} if after.text in _NOT_OF_IT else set())
    return bool(names & _LESS_THAN_ALL) and "atall" not in names


def _something_left(line: Line, spans: list[Span]) -> bool:
    """ "no pain, just a bit stiff": another word of complaint beside the zero."""
    covered = {at for span in spans for at in range(span.start, span.end)}
    return any(
        "some_left" in token.classes and "phase_only" not in token.classes
        for at, token in enumerate(line.tokens)
        if at not in covered
    )


def _subject(line: Line, spans: list[Span], question: Question) -> Subject | None:
    said = [token for span in spans for token in line.tokens[span.start : span.end]]
    names = {name for token in said for name in token.classes} | {token.text for token in said}
    if "stiff" in names or any("stiff" in text or "rigid" in text for text in names):
        return Subject.STIFFNESS
    if line.present & {"ranword", "running"}:
        return Subject.PAIN
    if "morning" in line.present:
        return Subject.STIFFNESS
    return None if question is Question.STIFFNESS else Subject.PAIN


def zero_of(line: Line, question: Question) -> Zero | None:
    """The zero that a text tells in words."""
    days_ago = int("yesterday" in line.present and not line.present & {"today"})
    if question is Question.STIFFNESS and _JUST_NONE.matches(line):
        return Zero(None, days_ago, full=True, clear=True)
    spans = list(_NONE_OF_IT.spans(line))
    if not spans:
        return None
    full = not any(_partly(line, span) for span in spans)
    return Zero(_subject(line, spans, question), days_ago, full, full and not _something_left(line, spans))
