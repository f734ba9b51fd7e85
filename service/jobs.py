"""The table of jobs: what a worker can do, and what the clock puts in its queue."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from moderation import audit
from moderation.models import Account, AccountStatus, Comment
from moderation.screening.pipeline import default_screener
from service.blocks import Blocks
from service.budget_tables import Purpose
from service.clock import Clock
from service.database import Database
from service.incidents import open_incident
from service.job_queue import DEAD_AFTER, Handler, JobQueue, LocalQueue, open_queue
from service.pacer import Pacer
from service.platforms import Platforms
from service.polling import Poller
from service.rechecks import Rechecks
from service.replies import Replies
from service.rereading import Rereader
from service.screening import Screens, screen_waiting
from service.settings import Settings
from service.takedowns import CLAIM, Takedowns
from service.token_health import look_after
from service.usage import tidy_use
from service.vault import open_vault
from service.webhook_jobs import Hooks, assemble_hooks

log = logging.getLogger(__name__)

POLL = "account.poll"
REREAD = "account.reread"
CARRY_OUT = "takedown.carry_out"
RECHECK = "takedown.recheck"
BLOCK = "block.carry_out"
REPLY = "reply.carry_out"
SCREEN = "comments.screen"
VERIFY_RECORD = "audit.verify"
TIDY = "jobs.tidy"
LOOK_AFTER_TOKENS = "tokens.look_after"
#: Two machines' clocks may differ by this much without either having been set back.
CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """The service's working parts, made once and passed to whoever needs them."""

    settings: Settings
    database: Database
    clock: Clock
    platforms: Platforms
    poller: Poller
    rereader: Rereader
    takedowns: Takedowns
    rechecks: Rechecks
    blocks: Blocks
    replies: Replies
    screener: Screens
    queue: JobQueue
    hooks: Hooks


@dataclass(frozen=True, slots=True)
class Pace:
    """How long silence lasts before work is taken from a worker that may be dead."""

    claim: timedelta = CLAIM
    dead_after: timedelta = DEAD_AFTER


def assemble(
    settings: Settings,
    database: Database,
    *,
    clock: Clock,
    screener: Screens | None = None,
    create_keys: bool = False,
    pace: Pace = Pace(),
) -> Parts:
    """Put the parts together; `screener` None takes the shipped one."""
    vault = open_vault(settings.keys, create=create_keys)
    platforms = Platforms(settings, database, vault, clock=clock)
    screener = screener or default_screener()
    queue = open_queue(database, settings.database, clock=clock, dead_after=pace.dead_after)
    rereader = Rereader(database, partial(platforms.connect, purpose=Purpose.LOOK), clock=clock)
    return Parts(
        settings=settings,
        database=database,
        clock=clock,
        platforms=platforms,
        poller=Poller(
            database,
            partial(platforms.connect, purpose=Purpose.LOOK),
            screener,
            clock=clock,
            period=timedelta(seconds=settings.poll_seconds),
            contacts=settings.contacts(),
            pacer=Pacer(settings, platforms.budgets),
        ),
        takedowns=Takedowns(
            database,
            partial(platforms.connect, purpose=Purpose.TAKEDOWN),
            clock=clock,
            claim=pace.claim,
        ),
        rereader=rereader,
        rechecks=Rechecks(
            database, partial(platforms.connect, purpose=Purpose.TAKEDOWN), clock=clock
        ),
        blocks=Blocks(
            database,
            partial(platforms.connect, purpose=Purpose.TAKEDOWN),
            clock=clock,
            claim=pace.claim,
        ),
        replies=Replies(
            database,
            partial(platforms.connect, purpose=Purpose.OTHER),
            clock=clock,
            claim=pace.claim,
        ),
        screener=screener,
        queue=queue,
        hooks=assemble_hooks(settings, database, platforms, rereader, screener, queue, clock=clock),
    )


def handlers(parts: Parts) -> dict[str, Handler]:
    """Return name -> handler. Each may run twice and then changes nothing more."""
    return {
        POLL: parts.poller.look,
        REREAD: _counted(parts, parts.rereader.reread),
        CARRY_OUT: _counted(parts, parts.takedowns.carry_out),
        RECHECK: _counted(parts, parts.rechecks.look),
        BLOCK: _counted(parts, parts.blocks.carry_out),
        REPLY: _counted(parts, parts.replies.carry_out),
        SCREEN: lambda: _screen(parts),
        VERIFY_RECORD: lambda: verify_record(parts),
        TIDY: lambda: _tidy(parts),
        LOOK_AFTER_TOKENS: lambda: look_after(parts.database, parts.platforms, clock=parts.clock),
        **{name: _counted(parts, work) for name, work in parts.hooks.handlers().items()},
    }


def put_takedown(queue: JobQueue, session: Session, takedown_id: int, account_id: int) -> None:
    """Queue a takedown in the transaction of its decision.

    One lock an account: its calls never race each other for a token that rotates.
    """
    queue.enqueue(
        session,
        CARRY_OUT,
        {"takedown_id": takedown_id},
        lock=f"account:{account_id}",
        unique=f"takedown:{takedown_id}",
    )


