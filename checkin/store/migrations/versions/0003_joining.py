"""Joining and leaving: consents on record, marks of those who were erased, joins counted."""

import sqlalchemy as sa
from alembic import op

from checkin.store.types import AnyText, Instant

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("runner_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("number", AnyText(), nullable=False),
        sa.Column("source", AnyText(), nullable=False),
        sa.Column("statement", AnyText(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("words", AnyText(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.Column("sid", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_consent_runner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_consent_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_asked_at", "consent", ["asked_at"])
    op.create_index(op.f("ix_consent_runner_id"), "consent", ["runner_id"])
    op.create_table(
        "mark",
        sa.Column("number", AnyText(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_mark")),
    )
    op.create_table(
        "joins",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_joins_team_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_joins_at"), "joins", ["at"])


def downgrade() -> None:
    for table in ("joins", "mark", "consent"):
        op.drop_table(table)
