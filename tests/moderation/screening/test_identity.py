import pytest

from moderation.screening.features import model_text
from moderation.screening.identity import GROUP, PERSON, QUALITY, neutralise

GROUPS = [
    "gay people", "lesbians", "bisexual people", "trans people", "non-binary people", "homosexuals",
    "queer people", "muslims", "jewish people", "jews", "christians", "sikhs", "hindus", "atheists",
    "black people", "asian people", "white people", "chinese people", "polish people", "romanians",
    "gypsies", "travellers", "irish people", "welsh people", "english people", "scottish people",
    "immigrants", "refugees", "asylum seekers", "foreigners", "disabled people", "deaf people",
    "blind people", "autistic people", "wheelchair users", "women", "pensioners",
    "elderly people", "millennials", "pobl hoyw", "mwslemiaid", "iddewon", "ffoaduriaid",
    "lgbtq+ people",
]  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_reads_the_same_to_a_model(group):
    assert model_text(f"the library helped {group} today") == f"the library helped {GROUP} today"


@pytest.mark.parametrize("quality", ["gay", "muslim", "transgender", "jewish", "autistic", "hoyw"])
def test_a_quality_reads_the_same_whichever_it_is(quality):
    assert neutralise(f"my {quality} neighbour") == f"my {QUALITY} neighbour"


@pytest.mark.parametrize("person", ["lesbian", "muslim man", "pensioner", "black woman"])
def test_one_person_reads_the_same_whoever_it_is(person):
    assert neutralise(f"a {person} spoke") == f"a {PERSON} spoke"


@pytest.mark.parametrize(
    "text", ["the black bin", "a white van", "a blind bend", "polish the floor",
             "straight on", "old market", "english lesson"],
)  # fmt: skip
def test_colours_places_and_bends_are_not_people(text):
    assert neutralise(text) == text
