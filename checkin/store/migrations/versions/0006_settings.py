"""What a team sets for itself, the protocol files of teams, who asked for a code, who was asked to coach."""

import sqlalchemy as sa
from alembic import op

from checkin.store.types import AnyText, Instant

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rulebook",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", AnyText(), nullable=False),
        sa.Column("body", AnyText(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("served_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rulebook")),
    )
    op.create_table(
        "team_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("by", AnyText(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("what", AnyText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_change_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_change")),
    )
    op.create_index(op.f("ix_team_change_team_id"), "team_change", ["team_id"])
    op.add_column("team", sa.Column("settings", AnyText(), nullable=True))
    op.add_column("coach_team", sa.Column("asked_as", AnyText(), nullable=True))
    op.add_column("coach_team", sa.Column("asked_at", Instant(), nullable=True))
    # Who was invited and has not come is asked from now on, and by the name they were invited with.
    op.execute(
        "UPDATE coach_team SET "
        "asked_as = (SELECT name FROM coach WHERE coach.id = coach_team.coach_id), "
        "asked_at = (SELECT created_at FROM coach WHERE coach.id = coach_team.coach_id) "
        "WHERE coach_id IN (SELECT id FROM coach WHERE stopped_at IS NOT NULL AND stopped_at < created_at)"
    )
    op.add_column("code", sa.Column("asker", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("code", "asker")
    op.drop_column("coach_team", "asked_at")
    op.drop_column("coach_team", "asked_as")
    op.drop_column("team", "settings")
    op.drop_table("team_change")
    op.drop_table("rulebook")
