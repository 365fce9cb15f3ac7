"""The runners a coach may see, as the roster's view reads them."""

import logging
from datetime import datetime, timedelta

from flask import abort

from checkin.config import Services
from checkin.roster.model import Known
from checkin.roster.spark import DAYS
from checkin.store import Tx, runners
from checkin.store.people import Team
from checkin.store.roster import member, members
from checkin.web.session import SignedIn

log = logging.getLogger(__name__)

WEEKS = 56  # days on a runner's own page
LAST_ID = 2**63 - 1  # no database holds a higher one, or lets it be asked for


def team_of(tx: Tx, team: Team, now: datetime) -> tuple[list[Known], list[int]]:
    """Everyone in a team, and the ids of those whose record can't be read: one must not hide the others."""
    since = (now - timedelta(days=DAYS + 1)).date()
    try:
        return members(tx, team.id, since), []
    except Exception as error:
        log.error("someone in team %d cannot be read: %s", team.id, type(error).__name__)
    found, broken = [], []
    for kept in runners.of_team(tx, team.id):
        try:
            one = member(tx, [team.id], kept.id, since)
            found += [one] if one else []
        except Exception:
            broken.append(kept.id)
    return found, broken


def one_of(services: Services, coach: SignedIn, runner_id: int) -> Known:
    """One runner, if they are in a team of this coach; 404 if not, or if there is none."""
    if runner_id > LAST_ID:
        abort(404)
    since = (services.clock() - timedelta(days=WEEKS + 1)).date()
    with services.store.read() as tx:
        found = member(tx, coach.team_ids, runner_id, since)
    return found or abort(404)
