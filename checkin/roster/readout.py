"""The list to read aloud to the group: names and runs only, never a score or a reason."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.protocol.values import Stage
from checkin.roster import words
from checkin.roster.model import Group, Line

NO_RUN = "No run today"
ANSWER = "Answer the text first"
ASK = "Ask them"
RUNS, NONE, FIRST, WHOM, NOT_READ = range(5)  # the lines as they are kept with a rank
SAID = {NONE: NO_RUN, FIRST: ANSWER, WHOM: ASK}
SILENT = {"quiet", "nophone", "stop"}  # icons of those who did not say how they are


@dataclass(frozen=True)
class Voice:
    """Somebody to be read out: in which line, and if they may run, from which stage."""

    name: str
    line: int
    stage: int


def line_of(group: Group, icon: str) -> int:
    """The line of the list for a group and the icon of its tag."""
    if group is Group.DONE:
        return NOT_READ
    if group is Group.RUN:
        return RUNS
    if group is Group.CHECK and icon in SILENT:
        return WHOM
    return FIRST if group is Group.REST and icon == "quiet" else NONE


def read_out(voices: Sequence[Voice], stages: Sequence[Stage]) -> tuple[Line, ...]:
    """The longest run first, then who does not run, who has not answered yet, and whom nobody has heard."""
    given = Counter(words.given(one.name) for one in voices)
    lines: dict[str, list[str]] = defaultdict(list)
    order: list[str] = []
    for one in sorted(voices, key=lambda one: -one.stage):
        if one.line == NOT_READ:
            continue
        what = SAID.get(one.line) or words.upper_first(run_words(stages[one.stage - 1]))
        order += [what] if one.line == RUNS else []
        first = words.given(one.name)
        lines[what].append(first if given[first] == 1 else one.name)
    found = (what for what in dict.fromkeys((*order, NO_RUN, ANSWER, ASK)) if lines[what])
    return tuple(Line(what, tuple(sorted(lines[what]))) for what in found)


def run_words(stage: Stage) -> str:
    """A run of the plan: walk 4, run 1, × 5; run 10, walk 1, run 10; run 25 min."""
    if not stage.walk or stage.sets == 1:
        return f"run {stage.run} min"
    if stage.sets == 2 and stage.run >= 10:
        return f"run {stage.run}, walk {stage.walk}, run {stage.run}"
    return f"walk {stage.walk}, run {stage.run}, × {stage.sets}"
