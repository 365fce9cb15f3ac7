"""One text in: kept raw, read, answered, all in one commit. A text that breaks us is kept and tried again."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from checkin import places
from checkin.config import Services
from checkin.core import engine
from checkin.core.answers import question
from checkin.core.draft import Draft
from checkin.core.events import TextReceived, Unsubscribed
from checkin.core.reading import label, read
from checkin.core.reading.model import Reading
from checkin.service import coaches, strangers
from checkin.service.plan import plan
from checkin.service.replying import Reply, direct, once_more, queued, worth_until
from checkin.service.trouble import where
from checkin.service.words import bare, clean
from checkin.service.write import write
from checkin.sms import Outgoing
from checkin.store import Tx, Unavailable, belonging, inbox, joining, people, runners, savepoint
from checkin.store.inbox import Inbound
from checkin.store.people import Coach
from checkin.store.runners import Kept

__all__ = ["Inbound", "keep", "missed", "receive", "retry"]

log = logging.getLogger(__name__)

ENDS_AND_BEGINS = ("stop", "start")
BEFORE_ALL = -1  # the place of an answer that leaves before the text is handled
ANSWERED = ("STOP", "HELP")  # the carrier has told the runner all there is to say
TOGETHER = 100
LONGEST_RUN = 20.0  # seconds
SOON = timedelta(minutes=2)  # in which the scheduler handles what waits, if it is at work
TRIES = 3
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))  # before the second try, and before the third


def receive(services: Services, text: Inbound) -> tuple[Outgoing, ...]:
    """Handle a text that has just come; what to answer at once.

    A text that is known already changes nothing. It is answered as before only while nothing is known of
    that answer: the carrier asks again where it had none.
    """
    now = services.clock()
    with services.store.begin() as tx:
        if not inbox.keep(tx, text, now):
            return once_more(tx, services, text.sid, now)
        if inbox.waits_before(tx, text.sender, now, since=now - SOON):
            inbox.postpone(tx, text.sid, now)  # the scheduler handles them in their order, and soon
            return _whom_to_call(tx, services, text, now)
        try:
            with savepoint(tx):
                return direct(tx, services, _handle(tx, services, text, now, now), now)
        except Unavailable:
            raise
        except Exception as error:
            _set_aside(tx, text, error, now, attempts=0)
            return _whom_to_call(tx, services, text, now)


def keep(services: Services, text: Inbound) -> bool:
    """Only keep a text: the scheduler handles and answers it soon. False if it was known already."""
    now = services.clock()
    with services.store.begin() as tx:
        return inbox.keep(tx, text, now, next_try=now)


def missed(services: Services, texts: Sequence[tuple[Inbound, datetime]], now: datetime) -> int:
    """Texts that came, each at its instant, and never reached us: those that are new are kept to be handled
    in their order. How many those were."""
    new = 0
    for first in range(0, len(texts), TOGETHER):
        some = texts[first : first + TOGETHER]
        with services.store.begin() as tx:
            known = inbox.known(tx, [text.sid for text, _ in some])
            unseen = [one for one in some if one[0].sid not in known and not _erased_since(tx, *one)]
            new += sum(inbox.keep(tx, text, came, next_try=now) for text, came in unseen)
    return new


def _erased_since(tx: Tx, text: Inbound, came: datetime) -> bool:
    """Whether its sender has had everything erased after it came: it would be kept a second time."""
    mark = joining.mark_of(tx, text.sender)
    return mark is not None and came <= mark.at


def _whom_to_call(tx: Tx, services: Services, text: Inbound, now: datetime) -> tuple[Outgoing, ...]:
    """Danger words must not wait for us to be mended."""
    try:
        with savepoint(tx):
            return direct(tx, services, strangers.warning(tx, services, text, now, BEFORE_ALL), now)
    except Unavailable:
        raise
    except Exception as error:
        log.error("text %s could not be searched for danger words (%s)", text.sid, where(error))
        return ()


def retry(services: Services, now: datetime) -> int:
    """Handle what waits to be handled, in the order it came; how many texts. A long queue takes several runs,
    each of which shows a heartbeat."""
    begun, done = monotonic(), 0
    while monotonic() - begun < LONGEST_RUN:
        with services.store.read() as tx:
            sids = inbox.to_retry(tx, now, TOGETHER)
        for sid in sids:
            _retry(services, sid, now)
        done += len(sids)
        if len(sids) < TOGETHER:
            break
    return done


def _retry(services: Services, sid: str, now: datetime) -> None:
    with services.store.begin() as tx:
        waiting = inbox.lock(tx, sid)
        if waiting is None:
            return
        try:
            with savepoint(tx):
                queued(tx, _handle(tx, services, waiting.text, now, waiting.received_at), now)
        except Unavailable:
            raise
        except Exception as error:
            _set_aside(tx, waiting.text, error, now, waiting.attempts)


def _handle(tx: Tx, services: Services, text: Inbound, now: datetime, came: datetime) -> list[Reply]:
    """Whose it is decides what is made of it: a runner's, a coach's, or a stranger's.

    `came`: what a runner told belongs to the day on which they told it, however late it is handled.
    """
    kept = runners.by_number(tx, text.sender, lock=True)
    if kept is not None:
        runners.arrived(tx, kept.id)
        if came < now and (known_as := _overtaken(tx, services, kept, text, came)):
            inbox.handled(tx, text.sid, now, runner_id=kept.id, label=known_as)
            return []
        return _from_runner(tx, services, kept, text, now, came)
    coach = people.coach_by_number(tx, text.sender)
    if coach is not None and _wants_to_run(tx, coach, text, now):
        belonging.drop(tx, coach.id)
        coach = None
    if coach is not None:
        people.set_bad(tx, coach.id, None)
        inbox.handled(tx, text.sid, now, coach_id=coach.id)
        return coaches.answer(tx, services, coach, text, now)
    inbox.handled(tx, text.sid, now)
    return strangers.answer(tx, services, text, now)


def _wants_to_run(tx: Tx, coach: Coach, text: Inbound, now: datetime) -> bool:
    """Whether somebody who was only asked once to coach, or does no more, texts a team's word to join it."""
    has_stopped = coach.stopped and not coach.invited
    if has_stopped or people.team_by_keyword(tx, bare(text.body)) is None:
        return False
    return not belonging.roles_of(tx, coach.id, now)


