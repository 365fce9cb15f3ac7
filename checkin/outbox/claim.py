"""Takes texts whose turn it is, for each sender at its own rate, in one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from checkin.config import Services
from checkin.outbox import pace
from checkin.outbox.admit import Fate, admit, day_time
from checkin.sms import Sender
from checkin.store import Tx, senders, sending
from checkin.store.outgoing import Queued
from checkin.store.senders import Load
from checkin.store.sending import Waiting
from checkin.texts import segments


@dataclass(frozen=True)
class Turn:
    """A text that this process must now send: `wait` after the claim, whose instant was `claimed` by a clock
    that nobody can set. `held`: its sender was held back until now, and this text tries it again."""

    text: Queued
    wait: timedelta
    claimed: float
    held: bool = False


@dataclass(frozen=True)
class Claim:
    """What was taken, and texts whose reader cannot be reached."""

    turns: tuple[Turn, ...] = ()
    unreachable: tuple[Queued, ...] = ()


@dataclass
class _Lane:
    """The texts of one sender, while a claim goes on."""

    sender: Sender
    urgent: bool | None
    load: Load
    retried: bool
    open: bool = True


def claim(services: Services, now: datetime, room: int) -> Claim:
    """Lease up to `room` texts that may go out now, the most pressing first, and cancel what must not."""
    claimed = monotonic()
    with services.store.read() as tx:
        if not sending.any_waiting(tx, now):
            return Claim()
    turns: list[Turn] = []
    unreachable: list[Queued] = []
    with services.store.begin() as tx:
        lanes = _lanes(tx, services, now)
        for lane in lanes:
            while lane.open and len(turns) < room:
                taken, lost = _take(tx, services, lane, now, room - len(turns), claimed)
                turns += taken
                unreachable += lost
            senders.save(tx, lane.load)
    return Claim(tuple(turns), tuple(unreachable))


def _lanes(tx: Tx, services: Services, now: datetime) -> list[_Lane]:
    """Each sender with its load; where urgent texts have a sender of their own, that one first."""
    known = services.door.senders
    loads = senders.lock(tx, [one.name for one in known], now)
    main = loads[known[0].name]
    last, bodies = sending.newest_replies(tx, main.counted)
    replies = sum(map(segments, bodies))
    lanes = []
    for one in reversed(known):
        load = pace.at(loads[one.name], now)
        if one is known[0]:  # direct replies leave by it too, without asking
            load = replace(pace.taken(load, one, replies), counted=last)
        urgent = None if len(known) == 1 else one is not known[0]
        held = pace.is_held(load, now)
        lanes.append(_Lane(one, urgent, load, retried=load.held_until is not None, open=not held))
    return lanes


def _take(
    tx: Tx, services: Services, lane: _Lane, now: datetime, room: int, claimed: float
) -> tuple[list[Turn], list[Queued]]:
    """Some of a lane's texts; the lane closes when it has no more, or no more turns for now."""
    if lane.load.free_at - now > pace.AHEAD:
        lane.open = False
        return [], []
    found = sending.waiting(tx, now, room, urgent=lane.urgent)
    lane.open = len(found) == room
    fit, unreachable = sort_out(tx, services, found, now)
    turns: list[Turn] = []
    for text in fit:
        given = pace.slot(lane.load, lane.sender, now, segments(text.body))
        if given is None:
            lane.open = False
            break
        wait, lane.load = given
        turns.append(Turn(_leased(text, lane, now), wait, claimed, held=lane.retried))
    _lease(tx, services, lane, turns, now)
    return turns, unreachable


def sort_out(
    tx: Tx, services: Services, found: Sequence[Waiting], now: datetime
) -> tuple[list[Queued], list[Queued]]:
    """The last look at some texts: those that may go, and those whose reader cannot be reached. What must not
    go is cancelled, and what has its hour waits for it."""
    fates = [(one, admit(one, now, services.protocol)) for one in found]
    sending.cancel(tx, [one.text.id for one, fate in fates if fate is Fate.CANCEL])
    for one, fate in fates:
        if fate is Fate.HOLD:
            sending.hold(tx, one.text.id, day_time(one, now, services.protocol))
        elif fate is Fate.LOSE:  # by a transaction of its own, which locks the runner first
            sending.hold(tx, one.text.id, now + services.timing.lease)
    fit, lost = ([one.text for one, fate in fates if fate is wanted] for wanted in (Fate.SEND, Fate.LOSE))
    return fit, lost


def _lease(tx: Tx, services: Services, lane: _Lane, turns: Sequence[Turn], now: datetime) -> None:
    until = now + services.timing.lease
    ids = [turn.text.id for turn in turns]
    sending.lease(tx, ids, lane.sender.name, now, until, until + services.timing.look)


def _leased(text: Queued, lane: _Lane, now: datetime) -> Queued:
    """As the row will be."""
    return replace(
        text, state="sending", attempt=text.attempt + 1, sender=lane.sender.name, claimed_at=now, looks=0
    )
