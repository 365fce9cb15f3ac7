"""The real program under a rehearsal: an empty database, a door that listens, a clock of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import phonenumbers

from checkin import config, service
from checkin.config import Services, Settings
from checkin.core import engine
from checkin.core.events import CoachActed, Enrolled
from checkin.core.model import Profile, Runner
from checkin.rehearsal.conversation import Conversation, Failed
from checkin.rehearsal.lines import Acts, Cast, Invites, Script
from checkin.service import Inbound
from checkin.sms import Accepted, LocalDoor, Outgoing
from checkin.store import belonging, migrate, people, runners, wake
from scheduler import jobs

TEAM, KEYWORD = "Rehearsal", "REHEARSAL"
OURS = "+12025550100"  # the number that runners text
NOTE = "Said so in a rehearsal."
TROUBLE = frozenset({"checkin.service.arrivals", "checkin.service.receive"})  # whose errors fail a rehearsal


@contextmanager
def opened(script: Script, settings: Settings, conversation: Conversation) -> Iterator["Program"]:
    """The program with the cast of a script enrolled, in a folder that is thrown away."""
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        program = Program(script, settings, conversation, Path(folder))
        try:
            yield program
        finally:
            program.close()


class Program:
    """What a rehearsal's player moves: a `World`."""

    def __init__(self, script: Script, settings: Settings, conversation: Conversation, folder: Path) -> None:
        self.now = _start(script)
        self.conversation = conversation
        self.names = {one.number: one.name for one in script.runners}
        self.names |= {one.number: one.name for one in script.people}
        self.names |= {one.number: one.name for one in script.coaches}
        self.numbers = {name: number for number, name in self.names.items()}
        self.coaches = {coach.number for coach in script.coaches}
        self.services = config.offline(
            f"sqlite:///{folder / 'rehearsal.db'}", lambda: self.now, settings, door=_Ear(self)
        )
        self._sids = (f"SM{number:032x}" for number in count(1))
        self._trouble = _Trouble(self)
        logging.getLogger("checkin").addHandler(self._trouble)
        migrate.fresh(self.services.store)
        _cast(self.services, script, self.now)

    def close(self) -> None:
        """Nothing more is played."""
        logging.getLogger("checkin").removeHandler(self._trouble)
        self.services.store.close()

    def due(self) -> datetime | None:
        """When something is due next."""
        with self.services.store.read() as tx:
            return wake.next_at(tx, self.now)

    def work(self) -> None:
        """Do what is due by now."""
        for job in (jobs.recover, jobs.ask, jobs.deliver):
            job(self.services, self.now)

    def receive(self, who: str, body: str) -> None:
        """A runner's text arrives; the replies to it, and whatever else it brought about, go out at once."""
        text = Inbound(next(self._sids), self.numbers[who], OURS, body)
        for reply in service.receive(self.services, text):
            self.sent(reply)
        jobs.deliver(self.services, self.now)

    def act(self, line: Acts) -> None:
        """A coach records something."""
        with self.services.store.read() as tx:
            kept = runners.by_number(tx, self.numbers[line.who])
        if kept is not None:
            service.act(self.services, kept.id, CoachActed(self.now, line.coach, line.act, NOTE))
        jobs.deliver(self.services, self.now)

    def invite(self, line: Invites) -> None:
        """A coach invites a person."""
        with self.services.store.read() as tx:
            team = people.team_by_keyword(tx, KEYWORD)
        assert team is not None
        service.invite(self.services, team, line.who, self.numbers[line.who])
        jobs.deliver(self.services, self.now)

    def runner(self, who: str) -> Runner | None:
        """The runner as they are kept."""
        with self.services.store.read() as tx:
            kept = runners.by_number(tx, self.numbers[who])
        return kept.runner if kept else None

    def sent(self, text: Outgoing) -> None:
        """A text has gone out."""
        self.conversation.sent(self.now, self.names[text.to], text.body, coach=text.to in self.coaches)


class _Ear(LocalDoor):
    """Every text arrives, and is heard."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def send(self, text: Outgoing) -> Accepted:
        """It has arrived."""
        self._program.sent(text)
        return super().send(text)


class _Trouble(logging.Handler):
    """An error inside the program would pass for silence: it fails the rehearsal."""

    def __init__(self, program: Program) -> None:
        super().__init__(logging.ERROR)
        self._program = program

    def emit(self, record: logging.LogRecord) -> None:
        """Put the error where it happened in the conversation."""
        if record.name in TROUBLE:
            failed = Failed(self._program.now, 0, "the program works", record.getMessage())
            self._program.conversation.happened.append(failed)


def _start(script: Script) -> datetime:
    """00:00 of the first day."""
    if script.first is None:
        raise ValueError("a script without a day has nothing to play")
    return datetime.combine(script.first, time(), ZoneInfo(script.zone)).astimezone(UTC)


def _cast(services: Services, script: Script, now: datetime) -> None:
    """A team with the coaches and runners of a script, enrolled without a welcome."""
    with services.store.begin() as tx:
        team = people.add_team(tx, TEAM, KEYWORD, script.zone, now)
        for coach in script.coaches:
            belonging.assign(tx, people.add_coach(tx, coach.name, coach.number, now).id, team.id)
        profiles = [(one, _profile(one, script)) for one in script.runners]
        ids = {
            one.name: runners.add(
                tx, team.id, one.number, engine.invite(profile, now, services.protocol).runner, now
            ).id
            for one, profile in profiles
        }
    for one in script.runners:
        event = Enrolled(now, running=one.running, screened=one.running, stage=one.stage)
        service.enrol(services, ids[one.name], event)


def _profile(one: Cast, script: Script) -> Profile:
    profile = Profile(
        one.name,
        one.zone,
        morning=one.morning,
        evening=one.evening,
        place=one.place,
        language=one.language,
        country=_country(one.number),
        team=TEAM,
    )
    return replace(profile, coach=script.coaches[0].name) if script.coaches else profile


def _country(number: str) -> str:
    """By the country code alone where it must be: a number that exists only in stories has a country too."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    known = phonenumbers.region_code_for_number(parsed)
    return known or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
