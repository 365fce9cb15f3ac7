"""Reads a rehearsal file: every line, before anything is played."""

import re
from collections.abc import Callable, Set
from datetime import date, datetime, time, timedelta

from checkin.core.events import Act
from checkin.core.model import Phase, Standing, Urgency
from checkin.rehearsal.fields import STAGES, Unreadable, cast_of, entry_of, pattern_of, time_of_day, zone_of
from checkin.rehearsal.lines import (
    Acts,
    Answers,
    Cast,
    CoachCast,
    Heard,
    Holds,
    Invites,
    Line,
    Person,
    Quiet,
    Script,
    Strict,
    Texted,
    Until,
)

CLOCK = r"\d\d:\d\d"
NUMBER = r"\+[1-9]\d{7,14}"
YEARS = range(1980, 2100)  # any other is a slip of the pen
MOST_DAYS = 3660
STANDS_AT = time(23, 59)  # where the clock is after `answers`
NOBODY = "none"  # the standing of a person who is not known to the program
INVITES = "invites"
ACTS = {"clears": Act.CLEAR, "dismisses": Act.DISMISS}
VALUES: dict[str, Set[str] | None] = {
    "phase": {phase.value for phase in Phase},
    "stage": {"0", *STAGES},
    "standing": {NOBODY, *(standing.value for standing in Standing)},
    "urgency": {urgency.value for urgency in Urgency},
    "rule": None,
}
RESERVED = {"coach", "runner", "person", "day", INVITES, "strict", "answers", "quiet", *VALUES, *ACTS}


class ScriptError(Exception):
    """A line that can't be read, or a time before the clock; the message names the file and the line."""


def parse(name: str, content: bytes, languages: Set[str] = frozenset({"en", "es"})) -> Script:
    """Reads a whole file; `name` is what errors call it."""
    reader = _Reader(languages)
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            reader.read(number, raw.decode().strip())
        except UnicodeDecodeError as error:
            raise ScriptError(f"{name}:{number}: not UTF-8 text") from error
        except Unreadable as error:
            raise ScriptError(f"{name}:{number}: {error}") from error
    return Script(name, reader.zone, reader.first, tuple(reader.lines))


