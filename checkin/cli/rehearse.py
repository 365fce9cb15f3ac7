"""`checkin rehearse`: play conversation files."""

import argparse
import sys
from pathlib import Path

from checkin import config, rehearsal
from checkin.cli.command import Commands, Environ, declare


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands,
        "rehearse",
        _rehearse,
        "play conversation files through the real program, on a clock of its own, and say what did not hold",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--show", action="store_true", help="print the conversations without judging them")


def _rehearse(asked: argparse.Namespace, environ: Environ) -> int:
    settings = config.read(environ)
    return rehearsal.rehearse(asked.files, settings, sys.stdout, sys.stderr, judged=not asked.show)
