"""Connecting an account from the console, over HTTP, at each simulated platform."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from connectors.simulator.credentials import credentials_of
from connectors.simulator.faults import Fault, FaultKind
from connectors.simulator.server import Simulator
from connectors.simulator.town.accounts import add_accounts
from connectors.simulator.world import World
from moderation.models import (
    Account,
    AccountStatus,
    AuditEntry,
    Comment,
    CoverageSpan,
    Credential,
    Cursor,
    Incident,
    Role,
)
from service.connecting import Connecting
from service.platforms import Platforms
from service.polling import Poller
from service.settings import Settings
from service.tables import PlatformSignIn
from service.vault import open_vault
from tests import factories
from tests.connectors.consent import answer_page, with_a_sign_in
from tests.service.console import pages
from tests.service.console.connecting import Journey, settings_for

PLATFORMS = with_a_sign_in()
KEYS = {platform: f"{platform}-main" for platform in PLATFORMS}
HOUR = timedelta(hours=1)


@pytest.fixture
def sim(hands):
    world = World(seed=7, now=hands)
    add_accounts(world)
    with Simulator(world) as simulator:
        yield simulator


class Council:
    """The console's parts over one simulator, and what was stored."""

    def __init__(self, sim, database, settings, hands) -> None:
        self.sim, self.database, self.hands = sim, database, hands
        self.vault = open_vault(settings.keys, create=True)
        self.platforms = Platforms(settings, database, self.vault, clock=hands)
        self.connecting = Connecting(settings, database, self.platforms, clock=hands)

    def all(self, model):
        with self.database.read() as session:
            return list(session.exec(select(model)))

    def tokens(self, account_id) -> dict[str, str]:
        with self.database.read() as session:
            return self.vault.open(session.get_one(Credential, account_id).sealed)

    def register(self, key, **given) -> Account:
        """Put a simulated account into the register, connected with its first tokens."""
        found = self.sim.world.account(key)
        with self.database.write() as session:
            account = factories.account(
                session,
                now=self.hands(),
                **{
                    "platform": found.platform,
                    "handle": found.handle,
                    "platform_id": found.id,
                    **given,
                },
            )
            self.platforms.store_credentials(session, account, credentials_of(found))
        return account


@pytest.fixture
def settings(sim, tmp_path):
    return settings_for(sim, tmp_path)


@pytest.fixture
def council(sim, database, settings, hands):
    return Council(sim, database, settings, hands)


@pytest.fixture
def app(make_app, council):
    return make_app(connecting=council.connecting)


@pytest.fixture
def lead(sign_in, app):
    return sign_in(Role.LEAD)


def said(browser, answer) -> str:
    """What the page says that a person is led to."""
    return browser.page(answer.location).one("main").text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_account_is_connected_at_each_platform(lead, council, platform):
    answer = Journey(lead, platform).allow(KEYS[platform])

    given = council.sim.world.account(KEYS[platform])
    [account] = council.all(Account)
    assert answer.location == f"/accounts/{account.id}/edit"
    assert "is connected. Now say who owns it" in said(lead, answer)
    assert (account.platform, account.platform_id) == (platform, given.id)
    assert (account.status, account.handle) == (AccountStatus.ACTIVE, given.handle)
    assert given.token in council.tokens(account.id).values()
    assert council.platforms.connect(account).check().platform_id == given.id
    assert "account.added" in [entry.action for entry in council.all(AuditEntry)]
    assert council.all(PlatformSignIn) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_whoever_says_no_is_told_that_nothing_changed(lead, council, platform):
    answer = Journey(lead, platform).allow(KEYS[platform], answer="deny")

    assert "the answer was no, so nothing was connected or changed" in said(lead, answer)
    assert council.all(Account) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_state_works_once(lead, council, platform):
    journey = Journey(lead, platform)
    journey.allow(KEYS[platform])
    before = council.tokens(1)

    again = journey.come_back()

    assert "has been used" in said(lead, again)
    assert council.tokens(1) == before


