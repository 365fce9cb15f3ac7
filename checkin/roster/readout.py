"""The list to read aloud to the group: names and runs only, never a score or a reason."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from checkin.roster import words
from checkin.roster.model import Group, Line, Row

NO_RUN = "No run today"
ANSWER = "Answer the text first"
ASK = "Ask them"
SILENT = {"quiet", "nophone", "stop"}  # icons of those who did not say how they are


def read_out(rows: Sequence[Row]) -> tuple[Line, ...]:
    """The longest run first, then who does not run, who has not answered yet, and whom nobody has heard."""
    given = Counter(one.given for one in rows)
    lines: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        if one.group is not Group.DONE:
            lines[_what(one)].append(one.given if given[one.given] == 1 else one.name)
    runs = [one.plan for one in sorted(rows, key=lambda one: -one.ladder.stage) if one.plan]
    order = [*dict.fromkeys(words.upper_first(plan) for plan in runs), NO_RUN, ANSWER, ASK]
    return tuple(Line(what, tuple(sorted(lines[what]))) for what in order if lines[what])


def _what(row: Row) -> str:
    if row.plan:
        return words.upper_first(row.plan)
    if row.group is Group.CHECK and row.tag.icon in SILENT:
        return ASK
    return ANSWER if row.group is Group.REST and row.tag.icon == "quiet" else NO_RUN
