"""When a sender may send the next text, pure: each text takes the time of its segments."""

from dataclasses import replace
from datetime import datetime, timedelta

from checkin.sms import Sender
from checkin.store.senders import Load

AHEAD = timedelta(seconds=1.5)  # texts are given out so far ahead: an urgent one waits no longer than that
STEADY = timedelta(seconds=2)  # clocks of several machines differ by less


def at(load: Load, now: datetime) -> Load:
    """A sender's load as seen at `now`. A clock that was set back must not stop it until it catches up."""
    back = load.as_of - now
    free = load.free_at - back if back > STEADY else load.free_at
    return replace(load, free_at=max(free, now), as_of=now)


def slot(load: Load, sender: Sender, now: datetime, segments: int) -> tuple[timedelta, Load] | None:
    """How long from `now` a text of so many segments has to wait for its turn, and the load after it; None if
    that is too far ahead to give it out now."""
    wait = load.free_at - now
    return None if wait > AHEAD else (wait, taken(load, sender, segments))


def taken(load: Load, sender: Sender, segments: int) -> Load:
    """The load with so many segments more."""
    return replace(load, free_at=load.free_at + timedelta(seconds=segments / sender.rate))


def is_held(load: Load, now: datetime) -> bool:
    """Whether nothing may leave by it now."""
    return load.held_until is not None and load.held_until > now
