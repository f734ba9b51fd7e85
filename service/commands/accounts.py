"""`council-social accounts`, `poll` and `comments`."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlmodel import Session, col, select

from connectors.errors import ConnectorError, CredentialsRejected, NotSupported
from connectors.registry import connector_class, platforms
from moderation import audit
from moderation.models import Account, AccountStatus, Author, Comment
from moderation.screening.masking import mask_personal_data
from service.budgets import FirstCalls
from service.commands.common import (
    FOUND_WRONG,
    clock,
    err,
    opened,
    print_json,
    print_table,
    settings_or_stop,
    stop,
)
from service.database import Database
from service.jobs import assemble
from service.platforms import Platforms
from service.vault import open_vault

app = typer.Typer(no_args_is_help=True, help="The register of accounts, and connecting them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_accounts(json_: Json = False) -> None:
    """List every account with its status."""
    settings = settings_or_stop()
    with opened(settings) as database, database.read() as session:
        accounts = session.exec(select(Account).order_by(col(Account.id))).all()
    if json_:
        print_json([_account(account) for account in accounts])
        return
    print_table(
        "Accounts",
        ["id", "platform", "handle", "status", "last polled", "why"],
        [
            [
                a.id,
                a.platform,
                a.handle,
                a.status.value,
                a.last_polled_at.isoformat(timespec="minutes") if a.last_polled_at else "never",
                a.status_reason,
            ]
            for a in accounts
        ],
    )


@app.command("add")
def add_account(
    platform: Annotated[str, typer.Option(help="One of: " + ", ".join(platforms()))],
    handle: Annotated[str, typer.Option(help="The account's handle on its platform.")],
    credentials: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="JSON file with the tokens.")
    ],
    name: Annotated[str, typer.Option(help="What officers call it.")] = "",
    json_: Json = False,
) -> None:
    """Connect an account: checks the tokens with the platform, then seals and stores them."""
    settings = settings_or_stop()
    values = _read_credentials(platform, credentials)
    with opened(settings) as database:
        platforms_ = Platforms(settings, database, open_vault(settings.keys), clock=clock)
        with database.write() as session:
            if _find(session, platform, handle):
                stop(f"{platform} {handle} is in the register already: see 'accounts list'.")
        latest = dict(values)

        def keep(renewed: Any) -> None:
            latest.update(renewed)

        asked = FirstCalls()
        http = replace(settings.http(platform), meter=asked)
        try:
            identity = connector_class(platform).connect(values, http=http, save=keep).check()
        except ConnectorError as error:
            # A refresh token that was used up in the check must not be lost with it.
            if latest != dict(values):
                _give_back(credentials, latest)
            stop(f"{platform} does not accept these credentials: {error}")
        with database.write() as session:
            account = Account(
                platform=platform,
                handle=handle,
                name=name or identity.name,
                platform_id=identity.platform_id,
                followers=identity.followers,
                status=AccountStatus.ACTIVE,
                created_at=clock(),
            )
            session.add(account)
            session.flush()
            platforms_.store_credentials(session, account, latest)
            platforms_.note_expiry(session, account, identity)
            asked.count(platforms_.budgets, account)
            platforms_.budgets.store(session, account)
            audit.append(
                session,
                actor="command",
                action="account.added",
                subject=f"account:{account.id}",
                details={"platform": platform},
                now=clock(),
            )
    if json_:
        print_json(_account(account))
    else:
        err.print(f"Account {account.id} added and connected.")


@app.command("check")
def check_accounts(
    account: Annotated[int | None, typer.Option(help="Only this account.")] = None,
    json_: Json = False,
) -> None:
    """Ask each platform who the tokens belong to and what is missing."""
    settings = settings_or_stop()
    found: list[dict[str, Any]] = []
    with opened(settings) as database:
        platforms_ = Platforms(settings, database, open_vault(settings.keys), clock=clock)
        for row in _accounts(database, account):
            found.append(_check(platforms_, row))
    if json_:
        print_json(found)
    else:
        print_table(
            "Accounts checked",
            ["id", "platform", "handle", "result"],
            [[f["id"], f["platform"], f["handle"], f["error"] or "connected"] for f in found],
        )
    if any(f["error"] for f in found):
        raise typer.Exit(FOUND_WRONG)


def poll(
    account: Annotated[int | None, typer.Option(help="The account's number.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every account.")] = False,
    json_: Json = False,
) -> None:
    """Look at an account now: fetch, store, screen and queue what is new."""
    if (account is None) == (not all_):
        stop("Say which account with --account, or --all.")
    settings = settings_or_stop()
    looks = []
    with opened(settings) as database:
        parts = assemble(settings, database, clock=clock)
        accounts = _accounts(database, account)
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=err,
            transient=True,
        ) as progress:
            task = progress.add_task("", total=len(accounts))
            for row in accounts:
                progress.update(task, description=f"{row.platform} account {row.id}")
                looks.append(parts.poller.look(row.id or 0))
                progress.advance(task)
    if json_:
        results = [look.as_dict() for look in looks]
        print_json(results[0] if account is not None else results)
    else:
        print_table(
            "Polled",
            ["account", "pages", "new", "edited", "posts", "flagged", "cases", "error"],
            [
                [k.account_id, k.pages, k.new, k.edited, k.posts, k.flagged, k.cases, k.error]
                for k in looks
            ],
        )
    if any(look.error for look in looks):
        raise typer.Exit(FOUND_WRONG)


def comments(
    account: Annotated[int, typer.Option(help="The account's number.")],
    json_: Json = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, newest first.")] = None,
) -> None:
    """List what is stored for an account, newest first."""
    settings = settings_or_stop()
    with opened(settings) as database, database.read() as session:
        if session.get(Account, account) is None:
            stop(f"There is no account {account}: see 'accounts list'.")
        query = (
            select(Comment, col(Author.platform_id))
            .outerjoin(Author, col(Author.id) == col(Comment.author_id))
            .where(col(Comment.account_id) == account)
            .order_by(col(Comment.published_at).desc(), col(Comment.id).desc())
        )
        if limit:
            query = query.limit(limit)
        rows = session.execute(query.execution_options(yield_per=1000))
        if json_:
            sys.stdout.write("[")
            for n, (comment, author) in enumerate(rows):
                sys.stdout.write(",\n " if n else "\n ")
                sys.stdout.write(json.dumps(_comment(comment, author), ensure_ascii=False))
            sys.stdout.write("\n]\n")
            return
        print_table(
            f"Comments of account {account}",
            ["platform id", "published", "state", "text"],
            [
                [
                    c.platform_id,
                    c.published_at.isoformat(timespec="minutes"),
                    c.state,
                    mask_personal_data(c.text)[:100],
                ]
                for c, _author in rows
            ],
        )


def _accounts(database: Database, account_id: int | None) -> list[Account]:
    with database.read() as session:
        query = select(Account).order_by(col(Account.id))
        if account_id is not None:
            query = query.where(col(Account.id) == account_id)
        else:
            query = query.where(
                col(Account.status).in_((AccountStatus.ACTIVE, AccountStatus.SIGN_IN_AGAIN))
            )
        rows = list(session.exec(query))
    if account_id is not None and not rows:
        stop(f"There is no account {account_id}: see 'accounts list'.")
    return rows


def _find(session: Session, platform: str, handle: str) -> Account | None:
    return session.exec(
        select(Account).where(col(Account.platform) == platform, col(Account.handle) == handle)
    ).first()


def _check(platforms_: Platforms, account: Account) -> dict[str, Any]:
    result: dict[str, Any] = {
        "id": account.id,
        "platform": account.platform,
        "handle": account.handle,
        "error": "",
    }
    try:
        identity = platforms_.connect(account).check()
    except (CredentialsRejected, NotSupported, ConnectorError) as error:
        result["error"] = f"{type(error).__name__}: {error}"
        return result
    finally:
        platforms_.budgets.settle(account)
    result |= {
        "platform_id": identity.platform_id,
        "followers": identity.followers,
        "token_expires_at": identity.token_expires_at,
        "missing_permissions": list(identity.missing_permissions),
    }
    if identity.missing_permissions:
        result["error"] = "permissions missing: " + ", ".join(identity.missing_permissions)
    return result


def _read_credentials(platform: str, path: Path) -> dict[str, str]:
    try:
        connector = connector_class(platform)
    except NotSupported as error:
        stop(str(error))
    wanted = ", ".join(
        f"{field.name}{'' if field.required else ' (optional)'}"
        for field in connector.credential_fields
    )
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        stop(f"{path} is not a JSON file with {wanted}: {type(error).__name__}.")
    if not isinstance(values, dict) or not all(isinstance(v, str | int) for v in values.values()):
        stop(f"{path} must hold one JSON object with {wanted}.")
    return {str(key): str(value) for key, value in values.items()}


def _give_back(path: Path, values: dict[str, str]) -> None:
    beside = path.with_suffix(path.suffix + ".renewed")
    beside.touch(mode=0o600, exist_ok=True)
    beside.write_text(json.dumps(values), encoding="utf-8")
    err.print(f"The platform renewed the tokens meanwhile: they are in {beside}.", markup=False)


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "platform": account.platform,
        "handle": account.handle,
        "name": account.name,
        "platform_id": account.platform_id,
        "status": account.status.value,
        "status_reason": account.status_reason,
        "followers": account.followers,
        "last_polled_at": account.last_polled_at.isoformat() if account.last_polled_at else None,
    }


def _comment(comment: Comment, author: str | None) -> dict[str, Any]:
    return {
        "id": comment.id,
        "platform_id": comment.platform_id,
        "parent": comment.parent_platform_id,
        "post": comment.post_platform_id,
        "author_id": author,
        "text": comment.text,
        "published": comment.published_at.isoformat(),
        "edited": comment.edited_at.isoformat() if comment.edited_at else None,
        "state": comment.state,
        "kind": comment.kind,
        "own": comment.own,
        "attachments": comment.attachments,
    }
