"""From stored rows to a connector, and from a stored comment to what can be done to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlmodel import Session

from connectors.base import Connector, Identity, Item, ItemState, Kind, Powers
from connectors.errors import ConnectorError, CredentialsRejected
from connectors.registry import connector_class
from moderation.models import Account, Author, Comment, Credential
from service.budget_tables import Purpose
from service.budgets import Budgets
from service.clock import Clock
from service.database import Database
from service.renewal import Keeper, locked
from service.settings import Settings
from service.vault import Vault, VaultError

#: How the rest of the service gets a connector for an account; tests pass their own.
Connect = Callable[[Account], Connector]


class Platforms:
    """Connects accounts, opening their tokens and keeping renewed ones."""

    def __init__(
        self, settings: Settings, database: Database, vault: Vault, *, clock: Clock
    ) -> None:
        self._settings = settings
        self._database = database
        self._vault = vault
        self._clock = clock
        self.budgets = Budgets(settings, database, clock=clock)

    @property
    def vault(self) -> Vault:
        """What seals the accounts' tokens, and sign-ins under way."""
        return self._vault

    def connect(self, account: Account, purpose: Purpose = Purpose.OTHER) -> Connector:
        """Return a connector for `account`, its calls counted for `purpose`; makes no call.

        Raises:
            CredentialsRejected: the account has no tokens, or they cannot be opened.
        """
        with self._database.read() as session:
            row = session.get(Credential, account.id)
        if row is None:
            raise CredentialsRejected("no credentials are stored: connect the account")
        try:
            values = self._vault.open(row.sealed)
        except VaultError as error:
            raise CredentialsRejected(str(error)) from error
        save = Keeper(self._database, self._vault, account.id or 0, values, clock=self._clock)
        return connector_class(account.platform).connect(
            values,
            http=replace(
                self._settings.http(account.platform), meter=self.budgets.meter(account, purpose)
            ),
            save=save,
        )

    def store_credentials(
        self, session: Session, account: Account, values: Mapping[str, str]
    ) -> None:
        """Seal and store an account's credentials in the caller's transaction."""
        row = session.get(Credential, account.id)
        sealed, now = self._vault.seal(values), self._clock()
        if row is None:
            session.add(Credential(account_id=account.id or 0, sealed=sealed, updated_at=now))
        else:
            row.sealed, row.updated_at = sealed, now
            # Whoever renews the tokens that these replace must not be waited for.
            row.renewing_by, row.renewing_until = "", None
            session.add(row)
        session.flush()

    def note_expiry(self, session: Session, account: Account, identity: Identity) -> None:
        """Store when somebody must sign in again: never, where a refresh token renews it."""
        row = locked(session, account.id or 0)
        if row is not None:
            renews = bool(self._vault.open(row.sealed).get("refresh_token"))
            row.expires_at = None if renews else identity.token_expires_at
            session.add(row)

    def powers_of(self, account: Account, comment: Comment) -> Powers:
        """Say what can be done to a stored comment; never raises, never calls the platform."""
        try:
            return self.connect(account).powers(item_of(comment))
        except ConnectorError:
            return Powers(verbs=(), reason="not_connected", manual="open_on_platform")


def item_of(comment: Comment, author: Author | None = None) -> Item:
    """Rebuild what a connector needs to act on a stored comment."""
    return Item(
        platform_id=comment.platform_id,
        kind=Kind(comment.kind),
        post_platform_id=comment.post_platform_id,
        parent_platform_id=comment.parent_platform_id,
        author_platform_id=author.platform_id if author else None,
        own=comment.own,
        state=ItemState(comment.state),
        permalink=comment.permalink,
        hints=dict(comment.hints),
        author_handle=author.handle if author else "",
    )
