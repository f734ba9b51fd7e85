"""Calls to the platforms, counted with what they cost, and each account's pace of looks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account_pace",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "state", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("wait_seconds", sa.Float(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("look_cost", sa.Float(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_pace_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_pace")),
    )
    op.create_table(
        "platform_use",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "look",
                "takedown",
                "other",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_platform_use_account_id_account")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "hour_at", "purpose", "kind", name=op.f("pk_platform_use")
        ),
    )
    with op.batch_alter_table("platform_use", schema=None) as batch_op:
        batch_op.create_index(
            "ix_platform_use_platform_hour", ["platform", "hour_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("platform_use", schema=None) as batch_op:
        batch_op.drop_index("ix_platform_use_platform_hour")

    op.drop_table("platform_use")
    op.drop_table("account_pace")
