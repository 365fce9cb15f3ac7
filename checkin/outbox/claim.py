"""Takes texts whose turn it is, for each sender at its own rate, in one short transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.core.protocol import Protocol
from checkin.outbox import pace
from checkin.outbox.admit import Fate, admit, day_time
from checkin.outbox.steady import steady
from checkin.sms import Sender
from checkin.store import Tx, outgoing, senders, sending
from checkin.store.outgoing import Queued
from checkin.store.senders import Load
from checkin.store.sending import Waiting
from checkin.texts import segments

log = logging.getLogger(__name__)

LATER = timedelta(minutes=10)  # when a text that could not be judged is looked at again


@dataclass(frozen=True)
class Turn:
    """A text that this process must now send: `wait` after the claim, which was at `claimed` by the steady
    clock. `held`: its sender was held back until that instant, and this text tries it again."""

    text: Queued
    wait: timedelta
    claimed: float
    held: datetime | None = None


@dataclass(frozen=True)
class Claim:
    """What was taken, and texts whose reader cannot be reached."""

    turns: tuple[Turn, ...] = ()
    unreachable: tuple[Queued, ...] = ()


@dataclass
class _Lane:
    """The texts of one sender, while a claim goes on. `urgent`: those alone (True), others, or all (None).

    `pressed`: it may send nothing but what is urgent now.
    """

    sender: Sender
    urgent: bool | None
    load: Load
    pressed: bool
    open: bool


def claim(services: Services, now: datetime, room: int, *, only_urgent: bool = False) -> Claim:
    """Lease up to `room` texts that may go out now, the most pressing first, and cancel what must not."""
    claimed = steady()
    with services.store.read() as tx:
        if not sending.any_waiting(tx, now, urgent=only_urgent):
            return Claim()
    turns: list[Turn] = []
    unreachable: list[Queued] = []
    with services.store.begin() as tx:
        for lane in _lanes(tx, services, now):
            lane.pressed |= only_urgent
            while lane.open and len(turns) < room:
                taken, lost = _take(tx, services, lane, now, room - len(turns), claimed)
                turns += taken
                unreachable += lost
            senders.save(tx, lane.load)
    return Claim(tuple(turns), tuple(unreachable))


def _lanes(tx: Tx, services: Services, now: datetime) -> list[_Lane]:
    """Each sender with its load; where urgent texts have a sender of their own, that one first. While that
    one is out of service they leave by the other."""
    known = services.door.senders
    found = senders.lock(tx, [one.name for one in known], now)
    loads = [pace.at(found[one.name], now) for one in known]
    last, bodies = sending.newest_replies(tx, loads[0].counted)
    # Direct replies leave by the first one too, without asking.
    loads[0] = replace(pace.taken(loads[0], known[0], sum(map(segments, bodies))), counted=last)
    alone = len(known) == 1 or pace.is_held(loads[-1], now)
    lanes = [_lane(known[0], None if alone else False, loads[0], now)]
    lanes += [_lane(one, True, load, now) for one, load in zip(known[1:], loads[1:], strict=True)]
    return lanes[::-1]


def _lane(sender: Sender, urgent: bool | None, load: Load, now: datetime) -> _Lane:
    return _Lane(sender, urgent, load, pressed=pace.is_held(load, now), open=not pace.is_dead(load, now))


def _take(
    tx: Tx, services: Services, lane: _Lane, now: datetime, room: int, claimed: float
) -> tuple[list[Turn], list[Queued]]:
    """Some of a lane's texts; the lane closes when it has no more, or no more turns for now."""
    pressed = lane.pressed or lane.load.free_at - now > pace.AHEAD
    if pressed and lane.urgent is False:
        lane.open = False
        return [], []
    found = sending.waiting(tx, now, room, urgent=True if pressed else lane.urgent)
    lane.open = len(found) == room
    fit, unreachable = sort_out(tx, services, found, now)
    turns: list[Turn] = []
    for text in fit:
        urgent = text.rank == outgoing.URGENT
        given = pace.slot(lane.load, lane.sender, now, segments(text.body), urgent=urgent)
        if given is None:
            break
        wait, lane.load = given
        turns.append(Turn(_leased(text, lane, now), wait, claimed, lane.load.held_until))
    _lease(tx, services, lane, turns, now)
    return turns, unreachable


def sort_out(
    tx: Tx, services: Services, found: Sequence[Waiting], now: datetime
) -> tuple[list[Queued], list[Queued]]:
    """The last look at some texts: those that may go, and those whose reader cannot be reached. What must not
    go is cancelled, and what has its hour waits for it."""
    rules = {one.text.id: services.rules(one.own) for one in found}
    fates = [(one, _fate(one, now, rules[one.text.id])) for one in found]
    sending.cancel(tx, [one.text.id for one, fate in fates if fate is Fate.CANCEL])
    for one, fate in fates:
        if fate is Fate.HOLD:
            sending.hold(tx, one.text.id, day_time(one, now, rules[one.text.id]) or now)
        elif fate is None:
            sending.hold(tx, one.text.id, now + LATER)
        elif fate is Fate.LOSE:  # by a transaction of its own, which locks the runner first
            sending.hold(tx, one.text.id, now + services.timing.lease)
    fit, lost = ([one.text for one, fate in fates if fate is wanted] for wanted in (Fate.SEND, Fate.LOSE))
    return fit, lost


def _fate(one: Waiting, now: datetime, protocol: Protocol) -> Fate | None:
    """What is to be done with a text; None if that cannot be told: the others must not wait for it."""
    try:
        return admit(one, now, protocol)
    except Exception as error:
        log.error("text %d cannot be judged, and is tried again (%s)", one.text.id, type(error).__name__)
        return None if one.text.rank > outgoing.URGENT else Fate.SEND


def _lease(tx: Tx, services: Services, lane: _Lane, turns: Sequence[Turn], now: datetime) -> None:
    until = now + services.timing.lease
    ids = [turn.text.id for turn in turns]
    sending.lease(tx, ids, lane.sender.name, now, until, until + services.timing.look)


def _leased(text: Queued, lane: _Lane, now: datetime) -> Queued:
    """As the row will be."""
    return replace(
        text, state="sending", attempt=text.attempt + 1, sender=lane.sender.name, claimed_at=now, looks=0
    )
