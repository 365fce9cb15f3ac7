"""`checkin runner`: invite, look at, clear, hand out and forget."""

import argparse
import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

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
from checkin.core.events import Act, CoachActed
from checkin.core.model import Decision, Phase, Place, Runner
from checkin.store import history, joining, own, people, roster, runners
from checkin.store.runners import Kept
from checkin.texts import Texts

SHOWN = 10  # decisions
INVITED = ("zone", "morning", "evening", "language", "running")


def add(commands: Commands) -> None:
    """Declare the commands."""
    under = group(commands, "runner", "runners: invite, look at, clear, hand out and forget")
    _add_invite(under)
    for name, run, help_ in (
        ("show", _show, "show where a runner stands, and the last decisions about them"),
        ("export", _export, "print all that is kept of a runner, as JSON"),
        ("erase", _erase, "forget a runner: every text, score and decision"),
    ):
        declare(under, name, run, help_).add_argument("number", type=number, metavar="NUMBER")
    for act, help_ in (
        (Act.CLEAR, "record that a runner was examined and may start again at rest"),
        (Act.DISMISS, "record that a danger sign was a false alarm, after speaking with the runner"),
    ):
        parser = declare(under, act.value, _act, help_)
        parser.set_defaults(act=act)
        parser.add_argument("number", type=number, metavar="NUMBER")
        parser.add_argument("--by", type=words, required=True, metavar="NAME", help="who records it")
        parser.add_argument(
            "--note", type=words, required=True, help="who examined them and when, or what they said"
        )


def _add_invite(under: Commands) -> None:
    parser = declare(
        under, "add", _invite, "invite a runner: the scheduler sends the invitation, their YES is the consent"
    )
    parser.add_argument("name", type=words, metavar="NAME")
    parser.add_argument("number", type=number, metavar="NUMBER", help="with its country code")
    parser.add_argument("--team", required=True, metavar="KEYWORD")
    parser.add_argument(
        "--running",
        action=argparse.BooleanOptionalAction,
        help="they still run 20 minutes or more, or not; they are asked if not given",
    )
    parser.add_argument(
        "--place", choices=[place.value for place in Place], help="where it hurts; asked if not given"
    )
    parser.add_argument(
        "--language", choices=sorted(Texts().languages), help="by the number's country if not given"
    )
    parser.add_argument("--zone", type=zone, help="like America/New_York; the team's if not given")
    parser.add_argument("--morning", type=clock, metavar="HH:MM", help="when to ask; asked if not given")
    parser.add_argument("--evening", type=clock, metavar="HH:MM", help="when to ask; 19:00 if not given")
    parser.add_argument(
        "--statement",
        type=words,
        help="what you say of them, kept on record; that they are 18 or over if not given",
    )


def _invite(asked: argparse.Namespace, environ: Environ) -> int:
    given = {key: value for key in INVITED if (value := getattr(asked, key)) is not None}
    if asked.place:
        given["place"] = Place(asked.place)
    with desk(environ) as services:
        with services.store.read() as tx:
            team = people.team_by_keyword(tx, asked.team)
        if team is None:
            raise CommandError(f"No team has the word {asked.team}: add it with `checkin team add`.")
        service.invite(
            services,
            team,
            asked.name,
            asked.number.e164,
            statement=asked.statement or "",
            **given,
        )
    print(f"{asked.name} ({asked.number.e164}) will get the invitation to {team.name}. YES joins.")
    return 0


def _show(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        kept = _kept(services, asked)
        with services.store.read() as tx:
            team = people.team_by_id(tx, kept.team_id)
            rulings = history.decisions(tx, kept.id, SHOWN)
    print(f"{kept.runner.profile.name}, {kept.number}, {team.name if team else 'no team'}")
    print("\n".join(_standing(kept.runner)))
    for one in rulings:
        taken_back = "  (taken back)" if one.withdrawn_at else ""
        print(f"  {_decision(one.decision)}{taken_back}")
    return 0


def _standing(runner: Runner) -> Iterator[str]:
    course, profile = runner.course, runner.profile
    stage = f", stage {course.stage}" if course.phase is Phase.RETURN else ""
    yield f"{course.standing.value}, {course.phase.value}{stage}"
    if referral := course.referral:
        yield f"referred by {referral.rule} on {referral.day}, {referral.urgency.value}"
    if course.check:
        yield f"the check question is open since {course.check.day}"
    if runner.next_due:
        local = runner.next_due.astimezone(ZoneInfo(profile.zone))
        yield f"next: {local:%a %d %b %H:%M} in {profile.zone}"


def _decision(one: Decision) -> str:
    saw = ", ".join(f"{name} {value}" for name, value in one.saw.items())
    moved = f"{_place(one.from_phase, one.from_stage)} -> {_place(one.phase, one.stage)}"
    parts = [str(one.day), one.rule, moved if one.moved else "", saw, f"by {one.by}" if one.by else ""]
    return "  ".join(part for part in parts if part)


def _place(phase: Phase, stage: int) -> str:
    return f"{phase.value} {stage}" if phase is Phase.RETURN else phase.value


def _export(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        kept = _kept(services, asked)
        with services.store.read() as tx:
            found, consents = roster.export(tx, kept), joining.consents(tx, kept.id)
    print(json.dumps(own.everything(found, consents), indent=2))
    return 0


def _erase(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        kept = _kept(services, asked)
        service.tidy_away(services, kept.id, services.clock())
    print(f"{kept.number} is forgotten. Backups and the carrier's own log keep what they hold.")
    return 0


def _act(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        kept = _kept(services, asked)
        course = kept.runner.course
        if course.phase is not Phase.REFERRAL and course.check is None and course.soft is None:
            raise CommandError(f"Nothing is open for {kept.number} that could be cleared or dismissed.")
        service.act(services, kept.id, CoachActed(services.clock(), asked.by, asked.act, asked.note))
        print("\n".join(_standing(_kept(services, asked).runner)))
    return 0


def _kept(services: Services, asked: argparse.Namespace) -> Kept:
    with services.store.read() as tx:
        kept = runners.by_number(tx, asked.number.e164)
    if kept is None:
        raise CommandError(f"No runner has the number {asked.number.e164}.")
    return kept
