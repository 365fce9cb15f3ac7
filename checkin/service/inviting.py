"""A coach invites a runner: by number, with the coach's word that they are of age and want to be asked."""

from datetime import timedelta
from hashlib import sha256

from checkin.config import Services
from checkin.numbers import Number
from checkin.service.joining import invite_within
from checkin.service.typed import Refused, is_served, needed_name, number_to_invite
from checkin.store import Tx, belonging, changes, codes, joining, people, runners
from checkin.store.people import Coach, Team

MOST = 60  # runners invited by one team within a day
A_DAY = timedelta(days=1)
# The same for every number that is somebody's elsewhere or wants no texts: whose it is, is nobody's business.
NOT_THIS = "{} cannot be invited from here; they may text {} themselves"


def invite_runner(services: Services, by: Coach, team: Team, name: str, number: str, *, agreed: bool) -> int:
    """Ask somebody by text whether they want to take part; their id. `agreed`: the coach says that they are
    of age and want to be asked. Refused, in one sentence, where that can't be."""
    named, age = needed_name(name), services.protocol.join.age
    if not agreed:
        raise Refused(f"confirm first that they are {age} or over and want to be asked")
    parsed = number_to_invite(number)
    said = f"{by.name} says that this runner is {age} or over and wants to be asked."
    with services.store.begin() as tx:
        _may(tx, services, by, team, parsed)
        changes.note(tx, team.id, by.name, services.clock(), [f"Invited {named} to run"])
        return invite_within(tx, services, team, named, parsed, said)


def _may(tx: Tx, services: Services, by: Coach, team: Team, number: Number) -> None:
    if team.id not in [one.id for one in belonging.teams_of(tx, by.id)]:
        raise Refused("this team is not yours")
    cannot = NOT_THIS.format(number.e164, team.keyword)
    known = runners.by_number(tx, number.e164)
    if known is not None and known.team_id == team.id:
        raise Refused(f"{number.e164} is in this team already")
    taken = known is not None or people.coach_by_number(tx, number.e164) is not None
    if taken or not is_served(services, number.country) or joining.mark_of(tx, number.e164):
        raise Refused(cannot)
    asked = sha256(f"invite runner {team.id}".encode()).hexdigest()
    if not codes.may(tx, [(asked, MOST, A_DAY)], services.clock()):
        raise Refused("too many runners were invited today: go on tomorrow")
