"""What a model says with nothing beside it must clear a stricter threshold."""

import pytest

from moderation.screening.support import stands_alone
from moderation.vocabulary import Category
from tests.moderation.screening.conftest import categories, read


@pytest.mark.parametrize(
    "text",
    [
        "My nan and the neighbour walked the pier with the children",
        "Mother in law wants to know when the café is open",
        "Aeth y gŵr â'r plant i'r llyfrgell bore ma",
    ],
)
def test_family_talk_does_not_support_a_sign_of_risk(text):
    assert stands_alone(Category.SAFEGUARDING, read(text))


@pytest.mark.parametrize(
    "text",
    [
        "My partner hits the children when he is drunk",
        "She is always hungry and covered in bruises",
        "Mae ei dad o yn ei guro fo bob nos",
    ],
)
def test_words_that_harm_is_told_in_support_it(text):
    assert not stands_alone(Category.SAFEGUARDING, read(text))


@pytest.mark.parametrize("text", ["😂😂", "Nice one", "Da iawn ti", "wow"])
@pytest.mark.parametrize("category", [Category.ABUSE, Category.THREAT, Category.SEXUAL])
def test_a_few_words_or_none_support_nothing(text, category):
    assert stands_alone(category, read(text))


def test_an_english_threat_of_some_length_needs_no_listed_word():
    assert not stands_alone(Category.THREAT, read("You had better not walk down our street"))


def test_hate_is_supported_only_where_some_group_is_spoken_of():
    assert stands_alone(Category.HATE, read("The benches on the prom are an eyesore again"))
    assert not stands_alone(Category.HATE, read("I wish migrants would leave this town"))
    assert not stands_alone(Category.HATE, read("I wish these people would leave this town"))


def test_abuse_is_supported_only_where_somebody_is_spoken_of():
    assert stands_alone(Category.ABUSE, read("Cabinet has made an embarrassing mess of this"))
    assert not stands_alone(Category.ABUSE, read("You have made an embarrassing mess of this"))


@pytest.mark.parametrize(
    "text",
    [
        "My mum and dad met at the dance on the pier in 1958",
        "Husband is home with the baby while I do the late shift",
        "My neighbour minds the kids on Tuesdays, she's brilliant",
        "😂😂😂",
        "Ti'n iawn",
        "Am noson dda",
        "Councillor Tudor's figures don't add up",
    ],
)
def test_ordinary_talk_is_left_alone(screen, text):
    assert categories(screen(text)) == set()
