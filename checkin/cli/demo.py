"""`checkin demo`: the whole service on this machine, with no account anywhere."""

import argparse
from pathlib import Path

from checkin.cli.command import Commands, Environ, declare

PORT = 8000
PORTS = range(1, 65536)


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands,
        "demo",
        _demo,
        "web and scheduler in one process, with a demo team and a phone in the browser instead of Twilio",
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"the port of the pages, {PORT} if not given"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder that keeps the demo's data")
    parser.add_argument("--fresh", action="store_true", help="begin again with a new demo team")


def _demo(asked: argparse.Namespace, _environ: Environ) -> int:
    # The web's and the scheduler's libraries take a while to import, and no other command needs them.
    from checkin.demo import run

    return run(asked.port, asked.data, asked.fresh)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) in PORTS):
        raise argparse.ArgumentTypeError(f'"{text}" is no port: a number from 1 to {PORTS[-1]}')
    return int(text)
