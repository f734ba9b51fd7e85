"""`council-social officers` and `start`: what an empty database needs before anyone signs in."""

import secrets
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from moderation import audit
from moderation.models import Officer, OfficerRole, Role
from service.auth import hash_password, revoke
from service.commands.common import clock, err, opened, out, print_table, settings_or_stop, stop
from service.seed import seed_texts

app = typer.Typer(no_args_is_help=True, help="Who signs in, and as what.")
Email = Annotated[str, typer.Argument(help="The e-mail address they sign in with.")]
Roles = Annotated[
    list[Role], typer.Option("--role", help="What they come to do; give it once for each role.")
]


@app.command("list")
def list_officers() -> None:
    """List everybody who can sign in, and those who left."""
    with opened(settings_or_stop()) as database, database.read() as session:
        officers = session.exec(select(Officer).order_by(col(Officer.email))).all()
        held: dict[int, list[str]] = {}
        for row in session.exec(select(OfficerRole).order_by(col(OfficerRole.role))):
            held.setdefault(row.officer_id, []).append(row.role.value)
    print_table(
        "Officers",
        ["e-mail", "name", "roles", "status"],
        [
            [o.email, o.name, ", ".join(held.get(o.id or 0, [])), "active" if o.active else "left"]
            for o in officers
        ],
    )


@app.command("add")
def add_officer(
    email: Email,
    name: Annotated[str, typer.Option(help="The name that colleagues see.")],
    role: Roles,
    job_title: Annotated[str, typer.Option(help="Their job title.")] = "",
    directorate: Annotated[str, typer.Option(help="Their directorate.")] = "",
) -> None:
    """Add an officer and print their first password, this once."""
    address = email.strip().lower()
    if "@" not in address or len(address) > 254 or not name.strip() or len(name) > 200:
        stop("Give an e-mail address and a name of at most 200 characters.")
    password = secrets.token_urlsafe(12)
    hashed = hash_password(password)
    with opened(settings_or_stop()) as database, database.write() as session:
        if session.exec(select(Officer).where(col(Officer.email) == address)).first():
            stop("An officer with that address is there already: see 'officers list'.")
        officer = Officer(
            email=address,
            name=name.strip(),
            job_title=job_title[:200],
            directorate=directorate[:200],
            password_hash=hashed,
            created_at=clock(),
        )
        session.add(officer)
        session.flush()
        for one in sorted(set(role)):
            session.add(OfficerRole(officer_id=officer.id or 0, role=one))
        _note(session, officer, "officer.added", roles=sorted(one.value for one in set(role)))
    _tell(password)


@app.command("password")
def new_password(email: Email) -> None:
    """Give an officer a new password, end their sign-ins, and print it, this once."""
    password = secrets.token_urlsafe(12)
    hashed = hash_password(password)
    with opened(settings_or_stop()) as database, database.write() as session:
        officer = _officer(session, email)
        officer.password_hash = hashed
        officer.failed_sign_ins, officer.locked_until = 0, None
        session.add(officer)
        revoke(session, officer.id or 0, now=clock())
        _note(session, officer, "officer.password_set")
    _tell(password)


@app.command("leave")
def leave(email: Email) -> None:
    """Shut a leaver out at once; what they decided stays in the record under their name."""
    with opened(settings_or_stop()) as database, database.write() as session:
        officer = _officer(session, email)
        officer.active = False
        session.add(officer)
        ended = revoke(session, officer.id or 0, now=clock())
        _note(session, officer, "officer.left")
    err.print(f"They are shut out; {ended} sign-ins ended. Give their accounts a new owner.")


def start() -> None:
    """Put in the model house rules and the out-of-office templates, where they are missing."""
    with opened(settings_or_stop()) as database, database.write() as session:
        added = seed_texts(session, now=clock())
        if any(added.values()):
            audit.append(
                session, actor="command", action="texts.started", details=added, now=clock()
            )
    err.print(
        f"{added['house_rules']} house rules, in force from now, and {added['templates']} "
        "out-of-office templates added. Make them your own in the console."
    )


def _officer(session: Session, email: str) -> Officer:
    officer = session.exec(
        select(Officer).where(col(Officer.email) == email.strip().lower()).with_for_update()
    ).first()
    if officer is None:
        stop("There is no officer with that address: see 'officers list'.")
    return officer


def _note(session: Session, officer: Officer, action: str, **details: object) -> None:
    audit.append(
        session,
        actor="command",
        action=action,
        subject=f"officer:{officer.id}",
        details=details,
        now=clock(),
    )


def _tell(password: str) -> None:
    out.print(password, markup=False, highlight=False, soft_wrap=True)
    err.print("That is their password; it is kept nowhere. Hand it over in person.")
