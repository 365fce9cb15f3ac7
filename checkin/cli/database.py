"""`checkin db`: migrations, and a copy to keep."""

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from checkin import config
from checkin.cli.command import CommandError, Commands, Environ, declare, desk, group
from checkin.config import Services
from checkin.store import migrate


def add(commands: Commands) -> None:
    """Declare the commands."""
    under = group(commands, "db", "the database: migrate it, back it up")
    declare(
        under, "upgrade", _upgrade, "bring the database to the newest migration; make it if there is none"
    )
    backup = declare(under, "backup", _backup, "write a consistent copy of the database while it is in use")
    backup.add_argument("file", type=Path, metavar="FILE", help="the copy; an older one is replaced")


def _upgrade(_asked: argparse.Namespace, environ: Environ) -> int:
    services = config.at_desk(environ)
    migrate.upgrade(services.settings.database_url)
    print(f"The database at {services.store.shown} is up to date.")
    return 0


def _backup(asked: argparse.Namespace, environ: Environ) -> int:
    with desk(environ) as services:
        if not services.store.is_sqlite:
            raise CommandError(
                "PostgreSQL has its own tool for this: pg_dump --format=custom --file=FILE DATABASE"
            )
        _copy(services, asked.file)
    print(f"The database is copied to {asked.file}; the copy was checked and is sound.")
    return 0


def _copy(services: Services, target: Path) -> None:
    """Under a name of its own first: `target` is the old copy or a whole new one, never half of it."""
    if target.is_dir():
        raise CommandError(f"{target} is a folder: name a file in it")
    if target.exists() and target.samefile(services.store.path):
        raise CommandError(f"{target} is the database itself: name another file")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    try:
        with closing(sqlite3.connect(services.store.path, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", [str(unfinished)])
        _check(unfinished)
        unfinished.replace(target)
        _sync(target.absolute().parent)
    except (OSError, sqlite3.Error) as error:
        raise CommandError(f"no copy could be written to {target}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise CommandError(f"the copy is damaged, and so may the database be: {found[0]}")
    _sync(path)


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
