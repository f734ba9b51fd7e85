"""The containers' set-up, held to the code as far as that goes without an engine."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import col, select
from typer.testing import CliRunner

from connectors.registry import platforms
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Faults
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from moderation.models import Account, AccountStatus, Comment, Credential
from service import cli
from service.clock import now as real_clock
from service.database import open_engine
from service.settings import PREFIX, Settings
from service.vault import open_vault
from tests.composed import COMPOSE, DOT_ENV, ROOT, composed, environment, ours, services
from tests.conftest import TEST_DATABASE

BIN = Path(sys.executable).parent
REAL_SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def run(*command):
    return subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_the_compose_file_is_one_by_its_schema():
    done = run(
        BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_passes_the_security_rules():
    done = run(
        BIN / "compose-lint", "check", "--strict-config", "--fail-on", "low", "--no-env", COMPOSE
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", ours())
def test_every_name_in_the_environment_is_a_setting(service):
    given = environment(service)

    assert given
    assert set(given) <= REAL_SETTINGS


@pytest.mark.parametrize("service", ours())
def test_the_environment_is_accepted_as_settings(service, tmp_path, monkeypatch):
    (tmp_path / "database-password").write_text("a\n")
    (tmp_path / "apps.json").write_text("{}\n")
    (tmp_path / "webhook-token").write_text("a-made-up-word-for-tests\n")
    for name, value in environment(service).items():
        monkeypatch.setenv(name, value.replace("/run/secrets", str(tmp_path)))

    settings = Settings()

    assert settings.database == "postgresql://council_social:a@db:5432/council_social"
    assert settings.council_name_cy == "Cyngor Porthafan"
    assert not settings.takes_webhooks("facebook"), "no app, no webhooks"


def test_the_council_s_name_must_be_given_and_its_welsh_name_need_not_be():
    with pytest.raises(KeyError, match="COUNCIL_NAME_EN"):
        environment("web", {"NATION": "wales"})

    given = environment("web", {"COUNCIL_NAME_EN": "Anytown Council"})
    assert given[PREFIX + "COUNCIL_NAME_CY"] == "Anytown Council"


@pytest.mark.parametrize("service", ours())
def test_each_service_s_command_is_a_real_one(service):
    result = CliRunner().invoke(cli.app, [*services()[service]["command"], "--help"])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("service", services())
def test_each_service_runs_with_the_least_it_needs(service):
    given = services()[service]

    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert "cap_add" not in given
    assert given["security_opt"] == ["no-new-privileges:true"]
    assert not given["user"].startswith(("0", "root"))
    assert given["mem_limit"]
    assert given["pids_limit"]


def test_what_runs_for_long_is_watched_and_started_again():
    for name, given in services().items():
        if name == "migrate":
            assert given["restart"] == "no"
        else:
            assert given["restart"] == "unless-stopped"
            assert given["healthcheck"]["test"][0] == "CMD"


def test_only_the_console_is_reached_from_outside_and_only_from_its_own_host():
    reached = {name: given["ports"] for name, given in services().items() if "ports" in given}

    assert reached == {"web": ["127.0.0.1:8080:8080"]}
    assert composed()["networks"]["inside"]["internal"] is True
    assert services()["db"]["networks"] == ["inside"]


def test_secrets_are_files_outside_the_repository_and_the_image():
    files = [given["file"] for given in composed()["secrets"].values()]
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    allowed = (ROOT / ".dockerignore").read_text().splitlines()

    assert files == [f"./secrets/{name}" for name in composed()["secrets"]]
    assert "/secrets/" in ignored
    assert "/.env" in ignored
    assert allowed[1] == "*"
    assert "!secrets" not in allowed
    for name in ("secrets", ".env", "var"):
        assert not re.search(rf"^(COPY|ADD).*\b{re.escape(name)}\b", DOCKERFILE, re.M)


def test_no_password_or_key_stands_in_a_file_of_the_set_up():
    suspicious = re.compile(
        r"(?i)(password|secret|token|key)\w*[ \t]*[:=][ \t]*[\"']?[A-Za-z0-9+_-]{12,}"
        r"|://[^\s:/@]+:[^\s@/]+@|BEGIN [A-Z ]*PRIVATE KEY"
    )
    for name in ("docker-compose.yml", "Dockerfile", ".dockerignore", ".compose-lint.yml"):
        found = suspicious.findall((ROOT / name).read_text(encoding="utf-8"))
        assert found == [], name


def test_the_image_runs_as_the_user_that_compose_names():
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]

    assert "USER 10001:10001" in last
    assert {given["user"] for given in ours().values()} == {"10001:10001"}
    assert "PYTHONDONTWRITEBYTECODE=1" in last


def test_everything_installed_into_the_image_is_held_to_a_hash():
    for install in re.findall(r"bin/pip install ([^\n\\]+)", DOCKERFILE):
        assert "--require-hashes" in install or "--no-index" in install


def test_every_file_the_image_copies_is_there_and_let_through():
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for name in allowed:
        assert (ROOT / name).exists(), name
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            assert name == "." or name in allowed


def readme_commands_for_keys() -> str:
    """The commands by which README makes the secrets."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(r"```sh\n(umask 077.*?)```", readme, re.S).group(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what: str, processes, seconds: float = 90.0):
    end = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        for name, process in processes.items():
            assert process.poll() is None, f"{name} ended: {process.returncode}"
        assert time.monotonic() < end, f"waited too long for {what}"
        time.sleep(0.2)


