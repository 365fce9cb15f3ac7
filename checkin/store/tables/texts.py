"""Texts in and out, what became of them, and what their operator must see to."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from checkin.store.tables.base import Id, metadata, partial, within
from checkin.store.types import AnyText, Instant

inbound = Table(
    "inbound",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("number", AnyText, nullable=False),
    Column("to_number", AnyText, nullable=False),
    Column("runner_id", Id, within("runner")),
    Column("coach_id", Id, within("coach")),
    Column("body", AnyText, nullable=False),
    Column("media", Integer, nullable=False, server_default="0"),
    Column("received_at", Instant, nullable=False),
    Column("handled_at", Instant),  # empty: it could not be handled, and is tried again
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("next_try", Instant),
    Column("failure", AnyText),
    Column("label", Text),  # what it was read as
    Index("ix_inbound_runner_id_received_at", "runner_id", "received_at"),
    Index("ix_inbound_number_received_at", "number", "received_at"),
    partial("ix_inbound_unhandled", "next_try", where="handled_at IS NULL"),
)

UNREACHED = "state IN ('undelivered', 'failed', 'unknown') AND runner_id IS NOT NULL"  # few
STATES = (
    "queued", "sending", "accepted", "sent", "delivered", "undelivered", "failed", "expired", "cancelled",
    "unknown",
)  # fmt: skip

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, within("runner")),  # to this runner
    Column("coach_id", Id, within("coach")),  # or to this coach; neither: to a stranger
    Column("about_id", Id, within("runner")),  # the runner that a coach is told about
    Column("number", AnyText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", AnyText, nullable=False),
    Column("local_date", Date),
    Column("seq", Integer, nullable=False),
    Column("reply_to", Text),  # the MessageSid this answers
    Column("rank", SmallInteger, nullable=False),  # sent first: the lowest
    Column("state", Text, nullable=False),
    Column("lease_until", Instant),
    Column("attempt", SmallInteger, nullable=False, server_default="0"),  # how often it may have gone out
    Column("not_before", Instant),
    Column("expires_at", Instant),
    Column("sid", Text),
    Column("code", Integer),  # the provider's error code
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("direct", Boolean, nullable=False, server_default=false()),  # it leaves in the webhook's answer
    Column("sender", Text),  # what it was handed over with
    Column("claimed_at", Instant),
    Column("look_at", Instant),  # when to ask the provider what became of it
    Column("looks", SmallInteger, nullable=False, server_default="0"),  # of this attempt, in vain
    CheckConstraint("state IN ('" + "','".join(STATES) + "')", name="state"),
    UniqueConstraint("runner_id", "kind", "local_date", "seq"),
    UniqueConstraint("reply_to", "seq"),
    Index("ix_outbox_runner_id_created_at", "runner_id", "created_at"),
    Index("ix_outbox_coach_id_created_at", "coach_id", "created_at"),
    Index("ix_outbox_sid", "sid", unique=True),  # a message at the provider is one text's
    partial("ix_outbox_queued", "rank", "expires_at", "id", where="state = 'queued'"),
    partial("ix_outbox_queued_expires_at", "expires_at", where="state = 'queued'"),
    partial("ix_outbox_look_at", "look_at", where="look_at IS NOT NULL"),
    partial("ix_outbox_about_id", "about_id", where="about_id IS NOT NULL"),
    partial("ix_outbox_unreached", "runner_id", "created_at", where=UNREACHED),
)

past_attempt = Table(  # the provider had the text under this id and could not deliver it: it was sent anew
    "past_attempt",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("text_id", Id, within("outbox"), nullable=False, index=True),
    Column("attempt", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Integer),
    Column("ended_at", Instant, nullable=False),
)

callback = Table(  # what the carrier said of a text before we knew that it is ours
    "callback",
    metadata,
    Column("sid", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Integer),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("sid", "state"),
)

sender = Table(  # a number or a messaging service, and how busy it is: shared by all processes
    "sender",
    metadata,
    Column("name", Text, primary_key=True),
    Column("free_at", Instant, nullable=False),  # when it has sent all that it was given
    Column("as_of", Instant, nullable=False),
    Column("counted", Id, nullable=False),  # direct replies up to this id are part of `free_at`
    Column("held_until", Instant),
    Column("reason", Text),  # of the hold, for its operator
)

trouble = Table(  # what an operator must see to
    "trouble",
    metadata,
    Column("key", Text, primary_key=True),
    Column("code", Integer),
    Column("times", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("told_at", Instant),
)

listing = Table(  # how far the provider's list of texts to us has been read
    "listing",
    metadata,
    Column("name", Text, primary_key=True),
    Column("read_to", Instant, nullable=False),
    Column("read_at", Instant),  # when that was found out; empty: never yet
    Column("failing_since", Instant),
    Column("busy_until", Instant),  # another process is at it
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),  # by the machine's own clock
    Column("every", Float, nullable=False),  # seconds between two beats
)
