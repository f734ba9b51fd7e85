"""What reading again has shown of a comment, and the texts that posts had before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Plain ADD COLUMN: a table made anew would lose the triggers that keep the search.
    op.add_column("comment", sa.Column("reread_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comment", sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "post_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_version_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_version")),
    )
    op.create_index("ix_post_version_post_id", "post_version", ["post_id"])


def downgrade() -> None:
    op.drop_index("ix_post_version_post_id", "post_version")
    op.drop_table("post_version")
    op.drop_column("comment", "missing_since")
    op.drop_column("comment", "reread_at")
