"""Takes the words of a command line to the command they name."""

import os
import sys
from collections.abc import Sequence

from checkin.cli import cost, database, demo, health, reading, rehearse, runners, teams
from checkin.cli.command import WRONG, CommandError, Environ, Parser
from checkin.config import SettingsError
from checkin.service import Refused
from checkin.store import StoreError

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it


def main(arguments: Sequence[str] | None = None, environ: Environ | None = None) -> int:
    """Run one command; its exit status."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        status: int = asked.run(asked, os.environ if environ is None else environ)
        sys.stdout.flush()
    except (CommandError, Refused, SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        # Whoever was reading has gone. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _parser() -> Parser:
    parser = Parser(prog="checkin", description="A daily SMS check-in for runners with a sore Achilles.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in (demo, database, teams, runners, reading, rehearse, cost, health):
        module.add(commands)
    return parser
