"""Emergency stops, re-checks of what was taken down, and blocks with an end."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "emergency_stop",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.String(length=2000), nullable=False),
        sa.Column(
            "lift_asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("lift_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lifted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "asked_by_id <> confirmed_by_id", name=op.f("ck_emergency_stop_two_people_set_it")
        ),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR closed_at IS NULL OR (lifted_by_id IS NOT NULL AND length(lift_reason) > 0)",
            name=op.f("ck_emergency_stop_ends_by_lifting"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_emergency_stop_gives_reason")),
        sa.CheckConstraint(
            "lift_asked_by_id <> lifted_by_id", name=op.f("ck_emergency_stop_two_people_lift_it")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_emergency_stop_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["officer.id"], name=op.f("fk_emergency_stop_asked_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["officer.id"],
            name=op.f("fk_emergency_stop_confirmed_by_id_officer"),
        ),
        sa.ForeignKeyConstraint(
            ["lift_asked_by_id"],
            ["officer.id"],
            name=op.f("fk_emergency_stop_lift_asked_by_id_officer"),
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["officer.id"], name=op.f("fk_emergency_stop_lifted_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_stop")),
    )
    with op.batch_alter_table("emergency_stop", schema=None) as batch_op:
        batch_op.create_index(
            "uq_emergency_stop_open",
            ["scope"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "author_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("review_reason", sa.String(length=2000), nullable=False),
        sa.Column(
            "ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("end_reason", sa.String(length=2000), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_by_id IS NULL OR length(end_reason) > 0",
            name=op.f("ck_author_block_end_has_reason"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_author_block_has_a_length")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_author_block_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_author_block_author_id_author")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_author_block_case_id_moderation_case"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_author_block_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["officer.id"], name=op.f("fk_author_block_ended_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["officer.id"], name=op.f("fk_author_block_reviewed_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_block")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_author_block_decision_id")),
    )
    with op.batch_alter_table("author_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_block_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_author_block_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_author_block_open_ends", ["ended_at", "ends_at"], unique=False)
        batch_op.create_index(
            "uq_author_block_open",
            ["account_id", "author_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "block_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("block_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "action",
            sa.Enum(
                "block",
                "unblock",
                name="blockaction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "verified",
                "accepted",
                "gone_already",
                "failed",
                "needs_person",
                name="takedownstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_block_call_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["block_id"], ["author_block.id"], name=op.f("fk_block_call_block_id_author_block")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_call")),
        sa.UniqueConstraint("block_id", "action", name=op.f("uq_block_call_block_id_action")),
    )
    with op.batch_alter_table("block_call", schema=None) as batch_op:
        batch_op.create_index("ix_block_call_due", ["state", "next_attempt_at"], unique=False)

    op.create_table(
        "recheck",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "takedown_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("after_hours", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "still_gone",
                "reappeared",
                "cannot_tell",
                "unread",
                "superseded",
                name="recheckstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=100), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recheck_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_recheck_case_id_moderation_case")
        ),
        sa.ForeignKeyConstraint(
            ["takedown_id"], ["takedown.id"], name=op.f("fk_recheck_takedown_id_takedown")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
        sa.UniqueConstraint(
            "takedown_id", "after_hours", name=op.f("uq_recheck_takedown_id_after_hours")
        ),
    )
    with op.batch_alter_table("recheck", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recheck_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_recheck_due", ["state", "next_attempt_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recheck", schema=None) as batch_op:
        batch_op.drop_index("ix_recheck_due")
        batch_op.drop_index(batch_op.f("ix_recheck_case_id"))

    op.drop_table("recheck")
    with op.batch_alter_table("block_call", schema=None) as batch_op:
        batch_op.drop_index("ix_block_call_due")

    op.drop_table("block_call")
    with op.batch_alter_table("author_block", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_author_block_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_author_block_open_ends")
        batch_op.drop_index(batch_op.f("ix_author_block_case_id"))
        batch_op.drop_index(batch_op.f("ix_author_block_author_id"))

    op.drop_table("author_block")
    with op.batch_alter_table("emergency_stop", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_emergency_stop_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("emergency_stop")
