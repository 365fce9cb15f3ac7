"""The roster's ranks beside each runner, and an index of the texts that did not arrive."""

import sqlalchemy as sa
from alembic import op

from checkin.store import sweep
from checkin.store.types import Instant

revision = "0005"
down_revision = "0004"

UNREACHED = "state IN ('undelivered', 'failed', 'unknown') AND runner_id IS NOT NULL"
RANK = (
    "line", "spot", "say", "calm_line", "calm_say", "day_ends", "news_ends", "better", "asked", "answered",
    "fall", "heard_on", "folded",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("runner", sa.Column("line", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("spot", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("say", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("calm_line", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("calm_say", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("day_ends", Instant(), nullable=True))
    op.add_column("runner", sa.Column("news_ends", Instant(), nullable=True))
    op.add_column("runner", sa.Column("better", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("runner", sa.Column("asked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("runner", sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("runner", sa.Column("fall", sa.Float(), server_default="0", nullable=False))
    op.add_column("runner", sa.Column("heard_on", sa.Date(), nullable=True))
    op.add_column("runner", sa.Column("folded", sa.Text(), server_default=" ", nullable=False))
    op.create_index("ix_runner_roster", "runner", ["team_id", *RANK, "bad_since", "version"])
    op.create_index(
        "ix_outbox_unreached",
        "outbox",
        ["runner_id", "created_at"],
        sqlite_where=sa.text(UNREACHED),
        postgresql_where=sa.text(UNREACHED),
    )
    op.create_index(
        "ix_runner_alerting",
        "runner",
        ["id"],
        sqlite_where=sa.text("alerting = 1"),
        postgresql_where=sa.text("alerting"),
    )
    # Whoever can't be read stands at the top, as the columns' zeros say, until somebody looks at them.
    sweep.rank_again(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_runner_alerting", "runner")
    op.drop_index("ix_outbox_unreached", "outbox")
    op.drop_index("ix_runner_roster", "runner")
    for name in reversed(RANK):
        op.drop_column("runner", name)
