import pytest

from moderation.screening.results import Fact, Policy, ScreeningFlag, Text
from moderation.screening.sentences import explain
from moderation.vocabulary import RULE_OF, Category


def flag(category: Category, source: str, rule: str, spans=((0, 4),)) -> ScreeningFlag:
    return ScreeningFlag(category, 0.83, spans, source, rule, RULE_OF[category])


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("source", ["rules 2026.11", "classifier 2026.11.1", "facts"])
def test_every_category_is_explained_in_both_languages_in_one_sentence(category, source):
    one = flag(category, source, "x/y: The pool is open")

    english, welsh = explain(one, "some words", "en"), explain(one, "some words", "cy")

    assert english != welsh
    assert english.endswith(".")
    assert welsh.endswith(".")
    assert "false" not in english.lower()


def test_a_rule_quotes_the_words_and_names_itself():
    sentence = explain(flag(Category.ABUSE, "lexicon-en", "abuse/insult"), "twat off", "en")

    assert sentence == "“twat” may be abuse of a person (rule abuse/insult)."


def test_a_model_says_its_chance_and_the_words():
    sentence = explain(flag(Category.HATE, "classifier 1", "threshold 0.6"), "scum here", "cy")

    assert "83%" in sentence
    assert "“scum”" in sentence


def test_personal_data_is_named_and_not_repeated(screener):
    text = "ring 07700 900123"
    one = screener.screen([Text(text)])[0].flags[0]

    sentence = explain(one, text, "en")

    assert "a phone number" in sentence
    assert "07700" not in sentence


def test_a_difference_from_a_fact_shows_the_fact(screener):
    policy = Policy(facts=(Fact("The pool is not closing.", "Leisure"),))
    text = "They are closing the pool"
    one = next(
        f for f in screener.screen([Text(text)], policy)[0].flags
        if f.category is Category.INACCURATE
    )  # fmt: skip

    assert "“The pool is not closing.”" in explain(one, text, "en")
    assert "“The pool is not closing.”" in explain(one, text, "cy")


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="'en' or 'cy'"):
        explain(flag(Category.SPAM, "x", "y"), "text", "fr")
