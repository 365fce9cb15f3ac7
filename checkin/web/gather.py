"""The runners a coach may see, as the roster's view reads them."""

from datetime import datetime, timedelta

from flask import abort

from checkin.config import Services
from checkin.roster.model import Known
from checkin.roster.spark import DAYS
from checkin.store import Tx
from checkin.store.people import Team
from checkin.store.roster import member, members
from checkin.web.session import SignedIn

WEEKS = 56  # days on a runner's own page


def team_of(tx: Tx, team: Team, now: datetime) -> list[Known]:
    """Everyone in a team."""
    return members(tx, team.id, (now - timedelta(days=DAYS + 1)).date())


def one_of(services: Services, coach: SignedIn, runner_id: int) -> Known:
    """One runner, if they are in a team of this coach; 404 if not, or if there is none."""
    since = (services.clock() - timedelta(days=WEEKS + 1)).date()
    with services.store.read() as tx:
        found = member(tx, coach.team_ids, runner_id, since)
    return found or abort(404)
