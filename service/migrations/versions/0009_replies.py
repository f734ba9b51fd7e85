"""What the council says in public under a comment: replies, corrections and notices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "reply",
                "correction",
                "notice",
                name="replykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.String(length=8), nullable=False),
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("fact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("fact_expires_on", sa.Date(), nullable=True),
        sa.Column(
            "officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "verified",
                "accepted",
                "failed",
                "needs_person",
                "could_not",
                name="replystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("platform_id", sa.String(length=200), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'correction' OR fact_id IS NOT NULL", name=op.f("ck_reply_cites_fact")
        ),
        sa.CheckConstraint(
            "kind <> 'notice' OR decision_id IS NOT NULL", name=op.f("ck_reply_is_about_decision")
        ),
        sa.CheckConstraint(
            "state <> 'could_not' OR kind = 'notice'", name=op.f("ck_reply_only_notice_could_not")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reply_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_reply_case_id_moderation_case")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_reply_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_reply_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_reply_fact_id_fact")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_reply_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("token", name=op.f("uq_reply_token")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_reply_due", ["state", "next_attempt_at"], unique=False)
        batch_op.create_index(
            "uq_reply_notice",
            ["decision_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'notice' AND state <> 'failed'"),
            postgresql_where=sa.text("kind = 'notice' AND state <> 'failed'"),
        )
        batch_op.create_index(
            "uq_reply_words",
            ["case_id", "digest"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('failed', 'could_not')"),
            postgresql_where=sa.text("state NOT IN ('failed', 'could_not')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("uq_reply_words")
        batch_op.drop_index("uq_reply_notice")
        batch_op.drop_index("ix_reply_due")
        batch_op.drop_index(batch_op.f("ix_reply_case_id"))

    op.drop_table("reply")