def put_recheck(queue: JobQueue, session: Session, recheck_id: int, account_id: int) -> None:
    """Queue a look at what was taken down; one that waits already is enough."""
    queue.enqueue(
        session,
        RECHECK,
        {"recheck_id": recheck_id},
        lock=f"account:{account_id}",
        unique=f"recheck:{recheck_id}",
    )


def put_block(queue: JobQueue, session: Session, call_id: int, account_id: int) -> None:
    """Queue what the platform is to be told about a block."""
    queue.enqueue(
        session,
        BLOCK,
        {"call_id": call_id},
        lock=f"account:{account_id}",
        unique=f"block:{call_id}",
    )


def put_reply(queue: JobQueue, session: Session, reply_id: int, account_id: int) -> None:
    """Queue a reply in the transaction in which an officer sent it."""
    queue.enqueue(
        session,
        REPLY,
        {"reply_id": reply_id},
        lock=f"account:{account_id}",
        unique=f"reply:{reply_id}",
    )


def put_poll(queue: JobQueue, session: Session, account_id: int) -> None:
    """Queue a look at an account; one that waits already is enough."""
    queue.enqueue(
        session,
        POLL,
        {"account_id": account_id},
        lock=f"account:{account_id}",
        unique=f"poll:{account_id}",
    )


def put_rereads(parts: Parts) -> int:
    """Queue a pass over each account with comments to read again; return how many."""
    accounts = parts.rereader.due()
    with parts.database.write() as session:
        for account_id in accounts:
            parts.queue.enqueue(
                session,
                REREAD,
                {"account_id": account_id},
                lock=f"account:{account_id}",
                unique=f"reread:{account_id}",
            )
    return len(accounts)


def put_due(parts: Parts) -> Mapping[str, int]:
    """Queue whatever is due now; return how much of each. The leader calls this."""
    now = parts.clock()
    takedowns, rechecks = parts.takedowns.due(), parts.rechecks.due()
    blocks = parts.blocks.due()
    replies = parts.replies.due()
    with parts.database.write() as session:
        accounts = session.exec(
            select(col(Account.id)).where(
                col(Account.status).in_((AccountStatus.ACTIVE, AccountStatus.SIGN_IN_AGAIN)),
                or_(
                    col(Account.next_poll_at).is_(None),
                    col(Account.next_poll_at) <= now,
                    # The clock was set back: what was chosen by it is no guide.
                    col(Account.last_polled_at) > now + CLOCKS_DIFFER,
                ),
            )
        ).all()
        for takedown_id, account_id in takedowns:
            put_takedown(parts.queue, session, takedown_id, account_id)
        for recheck_id, account_id in rechecks:
            put_recheck(parts.queue, session, recheck_id, account_id)
        for call_id, account_id in blocks:
            put_block(parts.queue, session, call_id, account_id)
        for reply_id, account_id in replies:
            put_reply(parts.queue, session, reply_id, account_id)
        for due_account in accounts:
            if due_account is not None:
                put_poll(parts.queue, session, due_account)
        unscreened = session.exec(
            select(col(Comment.id)).where(col(Comment.screened_version).is_(None)).limit(1)
        ).first()
        if unscreened is not None:
            parts.queue.enqueue(session, SCREEN, {}, lock="screening", unique="screening")
    return {
        "takedowns": len(takedowns),
        "accounts": len(accounts),
        "rechecks": len(rechecks),
        "blocks": len(blocks),
        **parts.hooks.put_due(parts.queue, parts.database),
        "replies": len(replies),
    }


def put(parts: Parts, name: str, args: Mapping[str, Any] | None = None) -> None:
    """Queue one job of the clock's own."""
    with parts.database.write() as session:
        parts.queue.enqueue(session, name, args or {}, lock=name, unique=name)


def verify_record(parts: Parts) -> audit.Verification:
    """Read the audit record through; a break is an incident."""
    with parts.database.read() as session:
        result = audit.verify(session)
    if not result.whole:
        log.error("audit record broken", extra={"seq": result.broken_at})
        with parts.database.write() as session:
            open_incident(
                session,
                "audit_record",
                account=None,
                detail=f"entry {result.broken_at}: {result.problem}",
                now=parts.clock(),
            )
    return result


def drain(parts: Parts, *, limit: int = 1000) -> int:
    """Run what waits here and now, for a single machine; return how many jobs ran."""
    if not isinstance(parts.queue, LocalQueue):
        raise TypeError("only the in-process queue can be drained here")
    return parts.queue.run_waiting(handlers(parts), limit=limit)


def _counted(parts: Parts, work: Handler) -> Handler:
    """Do `work`, and store the calls that it took, whatever came of it."""

    def counted(**given: Any) -> object:
        try:
            return work(**given)
        finally:
            parts.platforms.budgets.settle_all()

    return counted


def _tidy(parts: Parts) -> None:
    parts.hooks.deliveries.tidy()
    parts.queue.tidy()
    tidy_use(parts.database, now=parts.clock())


def _screen(parts: Parts) -> None:
    screen_waiting(
        parts.database,
        parts.screener,
        contacts=parts.settings.contacts(),
        now=parts.clock(),
    )
