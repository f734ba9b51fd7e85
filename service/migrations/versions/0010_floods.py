"""Floods of near copies, the marks they are found by, and each case's flood."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "flood",
        sa.Column("id", _number(), nullable=False),
        sa.Column("account_id", _number(), nullable=False),
        sa.Column("sample_id", _number(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_flood_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["comment.id"], name=op.f("fk_flood_sample_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flood")),
    )
    op.create_index("ix_flood_account_last", "flood", ["account_id", "last_at"], unique=False)
    op.create_table(
        "likeness",
        sa.Column("comment_id", _number(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", _number(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_likeness_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_likeness_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("comment_id", "mark", name=op.f("pk_likeness")),
    )
    op.create_index("ix_likeness_account_mark", "likeness", ["account_id", "mark"], unique=False)
    op.create_index(op.f("ix_likeness_seen_at"), "likeness", ["seen_at"], unique=False)
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("flood_id", _number(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_moderation_case_flood_id_flood"), "flood", ["flood_id"], ["id"]
        )
        batch_op.create_index(
            "ix_case_flood", ["flood_id", "waiting", "rank_at", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.drop_index("ix_case_flood")
        batch_op.drop_constraint(op.f("fk_moderation_case_flood_id_flood"), type_="foreignkey")
        batch_op.drop_column("flood_id")
    op.drop_table("likeness")
    op.drop_table("flood")
