"""`checkin check`: what is wrong with this installation, and what to do about it."""

import argparse
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from checkin import config
from checkin.cli.command import Commands, Environ, declare
from checkin.config import Settings, SettingsError
from checkin.service import operator
from checkin.sms import SmsError, TwilioDoor
from checkin.store import Store, StoreError, alerts, belonging, rules, senders

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"
SAFE_SQLITE = (3, 51, 3)
LOOKED_AT = timedelta(weeks=12)


def add(commands: Commands) -> None:
    """Declare the command."""
    declare(
        commands,
        "check",
        _check,
        "look at settings, database, provider, protocol and time zones; exit with 1 if anything is wrong",
    )


def _check(_asked: argparse.Namespace, environ: Environ) -> int:
    settings = config.read(environ)
    wrong = 0
    for subject, problem, found in (
        *_settings(settings),
        *_database(settings),
        *_provider(environ),
        *_delivery(settings),
        *_zones(),
        *_sqlite(settings),
    ):
        wrong += bool(problem)
        print(f"{'WRONG' if problem else 'ok   '}  {subject}: {problem or found}")
    return 1 if wrong else 0


Finding = tuple[str, str, str]  # of what; what is wrong, or ""; what is as it should be


def _settings(settings: Settings) -> Iterator[Finding]:
    found = config.problems(settings)
    for problem in found:
        yield "settings", problem, ""
    if not found:
        yield "settings", "", "all there"
    if not any("CHECKIN_PROTOCOL" in problem for problem in found):
        yield "protocol", "", settings.protocol or config.DEFAULT_PROTOCOL.name


def _database(settings: Settings) -> Iterator[Finding]:
    if any("DATABASE_URL" in problem for problem in config.problems(settings)):
        return
    store = Store(settings.database_url)
    try:
        store.check()
        yield "database", "", store.shown
        yield "alerts", "", _alerts(store)
        for name, problem in _teams(store):
            yield f"team {name}", problem, ""
    except StoreError as error:
        yield "database", str(error), ""
    finally:
        store.close()


def _teams(store: Store) -> list[tuple[str, str]]:
    """What is wrong with teams, each by its name."""
    with store.read() as tx:
        unusable, ownerless = rules.unusable(tx), belonging.ownerless(tx)
    todo = "no coach owns it: checkin coach add NAME NUMBER --team KEYWORD --owner"
    return [
        *(
            (name, f"its protocol file is not in force, the service's is: {wrong}")
            for name, wrong in unusable
        ),
        *((name, todo) for name in ownerless),
    ]


def _alerts(store: Store) -> str:
    """How often coaches are called to a danger sign, and how often in vain."""
    now = config.wall_clock()
    with store.read() as tx:
        found = alerts.budget(tx, now - LOOKED_AT, now)
    rate = f"{found.rate:.1f} per 100 runner-weeks in the last 12 weeks"
    return f"{rate}, {found.false_share:.0%} of {found.alerts} taken back as false"


def _provider(environ: Environ) -> Iterator[Finding]:
    """Whether Twilio speaks to us, and hands over texts to us."""
    try:
        services = config.connect(environ)
    except SettingsError:
        return  # said above
    services.store.close()
    if not isinstance(services.door, TwilioDoor):
        return
    try:
        found = services.door.problems(services.settings.public_url)
    except SmsError as error:
        yield "provider", f"{error}: see the credentials, and whether this machine reaches Twilio", ""
        return
    yield "provider", "", "answers"
    for problem in found:
        yield "webhook address", problem, ""
    if not found:
        yield "webhook address", "", f"{services.settings.public_url}/sms"


def _delivery(settings: Settings) -> Iterator[Finding]:
    """What the scheduler could not put right by itself within the last day."""
    try:
        services = config.at_desk({config.NAMES["database_url"]: settings.database_url})
        services.store.check()
    except (SettingsError, StoreError):
        return  # said above
    now = config.wall_clock()
    try:
        with services.store.read() as tx:
            troubles, held = operator.troubles(tx, now), senders.held(tx, now)
        for one in troubles:
            code = f", code {one.code}" if one.code else ""
            when = f"{one.times} times{code}, last {one.last_at:%Y-%m-%d %H:%M} UTC"
            yield "delivery", f"{operator.words(services, one.key)} ({when})", ""
        for sender in held:
            yield "delivery", f"nothing is sent by {sender.name} until {sender.held_until:%H:%M:%S} UTC", ""
        if not troubles and not held:
            yield "delivery", "", "no trouble within a day"
    finally:
        services.store.close()


def _zones() -> Iterator[Finding]:
    version = config.tzdata_version()
    pinned = re.search(r"^tzdata==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE) if LOCK.exists() else None
    if pinned and pinned[1] != version:
        todo = "install what requirements.txt names, so that every process agrees on local times"
        yield "time zones", f"tzdata {version} is installed and {pinned[1]} is pinned: {todo}", ""
    else:
        yield "time zones", "", f"tzdata {version}"


def _sqlite(settings: Settings) -> Iterator[Finding]:
    """Older versions can damage a database when another program checkpoints it; ours waits its turn."""
    if not settings.database_url.startswith("sqlite"):
        return
    older = sqlite3.sqlite_version_info < SAFE_SQLITE
    advice = (
        "; let no other program (Litestream, a shell) write to the file while it is in use" if older else ""
    )
    yield "SQLite", "", f"{sqlite3.sqlite_version}{advice}"