class _Reader:
    """What has been read so far: who is in the cast, and where the clock stands."""

    def __init__(self, languages: Set[str]) -> None:
        self.languages = languages
        self.lines: list[Line] = []
        self.runners: list[str] = []
        self.strangers: list[str] = []  # of the runners, those who are persons yet
        self.coaches: list[str] = []
        self.numbers: set[str] = set()
        self.zone = Cast.zone
        self.first: date | None = None
        self.now: datetime | None = None
        self.last: str | None = None  # whose the last line with a runner was

    def read(self, number: int, line: str) -> None:
        """Takes one line, whatever kind it is."""
        if not line or line.startswith("#"):
            return
        for pattern, take in KINDS:
            if match := pattern.fullmatch(line):
                take(self, number, match)
                return
        raise Unreadable(f"no line of a rehearsal looks like this: {line} (docs/rehearsals.md lists them)")

    def strict(self, number: int, _: re.Match[str]) -> None:
        self.lines.append(Strict(number))

    def coach(self, number: int, match: re.Match[str]) -> None:
        name = self._named(match)
        self.coaches.append(name)
        self.lines.append(CoachCast(number, name, match["number"]))

    def runner(self, number: int, match: re.Match[str]) -> None:
        if self.first is not None and self.now != _midnight(self.first):
            raise Unreadable("a runner stands before the first day passes")
        name = self._named(match)
        pairs = [option.split("=", 1) for option in match["options"].split()]
        if repeated := [key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1]:
            raise Unreadable(f"{repeated[0]} is given twice")
        options = dict(pairs)
        cast = cast_of(number, name, match["number"], options, self.languages)
        if self.runners and cast.zone != self.zone:
            raise Unreadable(f"all runners of a file live in one zone, here {self.zone}")
        self.zone = cast.zone
        self.runners.append(name)
        self.lines.append(cast)

    def person(self, number: int, match: re.Match[str]) -> None:
        name = self._named(match)
        if match["zone"]:
            zone = zone_of(match["zone"])
            if self.runners and zone != self.zone:
                raise Unreadable(f"all runners of a file live in one zone, here {self.zone}")
            self.zone = zone
        self.runners.append(name)
        self.strangers.append(name)
        self.lines.append(Person(number, name, match["number"]))

    def invites(self, number: int, match: re.Match[str]) -> None:
        if match["coach"] not in self.coaches:
            raise Unreadable(f"no coach is called {match['coach']}")
        self._clock()
        who = self._who(match["who"])
        if who not in self.strangers:
            raise Unreadable(f"{who} is in already: a coach invites a person")
        self.lines.append(Invites(number, match["coach"], who))

    def day(self, number: int, match: re.Match[str]) -> None:
        if match["plus"] is not None:
            day = self._clock().date() + timedelta(min(int(match["plus"]), MOST_DAYS))
        else:
            day = _date(match["day"])
        if self.first is None:
            self.first, self.now = day, _midnight(day)
        self.lines.append(Until(number, self._go(_midnight(day))))

    def talk(self, number: int, match: re.Match[str]) -> None:
        at = self._at(match["at"])
        if match["way"] == "<" and match["who"] == "coach":
            who = None
        elif match["at"] is None and match["who"] is None and self.last is not None:
            who = self.last
        else:
            who = self._who(match["who"])
        self.last = who or self.last
        if match["way"] == ">":
            if who is None:
                raise Unreadable("a coach's text is no part of a rehearsal")
            self.lines.append(Texted(number, at, who, match["text"]))
        else:
            shown = match["text"]
            self.lines.append(Heard(number, at, who, pattern_of(shown), shown, match["at"] is None))

    def quiet(self, number: int, match: re.Match[str]) -> None:
        who = tuple(self.runners) if match["who"] is None else (self._who(match["who"]),)
        start, end = self._at(match["start"]), self._at(match["end"])
        self.lines.append(Quiet(number, start, end, who))

    def answers(self, number: int, match: re.Match[str]) -> None:
        who = tuple(self.runners) if match["who"] is None else (self._who(match["who"]),)
        day = self._clock().date()
        entries = [
            entry_of(day + timedelta(count), entry)
            for count, entry in enumerate(match["entries"].split(), start=1)
        ]
        self._go(datetime.combine(entries[-1].day, STANDS_AT))
        self.lines.append(Answers(number, who, tuple(entries)))

    def holds(self, number: int, match: re.Match[str]) -> None:
        what, value = match["what"], match["value"]
        allowed = VALUES[what]
        if allowed is not None and value not in allowed:
            raise Unreadable(f"{what} is one of {', '.join(sorted(allowed))}, not {value}")
        self._clock()
        self.lines.append(Holds(number, self._who(match["who"]), what, value))

    def acts(self, number: int, match: re.Match[str]) -> None:
        if match["coach"] not in self.coaches:
            raise Unreadable(f"no coach is called {match['coach']}")
        self._clock()
        did = match["act"]
        self.lines.append(Acts(number, match["coach"], self._who(match["who"]), ACTS[did], did))

    def _named(self, match: re.Match[str]) -> str:
        name, number = match["name"], match["number"]
        if name in RESERVED or name in self.runners or name in self.coaches:
            raise Unreadable(f"choose another name than {name}")
        if number in self.numbers:
            raise Unreadable(f"{number} belongs to someone else in this file")
        self.numbers.add(number)
        return name

    def _who(self, name: str | None) -> str:
        if name is None and len(self.runners) == 1:
            return self.runners[0]
        if name in self.runners:
            return str(name)
        if name is None:
            raise Unreadable("say which runner" if self.runners else "there is no runner yet")
        raise Unreadable(f"no runner is called {name}")

    def _clock(self) -> datetime:
        if self.now is None:
            raise Unreadable("the first day comes first: day YYYY-MM-DD")
        return self.now

    def _at(self, clock: str | None) -> datetime:
        now = self._clock()
        return now if clock is None else self._go(datetime.combine(now.date(), time_of_day(clock)))

    def _go(self, to: datetime) -> datetime:
        if to.year not in YEARS:
            raise Unreadable(f"no days in the year {to.year}")
        if to < self._clock():
            raise Unreadable(f"{to:%Y-%m-%d %H:%M} is before the clock, which stands at {self.now:%H:%M}")
        self.now = to
        return to


KINDS: tuple[tuple[re.Pattern[str], Callable[[_Reader, int, re.Match[str]], None]], ...] = tuple(
    (re.compile(pattern, re.ASCII), take)
    for pattern, take in (
        (r"strict", _Reader.strict),
        (rf"coach\s+(?P<name>\S.*?)\s+(?P<number>{NUMBER})", _Reader.coach),
        (
            rf"runner\s+(?P<name>\S.*?)\s+(?P<number>{NUMBER})(?P<options>(?:\s+[a-z]+=\S*)*)",
            _Reader.runner,
        ),
        (
            rf"person\s+(?P<name>\S.*?)\s+(?P<number>{NUMBER})(?:\s+zone=(?P<zone>\S+))?",
            _Reader.person,
        ),
        (r"day\s+(?P<day>\d{4}-\d\d-\d\d|\+(?P<plus>\d{1,5}))", _Reader.day),
        (
            rf"(?:(?P<at>{CLOCK})(?:\s+|(?=[<>])))?(?:(?P<who>[^\s<>][^<>]*?)\s*)?(?P<way>[<>])\s*(?P<text>.*)",
            _Reader.talk,
        ),
        (rf"(?P<start>{CLOCK})-(?P<end>{CLOCK})\s+(?:(?P<who>.+?)\s+)?quiet", _Reader.quiet),
        (r"(?:(?P<who>.+?)\s+)?answers\s+(?P<entries>.+)", _Reader.answers),
        (rf"(?:(?P<who>.+?)\s+)?(?P<what>{'|'.join(VALUES)})\s+(?P<value>\S+)", _Reader.holds),
        (rf"(?P<coach>.+?)\s+{INVITES}\s+(?P<who>.+)", _Reader.invites),
        (rf"(?P<coach>.+?)\s+(?P<act>{'|'.join(ACTS)})\s+(?P<who>.+)", _Reader.acts),
    )
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"no such day: {text}") from error
