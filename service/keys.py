"""The console's own secret: what its form tokens and flashed messages are signed with."""

import os
import secrets

from service.settings import Settings

SESSION_KEY = "session.key"
_BYTES = 32


def session_key(settings: Settings) -> bytes:
    """Return the 32 random bytes in `session.key`, making the file (0600) where there is none.

    Two processes that start at once end with the same key: the file is written whole
    under another name and then linked into place, which only one of them can do.

    Raises:
        ValueError: the file is there but too short to be a key; delete it to have a new one.
    """
    folder = settings.keys
    path = folder / SESSION_KEY
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{SESSION_KEY}.{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_bytes(_BYTES))
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # Another process was first: its key is the key.
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) < _BYTES:
        raise ValueError(f"{path} is too short to be a key. Delete it and start again.")
    return key
