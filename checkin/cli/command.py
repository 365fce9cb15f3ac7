"""What the commands share: how they are declared, how they fail, and the desk they work at."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import time
from typing import NoReturn, TypeAlias
from zoneinfo import ZoneInfo

from checkin import config, numbers
from checkin.config import Services
from checkin.service import with_past

WRONG = 2  # the exit status of a command that was asked for something impossible

Environ: TypeAlias = Mapping[str, str]
Run: TypeAlias = Callable[[argparse.Namespace, Environ], int]
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


class CommandError(Exception):
    """What was asked for can't be done; the message is one clear sentence, and the exit status is 2."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the whole usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{self.prog}: {message} (see {self.prog} --help)\n")


def declare(commands: Commands, name: str, run: Run, words: str) -> Parser:
    """A command, what it runs, and what --help says of it."""
    parser = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def group(commands: Commands, name: str, words: str) -> Commands:
    """A word with commands of its own under it."""
    parser = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
    return parser.add_subparsers(metavar="COMMAND", required=True)


@contextmanager
def desk(environ: Environ) -> Iterator[Services]:
    """The services of an operator's command, on a database that is up to date."""
    services = config.at_desk(environ)
    try:
        services.store.check()
        yield with_past(services)
    finally:
        services.store.close()


def number(text: str) -> numbers.Number:
    """A phone number, as an argument."""
    try:
        return numbers.parse(text)
    except numbers.NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def zone(text: str) -> str:
    """A time zone by its IANA name, as an argument."""
    config.use_pinned_zones()
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(
            f'"{text}" is no time zone: write it like America/New_York'
        ) from error


def clock(text: str) -> time:
    """A time of day, as an argument."""
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no time of day: write it like 07:30') from error


def words(text: str) -> str:
    """A name or a note, as an argument: not empty, on one line."""
    if not (found := " ".join(text.split())):
        raise argparse.ArgumentTypeError("it is empty")
    return found
