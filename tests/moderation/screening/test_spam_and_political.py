import pytest

from moderation.screening.political import find_political
from moderation.screening.results import Policy
from moderation.screening.spam import find_spam
from tests.moderation.screening.conftest import categories, read


@pytest.mark.parametrize(
    "text",
    [
        "earn £500 a day from home, message me on WhatsApp",
        "you have been selected for a free iPhone",
        "council tax rebate waiting, click the link",
        "follow me and I follow back",
        "this hacker recovers lost funds",
        "see ctax-refund.top/claim",
        "cliciwch yma i hawlio",
        "sub4sub anyone, i always sub back",
        "love this! dm @coast.daily to be featured",
        "we need brand ambassadors, message our main page",
        "your page will be deleted, confirm your account here",
        "today's lucky winner, send your address to collect",
        "tanysgrifiwch i fy sianel",
        "chi sydd wedi ennill y wobr, anfonwch eich manylion",
        "txt WIN to 80086, 150p/msg, 18+ only",
        "im a rapper from Leeds, give my songs a listen",
        "sub to me please, sorry for the spam",
        "please check us out, need some subs",
    ],
)
def test_adverts_and_scams_are_found(text):
    assert find_spam(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "is this council tax refund text a scam?",
        "beware, a WhatsApp scam is going round",
        "raffle tickets £1, win a hamper at the school fair",
        "the form is at https://www.porthaven.example/bins",
        "follow the diversion signs",
        "staff work from home",
        "is your page down? i can't confirm my account",
        "check out our library's new opening hours",
        "the winner of the raffle was my nan",
        "they should feature this in the paper",
        "I'm a musician and busk on High Street, do I need a licence?",
        "I am a producer of local honey, can I have a stall?",
        "you won the vote, now fix the roads",
        "you wonder why nobody comes",
        "text me when the bins are done",
    ],
)
def test_warnings_fairs_and_links_to_the_council_are_not_spam(text):
    assert find_spam(read(text)) == []


def test_parties_are_looked_for_only_in_a_pre_election_period():
    text = "Vote Labour on Thursday"

    assert find_political(read(text), Policy()) == []
    assert find_political(read(text), Policy(pre_election=True))


@pytest.mark.parametrize(
    "text",
    ["Plaid will fix it", "the Tories ruined this", "Lib Dems won here", "our candidate is Ann",
     "pleidleisiwch i'r Blaid Werdd", "vote for Councillor Pugh", "vote Ann Tudor",
     "rhowch eich pleidlais i'r Ceidwadwyr", "anyone but labour", "pleidleisiwch dros Lafur"],
)  # fmt: skip
def test_every_party_is_treated_alike(text):
    assert find_political(read(text), Policy(pre_election=True))


@pytest.mark.parametrize(
    "text",
    ["labour costs have gone up", "a conservative estimate", "the bowling greens are lovely",
     "she was in labour for hours", "reform of the bin service", "the polling station is open"],
)  # fmt: skip
def test_ordinary_words_are_not_parties(text):
    assert find_political(read(text), Policy(pre_election=True)) == []


CIVIC = [
    "Please sign this petition to save the library https://www.change.org/p/save-our-library",
    "Come to our coffee morning on Saturday, free entry, cakes £2, all welcome",
    "https://www.bbc.co.uk/news/uk-wales-12345678",
    "I subscribe to garden waste but nobody came",
    "Follow the diversion and check the traffic page",
    "Llofnodwch y ddeiseb i achub yr ysgol: https://deisebau.senedd.cymru/1234",
    "Crowdfunder for the skatepark is here: https://www.crowdfunder.co.uk/p/skatepark",
    "Dilynwch y ddolen i'r arolwg https://www.gwynedd.llyw.cymru/arolwg",
]


@pytest.mark.parametrize("text", CIVIC)
def test_what_residents_share_is_not_spam_on_a_models_word(screen, text):
    assert "spam" not in categories(screen(text))
