"""Sign-ins at a platform that are under way, and whose turn it is to renew an account's tokens.

A refresh token that rotates works once: two workers that use it at the same time lose it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "platform_sign_in",
        sa.Column("id", BIG, nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_platform_sign_in_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_platform_sign_in_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_sign_in")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_platform_sign_in_state_hash")),
    )
    op.create_index("ix_platform_sign_in_officer_id", "platform_sign_in", ["officer_id"])
    op.create_index("ix_platform_sign_in_expires_at", "platform_sign_in", ["expires_at"])
    op.add_column(
        "credential",
        sa.Column("renewing_by", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "credential", sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("credential", "renewing_until")
    op.drop_column("credential", "renewing_by")
    op.drop_table("platform_sign_in")
