"""A machine that answers each of our texts with its own would go on for ever: its tenth echo is the last."""

from zlib import crc32

from checkin.core.draft import Draft
from checkin.core.reading.model import Intent, Reading

EMPTY = frozenset(
    {Intent.OTHER, Intent.THANKS, Intent.UNCLEAR, Intent.HELP, Intent.DONE, Intent.YES, Intent.NO}
)
MOST = 10  # answers to the same words on one day


def is_echo(draft: Draft, reading: Reading, body: str) -> bool:
    """Whether these very words, which tell nothing, have been answered often enough today."""
    if reading.flag is not None or reading.told or reading.intent not in EMPTY:
        return False
    mark = crc32(body.encode("utf-8", "replace"))
    known, times = draft.talk.same if draft.talk.same_on == draft.day else (0, 0)
    times = times + 1 if known == mark else 1
    draft.remember(same=(mark, times), same_on=draft.day)
    return times > MOST
