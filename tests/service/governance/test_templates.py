import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.governance import errors
from service.governance.templates import (
    PLACEHOLDERS,
    REQUIRED,
    Placeholder,
    check,
    fill,
    parse,
    placeholders,
    unparse,
)

ALL_VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}
GOOD = "Back ((return_date)), see ((cover_name)) or ((emergency_contact))."

#: Text that holds no pair of brackets, nor makes one with a placeholder beside it.
plain = st.text(st.characters(exclude_characters="()"), min_size=1, max_size=20)
parts = st.lists(st.one_of(plain, st.sampled_from(PLACEHOLDERS).map(Placeholder)), max_size=8)


def merged(pieces: list[str | Placeholder]) -> tuple[str | Placeholder, ...]:
    result: list[str | Placeholder] = []
    for piece in pieces:
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            result[-1] += piece
        else:
            result.append(piece)
    return tuple(result)


@given(parts)
def test_a_text_taken_apart_and_put_together_is_the_same(pieces):
    whole = merged(pieces)

    assert parse(unparse(whole)) == whole


@given(parts)
def test_filling_replaces_every_placeholder_and_nothing_else(pieces):
    filled = fill(unparse(tuple(pieces)), ALL_VALUES)

    assert filled == "".join(p if isinstance(p, str) else f"<{p.name}>" for p in pieces)


@given(st.text(max_size=60))
def test_any_text_is_taken_apart_without_loss_or_refused_with_a_rule(text):
    try:
        found = parse(text)
    except errors.GovernanceError:
        return
    assert parse(unparse(found)) == found
    if not any(isinstance(part, Placeholder) for part in found):
        assert unparse(found) == text


@given(st.text(st.sampled_from("()ab_"), max_size=12))
@settings(max_examples=300)
def test_brackets_left_over_are_always_refused(text):
    try:
        found = parse(text)
    except errors.GovernanceError:
        return
    assert all("((" not in p and "))" not in p for p in found if isinstance(p, str))


@given(st.text(max_size=40))
def test_a_value_is_never_read_as_a_text_itself(value):
    nested = f"{value}((name))"

    assert fill("((name))", {"name": nested}) == nested


def test_spaces_and_capitals_inside_the_brackets_do_not_count():
    assert parse("(( Return date ))") == (Placeholder("return_date"),)


def test_a_bracket_around_a_placeholder_stays():
    assert fill("(((name)))", {"name": "Mo"}) == "(Mo)"


@pytest.mark.parametrize("text", ["((name", "name))", "((a (b) c))", "(( ((name))", "((name)) ))"])
def test_a_pair_of_brackets_without_its_other_pair_is_refused(text):
    with pytest.raises(errors.PlaceholderNotClosed):
        parse(text)


def test_an_unknown_placeholder_is_named():
    with pytest.raises(errors.UnknownPlaceholder) as refused:
        parse("Back ((retrun_date))")

    assert refused.value.detail == "((retrun_date))"


def test_a_conditional_is_not_known_because_texts_have_no_logic():
    with pytest.raises(errors.UnknownPlaceholder):
        parse("((name??Hello))")


@pytest.mark.parametrize("name", REQUIRED)
def test_a_template_without_a_required_placeholder_is_refused_by_name_and_language(name):
    without = GOOD.replace(f"(({name}))", "")

    with pytest.raises(errors.PlaceholderMissing) as refused:
        check(GOOD, without)

    assert refused.value.detail == f"(({name})) – Cymraeg"


@pytest.mark.parametrize(("english", "welsh"), [(GOOD, " "), ("", GOOD)])
def test_both_languages_are_compulsory(english, welsh):
    with pytest.raises(errors.MessageMissing):
        check(english, welsh)


def test_a_template_longer_than_it_may_be_is_refused():
    with pytest.raises(errors.TextTooLong):
        check(GOOD + "x" * 4000, GOOD)


def test_filling_without_a_value_names_what_lacks():
    with pytest.raises(errors.PlaceholderEmpty) as refused:
        fill(GOOD, {"return_date": "Monday", "cover_name": "  "})

    assert refused.value.detail == "((cover_name)), ((emergency_contact))"


def test_the_placeholders_of_a_text_are_told():
    assert placeholders(GOOD) == set(REQUIRED)