def test_a_refused_answer_is_used_up_too(lead, council):
    journey = Journey(lead, "x")
    journey.allow("x-main", answer="deny")
    journey.given = {**journey.given, "code": "anything"}
    journey.given.pop("error")

    assert "has been used" in said(lead, journey.come_back())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_officer_cannot_finish_what_one_began(lead, sign_in, council, platform):
    """Or somebody's account would be connected through a link they were sent."""
    other = sign_in(Role.LEAD)
    again = sign_in(officer=lead.officer)
    journey = Journey(lead, platform)
    journey.browser = lead
    where, journey.given = answer_page(journey.page(), KEYS[platform])
    journey.came_back_to = where.removeprefix("http://localhost")

    for browser in (other, again):
        assert "was not begun here by you" in said(browser, journey.come_back(browser))
        assert council.all(Account) == []

    journey.come_back()
    assert len(council.all(Account)) == 1


def test_a_state_that_nobody_has_seen_is_refused(lead, council):
    for given in ({}, {"state": "made up", "code": "x"}, {"state": "\0" * 9000, "code": "y"}):
        answer = lead.get("/accounts/connect/x/callback", query_string=given)
        assert "was not begun here by you" in said(lead, answer)
    assert council.sim.calls == []


def test_a_state_of_one_platform_is_worth_nothing_at_another(lead, council):
    journey = Journey(lead, "x")
    journey.page()
    with council.database.read() as session:
        assert session.exec(select(PlatformSignIn)).one().platform == "x"
    state = parse_qs(urlsplit(journey.page()).query)["state"][0]

    answer = lead.get(
        "/accounts/connect/youtube/callback", query_string={"state": state, "code": "c"}
    )

    assert "was not begun here by you" in said(lead, answer)


def test_a_sign_in_that_takes_too_long_is_begun_again(lead, council, hands):
    journey = Journey(lead, "youtube")
    page = journey.page()
    hands.move(timedelta(minutes=16))
    where, journey.given = answer_page(page, "youtube-main")
    journey.came_back_to = where.removeprefix("http://localhost")

    assert "took longer than 15 minutes" in said(lead, journey.come_back())


def test_of_several_pages_the_officer_chooses_one(lead, council):
    answer = Journey(lead, "facebook").allow("facebook-main", "facebook-libraries")
    page = lead.page(answer.location)
    form = page.one("form", novalidate="")
    names = [label.text for label in form.all("label")]
    libraries = council.sim.world.account("facebook-libraries")
    assert len(names) == 2
    assert council.all(Account) == []

    nothing = lead.send(form)
    assert (
        "Choose an account." in pages.check(nothing.text).with_class("govuk-error-summary")[0].text
    )
    number = str([libraries.name in name for name in names].index(True))
    chosen = lead.send(form, account=number)

    [account] = council.all(Account)
    assert account.platform_id == libraries.id
    assert chosen.location == f"/accounts/{account.id}/edit"
    assert lead.get(answer.location).status_code == 404


def test_nobody_else_sees_the_choice(lead, sign_in, council):
    answer = Journey(lead, "facebook").allow("facebook-main", "facebook-libraries")

    assert sign_in(Role.LEAD).get(answer.location).status_code == 404
    for number in ("7", "-1", "x"):
        form = lead.page(answer.location).one("form", novalidate="")
        assert lead.send(form, account=number).status_code == 422


