"""Direct replies: rows that leave in the answer to the carrier, or wait their turn when that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from checkin.config import Services
from checkin.core import due
from checkin.core.protocol import Protocol
from checkin.sms import Outgoing
from checkin.store import Tx, outgoing
from checkin.store.inbox import Inbound
from checkin.store.outgoing import Draft

AN_HOUR = timedelta(hours=1)
ALWAYS = ("danger", "check", "refer", "command.stop")


@dataclass(frozen=True)
class Reply:
    """One text that answers another; `place` is its place among them. `until`: not worth sending after."""

    text: Inbound
    place: int
    key: str
    body: str
    runner_id: int | None = None
    coach_id: int | None = None
    until: datetime | None = None


def worth_until(protocol: Protocol, zone: str, came: datetime, keys: Sequence[str]) -> datetime | None:
    """An answer holds for the day: whether one may run today is no news tomorrow. It is worth sending until
    the day's quiet hours begin, and for an hour at least. What to do in danger is worth it always."""
    if any(key.startswith(ALWAYS) for key in keys):
        return None
    an_hour, day = came + AN_HOUR, due.local_day(came, zone)
    return max(an_hour, due.due_on(day, protocol.quiet.start, zone) or an_hour)


def direct(tx: Tx, services: Services, replies: Sequence[Reply], now: datetime) -> tuple[Outgoing, ...]:
    """The response to the carrier is their sender, with a lease like any other."""
    leased = {"state": "delivered"} if services.door.final else _leased(services, now)
    drafts = [_draft(reply, direct=True, attempt=1, sent_at=now, **leased) for reply in replies]
    return tuple(Outgoing(outgoing.reply(tx, draft, now), draft.number, draft.body) for draft in drafts)


def once_more(tx: Tx, services: Services, sid: str, now: datetime) -> tuple[Outgoing, ...]:
    """The carrier brings a text again: as long as we heard nothing of our answer, it may not have had it."""
    lease = _leased(services, now)
    texts = outgoing.unsettled(tx, sid, now, lease["lease_until"], lease["look_at"])
    return tuple(Outgoing(text.id, text.number, text.body) for text in texts)


def queued(tx: Tx, replies: Sequence[Reply], now: datetime) -> None:
    """The carrier's request is long over: they are sent like any other text, and soon."""
    outgoing.queue(tx, [_draft(reply) for reply in replies], now)


def _leased(services: Services, now: datetime) -> dict[str, Any]:
    until = now + services.timing.lease
    look_at = until + services.timing.look
    return {"state": "sending", "claimed_at": now, "lease_until": until, "look_at": look_at}


def _draft(reply: Reply, **sending: Any) -> Draft:
    return Draft(
        number=reply.text.sender,
        kind="reply",
        key=reply.key,
        body=reply.body,
        rank=outgoing.REPLY,
        runner_id=reply.runner_id,
        coach_id=reply.coach_id,
        seq=reply.place,
        reply_to=reply.text.sid,
        expires_at=reply.until,
        **sending,
    )
