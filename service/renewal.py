"""Renewed tokens: one process at a time renews an account's, and none is stored over a newer."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlmodel import Session, col, select, update

from connectors.errors import CredentialsRejected, PlatformUnavailable
from moderation.models import Credential
from service.clock import Clock
from service.database import Database
from service.vault import Vault

#: Longer than any call to a platform takes: past it, whoever held the turn is dead.
TURN = timedelta(seconds=90)
WAIT_SECONDS, WAITS = 0.2, 400
CUT_OFF = (
    "a renewal of the sign-in was cut off before the new tokens were stored: "
    "sign in to the platform again"
)


class Keeper:
    """Stores what a connector renewed; see connectors.renewal.TakesTurns.

    The turn is a lease in the credential's row, so that no transaction is open while the
    platform is asked. A holder that died lets go when its lease ends.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        account_id: int,
        values: Mapping[str, str],
        *,
        clock: Clock,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._vault = vault
        self._account_id = account_id
        self._known = dict(values)
        self._clock = clock
        self._pause = pause
        self._name = uuid.uuid4().hex

    def __call__(self, renewed: Mapping[str, str]) -> None:
        """Store `renewed` in a transaction of its own, before anything uses it.

        Where somebody has stored others meanwhile (signed in again), those stay.
        """
        with self._database.write() as session:
            row = locked(session, self._account_id)
            if row is None or self._vault.open(row.sealed) != self._known:
                return
            row.sealed, row.updated_at = self._vault.seal(renewed), self._clock()
            session.add(row)
        self._known = dict(renewed)

    @contextmanager
    def turn(self) -> Iterator[Mapping[str, str] | None]:
        cut_off = self._take()
        try:
            stored = self._stored()
            if stored != self._known:
                self._known = stored
                yield stored
            else:
                yield None
        except CredentialsRejected as error:
            # Whoever held the turn before may have used the refresh token up and died.
            raise (CredentialsRejected(f"{CUT_OFF} ({error})") if cut_off else error) from None
        finally:
            self._let_go()

    def _take(self) -> bool:
        """Take the turn; say whether the one before it never ended."""
        for _ in range(WAITS):
            now = self._clock()
            with self._database.write() as session:
                row = locked(session, self._account_id)
                if row is None:
                    raise CredentialsRejected("no credentials are stored: connect the account")
                if row.renewing_until is None or row.renewing_until <= now:
                    cut_off = row.renewing_until is not None
                    row.renewing_by, row.renewing_until = self._name, now + TURN
                    session.add(row)
                    return cut_off
            self._pause(WAIT_SECONDS)
        raise PlatformUnavailable("another process is renewing this account's tokens")

    def _stored(self) -> dict[str, str]:
        with self._database.read() as session:
            row = session.get(Credential, self._account_id)
        if row is None:
            raise CredentialsRejected("no credentials are stored: connect the account")
        return self._vault.open(row.sealed)

    def _let_go(self) -> None:
        with self._database.write() as session:
            session.exec(
                update(Credential)
                .where(
                    col(Credential.account_id) == self._account_id,
                    col(Credential.renewing_by) == self._name,
                )
                .values(renewing_by="", renewing_until=None)
            )


def locked(session: Session, account_id: int) -> Credential | None:
    """Return the account's credential, held until the transaction ends."""
    return session.exec(
        select(Credential)
        .where(col(Credential.account_id) == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
