"""The command, run as a person runs it: a process, with its exit code and its output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from connectors.registry import platforms
from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Fault, FaultKind, Faults
from connectors.simulator.server import Simulator
from connectors.simulator.town import porthaven
from service.settings import PREFIX
from service.vault import open_vault

PLATFORMS = platforms()
#: One account on each platform, and a second where the town has one.
KEYS = sorted(porthaven(3).accounts)


class Council:
    """A migrated, empty database aimed at the simulated platforms."""

    def __init__(self, simulator: Simulator, database_url: str, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(PREFIX)},
            f"{PREFIX}DATABASE_URL": database_url,
            f"{PREFIX}DATA_DIR": str(folder),
            **{
                f"{PREFIX}{platform.upper()}_BASE_URL": simulator.base_url(platform)
                for platform in PLATFORMS
            },
        }
        open_vault(folder, create=True)

    def __call__(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from service.cli import main; main()", *arguments],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def credentials(self, key: str) -> Path:
        path = self.folder / f"{key}.json"
        path.write_text(json.dumps(credentials_of(self.simulator.world.accounts[key])))
        return path

    def add(self, key: str) -> dict:
        account = self.simulator.world.accounts[key]
        done = self(
            "accounts", "add", "--platform", account.platform, "--handle", account.handle,
            "--credentials", str(self.credentials(key)), "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def council(database_url, tmp_path):
    with Simulator(porthaven(3), Faults()) as simulator:
        yield Council(simulator, database_url, tmp_path)


@pytest.mark.parametrize("key", KEYS)
def test_an_account_is_added_checked_polled_and_listed(council, key):
    added = council.add(key)
    checked = council("accounts", "check", "--json")
    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)[0]["error"] == ""

    polled = council("poll", "--account", str(added["id"]), "--json")
    assert polled.returncode == 0, polled.stderr
    look = json.loads(polled.stdout)
    listed = json.loads(council("comments", "--account", str(added["id"]), "--json").stdout)
    world = council.simulator.world
    ours = {p.id for p in world.posts.values() if p.author is None}
    held = {
        c.id: c.text
        for c in world.comments.values()
        if c.account_key == key and not c.deleted and (c.post_id is None or c.post_id in ours)
    }
    # Somebody else's post that tags the council is itself what was said to it.
    held |= {
        p.id: p.text
        for p in world.posts.values()
        if p.account_key == key and p.author is not None and not p.deleted
    }

    assert look["new"] == len(listed)
    assert {c["platform_id"]: c["text"] for c in listed} == held
    assert {"platform_id", "parent", "author_id", "text", "published", "edited", "state"} <= set(
        listed[0]
    )
    again = json.loads(council("poll", "--account", str(added["id"]), "--json").stdout)
    assert again["new"] == 0


def test_credentials_the_platform_refuses_are_not_stored_and_never_shown(council):
    path = council.credentials("facebook-main")
    values = json.loads(path.read_text()) | {"access_token": "WRONG-SECRET-TOKEN"}
    path.write_text(json.dumps(values))
    done = council(
        "accounts", "add", "--platform", "facebook", "--handle", "x", "--credentials", str(path)
    )

    assert done.returncode == 2
    assert "does not accept these credentials" in done.stderr
    assert "WRONG-SECRET-TOKEN" not in done.stdout + done.stderr
    assert json.loads(council("accounts", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [("not json", "is not a JSON file with"), ("[1]", "must hold one JSON object")],
)
def test_a_credentials_file_that_cannot_be_read_says_what_it_should_hold(council, content, words):
    path = council.folder / "bad.json"
    path.write_text(content)
    done = council(
        "accounts", "add", "--platform", "youtube", "--handle", "x", "--credentials", str(path)
    )

    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "refresh_token" in done.stderr


def test_a_platform_that_fails_is_told_by_exit_code_and_by_words(council):
    added = council.add("flickr-main")
    council.simulator.faults.add(Fault("flickr", FaultKind.SERVER_ERROR, times=None))
    done = council("poll", "--account", str(added["id"]), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"] == "PlatformUnavailable"


def test_tokens_are_nowhere_in_the_database_or_the_output(council):
    account = council.simulator.world.accounts["youtube-main"]
    council.add("youtube-main")
    done = council("poll", "--all")
    secrets = [v for k, v in credentials_of(account).items() if k.endswith(("token", "secret"))]
    from service.database import open_engine

    engine = open_engine(council.environment[f"{PREFIX}DATABASE_URL"])
    with engine.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM credential")).all())
        rows += str(connection.execute(text("SELECT * FROM audit_entry")).all())
        rows += str(connection.execute(text("SELECT * FROM account")).all())
    engine.dispose()

    assert secrets
    for secret in secrets:
        assert secret not in rows
        assert secret not in done.stdout + done.stderr


def test_screen_keeps_the_order_and_the_protocol(council):
    facts = council.folder / "facts.json"
    facts.write_text(
        json.dumps(
            [{"statement": "Garden waste collection costs £42 a year", "source": "x",
              "expires": "2099-01-01"}]
        )
    )  # fmt: skip
    lines = [
        {"id": 2, "text": "I will come to your office and break your legs"},
        {"id": "a", "text": "Diolch am drwsio'r golau"},
        {"id": 3, "text": "Garden waste collection costs £80 a year now", "lang": "en"},
    ]
    done = council(
        "screen", "--facts", str(facts), given="".join(json.dumps(x) + "\n" for x in lines)
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert [a["id"] for a in answers] == [2, "a", 3]
    assert [a["flag"] for a in answers] == [True, False, True]
    assert answers[0]["flags"][0]["category"] == "threat"
    assert answers[2]["flags"][0]["category"] == "inaccurate"
    for answer, line in zip(answers, lines, strict=True):
        assert set(answer) == {"id", "scores", "flag", "flags"}
        assert set(answer["scores"]) == {
            "abuse", "hate", "threat", "sexual", "profanity", "personal_data", "safeguarding",
            "defamation", "political", "spam", "inaccurate", "claim",
        }  # fmt: skip
        for flag in answer["flags"]:
            assert set(flag) == {"category", "score", "spans", "source", "rule"}
            assert all(0 <= a < b <= len(line["text"]) for a, b in flag["spans"])


def test_screen_holds_claims_against_facts_in_force_alone(council):
    facts = council.folder / "facts.json"
    line = json.dumps({"id": 1, "text": "Garden waste collection costs £80 a year now"}) + "\n"

    def flagged(expires: str) -> bool:
        fact = {"statement": "Garden waste collection costs £42 a year", "source": "Waste"}
        facts.write_text(json.dumps([{**fact, "expires": expires}]))
        return json.loads(council("screen", "--facts", str(facts), given=line).stdout)["flag"]

    assert flagged("2099-01-01")
    assert not flagged("2020-01-01")


def test_evaluate_prints_the_figures_of_the_sets_asked_for(council):
    done = council("evaluate", "development", "test")

    assert done.returncode == 0, done.stderr
    assert "Facts, development set" in done.stdout
    assert "Facts, test set" in done.stdout
    assert "comments, rules" not in done.stdout


def test_screen_says_which_line_it_cannot_read(council):
    done = council("screen", given='{"id": 1, "text": "fine"}\nnot json\n')

    assert done.returncode == 2
    assert "line 2" in done.stderr


def test_screen_flags_parties_only_in_a_pre_election_period(council):
    line = json.dumps({"id": 1, "text": "Vote Labour on Thursday, the Tories have to go"}) + "\n"

    def political(*options: str) -> bool:
        answer = json.loads(council("screen", *options, given=line).stdout)
        return any(flag["category"] == "political" for flag in answer["flags"])

    assert political("--pre-election")
    assert not political()


def test_a_report_is_written_and_a_month_to_come_is_refused(council):
    council.add("instagram-main")
    council("poll", "--all")
    month = council.simulator.world.now().strftime("%Y-%m")
    out = council.folder / "out"
    done = council("report", "--month", month, "--out", str(out))

    assert done.returncode == 0, done.stderr
    names = {path.name for path in out.iterdir()}
    assert names == {
        f"report-{month}.en.html", f"report-{month}.cy.html", f"report-{month}.en.pdf",
        f"report-{month}.cy.pdf", f"figures-{month}.json",
    }  # fmt: skip
    refused = council("report", "--month", "2199-01", "--out", str(out))
    assert refused.returncode == 2
    assert "has not begun" in refused.stderr


def test_the_record_is_verified_and_a_break_is_told_by_exit_code(council):
    council.add("flickr-main")
    whole = council("audit", "verify", "--json")
    assert whole.returncode == 0
    noted = json.loads(whole.stdout)

    from service.database import Database, open_engine

    database = Database(open_engine(council.environment[f"{PREFIX}DATABASE_URL"]))
    with database.engine.begin() as connection:
        name = (
            "audit_entry_keeps_update" if database.is_sqlite else "audit_entry_keeps ON audit_entry"
        )
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_entry SET actor = 'somebody else' WHERE seq = 1"))
    database.dispose()
    broken = council("audit", "verify", "--json")

    assert broken.returncode == 1
    assert json.loads(broken.stdout)["broken_at"] == 1
    held = council("audit", "verify", "--noted", f"{noted['last_seq']}:{noted['last_hash']}")
    assert held.returncode == 1


def test_keys_are_rotated_and_old_ones_can_go(council):
    council.add("flickr-main")
    assert council("db", "new-key").returncode == 0
    keys = council.folder / "token.keys"
    assert len(keys.read_bytes().split()) == 2
    assert council("db", "rotate-keys").returncode == 0
    keys.write_bytes(keys.read_bytes().split()[0] + b"\n")

    assert council("accounts", "check").returncode == 0


def test_a_database_that_needs_an_upgrade_says_how(council, tmp_path):
    council.environment[f"{PREFIX}DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.db'}"
    done = council("accounts", "list")

    assert done.returncode == 2
    assert "council-social db upgrade" in done.stderr
    assert council("db", "upgrade").returncode == 0
    assert council("accounts", "list").returncode == 0


def test_wrong_settings_are_all_named_in_one_sentence(council):
    council.environment[f"{PREFIX}PORT"] = "many"
    council.environment[f"{PREFIX}NATION"] = "narnia"
    done = council("accounts", "list")

    assert done.returncode == 2
    assert f"{PREFIX}PORT" in done.stderr
    assert f"{PREFIX}NATION" in done.stderr
