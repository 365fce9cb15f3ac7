"""`checkin cost`: what texts will cost, before a single one is sent."""

import argparse
from collections.abc import Callable

from checkin import config, cost
from checkin.cli.command import CommandError, Commands, Environ, declare
from checkin.config import SettingsError
from checkin.config.settings import protocol_of
from checkin.texts import Texts

OVER = 1  # the exit status when a runner-month costs more than the protocol's budget
MOST_RUNNERS, MOST_WEEKS = 2000, 104


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands,
        "cost",
        _cost,
        "forecast what texts cost a runner-month, from the real texts and protocol and a made-up cohort; "
        "status 1 if that is over the protocol's budget",
    )
    parser.add_argument(
        "--runners", type=_whole(MOST_RUNNERS), default=cost.RUNNERS, metavar="N", help="of the cohort"
    )
    parser.add_argument(
        "--weeks", type=_whole(MOST_WEEKS), default=cost.WEEKS, metavar="W", help="each of theirs"
    )
    parser.add_argument("--seed", type=int, default=cost.SEED, metavar="S", help="another cohort")
    parser.add_argument("--json", action="store_true", help="for machines")


def _cost(asked: argparse.Namespace, environ: Environ) -> int:
    settings = config.read(environ)
    protocol, wrong = protocol_of(settings)
    if protocol is None:
        raise SettingsError(wrong)
    config.use_pinned_zones()
    setting = cost.Setting(protocol, Texts(), *([settings.public_url] if settings.public_url else []))
    try:
        made = cost.forecast(setting, asked.runners, asked.weeks, asked.seed)
    except cost.NobodyJoined as error:
        raise CommandError(str(error)) from error
    print(cost.as_json(made) if asked.json else cost.as_table(made))
    return 0 if made.holds else OVER


def _whole(most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f'"{text}" is no number from 1 to {most}')
        return int(text)

    return parse
