"""The tables. Instants are aware UTC, texts may hold any characters, every question is asked once."""

from checkin.store.tables.base import REVISION, metadata
from checkin.store.tables.people import (
    asking,
    coach,
    coach_team,
    code,
    joins,
    mark,
    rulebook,
    session,
    sign_in,
    stranger,
    team,
)
from checkin.store.tables.runners import action, consent, decision, journal, note, runner
from checkin.store.tables.texts import (
    STATES,
    callback,
    heartbeat,
    inbound,
    listing,
    outbox,
    past_attempt,
    sender,
    trouble,
)

__all__ = [
    "REVISION",
    "STATES",
    "action",
    "asking",
    "callback",
    "coach",
    "coach_team",
    "code",
    "consent",
    "decision",
    "heartbeat",
    "inbound",
    "joins",
    "journal",
    "listing",
    "mark",
    "metadata",
    "note",
    "outbox",
    "past_attempt",
    "rulebook",
    "runner",
    "sender",
    "session",
    "sign_in",
    "stranger",
    "team",
    "trouble",
]