def test_signing_in_again_loses_nothing_and_fetches_what_was_said_meanwhile(
    sign_in, council, hands, database, sim
):
    account = council.register("x-main")
    post = sim.world.add_post("x-main", text="Bins")
    poller = Poller(
        database,
        council.platforms.connect,
        lambda *_args, **_given: (_ for _ in ()).throw(AssertionError("nothing to screen")),
        clock=hands,
        period=timedelta(minutes=5),
    )
    assert poller.look(account.id).error == ""
    [cursor] = council.all(Cursor)
    # The sign-in dies, and somebody says something while nobody looks.
    sim.world.rotate_tokens("x-main", token="dead", refresh_token="dead as well")
    for _ in range(2):
        hands.move(HOUR)
        assert poller.look(account.id).error == "CredentialsRejected"
    author = sim.world.council_author("x-main")
    sim.world.add_comment("x-main", post_id=post.id, author=author, text="Thanks", by_council=True)
    incidents = {incident.kind: incident for incident in council.all(Incident)}
    assert incidents.keys() == {"credentials", "coverage_gap"}
    assert {incident.owner_id for incident in incidents.values()} == {account.owner_id}

    lead = sign_in(Role.LEAD)
    answer = Journey(lead, "x", account.id).allow("x-main")

    assert answer.location == f"/accounts/{account.id}"
    assert "is connected again" in said(lead, answer)
    [after] = council.all(Account)
    assert (after.id, after.status, after.status_reason) == (account.id, AccountStatus.ACTIVE, "")
    assert after.next_poll_at == hands()
    closed = {incident.kind: incident.closed_at for incident in council.all(Incident)}
    assert closed == {"credentials": hands(), "coverage_gap": None}
    assert council.all(Cursor)[0].value == cursor.value

    assert poller.look(account.id).error == ""
    assert all(incident.closed_at for incident in council.all(Incident))
    assert [c.text for c in council.all(Comment)] == ["Thanks"]
    assert "missed" not in [span.status.value for span in council.all(CoverageSpan)]


@pytest.mark.parametrize(
    ("platform", "mine", "other"),
    [("x", "x-main", "x-roads"), ("facebook", "facebook-main", "facebook-libraries")],
)
def test_another_account_s_sign_in_is_refused_and_changes_nothing(
    lead, council, platform, mine, other
):
    account = council.register(mine)
    before = council.tokens(account.id)

    answer = Journey(lead, platform, account.id).allow(other)

    found = council.sim.world.account(other)
    text = said(lead, answer)
    assert "as another account" in text
    assert (found.handle in text) or (found.name in text)
    assert council.tokens(account.id) == before


def test_of_several_pages_the_one_to_connect_again_is_taken_without_asking(lead, council):
    account = council.register("facebook-libraries", status=AccountStatus.SIGN_IN_AGAIN)

    answer = Journey(lead, "facebook", account.id).allow("facebook-main", "facebook-libraries")

    assert answer.location == f"/accounts/{account.id}"
    assert council.tokens(account.id)["page_id"] == account.platform_id


def test_an_account_in_the_register_without_tokens_is_connected_by_its_handle(lead, council):
    found = council.sim.world.account("youtube-main")
    with council.database.write() as session:
        account = factories.account(
            session,
            now=council.hands(),
            platform="youtube",
            handle=found.handle.removeprefix("@").upper(),
            status=AccountStatus.NOT_CONNECTED,
            status_reason="Not yet",
        )

    Journey(lead, "youtube", account.id).allow("youtube-main")

    [after] = council.all(Account)
    assert (after.status, after.platform_id) == (AccountStatus.ACTIVE, found.id)


def test_connecting_anew_what_is_in_the_register_connects_it_again(lead, council):
    account = council.register("flickr-main")

    answer = Journey(lead, "flickr").allow("flickr-main")

    assert answer.location == f"/accounts/{account.id}"
    assert len(council.all(Account)) == 1


def test_a_paused_account_stays_paused(lead, council):
    account = council.register("x-main", status=AccountStatus.PAUSED, status_reason="Election")

    Journey(lead, "x", account.id).allow("x-main")

    [after] = council.all(Account)
    assert (after.status, after.status_reason) == (AccountStatus.PAUSED, "Election")


