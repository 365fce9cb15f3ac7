"""The `checkin read` filter: a line `question⇥text` in, a label out."""

import re

from checkin.core.reading.model import Question
from checkin.core.reading.reader import label, read

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_ESCAPED = re.compile(r"\\([ntr\\])")
_QUESTIONS = {question.value: question for question in Question}


def answer(line: str) -> str:
    """The label of one line; an unknown question, or none, reads as nothing asked."""
    asked, tab, text = line.rstrip("\r\n").partition("\t")
    question = _QUESTIONS.get(asked.strip().lower(), Question.NONE) if tab else Question.NONE
    said = _ESCAPED.sub(lambda found: _ESCAPES[found[1]], text if tab else asked)
    return label(read(said, question), question)
