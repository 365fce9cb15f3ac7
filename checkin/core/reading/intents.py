"""What a text is for: ordered tables of phrases, read once."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from checkin.core.reading.model import Intent
from checkin.core.reading.numbers import HIGHEST
from checkin.core.reading.phrases import Line, Table, lay_out, phrase, phrases
from checkin.core.reading.tokens import Token

_TABLE = Path(__file__).parent / "intents.toml"
_OK = "ok"
_NOON, _LAST_HOUR, _FIRST_AM, _LAST_MINUTE = 12, 23, 8, 59


@dataclass(frozen=True)
class _Row:
    name: str
    whole: bool


@dataclass(frozen=True)
class Views:
    """A text as the rows of the table look at it: all of it, and without its polite words."""

    line: Line
    bare: Line


def _rows() -> Table[_Row]:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["intent"]
    return Table(
        (_Row(row["is"], row.get("whole", False)), phrase(source)) for row in table for source in row["says"]
    )


# These are commands even with a number beside them; the rest only where no score is told.
_COMMANDS = ("remind-off", "pause", "start", "stop", "help", "resume")
_ALL = _rows()
_COMMAND_ROWS = Table((row, one) for row, one in _ALL.rows if row.name in _COMMANDS)
_STOP_ROWS = Table((row, one) for row, one in _ALL.rows if row.name == "stop")
_EXPLICIT_STOP_ROWS = Table(
    (row, one) for row, one in _STOP_ROWS.rows if "<stopthing" in one.source or "<unsub" in one.source
)
_BARE_STOP = phrases(
    "^ <filler>* stop|stopall|unsubscribe|unsub|basta|sotp|stp <filler|now|all|already>* $",
    "^ <filler>* <stopsolo> please|pls|por_favor|porfavor|porfa $",
    "^ please|pls|por_favor|porfa <stopsolo> $",
)
_NOT_STOPPED = phrases(
    "doesnt|didnt|wont|wouldnt|couldnt|cant|not|never|nothing <can|will|would>* stop|stops <me|us>* ;",
    "nada|nadie|no me para|paro|parara ;",
)
_TAILS = {
    "or", "because", "since", "as", "i", "im", "ive", "id", "every", "each", "before", "cause", "cos",
    "cuz", "and", "all", "o", "porque", "ya", "todos", "todas", "cada", "pues", "y", "it", "everyday",
    "no", "not", "at", "when", "while", "until", "immediately", "today", "right", "no_longer", "at_all",
    "tomorrow", "manana",
}  # fmt: skip
_WHOLE = Table((number, one) for number, (row, one) in enumerate(_ALL.rows) if row.whole)
_ANYWHERE = Table((number, one) for number, (row, one) in enumerate(_ALL.rows) if not row.whole)


def views(tokens: Sequence[Token]) -> Views:
    """Both views of the tokens."""
    words = [token for token in tokens if not token.is_break or "but" in token.classes]
    kept = [token for token in words if "filler" not in token.classes] or words
    return Views(lay_out(tokens), lay_out(kept))


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.text in ("end", "ask"):
            yield tokens[start:at]
            start = at + 1
    yield tokens[start:]


def command(seen: Views) -> Intent | None:
    """The command that the text gives, if it gives one."""
    row = next(_COMMAND_ROWS.matching(seen.bare), None)
    if row and row.name == "stop" and _NOT_STOPPED.matches(seen.line):
        return None
    if row:
        return Intent(row.name)
    if seen.line.present.isdisjoint(("=stop", "stopsolo", "stopverb")):
        return None
    parts = [part for part in _sentences(seen.line.tokens) if part]
    stops = len(parts) > 1 and any(_STOP_ROWS.matches(views(part).bare) for part in parts)
    return Intent.STOP if stops or _stops_with_a_reason(seen.line) else None


def _clauses(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.is_break or token.text == "dash":
            yield tokens[start:at]
            start = at + 1
    yield tokens[start:]


def _stops_with_a_reason(line: Line) -> bool:
    """ "stop texting me or I'll report you", "Stop, I'm better now": a reason beside it, and no score."""
    if "num" in line.present:
        return False
    clauses = [part for part in _clauses(line.tokens) if part]
    for place, part in enumerate(clauses):
        tail = next((at for at, token in enumerate(part) if at and _is_tail(token)), len(part))
        if _EXPLICIT_STOP_ROWS.matches(views(part[:tail]).bare):
            return True
        ends = place in (0, len(clauses) - 1)
        if ends and "ranword" not in line.present and _BARE_STOP.matches(lay_out(part[:tail])):
            return True
    return False


def _is_tail(token: Token) -> bool:
    return token.text in _TAILS or "thanksword" in token.classes


def remark(seen: Views) -> tuple[Intent, bool] | None:
    """What a text without score and command is for; and whether it is a mere "ok"."""
    none = len(_ALL.rows)
    first = min(next(_WHOLE.matching(seen.bare), none), next(_ANYWHERE.matching(seen.line), none))
    if first == none:
        return None
    name = _ALL.rows[first][0].name
    if name == "stop" and _NOT_STOPPED.matches(seen.line):
        return None
    return (Intent.THANKS, True) if name == _OK else (Intent(name), False)


def _hour(tokens: Sequence[Token], at: int, hour: int) -> int:
    after = {name for token in tokens[at + 1 : at + 3] for name in (token.text, *token.classes)}
    if after & {"pm", "de_la_tarde", "de_la_noche"}:
        return hour % _NOON + _NOON
    if after & {"am", "de_la_manana", "de_la_madrugada"}:
        return hour % _NOON
    return hour + _NOON if 0 < hour < _FIRST_AM else hour


def clock_of(tokens: Sequence[Token]) -> time | None:
    """The time of day that REMIND names; before 8 without am or pm means the afternoon."""
    for at, token in enumerate(tokens):
        if "clock" in token.classes:
            hour, minute = map(int, token.text.split(":")[:2])
            marked = any(t.text in ("am", "pm") for t in tokens[at + 1 : at + 2])
            return _time(_hour(tokens, at, hour) if marked else hour, minute)
        if token.value is not None:
            hour, minute = _digits(token.value)
            return _time(_hour(tokens, at, hour), minute)
    return None


def _digits(value: float) -> tuple[int, int]:
    """17 and 5.30 and 1730 are all times of day."""
    if value >= HIGHEST * HIGHEST:
        return divmod(int(value), 100)
    return int(value), round((value % 1) * 100)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else None
