"""Connecting an account: an officer signs in at its platform, and its tokens are sealed.

A sign-in under way is a row that belongs to the browser session it began in. Its state is
stored hashed and works once; the platform is asked outside any transaction.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, select

from connectors.base import Identity
from connectors.errors import ConnectorError, CredentialsRejected, PermissionMissing
from connectors.oauth import App, NothingOffered, Offer, SignIn, SignInRefused
from connectors.registry import connector_class, platforms
from moderation import audit
from moderation.models import Account, AccountStatus, Role
from service.auth import SignedIn
from service.budgets import FirstCalls
from service.clock import Clock
from service.database import Database
from service.incidents import close_incidents
from service.platforms import Platforms
from service.settings import Settings
from service.tables import PlatformSignIn
from service.token_health import SIGN_IN_INCIDENTS

log = logging.getLogger(__name__)

#: How long a person may take at the platform, and then to choose among its accounts.
LASTS = timedelta(minutes=15)
KEPT = timedelta(days=1)
#: No platform's answer comes near this.
_MOST_CHARACTERS = 8192


class Trouble(StrEnum):
    """Why nothing was connected; the console holds a sentence for each."""

    NOT_YOURS = "not_yours"
    SAID_NO = "said_no"
    NOTHING_OFFERED = "nothing_offered"
    LEFT_OUT = "left_out"
    NOT_ACCEPTED = "not_accepted"
    TRY_LATER = "try_later"
    OTHER_ACCOUNT = "other_account"
    NOT_SET_UP = "not_set_up"


class NotConnected(Exception):
    """Nothing was connected or changed. `detail` is fit for the page: names, never tokens."""

    def __init__(self, trouble: Trouble, detail: str = "", account_id: int | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble, self.detail, self.account_id = trouble, detail, account_id


@dataclass(frozen=True, slots=True)
class Connected:
    """The account that was connected; `new` where it was not in the register before."""

    account: Account
    new: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The sign-in opens several accounts: the officer must choose one."""

    sign_in_id: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-in of this officer's, with what was sealed in it."""

    row: PlatformSignIn
    sealed: Mapping[str, str]

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(Offer(**offer) for offer in json.loads(self.sealed.get("offers", "[]")))


