"""The first tables."""

import sqlalchemy as sa
from alembic import op

from checkin.store.types import AnyText, Instant

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "coach",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", AnyText(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("stamp", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach")),
        sa.UniqueConstraint("number", name=op.f("uq_coach_number")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("every", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "stranger",
        sa.Column("number", AnyText(), nullable=False),
        sa.Column("warned_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stranger")),
    )
    op.create_table(
        "team",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", AnyText(), nullable=False),
        sa.Column("keyword", AnyText(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("keyword", name=op.f("uq_team_keyword")),
    )
    op.create_table(
        "coach_team",
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coach.id"], name=op.f("fk_coach_team_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_coach_team_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("coach_id", "team_id", name=op.f("pk_coach_team")),
    )
    op.create_index(op.f("ix_coach_team_team_id"), "coach_team", ["team_id"], unique=False)
    op.create_table(
        "runner",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", AnyText(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("alerting", sa.Boolean(), nullable=False),
        sa.Column("next_due", Instant(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_runner_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runner")),
        sa.UniqueConstraint("number", name=op.f("uq_runner_number")),
    )
    op.create_index(
        "ix_runner_next_due",
        "runner",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index(op.f("ix_runner_team_id"), "runner", ["team_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coach.id"], name=op.f("fk_sign_in_coach_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sign_in")),
    )
    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("runner_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("saw", AnyText(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("from_phase", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("by", AnyText(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_decision_runner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_runner_id_day", "decision", ["runner_id", "day"], unique=False)
    op.create_table(
        "inbound",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("number", AnyText(), nullable=False),
        sa.Column("to_number", AnyText(), nullable=False),
        sa.Column("runner_id", ID, nullable=True),
        sa.Column("coach_id", ID, nullable=True),
        sa.Column("body", AnyText(), nullable=False),
        sa.Column("media", sa.Integer(), server_default="0", nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("next_try", Instant(), nullable=True),
        sa.Column("failure", AnyText(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coach.id"], name=op.f("fk_inbound_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_inbound_runner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_inbound")),
    )
    op.create_index("ix_inbound_number_received_at", "inbound", ["number", "received_at"], unique=False)
    op.create_index("ix_inbound_runner_id_received_at", "inbound", ["runner_id", "received_at"], unique=False)
    op.create_index(
        "ix_inbound_unhandled",
        "inbound",
        ["next_try"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("runner_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_journal_runner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("runner_id", "seq", "revision", name=op.f("pk_journal")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("runner_id", ID, nullable=True),
        sa.Column("coach_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=True),
        sa.Column("number", AnyText(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", AnyText(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("attempt", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("sid", sa.Text(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued','sending','accepted','sent','delivered',"
            "'undelivered','failed','expired','cancelled','unknown')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["runner.id"], name=op.f("fk_outbox_about_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coach.id"], name=op.f("fk_outbox_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_outbox_runner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("reply_to", "seq", name=op.f("uq_outbox_reply_to_seq")),
        sa.UniqueConstraint(
            "runner_id", "kind", "local_date", "seq", name=op.f("uq_outbox_runner_id_kind_local_date_seq")
        ),
    )
    op.create_index("ix_outbox_coach_id_created_at", "outbox", ["coach_id", "created_at"], unique=False)
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["rank", "expires_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outbox_queued_expires_at",
        "outbox",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("ix_outbox_runner_id_created_at", "outbox", ["runner_id", "created_at"], unique=False)
    op.create_index(
        "ix_outbox_sending",
        "outbox",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index("ix_outbox_sid", "outbox", ["sid"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outbox_sid", table_name="outbox")
    op.drop_index(
        "ix_outbox_sending",
        table_name="outbox",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_index("ix_outbox_runner_id_created_at", table_name="outbox")
    op.drop_index(
        "ix_outbox_queued_expires_at",
        table_name="outbox",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index(
        "ix_outbox_queued",
        table_name="outbox",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index("ix_outbox_coach_id_created_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("journal")
    op.drop_index(
        "ix_inbound_unhandled",
        table_name="inbound",
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.drop_index("ix_inbound_runner_id_received_at", table_name="inbound")
    op.drop_index("ix_inbound_number_received_at", table_name="inbound")
    op.drop_table("inbound")
    op.drop_index("ix_decision_runner_id_day", table_name="decision")
    op.drop_table("decision")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_runner_team_id"), table_name="runner")
    op.drop_index(
        "ix_runner_next_due",
        table_name="runner",
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.drop_table("runner")
    op.drop_index(op.f("ix_coach_team_team_id"), table_name="coach_team")
    op.drop_table("coach_team")
    op.drop_table("team")
    op.drop_table("stranger")
    op.drop_table("heartbeat")
    op.drop_table("coach")
