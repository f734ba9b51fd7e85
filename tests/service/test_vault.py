import stat

import pytest
from cryptography.fernet import Fernet

from service.vault import KEYS_FILE, VaultError, open_vault, write_private

TOKENS = {"access_token": "tôken", "refresh_token": "a-refresh-token-that-is-long"}


def keys(folder, *lines):
    (folder / KEYS_FILE).write_bytes(b"\n".join(lines) + b"\n")


@pytest.fixture
def old():
    return Fernet.generate_key()


@pytest.fixture
def new():
    return Fernet.generate_key()


def test_what_was_sealed_opens_again_and_does_not_show_the_tokens(tmp_path, new):
    keys(tmp_path, new)
    vault = open_vault(tmp_path)

    sealed = vault.seal(TOKENS)

    assert b"a-refresh-token-that-is-long" not in sealed
    assert "tôken".encode() not in sealed
    assert vault.open(sealed) == TOKENS


def test_a_first_key_is_made_readable_by_the_service_alone(tmp_path):
    folder = tmp_path / "keys"

    sealed = open_vault(folder, create=True).seal(TOKENS)

    assert stat.S_IMODE((folder / KEYS_FILE).stat().st_mode) == 0o600
    assert open_vault(folder, create=True).open(sealed) == TOKENS


def test_no_key_is_made_unasked(tmp_path):
    with pytest.raises(VaultError, match="council-social db new-key"):
        open_vault(tmp_path)

    assert not (tmp_path / KEYS_FILE).exists()


def test_old_keys_still_open_while_keys_are_rotated(tmp_path, old, new):
    keys(tmp_path, old)
    sealed = open_vault(tmp_path).seal(TOKENS)
    keys(tmp_path, new, old)
    both = open_vault(tmp_path)

    again = both.rotate(sealed)

    assert both.open(sealed) == both.open(again) == TOKENS
    keys(tmp_path, new)
    assert open_vault(tmp_path).open(again) == TOKENS
    with pytest.raises(VaultError, match="put that key back"):
        open_vault(tmp_path).open(sealed)


def test_a_missing_key_is_said_when_keys_are_rotated(tmp_path, old, new):
    keys(tmp_path, old)
    sealed = open_vault(tmp_path).seal(TOKENS)
    keys(tmp_path, new)

    with pytest.raises(VaultError, match=KEYS_FILE):
        open_vault(tmp_path).rotate(sealed)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"not a key\n"])
def test_a_file_without_a_key_is_refused_with_what_to_do(tmp_path, content):
    (tmp_path / KEYS_FILE).write_bytes(content)

    with pytest.raises(VaultError, match=KEYS_FILE):
        open_vault(tmp_path)


@pytest.mark.parametrize(
    "damage", [lambda s: b"", lambda s: s[:-4], lambda s: s[::-1], lambda s: s[:20] + s[24:]]
)
def test_damaged_tokens_are_refused_and_not_shown(tmp_path, new, damage):
    keys(tmp_path, new)
    vault = open_vault(tmp_path)

    with pytest.raises(VaultError) as error:
        vault.open(damage(vault.seal(TOKENS)))

    assert "a-refresh-token-that-is-long" not in str(error.value)


def test_a_private_file_is_never_written_over(tmp_path):
    path = tmp_path / "one"
    write_private(path, b"first")

    write_private(path, b"second")

    assert path.read_bytes() == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