def test_an_owner_connects_their_own_account_and_no_other(sign_in, council, hands, database):
    with database.write() as session:
        eleri = factories.officer(session, Role.OWNER, now=hands())
    mine = council.register("x-main", owner_id=eleri.id)
    other = council.register("x-roads")
    owner = sign_in(officer=eleri)

    assert owner.post(f"/accounts/{other.id}/connect").status_code == 403
    assert owner.post("/accounts/connect/x").status_code == 403
    Journey(owner, "x", mine.id).allow("x-main")

    assert council.tokens(mine.id)["access_token"] == council.sim.world.account("x-main").token


def test_an_owner_who_lost_the_account_meanwhile_connects_nothing(
    sign_in, council, hands, database
):
    with database.write() as session:
        eleri = factories.officer(session, Role.OWNER, now=hands())
    mine = council.register("x-main", owner_id=eleri.id)
    before = council.tokens(mine.id)
    owner = sign_in(officer=eleri)
    journey = Journey(owner, "x", mine.id)
    with database.write() as session:
        session.get_one(Account, mine.id).owner_id = None

    journey.allow("x-main")

    assert council.tokens(mine.id) == before


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_that_fails_on_the_way_is_told_and_changes_nothing(lead, council, platform):
    journey = Journey(lead, platform)
    council.sim.faults.add(Fault(platform, FaultKind.SERVER_ERROR, times=None))

    answer = journey.allow(KEYS[platform])

    assert "did not answer as it should" in said(lead, answer)
    assert council.all(Account) == []


def test_a_permission_left_out_is_named(lead, council):
    world = council.sim.world
    world.rotate_tokens(
        "facebook-main",
        token=world.account("facebook-main").token,
        scopes="pages_show_list,pages_read_engagement,pages_read_user_content",
    )

    answer = Journey(lead, "facebook").allow("facebook-main")

    assert "was not given at Facebook: pages_manage_engagement" in said(lead, answer)
    assert council.all(Account) == []


def test_a_signed_out_person_who_comes_back_is_sent_to_sign_in_without_the_code(
    lead, stranger, council
):
    journey = Journey(lead, "x")
    journey.browser = lead
    where, given = answer_page(journey.page(), "x-main")

    answer = stranger.get(where.removeprefix("http://localhost"), query_string=given)

    assert answer.status_code == 302
    assert given["code"] not in answer.location
    assert given["state"] not in answer.location


def test_a_platform_without_an_app_says_who_must_set_it_up(
    make_app, sign_in, database, hands, tmp_path
):
    app = make_app(settings=Settings(data_dir=tmp_path))
    lead = sign_in(Role.LEAD, into=app)
    with database.write() as session:
        account = factories.account(session, now=hands())

    page = lead.page("/accounts/connect").one("main").text
    answer = lead.post("/accounts/connect/x")

    assert page.count("must set up the council's app first") == len(PLATFORMS)
    assert "must set up the council's app first" in said(lead, answer)
    assert "must set up" in lead.page(f"/accounts/{account.id}").one("main").text


def test_every_page_of_the_way_is_in_both_languages(lead, council):
    council.register("x-main")
    choice = Journey(lead, "facebook").allow("facebook-main", "facebook-libraries")
    begun = Journey(lead, "x").begun
    for language in ("en", "cy"):
        for path in ("/accounts/connect", "/accounts/1", begun.location, choice.location):
            lead.page(f"{path}?lang={language}", language=language)

    answer = lead.get("/accounts/connect/x/callback")

    assert "Nid chi ddechreuodd" in lead.page(answer.location, language="cy").one("main").text


def test_sign_ins_that_were_never_finished_are_forgotten(lead, sign_in, council, hands):
    Journey(lead, "x")
    [first] = council.all(PlatformSignIn)
    hands.move(timedelta(minutes=15, days=1, seconds=1))

    Journey(sign_in(Role.LEAD), "x")

    [left] = council.all(PlatformSignIn)
    assert left.created_at == hands()
    assert left.state_hash != first.state_hash
