"""The roster and its history as files: streamed, some runners at a time, never more than a team in one."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.roster import exported
from checkin.roster.exported import Cell, Line, Made
from checkin.store.people import Team
from checkin.store.roster import everyone, records
from checkin.web import gather
from checkin.web.session import Coaches

BATCH = 100  # runners read at a time: no file holds a transaction open while it travels
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # without it a spreadsheet takes accents for something else

Lines = Callable[[Services, Team, datetime], Iterator[Line]]


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Scoped by the teams of the coach who is signed in."""
    pages = Blueprint("export", __name__, url_prefix="/export")

    def file(what: str, form: str) -> ResponseReturnValue:
        coach = coaches.required()
        if not coach.teams:
            abort(404)
        team, now = gather.team_asked(coach), services.clock()
        lines, columns = KINDS[what]
        found = lines(services, team, now)
        body = _csv(columns, found) if form == "csv" else _json(what, team, now, found)
        answer = Response(body, content_type=TYPES[form])
        name = f"{what}-{team.id}-{now:%Y-%m-%d}.{form}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    for what in KINDS:
        for form in TYPES:
            which = {"what": what, "form": form}
            pages.add_url_rule(f"/{what}.{form}", "file", file, defaults=which, methods=["GET"])
    return pages


def _roster(services: Services, team: Team, now: datetime) -> Iterator[Line]:
    for ids in _batches(services, team):
        with services.store.read() as tx:
            known, broken = gather.these(tx, team, ids, now)
        for one in known:
            yield exported.of_roster(one, now, services.rules(one.own))
        yield from map(exported.unreadable, broken)


def _history(services: Services, team: Team, now: datetime) -> Iterator[Line]:
    for ids in _batches(services, team):
        with services.store.read() as tx:
            known, _ = gather.these(tx, team, ids, now)
            facts, rulings = records(tx, ids)
        names = {one.id: one.runner.profile.name for one in known}
        for one in ids:
            made = [Made(ruling.decision, ruling.withdrawn_at) for ruling in rulings.get(one, ())]
            yield from exported.of_history(one, names.get(one, ""), facts.get(one, ()), made)


def _batches(services: Services, team: Team) -> Iterator[list[int]]:
    with services.store.read() as tx:
        ids = everyone(tx, team.id)
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _csv(columns: Iterable[str], lines: Iterator[Line]) -> Iterator[bytes]:
    """RFC 4180, and nothing in it that a spreadsheet would take for a formula."""
    columns = list(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer)  # its own way is RFC 4180: CRLF, quotes doubled

    def taken() -> bytes:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode("utf-8", "replace")  # half a surrogate pair that somebody typed is no text

    buffer.write(BOM)
    writer.writerow(columns)
    yield taken()
    for line in lines:
        writer.writerow([safe(line[column]) for column in columns])
        yield taken()


def safe(cell: Cell) -> str | int | float:
    """A cell as it is written: words that a spreadsheet would reckon with are marked as words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return "'" + cell
    return cell


def _json(what: str, team: Team, now: datetime, lines: Iterator[Line]) -> Iterator[bytes]:
    """One object; it is whole only with its last bracket."""
    head = {"layout": exported.LAYOUT, "made_at": now.isoformat(timespec="seconds")}
    head |= {"team": {"id": team.id, "name": team.name, "zone": team.zone}}
    yield f"{json.dumps(head)[:-1]}, {json.dumps(what)}: [".encode()
    for at, line in enumerate(lines):
        yield f"{',' if at else ''}\n{json.dumps(line)}".encode()
    yield b"\n]}\n"


KINDS: dict[str, tuple[Lines, tuple[str, ...]]] = {
    "roster": (_roster, exported.ROSTER),
    "history": (_history, exported.HISTORY),
}
TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}
