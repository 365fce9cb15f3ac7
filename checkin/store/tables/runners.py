"""Runners: what they agreed to, what is known of them, what was decided and done."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    false,
    text,
)

from checkin.store.tables.base import Id, metadata, partial, within
from checkin.store.types import AnyText, Instant

# The rank on the roster as it was when the row was saved: checkin/roster/key.py says what holds how long.
# A page of a team is chosen and counted by one index, so that nobody's `state` is read for it.
RANK = (
    Column("line", SmallInteger, nullable=False, server_default="0"),
    Column("spot", BigInteger, nullable=False, server_default="0"),
    Column("say", SmallInteger, nullable=False, server_default="0"),
    Column("calm_line", SmallInteger, nullable=False, server_default="0"),
    Column("calm_say", SmallInteger, nullable=False, server_default="0"),
    Column("day_ends", Instant),
    Column("news_ends", Instant),
    Column("better", Boolean, nullable=False, server_default=false()),
    Column("asked", Boolean, nullable=False, server_default=false()),
    Column("answered", Boolean, nullable=False, server_default=false()),
    Column("fall", Float, nullable=False, server_default="0"),
    Column("heard_on", Date),
    Column("folded", Text, nullable=False, server_default=" "),
)

runner = Table(
    "runner",
    metadata,
    Column("id", Id, primary_key=True),
    Column("team_id", Id, within("team"), nullable=False, index=True),
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
    *RANK,
    partial("ix_runner_next_due", "next_due", where="next_due IS NOT NULL"),
    # The few with an open alert; each database has its own word for true.
    Index("ix_runner_alerting", "id", sqlite_where=text("alerting = 1"), postgresql_where=text("alerting")),
    Index("ix_runner_roster", "team_id", *(column.name for column in RANK), "bad_since", "version"),
)

consent = Table(  # an invitation or a keyword, and the runner's yes to what they were shown
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, within("runner"), nullable=False, index=True),
    Column("team_id", Id, within("team"), nullable=False),
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

journal = Table(
    "journal",
    metadata,
    Column("runner_id", Id, within("runner"), nullable=False),
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
    Column("runner_id", Id, within("runner"), nullable=False),
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

note = Table(  # what coaches write down about a runner; the runner does not see it
    "note",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, within("runner"), nullable=False, index=True),
    Column("by", AnyText, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", AnyText, nullable=False),
)

action = Table(  # what coaches did about a runner, and what it takes to undo it
    "action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("runner_id", Id, within("runner"), nullable=False, index=True),
    Column("by", AnyText, nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("undo", AnyText, nullable=False),  # JSON; empty: cannot be undone
    Column("undone_at", Instant),
    Column("undone_by", AnyText),
)