def _from_runner(
    tx: Tx, services: Services, kept: Kept, text: Inbound, now: datetime, came: datetime
) -> list[Reply]:
    joins = people.team_by_keyword(tx, bare(text.body))
    if joins is not None and joins.id != kept.team_id:
        return _other_team(tx, services, kept, text, now)
    reading, known_as = _read(services, kept, text.body, came)
    made = plan(services, kept, _event(kept, text, came, reading, joins=joins is not None))
    inbox.handled(tx, text.sid, now, runner_id=kept.id, label=known_as)
    write(tx, services, [made], now, text.sid)
    key = " ".join(made.keys)
    until = worth_until(services.rules(kept.own), kept.runner.profile.zone, came, made.keys)
    runner_id = None if made.farewell else kept.id
    replies = [] if text.answered in ANSWERED else made.replies
    return [
        Reply(text, place, key, body, runner_id=runner_id, until=until) for place, body in enumerate(replies)
    ]


def _event(
    kept: Kept, text: Inbound, came: datetime, reading: Reading, *, joins: bool
) -> TextReceived | Unsubscribed:
    """What a text is to its runner. What the carrier took for STOP or START is that, whatever the words, and
    so is the word of their team (`joins`)."""
    body = clean(text.body)
    if text.answered == "STOP" and reading.flag is None:
        return Unsubscribed(came)
    if text.answered == "START" or joins:
        return TextReceived(came, "START")
    town = engine.town_named(kept.runner, reading, body)
    towns = places.find(town, kept.runner.profile.country) if town else ()
    return TextReceived(came, body, text.media, towns)


def _other_team(tx: Tx, services: Services, kept: Kept, text: Inbound, now: datetime) -> list[Reply]:
    """They texted another team's word: one number, one team."""
    inbox.handled(tx, text.sid, now, runner_id=kept.id)
    profile = kept.runner.profile
    words = services.texts.render("join.other_team", profile.language, {"team": profile.team})
    return [Reply(text, 0, "join.other_team", words, runner_id=kept.id)]


def _overtaken(tx: Tx, services: Services, kept: Kept, text: Inbound, came: datetime) -> str | None:
    """A STOP or START that is handled late, after the other one that was texted after it: only recorded."""
    _, known_as = _read(services, kept, text.body, came)
    if known_as not in ENDS_AND_BEGINS:
        return None
    last = inbox.said_since(tx, text.sender, came, ENDS_AND_BEGINS)
    return known_as if last is not None and last != known_as else None


def _read(services: Services, kept: Kept, body: str, now: datetime) -> tuple[Reading, str]:
    """What the reader makes of a text, and the label that `checkin read` would print, for the record."""
    asked = question(Draft(kept.runner, now, services.rules(kept.own)))
    reading = read(clean(body), asked)
    return reading, label(reading, asked)


def _set_aside(tx: Tx, text: Inbound, error: Exception, now: datetime, attempts: int) -> None:
    log.error("text %s could not be handled (%s)", text.sid, where(error))
    known = runners.by_number(tx, text.sender)
    next_try = now + PAUSES[attempts] if attempts < TRIES - 1 else None
    inbox.failed(tx, text.sid, where(error), next_try, known.id if known else None)
