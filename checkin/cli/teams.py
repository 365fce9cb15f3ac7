"""`checkin team` and `checkin coach`: who looks after runners."""

import argparse
import secrets
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from checkin import service
from checkin.cli.command import (
    CommandError,
    Commands,
    Environ,
    clock,
    declare,
    desk,
    group,
    number,
    words,
    zone,
)
from checkin.config import Services
from checkin.core.protocol import Quiet
from checkin.store import belonging, people, rules, sign_in
from checkin.store.people import Team

LINK_LIVES = timedelta(hours=24)
NOTHING = "none"  # instead of a value: as the service has it


def add(commands: Commands) -> None:
    """Declare the commands."""
    teams = group(commands, "team", "teams of runners")
    team = declare(teams, "add", _add_team, "add a team")
    team.add_argument("name", type=words, metavar="NAME")
    team.add_argument("--keyword", type=_keyword, required=True, metavar="WORD", help="joins it, like RIVER")
    team.add_argument("--zone", type=zone, required=True, metavar="ZONE", help="like America/New_York")

    _declare_settings(teams)

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


def _declare_settings(teams: Commands) -> None:
    """What an owner can also set on the team's page."""
    one = declare(teams, "set", _set_team, "set what a team has for itself, and print all of it")
    one.add_argument("keyword", metavar="KEYWORD")
    one.add_argument("--language", metavar="LANGUAGE", help='of newcomers, like es; "any": as their number')
    one.add_argument("--morning", type=_clock_or_none, metavar="HH:MM", help='newcomers are asked; or "none"')
    one.add_argument("--evening", type=_clock_or_none, metavar="HH:MM", help='newcomers are asked; or "none"')
    one.add_argument("--quiet", type=_quiet, metavar="HH:MM-HH:MM", help='quiet hours; or "none"')
    one.add_argument("--protocol", metavar="FILE", help='a protocol file of its own; "none": the service\'s')


def _set_team(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        team = _team(services, asked.keyword)
        settings = team.settings
        if asked.language is not None:
            settings = replace(settings, language="" if asked.language == "any" else asked.language)
        given = {name: getattr(asked, name) for name in ("morning", "evening", "quiet")}
        changes: dict[str, Any] = {name: value or None for name, value in given.items() if value is not None}
        settings = replace(settings, **changes)
        if settings != team.settings:
            service.set_hours(services, None, team, settings)
        if asked.protocol is not None:
            service.set_protocol(services, None, team, _file(asked.protocol))
        _print_settings(services, _team(services, asked.keyword))
    return 0


def _print_settings(services: Services, team: Team) -> None:
    settings, (morning, evening) = team.settings, team.settings.asked_at
    with services.store.read() as tx:
        protocol = services.rules(rules.own_of(tx, settings))
    ours = "its own" if settings.protocol else "the service's"
    print(f"{team.name} ({team.keyword}), {team.zone}")
    print(f"language   {settings.language or 'by the number'}")
    print(f"asked at   {morning:%H:%M} and {evening:%H:%M}, unless they choose")
    print(f"quiet      {protocol.quiet.start:%H:%M} to {protocol.quiet.end:%H:%M}")
    print(f"protocol   {protocol.version}, {ours}")


def _team(services: Services, keyword: str) -> Team:
    with services.store.read() as tx:
        team = people.team_by_keyword(tx, keyword)
    if team is None:
        raise CommandError(f"No team has the word {keyword}: add it with `checkin team add`.")
    return team


def _file(path: str) -> str | None:
    if path == NOTHING:
        return None
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as UTF-8 text ({type(error).__name__}).") from error


def _clock_or_none(text: str) -> time | str:
    return "" if text == NOTHING else clock(text)


def _quiet(text: str) -> Quiet | str:
    if text == NOTHING:
        return ""
    start, dash, end = text.partition("-")
    if not dash:
        raise argparse.ArgumentTypeError(f'"{text}" are no quiet hours: write them like 21:00-08:00')
    return Quiet(clock(start), clock(end))


def _add_team(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        team = service.add_team(services, asked.name, asked.keyword, asked.zone)
    print(f"{team.name} is there. Runners join it by texting {team.keyword}.")
    return 0


def _add_coach(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        team = _team(services, asked.team)
        coach = service.add_coach(services, asked.name, asked.number.e164, team)
        if asked.owner:
            with services.store.begin() as tx:
                belonging.set_owner(tx, coach.id, team.id, owner=True)
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
