"""Rehearsals: conversation files (docs/rehearsals.md) played through the real program."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from checkin.config import Settings
from checkin.rehearsal.conversation import Conversation
from checkin.rehearsal.lines import Script
from checkin.rehearsal.parsing import ScriptError, parse
from checkin.rehearsal.passing import Stuck
from checkin.rehearsal.player import Player
from checkin.rehearsal.printing import printed
from checkin.rehearsal.program import opened
from checkin.texts import Texts

HELD, FAILED, UNREADABLE = 0, 1, 2


def read(path: Path) -> Script:
    """A script from its file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScriptError(f"{path}: it cannot be opened ({error.strerror})") from error
    return parse(str(path), content, _languages())


@cache
def _languages() -> frozenset[str]:
    return Texts().languages


def play(script: Script, settings: Settings) -> Conversation:
    """What happens when a script is played, with what did not hold."""
    conversation = Conversation()
    if script.first is None:
        return conversation  # nothing in it has a time
    with opened(script, settings, conversation) as program:
        Player(script, program, conversation).play()
    return conversation


def rehearse(
    paths: Sequence[Path], settings: Settings, out: TextIO, errors: TextIO, *, judged: bool = True
) -> int:
    """Play files and print what happened; the exit status: 2 if one cannot be read, else 1 if one failed."""
    failed = unreadable = 0
    for path in paths:
        try:
            script = read(path)
            conversation = play(script, settings)
        except (ScriptError, Stuck) as error:
            print(error, file=errors)
            unreadable += 1
            continue
        print(f"== {path}", file=out)
        lines = printed(conversation, ZoneInfo(script.zone), several=len(script.runners) > 1, judged=judged)
        print("\n".join(lines), end="\n\n", file=out)
        failed += conversation.failures
    if unreadable:
        return UNREADABLE
    if not judged:
        return HELD
    print(f"{len(paths)} played, {failed} expectations did not hold" if failed else "all held", file=out)
    return FAILED if failed else HELD
