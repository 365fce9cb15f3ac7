"""Coaches: signing in by code, sessions, owners, notes, and what was done about a runner."""

import sqlalchemy as sa
from alembic import op

from checkin.store.types import AnyText, Instant

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _within(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("coach", sa.Column("digest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("coach", sa.Column("digested_on", sa.Date(), nullable=True))
    op.add_column("coach", sa.Column("seen_at", Instant(), nullable=True))
    op.add_column("coach", sa.Column("told_at", Instant(), nullable=True))
    op.add_column("coach_team", sa.Column("owner", sa.Boolean(), server_default=sa.false(), nullable=False))
    _signing_in()
    _about_runners()


def _signing_in() -> None:
    op.create_table(
        "code",
        sa.Column("id", ID, nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        _within("code", "coach_id", "coach"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
    )
    op.create_index(op.f("ix_code_coach_id"), "code", ["coach_id"])
    op.create_table(
        "session",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("agent", AnyText(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        _within("session", "coach_id", "coach"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_coach_id"), "session", ["coach_id"])
    op.create_table(
        "asking",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_index("ix_asking_key_at", "asking", ["key", "at"])


def _about_runners() -> None:
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("runner_id", ID, nullable=False),
        sa.Column("by", AnyText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("body", AnyText(), nullable=False),
        _within("note", "runner_id", "runner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_runner_id"), "note", ["runner_id"])
    op.create_table(
        "action",
        sa.Column("id", ID, nullable=False),
        sa.Column("runner_id", ID, nullable=False),
        sa.Column("by", AnyText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", AnyText(), nullable=False),
        sa.Column("undo", AnyText(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", AnyText(), nullable=True),
        _within("action", "runner_id", "runner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_runner_id"), "action", ["runner_id"])


def downgrade() -> None:
    for table in ("action", "note", "asking", "session", "code"):
        op.drop_table(table)
    op.drop_column("coach_team", "owner")
    for column in ("told_at", "seen_at", "digested_on", "digest"):
        op.drop_column("coach", column)
