"""Delivery: what became of each text, how busy each sender is, and what its operator must see to."""

import sqlalchemy as sa
from alembic import op

from checkin.store.types import Instant

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SENDING = sa.text("state = 'sending'")
LOOKED_FOR = sa.text("look_at IS NOT NULL")
ABOUT_SOMEONE = sa.text("about_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("coach", sa.Column("bad_since", Instant(), nullable=True))
    op.add_column("runner", sa.Column("bad_since", Instant(), nullable=True))
    op.add_column("runner", sa.Column("doubts", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("direct", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("sender", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("claimed_at", Instant(), nullable=True))
    op.add_column("outbox", sa.Column("look_at", Instant(), nullable=True))
    op.add_column("outbox", sa.Column("looks", sa.SmallInteger(), server_default="0", nullable=False))
    # What was on its way before the upgrade is asked after like anything else.
    op.execute("UPDATE outbox SET look_at = lease_until, claimed_at = created_at WHERE state = 'sending'")
    op.execute("UPDATE outbox SET attempt = 1 WHERE state = 'sending' AND attempt = 0")
    op.drop_index("ix_outbox_sending", table_name="outbox")
    op.drop_index("ix_outbox_sid", table_name="outbox")
    op.create_index("ix_outbox_sid", "outbox", ["sid"], unique=True)
    op.create_index(
        "ix_outbox_look_at",
        "outbox",
        ["look_at"],
        unique=False,
        sqlite_where=LOOKED_FOR,
        postgresql_where=LOOKED_FOR,
    )
    op.create_index(
        "ix_outbox_about_id",
        "outbox",
        ["about_id"],
        unique=False,
        sqlite_where=ABOUT_SOMEONE,
        postgresql_where=ABOUT_SOMEONE,
    )
    op.create_table(
        "past_attempt",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["outbox.id"], name=op.f("fk_past_attempt_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_past_attempt")),
    )
    op.create_index(op.f("ix_past_attempt_text_id"), "past_attempt", ["text_id"], unique=False)
    op.create_table(
        "callback",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sid", "state", name=op.f("pk_callback")),
    )
    op.create_table(
        "sender",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("free_at", Instant(), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("counted", ID, nullable=False),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sender")),
    )
    op.create_table(
        "trouble",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_trouble")),
    )
    op.create_table(
        "listing",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("read_to", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("busy_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_listing")),
    )


def downgrade() -> None:
    for table in ("listing", "trouble", "sender", "callback", "past_attempt"):
        op.drop_table(table)
    op.drop_index("ix_outbox_sid", table_name="outbox")
    op.create_index("ix_outbox_sid", "outbox", ["sid"], unique=False)
    op.drop_index(
        "ix_outbox_about_id",
        table_name="outbox",
        sqlite_where=ABOUT_SOMEONE,
        postgresql_where=ABOUT_SOMEONE,
    )
    op.drop_index(
        "ix_outbox_look_at",
        table_name="outbox",
        sqlite_where=LOOKED_FOR,
        postgresql_where=LOOKED_FOR,
    )
    op.create_index(
        "ix_outbox_sending",
        "outbox",
        ["lease_until"],
        unique=False,
        sqlite_where=SENDING,
        postgresql_where=SENDING,
    )
    for column in ("looks", "look_at", "claimed_at", "sender", "direct"):
        op.drop_column("outbox", column)
    for column in ("doubts", "bad_since"):
        op.drop_column("runner", column)
    op.drop_column("coach", "bad_since")
