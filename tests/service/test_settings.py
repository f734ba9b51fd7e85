from pathlib import Path

import psycopg.conninfo
import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from service.settings import PREFIX, Settings, SettingsError, load

AWKWARD = "p@ss/w:rd?#% +é"


@pytest.fixture
def environment(monkeypatch):
    """The environment without settings of ours; returns how to give one."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    return lambda name, value: monkeypatch.setenv(PREFIX + name, str(value))


def test_nothing_given_means_sqlite_in_the_data_folder(environment):
    settings = load()

    assert settings.database == f"sqlite:///{Path('var/council-social.db').resolve()}"
    assert settings.keys == Path("var")


def test_one_message_names_every_setting_that_is_wrong(environment):
    environment("PORT", "eighty")
    environment("POLL_SECONDS", "1")
    environment("DATABASE_URL", "mysql://db/council")

    with pytest.raises(SettingsError) as error:
        load()

    for name in ("PORT", "POLL_SECONDS", "DATABASE_URL"):
        assert PREFIX + name in str(error.value)


def test_settings_do_not_change_while_the_service_runs(environment):
    with pytest.raises(ValidationError):
        load().port = 1


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_database_password_is_read_from_its_file(environment, tmp_path, end):
    file = tmp_path / "password"
    file.write_bytes((AWKWARD + end).encode())
    environment("DATABASE_URL", "postgresql://council_social@db:5432/council_social")
    environment("DATABASE_PASSWORD_FILE", file)

    url = load().database

    assert make_url(url).password == AWKWARD
    # The worker queue hands the same URL to libpq, which reads it by its own rules.
    assert psycopg.conninfo.conninfo_to_dict(url) == {
        "user": "council_social",
        "password": AWKWARD,
        "host": "db",
        "port": "5432",
        "dbname": "council_social",
    }


def test_the_file_s_password_counts_where_the_url_holds_one_too(environment, tmp_path):
    file = tmp_path / "password"
    file.write_text("new")
    environment("DATABASE_URL", "postgresql://me:old@db/council")
    environment("DATABASE_PASSWORD_FILE", file)

    assert make_url(load().database).password == "new"


@pytest.mark.parametrize("content", [None, "", "\n", "two\nlines\n"])
def test_a_password_file_that_holds_none_is_named_in_the_message(environment, tmp_path, content):
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)
    environment("DATABASE_URL", "postgresql://me@db/council")
    environment("DATABASE_PASSWORD_FILE", file)

    with pytest.raises(SettingsError, match=PREFIX + "DATABASE_PASSWORD_FILE"):
        load()


def test_the_password_is_not_in_what_settings_print(environment, tmp_path):
    file = tmp_path / "password"
    file.write_text("hunter2")
    environment("DATABASE_URL", "postgresql://me@db/council")
    environment("DATABASE_PASSWORD_FILE", file)
    settings = load()
    assert "hunter2" in settings.database

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


def test_contacts_are_split_and_blanks_dropped(environment):
    environment("PUBLISHED_CONTACTS", "hello@porthaven.example, 01632 960001 ,")

    assert load().contacts() == {"hello@porthaven.example", "01632 960001"}
