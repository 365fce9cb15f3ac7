"""`checkin team` and `checkin coach`: who looks after runners."""

import argparse
import secrets
from datetime import timedelta
from urllib.parse import urlencode

from checkin import service
from checkin.cli.command import (
    CommandError,
    Commands,
    Environ,
    declare,
    desk,
    group,
    number,
    words,
    zone,
)
from checkin.store import people, sign_in

LINK_LIVES = timedelta(hours=24)


def add(commands: Commands) -> None:
    """Declare the commands."""
    team = declare(group(commands, "team", "teams of runners"), "add", _add_team, "add a team")
    team.add_argument("name", type=words, metavar="NAME")
    team.add_argument("--keyword", type=_keyword, required=True, metavar="WORD", help="joins it, like RIVER")
    team.add_argument("--zone", type=zone, required=True, metavar="ZONE", help="like America/New_York")

    coaches = group(commands, "coach", "coaches of a team")
    coach = declare(coaches, "add", _add_coach, "add a coach, or give one a further team")
    coach.add_argument("name", type=words, metavar="NAME")
    coach.add_argument("number", type=number, metavar="NUMBER", help="with its country code")
    coach.add_argument("--team", required=True, metavar="KEYWORD")
    coach.add_argument(
        "--owner", action="store_true", help="may invite coaches, as a team's first may anyway"
    )
    link = declare(coaches, "link", _link, "print an address that signs a coach in, once, within 24 hours")
    link.add_argument("number", type=number, metavar="NUMBER")


def _add_team(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        team = service.add_team(services, asked.name, asked.keyword, asked.zone)
    print(f"{team.name} is there. Runners join it by texting {team.keyword}.")
    return 0


def _add_coach(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        with services.store.read() as tx:
            team = people.team_by_keyword(tx, asked.team)
        if team is None:
            raise CommandError(f"No team has the word {asked.team}: add it with `checkin team add`.")
        coach = service.add_coach(services, asked.name, asked.number.e164, team)
        if asked.owner:
            with services.store.begin() as tx:
                people.set_owner(tx, coach.id, team.id, owner=True)
    print(f"{coach.name} is a coach of {team.name}. To sign in: checkin coach link {coach.number}")
    return 0


def _link(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        if not services.settings.public_url:
            raise CommandError(
                "PUBLIC_URL is missing: where others reach us, like https://checkin.example.org"
            )
        token, now = secrets.token_urlsafe(32), services.clock()
        with services.store.begin() as tx:
            coach = people.coach_by_number(tx, asked.number.e164)
            if coach is None:
                raise CommandError(f"No coach has the number {asked.number.e164}: see `checkin coach add`.")
            sign_in.issue(tx, coach.id, token, now, now + LINK_LIVES)
    print(f"{services.settings.public_url}/sign-in?{urlencode({'token': token})}")
    return 0


def _keyword(text: str) -> str:
    """A word that joins a team."""
    try:
        return service.team_word(text)
    except service.Refused as error:
        raise argparse.ArgumentTypeError(str(error)) from error
