"""Direct replies: rows that leave in the answer to the carrier, or wait their turn when that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checkin.config import Services
from checkin.sms import Outgoing
from checkin.store import Tx, outgoing
from checkin.store.inbox import Inbound
from checkin.store.outgoing import Draft

LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Reply:
    """One text that answers another; `place` is its place among them."""

    text: Inbound
    place: int
    key: str
    body: str
    runner_id: int | None = None
    coach_id: int | None = None


def direct(tx: Tx, services: Services, replies: Sequence[Reply], now: datetime) -> tuple[Outgoing, ...]:
    """The response to the carrier is their sender, with a lease like any other."""
    final = services.door.final
    sending = {
        "state": "delivered" if final else "sending",
        "lease_until": None if final else now + LEASE,
        "sent_at": now,
    }
    drafts = [_draft(reply, **sending) for reply in replies]
    return tuple(Outgoing(outgoing.reply(tx, draft, now), draft.number, draft.body) for draft in drafts)


def queued(tx: Tx, replies: Sequence[Reply], now: datetime) -> None:
    """The carrier's request is long over: they are sent like any other text, and soon."""
    outgoing.queue(tx, [_draft(reply) for reply in replies], now)


def _draft(reply: Reply, **sending: object) -> Draft:
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
        **sending,  # type: ignore[arg-type]
    )
