"""The runners a coach may see, as the roster's view reads them."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zlib import crc32

from flask import abort, request

from checkin.config import Services
from checkin.core.due import local_day
from checkin.core.protocol import Protocol
from checkin.roster.model import Known, Roster, Wish
from checkin.roster.readout import read_out
from checkin.roster.spark import DAYS
from checkin.roster.style import PLAIN, Style, style_of
from checkin.roster.view import PAGE, roster, row
from checkin.store import Tx, runners
from checkin.store.people import Team
from checkin.store.ranks import chosen, lines_and_version, voices
from checkin.store.roster import member, some
from checkin.web.session import SignedIn

log = logging.getLogger(__name__)

CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")  # as a browser sends a time
READ_OUT = 200  # runners of a team that is read out as a whole
WEEKS = 56  # days on a runner's own page
LAST_ID = 2**63 - 1  # no database holds a higher one, or lets it be asked for


@dataclass(frozen=True)
class Page:
    """A page of a roster, the ids of those on it whose record can't be read, and the version it is of."""

    roster: Roster
    broken: list[int]
    version: str


def team_asked(coach: SignedIn) -> Team:
    """The team that an address asks for, if it is one of the coach's; their first one if it asks for none."""
    asked = request.args.get("team")
    found = next((team for team in coach.teams if asked is None or str(team.id) == asked), None)
    return found or abort(404)


def clock(typed: str) -> time | None:
    """A time of day as a form sends it; None if it is none."""
    return time.fromisoformat(typed) if CLOCK.fullmatch(typed) else None


def style_asked() -> Style:
    """How the browser's languages have days, times and numbers written; nothing of it is kept."""
    return style_of(tag for tag, quality in request.accept_languages if quality > 0)


def team_of(tx: Tx, team: Team, now: datetime) -> tuple[list[Known], list[int]]:
    """Everyone in a team, and the ids of those whose record can't be read."""
    return these(tx, team, [kept.id for kept in runners.of_team(tx, team.id)], now)


def page_of(tx: Tx, team: Team, wish: Wish, now: datetime, protocol: Protocol, style: Style = PLAIN) -> Page:
    """One page of a team's roster, by a number of queries that does not grow with the team.

    Who is on it is chosen by the ranks that are kept; the rows themselves are made of what is known now.
    """
    since = first_day(now)
    ids, found = chosen(tx, team.id, wish, PAGE, since, now)
    known, broken = these(tx, team, ids, now)
    counted, version = lines_and_version(tx, team.id, since, now)
    rows = [row(one, now, protocol, style) for one in known]
    made = roster(rows, counted, wish, now, team.zone, style, found=found)
    whole = made.total <= READ_OUT
    spoken = voices(tx, team.id, since, now, None if whole else ids)
    spoken_of = read_out(spoken, protocol.stage)
    return Page(replace(made, read_out=spoken_of, read_whole=whole), broken, version_of(team, now, version))


def version_of(team: Team, now: datetime, version: str) -> str:
    """Another one when the team's roster may look different: on another day it does, and once the team is
    called something else or set otherwise."""
    called = crc32(repr((team.name, team.keyword, team.stored)).encode(errors="surrogatepass"))
    return f"{team.id}-{local_day(now, team.zone):%Y%m%d}-{called:08x}-{version}"


def first_day(now: datetime) -> date:
    """From when on decisions and lost texts matter to a row."""
    return (now - timedelta(days=DAYS + 1)).date()


def these(tx: Tx, team: Team, ids: list[int], now: datetime) -> tuple[list[Known], list[int]]:
    """Those of some ids, and who of them can't be read: one must not hide the others."""
    since = first_day(now)
    try:
        return some(tx, ids, since), []
    except Exception as error:
        log.error("someone in team %d cannot be read: %s", team.id, type(error).__name__)
    found, broken = [], []
    for one in ids:
        try:
            found += some(tx, [one], since)
        except Exception:
            broken.append(one)
    return found, broken


def one_of(services: Services, coach: SignedIn, runner_id: int) -> Known:
    """One runner, if they are in a team of this coach; 404 if not, or if there is none."""
    if runner_id > LAST_ID:
        abort(404)
    since = (services.clock() - timedelta(days=WEEKS + 1)).date()
    with services.store.read() as tx:
        found = member(tx, coach.team_ids, runner_id, since)
    return found or abort(404)
