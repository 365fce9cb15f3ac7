"""What became of a text: taken, refused, delivered, lost, never there; and what each of these asks for."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import assert_never

from checkin.config import Services
from checkin.service import lost, operator
from checkin.service.remedies import apply
from checkin.sms import Found, SmsError, Then, of_callback
from checkin.store import Taken, Tx, outgoing, runners, senders, sending
from checkin.store.outgoing import Queued

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # that the carrier could not deliver, before nothing more is tried
MOST_URGENT = 5  # of a danger sign: better twice than not at all
MOST_ABSENT = 5  # that the provider never had
FAILED = ("undelivered", "failed")
# Waits before the next attempt: a share of the text's age, so that each is longer than the last.
SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)
AFTER_FAILURE = timedelta(minutes=5)  # times three for each attempt; a phone that is off is off for a while
AFTER_URGENT = timedelta(minutes=1)
TRIPLE = 3
SPREAD = 0.4  # of a wait: texts that failed together do not come back together


def accepted(services: Services, text: Queued, sid: str, now: datetime) -> None:
    """The provider took this attempt. Whatever it said of it before that is heard now."""
    with services.store.begin() as tx:
        _mistaken(tx, text, sid, now)
        if not sending.accepted(tx, text, sid, now, now + services.timing.later[0]):
            _heard_already(tx, services, text, sid, now)
        kept = sending.kept_callbacks(tx, sid)
    for state, code in kept:
        report(services, text.id, state, sid, code, now)


def refused(
    services: Services, text: Queued, error: SmsError, now: datetime, *, was: str = "sending"
) -> None:
    """The provider did not take it, or did not say whether it did."""
    log.warning("text %d was not sent: %s", text.id, error)
    with services.store.begin() as tx:
        lost.lock(tx, text)
        match error.remedy.then:
            case Then.LOOK:
                moved = True  # it stays on its way until the provider says where it is
            case Then.EXPIRE:
                moved = lost.end(tx, services, text, "expired", (was,), now, error.code)
            case Then.FAIL | Then.AGAIN:
                moved = lost.end(tx, services, text, "failed", (was,), now, error.code)
            case Then.RETRY:
                moved = _retry(tx, services, text, error, now)
            case _:
                assert_never(error.remedy.then)
        if moved:
            apply(tx, services, text, error.remedy, error.code, now)


def released(services: Services, sender: str, held_until: datetime) -> None:
    """A sender that was held back until an instant works again; what its operator was told is over."""
    with services.store.begin() as tx:
        if reason := senders.release(tx, sender, held_until):
            operator.over(tx, reason)


def rest(services: Services, sender: str, now: datetime) -> None:
    """The last calls had no clear end: what waits must not use up its attempts on a broken provider."""
    with services.store.begin() as tx:
        senders.hold(tx, sender, now, now + services.timing.rest, "")


def give_back(services: Services, text: Queued) -> None:
    """Nothing was tried: it waits its turn again."""
    with services.store.begin() as tx:
        sending.give_back(tx, text, None)


def withdraw(services: Services, text: Queued, now: datetime) -> None:
    """It was claimed, and its reader opted out before the call: it does not leave any more."""
    with services.store.begin() as tx:
        lost.lock(tx, text)
        lost.end(tx, services, text, "cancelled", ("sending",), now)


def lose(services: Services, text: Queued, now: datetime, state: str, *, was: str) -> bool:
    """A text ends unsent in `state`. False if another process moved it first."""
    with services.store.begin() as tx:
        lost.lock(tx, text)
        return lost.end(tx, services, text, state, (was,), now)


def report(
    services: Services,
    text_id: int,
    state: str,
    sid: str | None,
    code: int | None,
    now: datetime,
    to: str | None = None,
    *,
    adopting: bool = False,
) -> bool:
    """The carrier says where a text is. False if that changes nothing; word of a text that is not known
    to be ours is kept until it is.

    `to`: the number it went to, where that is said. `adopting`: it was found in the list; Taken if that
    message is another text's.
    """
    with services.store.begin() as tx:
        if sid is not None and sending.is_past(tx, sid):
            return False
        text = _meant(outgoing.get(tx, text_id), to)
        if sid is not None and (text is None or text.sid not in (None, sid)):
            text = outgoing.by_sid(tx, sid) or text  # of two alike, it was taken for the other
        if text is None:
            if sid is not None:
                sending.keep_callback(tx, sid, state, code, now)
            return False
        lost.lock(tx, text)
        if not adopting:
            _mistaken(tx, text, sid, now)
        moved = sending.report(tx, text, state, sid, code, now, _next_look(services, state, now))
        if not moved:
            _heard_already(tx, services, text, sid, now)
        elif state in FAILED:
            _failed(tx, services, text, state, code, now)
        elif state == "cancelled":
            lost.tell(tx, services, text, now)
        elif state == "delivered" and text.runner_id is not None:
            runners.arrived(tx, text.runner_id)
        return moved


def found(services: Services, text: Queued, known: tuple[Found, ...], now: datetime) -> bool:
    """The provider has texts like this one: the first that is no other text's is it. False: none is."""
    for one in reversed(known):  # the oldest first, as they were sent
        with services.store.read() as tx:
            held = sending.held_sids(tx, [one.sid])
        if not held:
            with suppress(Taken):  # another process found it for another text just now
                report(services, text.id, one.state, one.sid, one.code, now, adopting=True)
                return True
    return False