class Connecting:
    """Sign-ins at the platforms for which the council has an app."""

    def __init__(
        self, settings: Settings, database: Database, platforms: Platforms, *, clock: Clock
    ) -> None:
        self._settings = settings
        self._database = database
        self._platforms = platforms
        self._clock = clock

    def offered(self) -> dict[str, bool]:
        """Return the platforms that one can sign in at -> whether the council's app is set up."""
        ways = [name for name in platforms() if connector_class(name).sign_in is not None]
        return {name: self._settings.app(name) is not None for name in ways}

    def begin(
        self, platform: str, who: SignedIn, *, redirect_uri: str, account_id: int | None = None
    ) -> int:
        """Begin a sign-in; return its number. `account_id`: the account to connect again.

        Raises:
            NotConnected: there is no app for the platform, or the platform fails.
        """
        way, app = self._way(platform)
        http = self._settings.http(platform)
        try:
            begun = way.begin(app, redirect_uri=redirect_uri, http=http)
        except ConnectorError as error:
            raise self._told(error, platform, account_id) from None
        now = self._clock()
        row = PlatformSignIn(
            state_hash=_hash(begun.state),
            session_hash=who.id_hash,
            officer_id=who.id,
            platform=platform,
            account_id=account_id,
            sealed=self._platforms.vault.seal(
                {
                    "url": begun.url,
                    "redirect_uri": redirect_uri,
                    "kept": json.dumps(dict(begun.kept)),
                }
            ),
            created_at=now,
            expires_at=now + LASTS,
        )
        with self._database.write() as session:
            session.exec(delete(PlatformSignIn).where(col(PlatformSignIn.expires_at) < now - KEPT))
            session.add(row)
        return row.id or 0

    def under_way(self, sign_in_id: int, who: SignedIn, *, answered: bool) -> UnderWay | None:
        """Return this officer's sign-in, before or after the platform has answered."""
        with self._database.read() as session:
            row = session.get(PlatformSignIn, sign_in_id)
        if row is None or not self._is_of(row, who) or (row.answered_at is not None) != answered:
            return None
        return UnderWay(row, self._platforms.vault.open(row.sealed))

    def page(self, sign_in_id: int, who: SignedIn) -> str | None:
        """Return the address of the platform's page; None where this is no sign-in of theirs."""
        found = self.under_way(sign_in_id, who, answered=False)
        return found.sealed["url"] if found else None

    def answer(self, platform: str, given: Mapping[str, str], who: SignedIn) -> Connected | Choice:
        """Take what the platform sent the person back with. It works once.

        Raises:
            NotConnected: with why.
        """
        way, app = self._way(platform)
        taken = self._take(platform, given.get(way.state_name, ""), who)
        row = taken.row
        told = {name: value[:_MOST_CHARACTERS] for name, value in given.items()}
        try:
            offers = way.finish(
                app,
                json.loads(taken.sealed["kept"]),
                told,
                redirect_uri=taken.sealed["redirect_uri"],
                http=self._settings.http(platform),
                now=self._clock(),
            )
        except ConnectorError as error:
            raise self._told(error, platform, row.account_id) from None
        offers = self._fitting(row, offers)
        if len(offers) == 1:
            return self._connect(row, offers[0], who)
        with self._database.write() as session:
            kept = session.get_one(PlatformSignIn, row.id)
            kept.sealed = self._platforms.vault.seal(
                {"offers": json.dumps([asdict(offer) for offer in offers])}
            )
            kept.expires_at = self._clock() + LASTS
            session.add(kept)
        return Choice(row.id or 0)

    def choose(self, sign_in_id: int, number: int, who: SignedIn) -> Connected:
        """Connect the account that is the `number`th of the offers.

        Raises:
            NotConnected: with why.
        """
        found = self.under_way(sign_in_id, who, answered=True)
        if found is None or not 0 <= number < len(found.offers):
            raise NotConnected(Trouble.NOT_YOURS)
        return self._connect(found.row, found.offers[number], who)

    # -- the steps ------------------------------------------------------------------

    def _way(self, platform: str) -> tuple[SignIn, App]:
        way = connector_class(platform).sign_in if platform in platforms() else None
        app = self._settings.app(platform)
        if way is None or app is None:
            raise NotConnected(Trouble.NOT_SET_UP)
        return way, app

    def _is_of(self, row: PlatformSignIn, who: SignedIn) -> bool:
        """Say whether it is this person's, of this very browser, and not too old."""
        mine = row.officer_id == who.id and row.session_hash == who.id_hash
        return mine and self._clock() < row.expires_at

    def _take(self, platform: str, state: str, who: SignedIn) -> UnderWay:
        now = self._clock()
        with self._database.write() as session:
            row = session.exec(
                select(PlatformSignIn)
                .where(col(PlatformSignIn.state_hash) == _hash(state))
                .with_for_update()
            ).first()
            if (
                row is None
                or row.platform != platform
                or row.answered_at is not None
                or not self._is_of(row, who)
            ):
                raise NotConnected(Trouble.NOT_YOURS)
            sealed = self._platforms.vault.open(row.sealed)
            row.answered_at = now
            # The verifier is used up with the answer.
            row.sealed = self._platforms.vault.seal({})
            session.add(row)
        return UnderWay(row, sealed)

    def _fitting(self, row: PlatformSignIn, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
        """Of several offers, pick the account that is to be connected again."""
        if row.account_id is None:
            return offers
        with self._database.read() as session:
            account = session.get_one(Account, row.account_id)
        known = [offer for offer in offers if offer.platform_id]
        if not account.platform_id or not known:
            return offers
        fitting = tuple(o for o in known if o.platform_id == account.platform_id)
        if not fitting:
            names = ", ".join(offer.name or offer.handle for offer in known[:5])
            raise NotConnected(Trouble.OTHER_ACCOUNT, names, row.account_id)
        return fitting

    def _connect(self, row: PlatformSignIn, offer: Offer, who: SignedIn) -> Connected:
        latest = dict(offer.credentials)
        asked = FirstCalls()
        connector = connector_class(row.platform).connect(
            latest,
            http=replace(self._settings.http(row.platform), meter=asked),
            save=latest.update,
        )
        try:
            identity = connector.check()
        except ConnectorError as error:
            raise self._told(error, row.platform, row.account_id) from None
        if identity.missing_permissions:
            missing = ", ".join(identity.missing_permissions)
            raise NotConnected(Trouble.LEFT_OUT, missing, row.account_id)
        with self._database.write() as session:
            account, new = self._account(session, row, identity, who)
            self._platforms.store_credentials(session, account, latest)
            self._platforms.note_expiry(session, account, identity)
            asked.count(self._platforms.budgets, account)
            self._platforms.budgets.store(session, account)
            _welcome(account, identity)
            account.next_poll_at = self._clock()
            session.add(account)
            close_incidents(session, account.id or 0, *SIGN_IN_INCIDENTS, now=self._clock())
            session.exec(delete(PlatformSignIn).where(col(PlatformSignIn.id) == row.id))
            audit.append(
                session,
                actor=who.actor,
                action="account.added" if new else "account.connected_again",
                subject=f"account:{account.id}",
                details={"platform": account.platform},
                now=self._clock(),
            )
        log.info("account connected", extra={"account_id": account.id, "new": new})
        return Connected(account, new)

    def _account(
        self, session: Session, row: PlatformSignIn, identity: Identity, who: SignedIn
    ) -> tuple[Account, bool]:
        """Return the account that the sign-in opens, from the register or new in it."""
        found = _registered(session, row, identity)
        if found is not None:
            if not may_connect(found, who):
                raise NotConnected(Trouble.NOT_YOURS)
            return found, False
        if row.account_id is not None:
            shown = identity.handle or identity.name
            raise NotConnected(Trouble.OTHER_ACCOUNT, shown, row.account_id)
        if not who.has(Role.LEAD):
            raise NotConnected(Trouble.NOT_YOURS)
        account = Account(
            platform=row.platform,
            handle=identity.handle or identity.platform_id,
            name=identity.name,
            platform_id=identity.platform_id,
            status=AccountStatus.ACTIVE,
            created_at=self._clock(),
        )
        session.add(account)
        session.flush()
        return account, True

    def _told(self, error: ConnectorError, platform: str, account_id: int | None) -> NotConnected:
        """Say what a failure means. Its own words stay here: a platform can put anything in."""
        log.warning(
            "sign-in at a platform failed",
            extra={"platform": platform, "error": type(error).__name__},
        )
        detail = str(error) if isinstance(error, PermissionMissing) else ""
        for kind, trouble in _TROUBLES:
            if isinstance(error, kind):
                return NotConnected(trouble, detail[:200], account_id)
        return NotConnected(Trouble.TRY_LATER, "", account_id)


_TROUBLES: tuple[tuple[type[ConnectorError], Trouble], ...] = (
    (SignInRefused, Trouble.SAID_NO),
    (NothingOffered, Trouble.NOTHING_OFFERED),
    (PermissionMissing, Trouble.LEFT_OUT),
    (CredentialsRejected, Trouble.NOT_ACCEPTED),
)


def way_back(platform: str) -> str:
    """Return the path that a platform sends people back to; its app registers it exactly."""
    return f"/accounts/connect/{platform}/callback"


def may_connect(account: Account, who: SignedIn) -> bool:
    """Say whether they may sign in for this account: the lead, or its own owner."""
    return who.has(Role.LEAD) or (who.has(Role.OWNER) and account.owner_id == who.id)


def _registered(session: Session, row: PlatformSignIn, identity: Identity) -> Account | None:
    """Return the register's account of this identity, held until the transaction ends.

    By the platform's id; by its handle only where no id is on record yet.
    """
    accounts = session.exec(
        select(Account)
        .where(col(Account.platform) == row.platform)
        .order_by(col(Account.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    found = next((a for a in accounts if a.platform_id == identity.platform_id), None)
    if found is None:
        named = (a for a in accounts if not a.platform_id and _same(a.handle, identity.handle))
        found = next(named, None)
    if found is not None and row.account_id not in (None, found.id):
        return None
    return found


def _welcome(account: Account, identity: Identity) -> None:
    account.platform_id = identity.platform_id
    account.followers = identity.followers if identity.followers is not None else account.followers
    # One that somebody paused stays so: they had their reason.
    if account.status is not AccountStatus.PAUSED:
        account.status, account.status_reason = AccountStatus.ACTIVE, ""


def _same(one: str, other: str) -> bool:
    return bool(other) and one.removeprefix("@").lower() == other.removeprefix("@").lower()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
