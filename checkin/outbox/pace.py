"""When a sender may send the next text, pure: each text takes the time of its segments."""

from dataclasses import replace
from datetime import datetime, timedelta

from checkin.sms import Sender
from checkin.store.senders import Load

AHEAD = timedelta(seconds=1.5)  # texts are given out so far ahead: an urgent one waits no longer than that
STEADY = timedelta(seconds=2)  # clocks of several machines differ by less
LONGEST = timedelta(minutes=10)  # what is owed for direct replies at most: the provider queues them by itself
# Holds under which nothing gets through at all; under any other an urgent text is tried.
DEAD = frozenset({"credentials", "account", "sender", "callback"})


def at(load: Load, now: datetime) -> Load:
    """A sender's load as seen at `now`. A clock that was set back must not stop it until it catches up."""
    back = load.as_of - now
    if back > STEADY:
        held = load.held_until - back if load.held_until else None
        load = replace(load, free_at=load.free_at - back, held_until=held)
    return replace(load, free_at=max(load.free_at, now), as_of=now)


def slot(
    load: Load, sender: Sender, now: datetime, segments: int, *, urgent: bool = False
) -> tuple[timedelta, Load] | None:
    """How long from `now` a text of so many segments has to wait for its turn, and the load after it; None if
    that is too far ahead to give it out now. An urgent one does not wait behind so many."""
    wait = load.free_at - now
    if wait > AHEAD:
        if not urgent:
            return None
        wait = timedelta()
    return wait, taken(load, sender, segments)


def taken(load: Load, sender: Sender, segments: int) -> Load:
    """The load with so many segments more."""
    free_at = load.free_at + timedelta(seconds=segments / sender.rate)
    return replace(load, free_at=min(free_at, load.as_of + LONGEST))


def is_held(load: Load, now: datetime) -> bool:
    """Whether nothing but urgent texts may leave by it now."""
    return load.held_until is not None and load.held_until > now


def is_dead(load: Load, now: datetime) -> bool:
    """Whether nothing can leave by it now."""
    return is_held(load, now) and load.reason in DEAD
