"""An owner's say in a team: who coaches it, and what it is called."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from checkin.config import Services
from checkin.service.joining import known_zone, team_word
from checkin.service.plan import day_time
from checkin.service.signing_in import AWAY
from checkin.service.typed import Refused, is_served, needed_name, number_to_invite
from checkin.store import (
    Taken,
    Tx,
    belonging,
    changes,
    codes,
    joining,
    outgoing,
    people,
    rules,
    runners,
    sign_in,
    sweep,
)
from checkin.store.belonging import Place
from checkin.store.outgoing import Draft
from checkin.store.people import Coach, Team
from checkin.texts import FALLBACK

MOST_INVITED = 20  # a day, by one team
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
INVITATION = "invitation"  # the kind of these texts; their hour is the team's
# The same for every number that is somebody's elsewhere: whose it is, is another team's business.
NOT_THIS = "{} cannot be invited from here: whoever runs the service can add a coach by `checkin coach add`"


class NotOwner(Exception):
    """Whoever asks does not own the team."""


def invite_coach(services: Services, by: Coach, team: Team, name: str, number: str) -> Place:
    """Ask somebody to coach a team. They see nothing of it, and get no alerts, before they have said yes: a
    coach of another team on a page, a new one by signing in."""
    now, named, parsed = services.clock(), needed_name(name), number_to_invite(number)
    cannot = NOT_THIS.format(parsed.e164)
    if not is_served(services, parsed.country):
        raise Refused(cannot)
    with services.store.begin() as tx:
        owner = owned(tx, by, team)
        if place := next((one for one in owner if one.coach.number == parsed.e164), None):
            raise Refused(_is_there(place))
        if not codes.may(tx, _limits(team, parsed.e164), now):
            raise Refused("too many coaches, or this one too often, were invited: go on tomorrow")
        if runners.by_number(tx, parsed.e164) or joining.mark_of(tx, parsed.e164):
            raise Refused(cannot)
        coach = _welcome(tx, team, named, parsed.e164, now)
        if coach is None:
            raise Refused(cannot)
        belonging.ask(tx, coach.id, team.id, named, now)
        protocol = services.rules(rules.own_of(tx, team.settings))
        outgoing.queue(tx, [_invitation(services, by, team, coach, day_time(now, team.zone, protocol))], now)
        changes.note(tx, team.id, by.name, now, [f"Asked {named} to coach"])
        return Place(coach, owner=False, asked_as=named)


def remove_coach(services: Services, by: Coach, team: Team, coach_id: int) -> Place:
    """A coach leaves the team: they find nobody of it any more from the next request on. With no team left
    every session of theirs ends, and no link or code of theirs works any more."""
    with services.store.begin() as tx:
        place = _place(owned(tx, by, team), coach_id)
        _not_the_last(tx, team, place)
        belonging.unassign(tx, coach_id, team.id)
        left = [role for role in belonging.roles_of(tx, coach_id, services.clock()) if not role.asked]
        if place.asked_as is None and not left:  # what other teams let them see is not this owner's to end
            people.end_sessions(tx, coach_id)
            sign_in.revoke(tx, coach_id)
            codes.revoke(tx, coach_id, services.clock())
        belonging.forget(tx, coach_id)
        changes.note(tx, team.id, by.name, services.clock(), [f"Removed {place.name}"])
        return place


def set_owner(services: Services, by: Coach, team: Team, coach_id: int, *, owner: bool) -> Place:
    """Another coach of the team owns it too, or no longer does."""
    with services.store.begin() as tx:
        place = _place(owned(tx, by, team), coach_id)
        if owner and (place.asked_as is not None or place.coach.invited):
            raise Refused(f"{place.name} has not said yes yet: make them an owner after that")
        if not owner:
            _not_the_last(tx, team, place)
        belonging.set_owner(tx, coach_id, team.id, owner=owner)
        what = f"{place.name} {'owns the team too' if owner else 'no longer owns the team'}"
        changes.note(tx, team.id, by.name, services.clock(), [what])
        return place


def change_team(services: Services, by: Coach, team: Team, name: str, keyword: str, zone: str) -> Team:
    """A team's name, the word that joins it, and the zone its coaches live by; as for a new one."""
    changed = replace(team, name=needed_name(name), keyword=team_word(keyword), zone=known_zone(zone))
    taken = f"the keyword {changed.keyword} is another team's: choose another word"
    try:
        with services.store.begin() as tx:
            owned(tx, by, team)
            other = people.team_by_keyword(tx, changed.keyword)
            if other is not None and other.id != team.id:
                raise Refused(taken)
            people.change_team(tx, changed)
            changes.note(tx, team.id, by.name, services.clock(), _said(team, changed))
            if changed.name != team.name:
                sweep.call_team(tx, team.id, changed.name)
    except Taken as error:
        raise Refused(taken) from error
    return changed


