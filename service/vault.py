"""Seals and opens the accounts' tokens. Keys come from a file, never from the database."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

KEYS_FILE = "token.keys"


class VaultError(Exception):
    """Tokens cannot be sealed or opened; the message says what to do."""


class Vault:
    """Seals with the first key of the file, opens with any of them.

    To rotate: put a new key on the first line, run `council-social db rotate-keys`, then
    remove the old ones.
    """

    def __init__(self, keys: list[bytes]) -> None:
        if not keys:
            raise VaultError(f"{KEYS_FILE} holds no key: put one Fernet key on its first line.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise VaultError(
                f"{KEYS_FILE} holds a line that is not a Fernet key: make one with "
                "'council-social db new-key'."
            ) from error

    def seal(self, values: Mapping[str, str]) -> bytes:
        return self._fernet.encrypt(json.dumps(dict(values), sort_keys=True).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Return the values sealed.

        Raises:
            VaultError: no key of the file opens it.
        """
        try:
            values = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise VaultError(
                f"An account's tokens were sealed with a key that is not in {KEYS_FILE}: "
                "put that key back, or connect the account again."
            ) from None
        return {str(key): str(value) for key, value in values.items()}

    def rotate(self, sealed: bytes) -> bytes:
        """Seal again with the first key."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken:
            raise VaultError(
                f"A key that sealed these tokens is missing from {KEYS_FILE}."
            ) from None


def open_vault(folder: Path, *, create: bool = False) -> Vault:
    """Read the keys in `folder`; with `create`, make a first one where there is none.

    Raises:
        VaultError: no file, no key, or a broken one.
    """
    path = folder / KEYS_FILE
    if create and not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_private(path, Fernet.generate_key() + b"\n")
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise VaultError(
            f"{path} cannot be read ({error.strerror}): make it with 'council-social db new-key', "
            "readable by the service alone."
        ) from error
    return Vault([line.strip() for line in lines if line.strip()])


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read; keep one that is there already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
