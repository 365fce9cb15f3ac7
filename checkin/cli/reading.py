"""`checkin read`: what the reader of replies makes of texts, one a line."""

import argparse
import sys

from checkin.cli.command import Commands, Environ, declare
from checkin.core.reading.lines import answer


def add(commands: Commands) -> None:
    """Declare the command."""
    declare(
        commands,
        "read",
        _read,
        "say what each text on standard input is read as: lines of question (stiffness, pain or none), "
        "a tab, and the text with \\n and \\t escaped",
    )


def _read(_asked: argparse.Namespace, _environ: Environ) -> int:
    """Any bytes in, one label a line out, each as soon as its line is in."""
    out = sys.stdout
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
        out.write(answer(text) + "\n")
        out.flush()
    return 0
