"""The pattern rules, each against its benign twin."""

import pytest

from moderation.screening.rulebook import shipped_rules
from moderation.screening.rulebook.defamation import find_named
from moderation.screening.spam import SPAM_RULES
from tests.moderation.screening.conftest import read


def found(text: str) -> set[str]:
    reading = read(text)
    return {one.category.value for one in [*shipped_rules().find(reading), *find_named(reading)]}


@pytest.mark.parametrize(
    "text",
    [
        "I'll smash your face in",
        "we know where you live",
        "someone should shoot that councillor",
        "You're a dead man",
        "watch your back mate",
        "It would be a shame if something happened to your car",
        "I would advise you to move house",
        "there's a bomb in the library",
        "put a bullet in the mayor",
        "wait till I get my hands on you",
        "mi ladda i di",
        "dan ni'n gwybod lle ti'n byw",
        "gwylia dy gefn",
        "mi losga i dy dŷ di",
    ],
)
def test_threats_plain_and_polite_are_found(text):
    assert "threat" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "this traffic will be the death of me",
        "I could murder a curry",
        "my mum will kill me if I miss the bus",
        "shoot me an email",
        "these potholes will kill someone",
        "we will fight you at the ballot box",
        "hanging baskets on the high street",
        "you'll regret not going to the fair, it was great fun and we took photos of the picture",
        "knife amnesty bin at the station",
        "bydd y traffig yn fy lladd i",
    ],
)
def test_hyperbole_is_not_a_threat(text):
    assert "threat" not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I don't want to be here anymore",
        "my husband beats me",
        "he won't let me leave the house",
        "the children next door are always hungry and bruised",
        "an older man keeps messaging my daughter",
        "the carer is stealing from my nan",
        "I'm 12 and I've run away",
        "dwi isio marw",
        "dwi ddim isio bod yma ddim mwy",
        "mae fy ngŵr yn fy nharo i",
        "mae o'n fy mrifo i, helpwch fi",
    ],
)
def test_disclosures_of_risk_are_found(text):
    assert "safeguarding" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'd rather die than pay that",
        "suicide prevention walk on Sunday",
        "safeguarding training for volunteers",
        "great splash park, my kids were screaming with joy",
        "mum will kill me lol",
        "hyfforddiant diogelu ddydd Llun",
    ],
)
def test_talk_about_risk_is_not_a_disclosure(text):
    assert "safeguarding" not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Councillor Pugh pockets backhanders",
        "Cllr Rees is a thief",
        "the mayor is taking bribes",
        "the headteacher is a paedophile",
        "Gareth Rowlands is a fraudster",
        "Mrs Bevan takes cash for flats",
        "mae'r Cynghorydd Pugh yn cymryd llwgrwobrwyon",
        "lleidr ydi'r Cynghorydd Rees",
    ],
)
def test_an_allegation_against_somebody_identifiable_is_found(text):
    assert "defamation" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "the council is corrupt",
        "this council stole our library",
        "Councillor Pugh is useless and should resign",
        "Councillor Pugh had her bike stolen",
        "the mayor has done a poor job",
        "Gareth Rowlands caught the thief",
        "parking charges are daylight robbery",
        "mae'r cyngor yn llwgr",
    ],
)
def test_criticism_is_not_an_allegation(text):
    assert "defamation" not in found(text)


@pytest.mark.parametrize(
    "group", ["gay people", "Muslims", "trans people", "black people", "disabled people", "Poles"]
)
def test_dehumanising_words_are_found_for_any_group_and_their_denial_for_none(group):
    assert "hate" in found(f"{group} are vermin")
    assert "hate" not in found(f"{group} are not vermin")
    assert "hate" not in found(f'he shouted "{group} are vermin" and should be ashamed')


@pytest.mark.parametrize("text", ["I'd shag her", "nice tits", "what are you wearing", "🍆🍆"])
def test_sexual_remarks_are_found(text):
    assert "sexual" in found(text)


@pytest.mark.parametrize(
    "text",
    ["sexual health clinic", "great tits and blue tits", "what to wear to the fair", "🍆 stall"],
)
def test_health_birds_and_vegetables_are_not_sexual(text):
    assert "sexual" not in found(text)


def test_every_rule_has_a_name_of_its_own_and_can_be_anchored():
    rules = shipped_rules()._rules

    assert len({one.name for one in rules}) == len(rules)
    assert all(one.anchors and all(one.anchors) for one in rules)
    assert all(0 < one.score < 1 for one in rules)


def test_no_exception_is_so_wide_that_it_silences_its_rule():
    silenced = [
        one.name
        for one in [*shipped_rules()._rules, *SPAM_RULES]
        if one.unless and (one.unless.search("") or one.unless.search("zzz zzz zzz"))
    ]

    assert silenced == []
