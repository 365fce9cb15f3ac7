"""The tables. Instants are aware UTC, texts may hold any characters, every question is asked once."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from checkin.store.types import AnyText, Instant

REVISION = "0003"  # the newest migration; an older database is refused with a word on what to do

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER numbers its own rows on SQLite


def _within(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that wait for something. Queries name the state as a literal, never as a
    parameter: neither database knows that a parameter will be what the index holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


team = Table(
    "team",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("keyword", AnyText, nullable=False, unique=True),  # upper case
    Column("zone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

coach = Table(
    "coach",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("number", AnyText, nullable=False, unique=True),
    Column("language", Text, nullable=False, server_default="en"),
    Column("stopped_at", Instant),
    Column("bad_since", Instant),  # the carrier says that no text can reach this number
    Column("stamp", Integer, nullable=False, server_default="1"),  # a session with another one has ended
    Column("created_at", Instant, nullable=False),
)

coach_team = Table(
    "coach_team",
    metadata,
    Column("coach_id", Id, _within("coach"), nullable=False),
    Column("team_id", Id, _within("team"), nullable=False, index=True),
    PrimaryKeyConstraint("coach_id", "team_id"),
)

runner = Table(
    "runner",
    metadata,
    Column("id", Id, primary_key=True),
    Column("team_id", Id, _within("team"), nullable=False, index=True),
    Column("number", AnyText, nullable=False, unique=True),
    Column("name", AnyText, nullable=False),
    # Copied out of `state` for queries; `state` is the core's Runner, itself a bounded copy of the journal.
    Column("zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("alerting", Boolean, nullable=False),  # a danger sign that no coach has taken yet
    Column("next_due", Instant),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("bad_since", Instant),  # the carrier says that no text can reach this number
    Column("doubts", SmallInteger, nullable=False, server_default="0"),  # texts in a row that hint at that
    _partial("ix_runner_next_due", "next_due", where="next_due IS NOT NULL"),
)

consent = Table(  # an invitation or a keyword, and the runner's yes to what they were shown
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, _within("runner"), nullable=False, index=True),
    Column("team_id", Id, _within("team"), nullable=False),
    Column("number", AnyText, nullable=False),
    Column("source", AnyText, nullable=False),  # "keyword RIVER", "invitation", "after silence"
    Column("statement", AnyText, nullable=False),  # of the coach who invited
    Column("asked_at", Instant, nullable=False),
    Column("words", AnyText, nullable=False),  # what was shown
    Column("language", Text, nullable=False),
    Column("edition", Text, nullable=False),  # of those words, before names are put in
    Column("agreed_at", Instant),
    Column("sid", Text),  # the MessageSid of the yes
    Index("ix_consent_asked_at", "asked_at"),
)

mark = Table(  # all that is left of somebody who was erased
    "mark",
    metadata,
    Column("number", AnyText, primary_key=True),
    Column("why", Text, nullable=False),  # opted-out, or minor
    Column("at", Instant, nullable=False),
)

joins = Table(  # joins by keyword, counted by day: text pumping pays by the answer
    "joins",
    metadata,
    Column("who", Text, nullable=False),  # a hash of the number: counted, though it be erased in between
    Column("team_id", Id, _within("team"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

journal = Table(
    "journal",
    metadata,
    Column("runner_id", Id, _within("runner"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("revision", Integer, nullable=False),  # the highest holds; what it replaced stays on record
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    PrimaryKeyConstraint("runner_id", "seq", "revision"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, _within("runner"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("rule", Text, nullable=False),
    Column("saw", AnyText, nullable=False),  # JSON
    Column("phase", Text, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("from_phase", Text, nullable=False),
    Column("from_stage", SmallInteger, nullable=False),
    Column("version", Text, nullable=False),  # of the protocol
    Column("by", AnyText, nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Index("ix_decision_runner_id_day", "runner_id", "day"),
)

inbound = Table(
    "inbound",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("number", AnyText, nullable=False),
    Column("to_number", AnyText, nullable=False),
    Column("runner_id", Id, _within("runner")),
    Column("coach_id", Id, _within("coach")),
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
    _partial("ix_inbound_unhandled", "next_try", where="handled_at IS NULL"),
)

STATES = (
    "queued", "sending", "accepted", "sent", "delivered", "undelivered", "failed", "expired", "cancelled",
    "unknown",
)  # fmt: skip

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, _within("runner")),  # to this runner
    Column("coach_id", Id, _within("coach")),  # or to this coach; neither: to a stranger
    Column("about_id", Id, _within("runner")),  # the runner that a coach is told about
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
    _partial("ix_outbox_queued", "rank", "expires_at", "id", where="state = 'queued'"),
    _partial("ix_outbox_queued_expires_at", "expires_at", where="state = 'queued'"),
    _partial("ix_outbox_look_at", "look_at", where="look_at IS NOT NULL"),
    _partial("ix_outbox_about_id", "about_id", where="about_id IS NOT NULL"),
)

past_attempt = Table(  # the provider had the text under this id and could not deliver it: it was sent anew
    "past_attempt",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("text_id", Id, _within("outbox"), nullable=False, index=True),
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

stranger = Table(  # numbers that have not joined and were told whom to call
    "stranger",
    metadata,
    Column("number", AnyText, primary_key=True),
    Column("warned_at", Instant, nullable=False),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token", Text, primary_key=True),  # a hash of the token in the link
    Column("coach_id", Id, _within("coach"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),  # by the machine's own clock
    Column("every", Float, nullable=False),  # seconds between two beats
)
