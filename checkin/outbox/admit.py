"""The last look at a text before it leaves, pure: its reader may have stopped or paused since."""

from datetime import datetime
from enum import Enum

from checkin.core import due
from checkin.core.events import ASKING, Sort
from checkin.core.protocol import Protocol
from checkin.store.outgoing import ALERT
from checkin.store.sending import Waiting

ASKS = frozenset(sort.value for sort in ASKING)
CAPPED = ASKS - {Sort.MORNING.value, Sort.EVENING.value}  # a question is never dropped for the day's cap
# The others are timed to the minute.
DAYTIME = frozenset({Sort.NOTICE.value, Sort.FOLLOW_UP.value, "coach", "coached"})
REPLY = Sort.REPLY.value


class Fate(Enum):
    """What is to be done with a text now."""

    SEND = "send"
    CANCEL = "cancel"
    LOSE = "lose"  # its reader cannot be reached: they never had it
    HOLD = "hold"  # until quiet hours end


def admit(one: Waiting, now: datetime, protocol: Protocol) -> Fate:
    """Whether a text may leave at `now`. A direct reply always may: they asked."""
    kind = one.text.kind
    if kind == REPLY:
        return Fate.CANCEL if one.unwanted and one.text.coach_id is not None else Fate.SEND
    if one.bad or (one.unwanted and kind == ALERT):
        return Fate.LOSE  # somebody else must hear of it
    if one.unwanted or (one.away and kind in ASKS):
        return Fate.CANCEL
    if kind in CAPPED and one.earlier >= protocol.texts.most:
        return Fate.CANCEL
    if kind in DAYTIME and day_time(one, now, protocol) is not None:
        return Fate.HOLD
    return Fate.SEND


def day_time(one: Waiting, now: datetime, protocol: Protocol) -> datetime | None:
    """When quiet hours end where the reader is; None if there are none at `now`."""
    return due.quiet_until(now, one.zone, protocol.quiet.start, protocol.quiet.end)