def missing(services: Services, text: Queued, now: datetime) -> None:
    """The provider never had this attempt: it is sent again, unless it is too late or was tried enough."""
    with services.store.begin() as tx:
        lost.lock(tx, text)
        if text.expires_at is not None and text.expires_at <= now:
            lost.end(tx, services, text, "expired", ("sending",), now)
        elif text.attempt >= MOST_ABSENT:
            give_up(tx, services, text, now)
        else:
            wait = spread(services.timing.again * text.attempt**2, text.id)  # a fault of theirs may last
            sending.requeue(tx, text, now + wait, ("sending",))


def abandon(services: Services, text: Queued, now: datetime) -> None:
    """The provider has not answered for too long: nothing more is tried, and it is shown as not known."""
    with services.store.begin() as tx:
        lost.lock(tx, text)
        give_up(tx, services, text, now)


def give_up(tx: Tx, services: Services, text: Queued, now: datetime) -> None:
    """What became of it is not known, and is shown so."""
    if lost.end(tx, services, text, "unknown", ("sending",), now):
        operator.tell(tx, services, "unknown", now)


def _meant(text: Queued | None, to: str | None) -> Queued | None:
    """An erased text's id may be another's today, or another's after a restored backup: what was never
    handed over, or went to another number, is not the text that the carrier speaks of."""
    if text is None or text.attempt == 0 or (to is not None and to != text.number):
        return None
    return text


def spread(wait: timedelta, text_id: int) -> timedelta:
    """A wait, made longer by a part of it that depends on the text: those that failed together part ways."""
    return wait * (1 + SPREAD * (text_id * 2654435761 % 1000) / 1000)


def _retry(tx: Tx, services: Services, text: Queued, error: SmsError, now: datetime) -> bool:
    """It has certainly not gone out. It may not wait for ever: one who asked yesterday is not answered."""
    age = now - text.created_at
    if age > services.timing.give_up:
        return lost.end(tx, services, text, "failed", ("sending",), now, error.code)
    wait = spread(min(max(age / 2, SHORTEST), LONGEST), text.id)
    held = error.remedy.hold is not None  # then it is the sender that waits
    return sending.give_back(tx, text, None if held else now + wait)


def _failed(tx: Tx, services: Services, text: Queued, state: str, code: int | None, now: datetime) -> None:
    """The carrier could not deliver it."""
    now_known = outgoing.get(tx, text.id)
    remedy = of_callback(code)
    if remedy.then is Then.AGAIN and now_known is not None and _may_again(now_known, now):
        if now_known.sid:
            sending.keep_attempt(tx, now_known, now_known.sid, state, code, now)
        sending.requeue(tx, now_known, now + _after_failure(now_known), (state,))
        lost.tell_of_alert(tx, services, text, now)  # it may take hours before the next attempt fails too
    elif remedy.then is Then.EXPIRE and now_known is not None:
        lost.end(tx, services, now_known, "expired", (state,), now, code)
    else:
        lost.tell(tx, services, text, now)
    apply(tx, services, text, remedy, code, now)


def _may_again(text: Queued, now: datetime) -> bool:
    in_time = text.expires_at is None or now + _after_failure(text) < text.expires_at
    return in_time and text.attempt < _most(text)


def _after_failure(text: Queued) -> timedelta:
    if text.rank == outgoing.URGENT:
        return spread(AFTER_URGENT, text.id)
    return spread(AFTER_FAILURE * TRIPLE ** max(text.attempt - 1, 0), text.id)


def _most(text: Queued) -> int:
    return MOST_URGENT if text.rank == outgoing.URGENT else MOST_ATTEMPTS


def _next_look(services: Services, state: str, now: datetime) -> datetime | None:
    """What is still on its way is asked after, should nothing more be heard of it."""
    return now + services.timing.later[0] if state in ("accepted", "sent") else None


def _mistaken(tx: Tx, text: Queued, sid: str | None, now: datetime) -> None:
    """Two texts of the same words: what was found in the list and taken for one of them was the other. The
    carrier's word with our own id decides, and the first is asked after anew."""
    other = outgoing.by_sid(tx, sid) if sid is not None and text.sid is None else None
    if other is not None and other.id != text.id:
        sending.unadopt(tx, other, now)


def _heard_already(tx: Tx, services: Services, text: Queued, sid: str | None, now: datetime) -> None:
    """Two ids for one text: the provider has it twice. Nothing takes that back, but somebody must know."""
    known = outgoing.get(tx, text.id)
    if known is not None and sid is not None and known.sid not in (None, sid):
        log.error("text %d is at the provider twice", text.id)
        sending.keep_attempt(tx, text, sid, "twice", None, now)
        operator.tell(tx, services, "twice", now)
