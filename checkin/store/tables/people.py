"""Teams, their coaches, how coaches sign in, and strangers."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    false,
)

from checkin.store.tables.base import Id, metadata, within
from checkin.store.types import AnyText, Instant

team = Table(
    "team",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("keyword", AnyText, nullable=False, unique=True),  # upper case
    Column("zone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("settings", AnyText),  # what it sets for itself, as JSON; null: as the service is set
)

rulebook = Table(  # protocol files, of teams and of the service, by what is in them: none is ever changed
    "rulebook",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("version", AnyText, nullable=False),
    Column("body", AnyText, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("served_at", Instant),  # the service itself started with it last
)

team_change = Table(
    "team_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("team_id", Id, within("team"), nullable=False, index=True),
    Column("by", AnyText, nullable=False),  # a coach by name; empty: the operator
    Column("at", Instant, nullable=False),
    Column("what", AnyText, nullable=False),
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
    Column("digest", Boolean, nullable=False, server_default=false()),  # wants one text in the morning
    Column("digested_on", Date),  # the last day it went out for
    Column("seen_at", Instant),  # signed in last
    Column("told_at", Instant),  # was shown what a coach takes on
)

coach_team = Table(
    "coach_team",
    metadata,
    Column("coach_id", Id, within("coach"), nullable=False),
    Column("team_id", Id, within("team"), nullable=False, index=True),
    Column("owner", Boolean, nullable=False, server_default=false()),  # may invite coaches
    Column("asked_as", AnyText),  # invited by this name, and no yes yet; null: a coach of the team
    Column("asked_at", Instant),
    PrimaryKeyConstraint("coach_id", "team_id"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token", Text, primary_key=True),  # a hash of the token in the link
    Column("coach_id", Id, within("coach"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

code = Table(  # by text to a coach's number: one use, a few tries, a few minutes
    "code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("coach_id", Id, within("coach"), nullable=False, index=True),
    Column("hash", Text, nullable=False),
    Column("asker", Text),  # a hash of what the browser that asked holds
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("used_at", Instant),
)

session = Table(  # a coach who is signed in somewhere
    "session",
    metadata,
    Column("token", Text, primary_key=True),  # a hash of what the cookie holds
    Column("coach_id", Id, within("coach"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("agent", AnyText, nullable=False),  # the browser, as it calls itself
    Column("ended_at", Instant),
)

asking = Table(  # how often something was asked for: a code, by number and by address
    "asking",
    metadata,
    Column("key", Text, nullable=False),  # hashed
    Column("at", Instant, nullable=False),
    Index("ix_asking_key_at", "key", "at"),
)

stranger = Table(  # numbers that have not joined and were told whom to call
    "stranger",
    metadata,
    Column("number", AnyText, primary_key=True),
    Column("warned_at", Instant, nullable=False),
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
    Column("team_id", Id, within("team"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