def _said(before: Team, after: Team) -> list[str]:
    """What is different, in words."""
    pairs = (
        ("Name", after.name, before.name),
        ("Word", after.keyword, before.keyword),
        ("Zone", after.zone, before.zone),
    )
    return [f"{name}: {value}, before it {was}" for name, value, was in pairs if value != was]


def owned(tx: Tx, by: Coach, team: Team) -> list[Place]:
    """The team's coaches, which nobody else changes now; NotOwner if the team is not theirs to change."""
    belonging.lock_team(tx, team.id)
    found = belonging.places(tx, team.id)
    if not any(place.owner and place.coach.id == by.id for place in found):
        raise NotOwner
    return found


def _place(places: list[Place], coach_id: int) -> Place:
    found = next((place for place in places if place.coach.id == coach_id), None)
    if found is None:
        raise NotOwner  # a coach of another team is as good as none
    return found


def _not_the_last(tx: Tx, team: Team, place: Place) -> None:
    owners = [one for one in belonging.places(tx, team.id) if one.owner]
    if place.owner and len(owners) == 1:
        raise Refused(f"{team.name} needs an owner: make somebody else one first")


def _welcome(tx: Tx, team: Team, name: str, number: str, now: datetime) -> Coach | None:
    """The coach of a number, made if there is none. None: one who wants no texts, or whom nobody has seen for
    so long that the number may be somebody else's, and with it what another team's coach could see."""
    coach = people.coach_by_number(tx, number)
    if coach is None:
        language = team.settings.language or FALLBACK
        return people.add_coach(tx, name, number, now, invited=True, language=language)
    if coach.invited and not belonging.roles_of(tx, coach.id, now):
        people.invite_anew(tx, coach.id, name, now)
        return people.coach_by_id(tx, coach.id)
    away = now - coach.seen > AWAY
    return None if away or coach.bad or (coach.stopped and not coach.invited) else coach


def _invitation(
    services: Services, by: Coach, team: Team, coach: Coach, not_before: datetime | None
) -> Draft:
    key, path = ("coach.invite", "sign-in") if coach.invited else ("coach.further", "invitations")
    values = {"coach": by.name, "team": team.name, "link": f"{services.settings.public_url}/{path}"}
    body = services.texts.render(key, coach.language, values)
    coach_id = None if coach.invited else coach.id  # nothing else goes to the invited
    rank = outgoing.NOTICE
    return Draft(coach.number, INVITATION, key, body, rank, coach_id=coach_id, not_before=not_before)


def _is_there(place: Place) -> str:
    if place.asked_as is None:
        return f"{place.name} has this number, and is a coach of this team already"
    return f"{place.name} is asked already: the yes is theirs"


def _limits(team: Team, number: str) -> list[codes.Limit]:
    """An owner's invitations in a day, and those of one number: by this team, and by all."""
    keys = (f"invite {team.id}", f"invite {team.id} {number}", f"invite {number}")
    hashed = (sha256(key.encode()).hexdigest() for key in keys)
    limits = ((MOST_INVITED, A_DAY), (2, A_MONTH), (3, A_DAY))
    return [(key, *limit) for key, limit in zip(hashed, limits, strict=True)]