@pytest.fixture
def stack(database_url, database, tmp_path):
    """The processes' environment: compose's own, with this machine's addresses in it."""
    if not TEST_DATABASE:
        pytest.skip("the containers' processes need PostgreSQL: COUNCIL_SOCIAL_TEST_DATABASE_URL")
    subprocess.run(["sh", "-ec", readme_commands_for_keys()], cwd=tmp_path, check=True, timeout=60)
    secrets = tmp_path / "secrets"
    url = make_url(database_url)
    if url.password:
        (secrets / "database-password").chmod(0o600)
        (secrets / "database-password").write_text(url.password)
    here = {
        PREFIX + "DATABASE_URL": url._replace(password=None).render_as_string(),
        PREFIX + "DATABASE_PASSWORD_FILE": str(secrets / "database-password"),
        PREFIX + "KEYS_DIR": str(secrets),
        PREFIX + "APPS_FILE": str(secrets / "apps.json"),
        PREFIX + "WEBHOOK_TOKEN_FILE": str(secrets / "webhook-token"),
        PREFIX + "DATA_DIR": str(tmp_path / "data"),
        PREFIX + "POLL_SECONDS": "5",
    }
    with Simulator(porthaven(now=real_clock), Faults()) as simulator:
        for platform in platforms():
            here[f"{PREFIX}{platform.upper()}_BASE_URL"] = simulator.base_url(platform)
        yield here, simulator


@pytest.mark.postgres
def test_the_services_start_as_composed_and_do_their_work(stack, database, tmp_path):
    here, simulator = stack
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}

    def env(service):
        given = {**kept, **environment(service, DOT_ENV), **here}
        if service == "web":
            given |= {PREFIX + "HOST": "127.0.0.1", PREFIX + "PORT": str(port)}
        return given

    def start(service):
        beat = str(tmp_path / f"{service}.beat")
        command = [word.replace("/tmp/heartbeat", beat) for word in services()[service]["command"]]
        return subprocess.Popen([BIN / "council-social", *command], cwd=tmp_path, env=env(service))

    def healthy(service):
        beat = str(tmp_path / f"{service}.beat")
        check = services()[service]["healthcheck"]["test"][1:]
        words = [w.replace("/tmp/heartbeat", beat).replace(":8080", f":{port}") for w in check]
        return subprocess.run([sys.executable, *words[1:]], env=env(service), cwd=ROOT).returncode

    migrated = subprocess.run(
        [BIN / "council-social", *services()["migrate"]["command"]],
        cwd=tmp_path, env=env("migrate"), timeout=120,
    )  # fmt: skip
    assert migrated.returncode == 0

    account_id = connect_flickr(database, Path(here[PREFIX + "KEYS_DIR"]), simulator)
    with ExitStack() as ending:
        processes = {}
        for service in ("web", "scheduler", "worker"):
            processes[service] = start(service)
            ending.callback(processes[service].kill)

        address = f"http://127.0.0.1:{port}/health"
        assert until(lambda: answer_of(address), "/health", processes) == (200, b"ok\n")
        until(lambda: polled(database, account_id), "a poll", processes)
        for service, process in processes.items():
            assert healthy(service) == 0, service
            process.send_signal(signal.SIGTERM)
        for service, process in processes.items():
            assert process.wait(60) == 0, service

    assert healthy("web") != 0
    with database.read() as session:
        assert session.exec(select(Comment).where(col(Comment.account_id) == account_id)).first()
        done = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'")
        assert session.connection().execute(done).scalar_one() >= 1
    # The containers' root cannot be written to: nothing may need it.
    assert not (tmp_path / "data").exists()


@pytest.mark.postgres
def test_a_database_that_is_behind_is_unhealthy(stack, database_url, tmp_path):
    """/health asks the database each time: one that an older backup replaced shows at once."""
    here, _ = stack
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    given = kept | environment("web") | here
    given |= {PREFIX + "HOST": "127.0.0.1", PREFIX + "PORT": str(port)}
    process = subprocess.Popen([BIN / "council-social", "serve"], cwd=tmp_path, env=given)
    try:
        address = f"http://127.0.0.1:{port}/health"
        until(lambda: answer_of(address), "/health", {"web": process})
        engine = open_engine(database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        engine.dispose()

        assert answer_of(address) == (503, b"unavailable\n")
    finally:
        process.kill()
        process.wait()


def answer_of(address: str) -> tuple[int, bytes] | None:
    try:
        with urlopen(address, timeout=5) as answer:
            return answer.status, answer.read()
    except URLError as error:
        code = getattr(error, "code", None)
        return (code, error.read()) if code else None


def connect_flickr(database, keys: Path, simulator) -> int:
    """A connected account of the simulator's, due now."""
    simulated = next(a for a in simulator.world.accounts.values() if a.platform == "flickr")
    with database.write() as session:
        account = Account(
            platform="flickr",
            handle=simulated.handle,
            name=simulated.name,
            platform_id=simulated.id,
            status=AccountStatus.ACTIVE,
            created_at=real_clock(),
        )
        session.add(account)
        session.flush()
        sealed = open_vault(keys).seal(credentials_of(simulated))
        session.add(Credential(account_id=account.id, sealed=sealed, updated_at=real_clock()))
        return account.id


def polled(database, account_id: int) -> bool:
    with database.read() as session:
        return session.get_one(Account, account_id).last_polled_at is not None
