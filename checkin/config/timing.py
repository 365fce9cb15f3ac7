"""How long each part of a delivery may take."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Timing:
    """How long each part of a delivery may take. Every wait is bounded, and each rests on the one before.

    A call may begin until `begin` after its claim and takes `sms.TIMEOUT` at most, well within the `lease`.
    `look` after the lease the provider is asked; absent twice, `apart` from each other: it never had the
    text, which waits for `again` times the square of its attempt. A provider that says nothing clear several
    times in a row is left alone for a `rest`. What it took is asked after `later` if nothing is heard:
    Twilio itself gives up after ten hours. After `give_up` nothing is tried any more.

    Texts to us count as known if the list was read within `known`; nothing is asked before that, unless the
    provider has not answered for `patience`. `overlap` is read again each time: lists lag.
    """

    lease: timedelta = timedelta(seconds=60)
    begin: timedelta = timedelta(seconds=30)
    look: timedelta = timedelta(seconds=60)
    apart: timedelta = timedelta(seconds=60)
    later: tuple[timedelta, ...] = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 360, 660))
    again: timedelta = timedelta(seconds=20)
    rest: timedelta = timedelta(seconds=60)
    give_up: timedelta = timedelta(hours=24)
    known: timedelta = timedelta(seconds=60)
    listed: timedelta = timedelta(minutes=2)
    overlap: timedelta = timedelta(minutes=5)
    patience: timedelta = timedelta(minutes=15)


TIMING = Timing()
